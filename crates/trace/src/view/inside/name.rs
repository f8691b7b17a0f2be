//! The look-up of a name, walked: the namespace of a class body or module, the globals, the builtins; or the cell, or the
//! place in the frame, that the compiler chose.
//!
//! CPython: Python/bytecodes.c (LOAD_NAME, LOAD_GLOBAL, LOAD_DEREF), Python/ceval.c (`_PyEval_LoadName`).

use pyvarium_code::Opcode;
use pyvarium_heap::frame::PyFrame;
use pyvarium_heap::{Ref, Slot};
use pyvarium_protocol::inside::{Block, Content, Figure, Stop, StopState};

use super::Case;
use super::words::*;

/// The walk of the name that the last instruction looked for in this frame.
pub fn look_up(case: &Case, f: &PyFrame) -> Option<Block> {
    let ran = case.just_run().filter(|ran| ran.frame.serial == f.serial)?;
    let arg = ran.arg as usize;
    let own = ran.frame.locals.get().filter(|names| Some(*names) != ran.frame.globals.get());
    let places: Vec<(&str, Option<Ref>)> = match ran.op {
        Opcode::LoadName => vec![("the namespace here", own), ("globals", ran.frame.globals.get()), ("builtins", ran.frame.builtins.get())],
        Opcode::LoadGlobal => vec![("globals", ran.frame.globals.get()), ("builtins", ran.frame.builtins.get())],
        Opcode::LoadDeref => return Some(cell(case, &ran.local_name(arg), ran.frame.local(arg))),
        _ => return None,
    };
    let name = ran.name(if ran.op == Opcode::LoadGlobal { arg >> 1 } else { arg });
    let mut stops: Vec<Stop> = Vec::new();
    let mut is_found = false;
    for (label, dict) in places {
        let Some(dict) = dict else { continue };
        let value = ran.vm.dict_get_named(dict, &name).filter(|_| !is_found);
        let (note, state) = match value {
            Some(value) => (format!("has `{name}`: `{}`", crate::view::text::short(ran.vm, value)), StopState::Here),
            None if is_found => ("not asked any more".to_owned(), StopState::Ahead),
            None => (format!("has no `{name}`"), StopState::Passed),
        };
        is_found |= value.is_some();
        stops.push(stop(named(reference(ran.vm, dict), label), note, state));
    }
    if !is_found {
        stops.push(stop(words("nobody"), "NameError", StopState::Here));
    }
    Some(now("Name look-up", format!("`{name}` is looked for, from the inside outwards."), Figure::Walk(stops)))
}

/// The same object under another text.
fn named(content: Content, text: &str) -> Content {
    match content {
        Content::Held { serial, borrowed, .. } => Content::Held { serial, text: text.to_owned(), borrowed },
        other => other,
    }
}

fn cell(case: &Case, name: &str, slot: Slot) -> Block {
    let stops = vec![
        stop(words("the compiler"), format!("saw that `{name}` belongs to a function around or inside this one"), StopState::Passed),
        stop(case.held(slot), format!("the cell of `{name}`: what is in it is the value"), StopState::Here),
    ];
    now("Name look-up", format!("`{name}` is read through its cell; nothing is searched."), Figure::Walk(stops))
}
