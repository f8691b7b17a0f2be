//! What every object has, and the fields of those that have no picture of their own.

use pyvarium_heap::Ref;
use pyvarium_protocol::Parts;
use pyvarium_protocol::inside::{Block, Content, Figure, Row};
use pyvarium_vm::Vm;

use super::Case;
use super::words::*;
use crate::view::object;
use crate::view::scene::Scene;

pub const SAYS: &str = "What this object holds.";

/// The header of an object. CPython: Include/object.h, PyObject; PyGC_Head stands in front of it.
pub fn head(vm: &Vm, r: Ref) -> Block {
    let heap = &vm.heap;
    let count = match heap.is_immortal(r) {
        true => fact("ob_refcnt", words("immortal"), "never counted, never freed"),
        false => number("ob_refcnt", heap.refcnt(r), "counted references; at zero it is freed at once"),
    };
    let collector = match heap.is_tracked(r) {
        true => fact("collector", words("knows it"), "it may be part of a cycle, which counts alone would never free"),
        false => fact("collector", words("passes over it"), "it holds nothing that could lead back to it"),
    };
    let bytes = vm.sizeof(r);
    let header = vm.gc_header_size(r);
    let list = vec![
        count,
        fact("ob_type", reference(vm, heap.type_of(r)), "its class, an object like any other"),
        number("id()", heap.address(r), "its address; free to be used again when it dies"),
        number(
            "sys.getsizeof()",
            bytes + header,
            if header > 0 { format!("bytes: {bytes}, and {header} in front for the collector") } else { "bytes".to_owned() },
        ),
        collector,
    ];
    block("The object's head", "", Figure::Facts(list))
}

/// As its card has them.
pub fn fields(case: &Case) -> Vec<Block> {
    let by_program = |_: u64| false;
    let mut scene = Scene::new(case.vm, case.before, &[], &by_program);
    let Parts::Fields { named, texts } = object::view(&mut scene, case.r).parts else { return Vec::new() };
    let mut rows: Vec<Row> = Vec::new();
    for n in named {
        let content = match n.value.and_then(|v| case.vm.heap.iter().find(|r| case.vm.heap.serial(*r).0 == v.serial.0)) {
            Some(r) => reference(case.vm, r),
            None => Content::Null,
        };
        rows.push(Row { cells: vec![code(n.label), content], changed: n.changed, ..Row::default() });
    }
    rows.extend(texts.into_iter().map(|t| row(vec![code(t.label), code(t.text)])));
    match rows.is_empty() {
        true => Vec::new(),
        false => vec![block("Fields", "", Figure::Table(table(&["field", "value"], rows)))],
    }
}
