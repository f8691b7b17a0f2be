//! Cells: what closures share.
//!
//! CPython: Objects/cellobject.c.

use pyvarium_heap::Slot;
use pyvarium_heap::types::{Layout, flags};

use crate::core::ids;
use crate::native::{GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::slots::SlotId;
use crate::stop::Flow;

pub static CELL: TypeDef = TypeDef {
    name: "cell",
    base: Some(ids::OBJECT),
    layout: Layout::Cell,
    flags: flags::HAVE_GC,
    basicsize: 24,
    slots: &[(SlotId::Repr, |vm, a| {
        let r = a.at(0)?;
        let address = vm.address_text(r);
        let text = match vm.heap.cell(r).and_then(|s| s.get()) {
            Some(v) => format!("<cell at {address}: {} object at {}>", vm.type_name(v), vm.address_text(v)),
            None => format!("<cell at {address}: empty>"),
        };
        Ok(Flow::Value(vm.new_str(&text)))
    })],
    new: Some(("contents=<unrepresentable>, /", |vm, a| {
        let value = match a.get(1) {
            Some(v) => vm.heap.own(v).into(),
            None => Slot::NULL,
        };
        Ok(Flow::Value(vm.new_cell(value)))
    })),
    getset: &[GetSetDef::rw(
        "cell_contents",
        |vm, a| match vm.heap.cell(a.at(0)?).and_then(|s| s.get()) {
            Some(v) => vm.own_flow(v),
            None => vm.value_err("cell is empty"),
        },
        |vm, a| {
            let value = match a.get(1) {
                Some(v) => vm.heap.own(v).into(),
                None => Slot::NULL,
            };
            let old = vm.heap.set_cell(a.at(0)?, value);
            vm.heap.release(old);
            vm.none_flow()
        },
    )],
    ..TYPE_DEFAULT
};
