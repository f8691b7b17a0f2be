//! A code object: instructions, constants, names, flags, and the exception table.
//!
//! CPython: Include/cpython/code.h, Objects/codeobject.c, Objects/exception_handling_notes.txt.

use pyvarium_heap::Slot;
use pyvarium_heap::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, Code};
use pyvarium_heap::frame::Frame;
use pyvarium_protocol::inside::{Block, Cell, Figure, Row, Shade};

use super::Case;
use super::words::*;
use crate::view::code as listing;

pub const SAYS: &str = "A code object is what the compiler made of one function, class body or module: instructions, and the constants and names that \
                        these speak of by number. It never changes; every call runs this one.";

const MAX_ROWS: usize = 400;

const FLAGS: &[(u32, &str)] = &[
    (0x1, "OPTIMIZED"),
    (0x2, "NEWLOCALS"),
    (0x4, "VARARGS"),
    (0x8, "VARKEYWORDS"),
    (0x10, "NESTED"),
    (0x20, "GENERATOR"),
    (0x80, "COROUTINE"),
    (0x100, "ITERABLE_COROUTINE"),
    (0x200, "ASYNC_GENERATOR"),
    (0x400_0000, "HAS_DOCSTRING"),
    (0x800_0000, "METHOD"),
];

pub fn blocks(case: &Case, c: &Code) -> Vec<Block> {
    let vm = case.vm;
    let name = |s: &Slot| s.get().map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
    // The tuple counts them; the instructions only borrow.
    let consts = c.consts.iter().enumerate().map(|(i, s)| cell(i, s.get().map_or_else(Default::default, |r| reference(vm, r))));
    let texts = |slots: &[Slot]| -> Vec<Cell> { slots.iter().enumerate().map(|(i, s)| cell(i, code(name(s)))).collect() };
    let running = vm.thread.frames.iter().rev().find_map(|f| match f {
        Frame::Py(f) if f.executable.get() == Some(case.r) => Some(f.next_instr),
        _ => None,
    });
    let mut list = Vec::new();
    if let Some(view) = listing::view(vm, case.r) {
        let n_hidden = view.instructions.len().saturating_sub(MAX_ROWS) as u32;
        let rows = view.instructions.iter().take(MAX_ROWS).map(|i| Row {
            cells: vec![
                code(i.line.map(|l| l.to_string()).unwrap_or_default()),
                code(i.offset.to_string()),
                code(i.opname.clone()),
                code(i.arg.map(|a| a.to_string()).unwrap_or_default()),
                code(i.argrepr.clone()),
            ],
            shade: if running.is_some_and(|at| at * 2 == i.offset) { Shade::Lit } else { Shade::Used },
            changed: false,
        });
        let figure =
            pyvarium_protocol::inside::Table { n_hidden, ..table(&["line", "offset", "instruction", "arg", "means"], rows.collect()) };
        list.push(block("co_code", "", Figure::Table(figure)));
    }
    if !c.consts.is_empty() {
        list.push(block("co_consts", "LOAD_CONST names them by number.", cells(consts.collect())));
    }
    if !c.names.is_empty() {
        list.push(block("co_names", "Globals, attributes and modules that the instructions name by number.", cells(texts(&c.names))));
    }
    if !c.localsplus.is_empty() {
        let places = c.localsplus.iter().zip(&c.localspluskinds).enumerate().map(|(i, (n, kind))| Cell {
            shade: if kind & (CO_FAST_CELL | CO_FAST_FREE) != 0 { Shade::Lit } else { Shade::Used },
            ..cell(format!("{i} {}", place_kind(*kind)), code(name(n)))
        });
        list.push(block(
            "co_localsplusnames",
            "Places that a frame keeps for locals, cells and the names around it.",
            cells(places.collect()),
        ));
    }
    if !c.handlers.is_empty() {
        list.push(block(
            "co_exceptiontable",
            "Where control goes when something is raised within a span. It costs nothing until then.",
            handlers(c, None),
        ));
    }
    let flags: Vec<&str> = FLAGS.iter().filter(|(bit, _)| c.flags & bit != 0).map(|(_, name)| *name).collect();
    list.push(block(
        "Header",
        "",
        Figure::Facts(vec![
            number(
                "co_argcount",
                c.argcount,
                format!("{} of them by position only, {} more by keyword only", c.posonlyargcount, c.kwonlyargcount),
            ),
            number("co_stacksize", c.stacksize, "places that a frame keeps for the value stack"),
            fact("co_flags", code(format!("{:#x}", c.flags)), flags.join(", ")),
            number("co_firstlineno", c.firstlineno, ""),
            number("bytes", c.co_code.len(), "of instructions and their caches"),
        ]),
    ));
    list
}

fn place_kind(kind: u8) -> &'static str {
    match kind {
        k if k & CO_FAST_FREE != 0 => "free",
        k if k & CO_FAST_CELL != 0 => "cell",
        k if k & CO_FAST_LOCAL != 0 => "local",
        _ => "hidden",
    }
}

/// The exception table; rows that cover `at` are lit. Unit of `at`: code units.
pub fn handlers(c: &Code, at: Option<u32>) -> Figure {
    let rows = c.handlers.iter().map(|h| Row {
        cells: vec![
            code(format!("{} to {}", h.start * 2, h.end * 2)),
            code((h.target * 2).to_string()),
            code(h.depth.to_string()),
            words(if h.push_lasti { "yes" } else { "no" }),
        ],
        shade: if at.is_some_and(|at| h.start <= at && at < h.end) { Shade::Lit } else { Shade::Used },
        changed: false,
    });
    Figure::Table(table(&["from, to (offsets)", "handler", "stack kept", "pushes f_lasti"], rows.collect()))
}
