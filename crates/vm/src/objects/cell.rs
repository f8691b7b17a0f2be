//! Cells: what closures share.
//!
//! CPython: Objects/cellobject.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::native::{GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::holds;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub static CELL: TypeDef = TypeDef {
    name: "cell",
    base: Some(ids::OBJECT),
    layout: Layout::Cell,
    flags: flags::HAVE_GC,
    basicsize: 24,
    slots: &[
        (SlotId::Repr, |vm, a| {
            let r = a.at(0)?;
            let address = vm.address_text(r);
            let text = match vm.heap.cell(r).and_then(|s| s.get()) {
                Some(v) => format!("<cell at {address}: {} object at {}>", vm.type_name(v), vm.address_text(v)),
                None => format!("<cell at {address}: empty>"),
            };
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        (SlotId::RichCompare, compare),
    ],
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

/// What they hold is compared; an empty one is less than any other. CPython: cell_richcompare.
fn compare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if !vm.is_exact(b, ids::CELL) {
        return vm.not_implemented();
    }
    let held = |vm: &Vm, r: Ref| vm.heap.cell(r).and_then(|s| s.get());
    match (held(vm, a), held(vm, b)) {
        (Some(x), Some(y)) => vm.richcompare(x, y, args.op),
        (x, y) => {
            let less = holds(args.op, &y.is_none(), &x.is_none());
            vm.bool_flow(less)
        }
    }
}
