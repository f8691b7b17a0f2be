//! `bool`.
//!
//! CPython: Objects/boolobject.c.

use pyvarium_heap::object::Body;
use pyvarium_heap::types::Layout;

use crate::args::Args;
use crate::core::ids;
use crate::native::{TYPE_DEFAULT, TypeDef};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub static BOOL: TypeDef = TypeDef {
    name: "bool",
    base: Some(ids::INT),
    layout: Layout::Int,
    basicsize: 24,
    itemsize: 4,
    slots: &[
        (SlotId::Repr, bool_repr),
        (SlotId::Invert, |vm, a| {
            let value = vm.new_int(if a.at(0)? == vm.one.true_ { -2 } else { -1 });
            vm.warn_then(ids::DEPRECATION_WARNING, INVERTED, value)
        }),
        (SlotId::And, |vm, a| logic(vm, a, SlotId::And, |x, y| x & y)),
        (SlotId::Or, |vm, a| logic(vm, a, SlotId::Or, |x, y| x | y)),
        (SlotId::Xor, |vm, a| logic(vm, a, SlotId::Xor, |x, y| x ^ y)),
    ],
    new: Some(("object=False, /", bool_new)),
    ..TYPE_DEFAULT
};

const INVERTED: &str = "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise \
    inversion of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for \
    boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.";

fn bool_repr(vm: &mut Vm, args: &Args) -> Res {
    let text = if args.at(0)? == vm.one.true_ { "True" } else { "False" };
    Ok(Flow::Value(vm.intern(text)))
}

fn bool_new(vm: &mut Vm, args: &Args) -> Res {
    match args.get(1) {
        Some(r) => vm.truth(r),
        None => vm.bool_flow(false),
    }
}

fn logic(vm: &mut Vm, args: &Args, slot: SlotId, f: fn(bool, bool) -> bool) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let as_bool = |vm: &Vm, r| vm.is_exact(r, ids::BOOL).then(|| r == vm.one.true_);
    if let (Some(x), Some(y)) = (as_bool(vm, a), as_bool(vm, b)) {
        return vm.bool_flow(f(x, y));
    }
    if !matches!(vm.heap.body(a), Body::Int(_) | Body::BigInt(_)) || !matches!(vm.heap.body(b), Body::Int(_) | Body::BigInt(_)) {
        return vm.not_implemented();
    }
    match vm.slot(vm.ty(ids::INT), slot) {
        pyvarium_heap::types::SlotImpl::Native(i) => {
            let int_slot = vm.slot_function(i)?;
            int_slot(vm, args)
        }
        _ => vm.not_implemented(),
    }
}
