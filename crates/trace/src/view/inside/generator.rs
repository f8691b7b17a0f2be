//! A generator or coroutine: the states it goes through, and the frame that it keeps between them.
//!
//! CPython: Include/internal/pycore_frame.h (FRAME_CREATED, ...), Objects/genobject.c.

use pyvarium_heap::object::{Generator, GeneratorKind, GeneratorState};
use pyvarium_protocol::inside::{Block, Figure, StopState};

use super::Case;
use super::words::*;

pub const SAYS: &str = "A generator keeps a frame that is not running. Each `next()` lets it run on from where it stopped, to the next `yield` or to its \
                        end.";

pub fn blocks(case: &Case, g: &Generator) -> Vec<Block> {
    let waits = match g.kind {
        GeneratorKind::Coroutine => "at an await",
        GeneratorKind::Generator | GeneratorKind::AsyncGenerator => "at a yield",
    };
    let order = [
        (GeneratorState::Created, "created", "nothing of it has run"),
        (GeneratorState::Executing, "running", "its frame is on the thread's stack"),
        (GeneratorState::Suspended, "suspended", waits),
        (GeneratorState::SuspendedYieldFrom, "suspended within another", "what it awaits or yields from goes on first"),
        (GeneratorState::Cleared, "finished", "its frame is gone; `next()` raises StopIteration"),
    ];
    let at = order.iter().position(|(state, ..)| *state == g.state).unwrap_or(0);
    let stops = order.iter().enumerate().map(|(i, (_, name, note))| {
        let state = match i.cmp(&at) {
            std::cmp::Ordering::Less => StopState::Passed,
            std::cmp::Ordering::Equal => StopState::Here,
            std::cmp::Ordering::Greater => StopState::Ahead,
        };
        stop(words(*name), *note, state)
    });
    let mut list = vec![block("State", "Running and suspended take turns until it is finished.", Figure::Walk(stops.collect()))];
    if let Some(f) = &g.frame {
        let about = f.executable.get().map_or_else(|| case.about(case.r), |code| case.about(code));
        list.extend(super::frame::blocks(&about, f).into_iter().map(|b| Block {
            title: format!(
                "Its frame: {}",
                b.title.replacen("Value", "value", 1).replacen("Exception", "exception", 1).replacen("Header", "header", 1)
            ),
            ..b
        }));
    }
    list
}
