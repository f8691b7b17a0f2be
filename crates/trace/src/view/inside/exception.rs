//! An exception: what it was raised during or from, the frames that it came through, and its fields.
//!
//! CPython: Objects/exceptions.c, Python/traceback.c.

use pyvarium_heap::Ref;
use pyvarium_protocol::inside::{Block, Figure, Row, StopState};
use pyvarium_vm::Vm;

use super::Case;
use super::other;
use super::words::*;

pub const SAYS: &str = "An exception remembers the frames that it came through, the innermost last, and the exception that was being handled when it was \
                        raised, or that it was raised from.";

const MAX_LINKS: usize = 40;

pub fn blocks(case: &Case) -> Vec<Block> {
    let vm = case.vm;
    let mut list = Vec::new();
    let chain = chain(vm, case.r);
    if chain.len() > 1 {
        let stops =
            chain.iter().map(|(r, why)| stop(reference(vm, *r), *why, if *r == case.r { StopState::Here } else { StopState::Passed }));
        list.push(block("Chain", "What a traceback prints, from the bottom upwards.", Figure::Walk(stops.collect())));
    }
    let rows = traceback(vm, case.r);
    if !rows.is_empty() {
        let note = "One link a frame that it passed, the outermost first. Links are added in front while it travels outward.";
        list.push(block("Traceback", note, Figure::Table(table(&["link", "frame", "line", "tb_lasti"], rows))));
    }
    list.extend(other::fields(case));
    list
}

/// From this exception to what stands behind it.
fn chain(vm: &Vm, r: Ref) -> Vec<(Ref, &'static str)> {
    let mut list = vec![(r, "this one")];
    let mut at = r;
    while let Some(e) = vm.heap.exception(at) {
        let next = match (e.cause.get(), e.context.get()) {
            (Some(cause), _) => (cause, "its __cause__: it was raised from this"),
            (None, Some(context)) if !e.suppress_context => (context, "its __context__: this was being handled when it was raised"),
            (None, Some(context)) => (context, "its __context__, not printed: `from None`"),
            (None, None) => break,
        };
        if next.0 == vm.one.none || list.len() >= MAX_LINKS || list.iter().any(|(seen, _)| *seen == next.0) {
            break;
        }
        list.push(next);
        at = next.0;
    }
    list
}

fn traceback(vm: &Vm, r: Ref) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut at = vm.heap.exception(r).and_then(|e| e.traceback.get());
    while let Some(link) = at {
        let Some(n) = vm.heap.native(link).filter(|_| rows.len() < MAX_LINKS) else { break };
        // tb_next and tb_frame; tb_lasti and tb_lineno.
        let frame = n.slot(1).get();
        let code_of = frame.and_then(|f| vm.heap.frame_object(f)).and_then(|f| f.code.get()).and_then(|c| vm.heap.code(c));
        let name = code_of.and_then(|c| c.qualname.get()).map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
        let lasti = n.int(0);
        let line = match n.int(1) {
            line if line > 0 => Some(line),
            _ => code_of.map(|c| i64::from(c.line((lasti / 2).max(0) as u32))),
        };
        rows.push(row(vec![
            reference(vm, link),
            frame.map_or_else(
                || words(name.clone()),
                |f| pyvarium_protocol::inside::Content::Held {
                    serial: pyvarium_protocol::Serial(vm.heap.serial(f).0),
                    text: name.clone(),
                    borrowed: false,
                },
            ),
            code(line.map(|l| l.to_string()).unwrap_or_default()),
            code(lasti.to_string()),
        ]));
        at = n.slot(0).get();
    }
    rows
}
