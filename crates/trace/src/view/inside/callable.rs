//! Functions with their defaults and closures, bound methods, cells.
//!
//! CPython: Include/cpython/funcobject.h, Objects/cellobject.c, Objects/classobject.c.

use pyvarium_heap::code::CO_FAST_FREE;
use pyvarium_heap::object::Function;
use pyvarium_heap::{Ref, Slot};
use pyvarium_protocol::inside::{Block, Content, Figure, Row};

use super::Case;
use super::words::*;

pub const FUNCTION_SAYS: &str = "A function is made anew each time its `def` runs: code that was compiled once, and what this run adds to it: globals, \
                                 defaults, the cells of names around it.";
pub const METHOD_SAYS: &str = "A bound method remembers a function and the object before the dot, which becomes its first argument.";
pub const CELL_SAYS: &str =
    "A cell is a box for one name that several functions share: the function that binds the name and those inside it that use it.";

pub fn function(case: &Case, f: &Function) -> Vec<Block> {
    let vm = case.vm;
    let mut list = Vec::new();
    let code_of = f.code.get().and_then(|c| vm.heap.code(c));
    if let (Some(c), Some(closure)) = (code_of, f.closure.get().and_then(|c| vm.heap.items(c))) {
        let free = c.localsplus.iter().zip(&c.localspluskinds).filter(|(_, k)| **k & CO_FAST_FREE != 0).map(|(n, _)| *n);
        let rows = free.zip(closure).map(|(name, cell)| {
            let inner = cell.get().and_then(|r| vm.heap.cell(r)).unwrap_or(Slot::NULL);
            let before =
                case.before.zip(cell.get()).filter(|(b, r)| b.heap.serial(*r) == vm.heap.serial(*r)).and_then(|(b, r)| b.heap.cell(r));
            Row {
                cells: vec![code(name.get().map(|n| vm.heap.str_lossy(n)).unwrap_or_default()), case.held(*cell), case.held(inner)],
                changed: before.is_some_and(|b| case.differs(Some(b), inner)),
                ..Row::default()
            }
        });
        let note = "It shares the cells themselves, not what was in them when it was made: whoever binds the name anew changes it for all.";
        list.push(block("Closure", note, Figure::Table(table(&["name", "cell", "holds now"], rows.collect()))));
    }
    let rows = defaults(case, f);
    if !rows.is_empty() {
        let note = "Made once, when the `def` ran, and used for every call that leaves the argument out.";
        list.push(block("Defaults", note, Figure::Table(table(&["parameter", "default"], rows))));
    }
    let named = |label: &str, slot: Slot, note: &str| fact(label, case.held(slot), note);
    let mut facts = vec![
        named("__code__", f.code, "what runs; shared by all functions of this `def`"),
        named("__globals__", f.globals, "where its global names are looked for: the module that it was written in"),
        named("__name__", f.name, ""),
        named("__qualname__", f.qualname, "with the classes and functions around it"),
        named("__module__", f.module, ""),
    ];
    for (label, slot) in [("__doc__", f.doc), ("__annotations__", f.annotations), ("__dict__", f.dict)] {
        if !slot.is_null() && slot.get() != Some(vm.one.none) {
            facts.push(named(label, slot, ""));
        }
    }
    list.push(block("Parts", "", Figure::Facts(facts)));
    list
}

fn defaults(case: &Case, f: &Function) -> Vec<Row> {
    let vm = case.vm;
    let name = |i: usize| f.code.get().and_then(|c| vm.heap.code(c)).and_then(|c| c.localsplus.get(i)?.get()).map(|n| vm.heap.str_lossy(n));
    let n_args = f.code.get().and_then(|c| vm.heap.code(c)).map_or(0, |c| c.argcount as usize);
    let values = f.defaults.get().and_then(|d| vm.heap.items(d)).unwrap_or_default();
    let first = n_args.saturating_sub(values.len());
    let mut rows: Vec<Row> =
        values.iter().enumerate().map(|(i, v)| row(vec![code(name(first + i).unwrap_or_default()), case.held(*v)])).collect();
    let of_names = f.kwdefaults.get().and_then(|d| vm.heap.dict(d));
    rows.extend(
        of_names.into_iter().flat_map(|d| d.iter()).map(|(k, v): (Ref, Ref)| row(vec![code(vm.heap.str_lossy(k)), reference(vm, v)])),
    );
    rows
}

pub fn method(case: &Case, function: Slot, this: Slot) -> Vec<Block> {
    let parts = vec![
        fact("__func__", case.held(function), "the function, found in the class"),
        fact("__self__", case.held(this), "its first argument"),
    ];
    vec![block("Parts", "", Figure::Facts(parts))]
}

pub fn cell(case: &Case, slot: Slot) -> Vec<Block> {
    let before = case.earlier().and_then(|vm| vm.heap.cell(case.r));
    let content = if slot.is_null() { Content::Null } else { case.held(slot) };
    let changed = before.is_some_and(|b| case.differs(Some(b), slot));
    vec![block("Content", "", cells(vec![pyvarium_protocol::inside::Cell { changed, ..super::words::cell("ob_ref", content) }]))]
}
