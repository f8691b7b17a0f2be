//! Short forms for what the files beside this one put together.

use pyvarium_heap::{Ref, Slot};
use pyvarium_protocol::Serial;
use pyvarium_protocol::inside::{BitGroup, Block, Cell, Content, Fact, Figure, Row, Stop, StopState, Table};
use pyvarium_vm::Vm;

use crate::view::text::short;

pub fn held(vm: &Vm, slot: Slot) -> Content {
    match slot.get() {
        Some(r) => Content::Held { serial: Serial(vm.heap.serial(r).0), text: short(vm, r), borrowed: slot.is_borrowed() },
        None => Content::Null,
    }
}

/// As a counted reference.
pub fn reference(vm: &Vm, r: Ref) -> Content {
    Content::Held { serial: Serial(vm.heap.serial(r).0), text: short(vm, r), borrowed: false }
}

pub fn words(text: impl Into<String>) -> Content {
    Content::Words(text.into())
}

pub fn code(text: impl Into<String>) -> Content {
    Content::Code(text.into())
}

pub fn fact(label: &str, content: Content, note: impl Into<String>) -> Fact {
    Fact { label: label.to_owned(), content, note: note.into() }
}

/// A fact that is a number or another short text of code.
pub fn number(label: &str, value: impl ToString, note: impl Into<String>) -> Fact {
    fact(label, Content::Code(value.to_string()), note)
}

pub fn block(title: &str, note: impl Into<String>, figure: Figure) -> Block {
    Block { title: title.to_owned(), note: note.into(), figure, now: false }
}

/// Of interest at this moment only.
pub fn now(title: &str, note: impl Into<String>, figure: Figure) -> Block {
    Block { now: true, ..block(title, note, figure) }
}

pub fn cell(index: impl ToString, content: Content) -> Cell {
    Cell { index: index.to_string(), content, ..Cell::default() }
}

pub fn cells(cells: Vec<Cell>) -> Figure {
    Figure::Cells { cells, n_hidden: 0 }
}

pub fn table(head: &[&str], rows: Vec<Row>) -> Table {
    Table { head: head.iter().map(|h| (*h).to_owned()).collect(), rows, n_hidden: 0 }
}

pub fn row(cells: Vec<Content>) -> Row {
    Row { cells, ..Row::default() }
}

pub fn stop(content: Content, note: impl Into<String>, state: StopState) -> Stop {
    Stop { content, note: note.into(), state }
}

pub fn bits(label: &str, bits: String, note: impl Into<String>, lit: bool) -> BitGroup {
    BitGroup { label: label.to_owned(), bits, note: note.into(), lit }
}

/// `1 place`, `2 places`.
pub fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
