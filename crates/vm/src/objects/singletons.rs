//! None, NotImplemented, Ellipsis.
//!
//! CPython: Objects/object.c, Objects/sliceobject.c.

use pyvarium_heap::Ref;
use pyvarium_heap::types::Layout;

use crate::args::Args;
use crate::core::ids;
use crate::native::{FnDef, TYPE_DEFAULT, TypeDef};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

fn text(vm: &mut Vm, s: &str) -> Res {
    Ok(Flow::Value(vm.intern(s)))
}

pub static NONE_TYPE: TypeDef = TypeDef {
    name: "NoneType",
    base: Some(ids::OBJECT),
    layout: Layout::Object,
    slots: &[
        (SlotId::Repr, |vm, _| text(vm, "None")),
        (SlotId::Bool, |vm, _| vm.bool_flow(false)),
        (SlotId::Hash, none_hash),
        (SlotId::RichCompare, crate::objects::object::object_richcompare),
    ],
    new: Some(("*args, **kwargs", |vm, a| plain(vm, a, "NoneType", vm.one.none))),
    ..TYPE_DEFAULT
};

/// CPython: Objects/object.c, none_hash: the same in every process since 3.12.
fn none_hash(vm: &mut Vm, _args: &Args) -> Res {
    Ok(Flow::Value(vm.new_int(0xFCA8_6420)))
}

fn plain(vm: &mut Vm, args: &Args, name: &str, r: Ref) -> Res {
    if args.len() > 1 {
        return vm.type_err(&format!("{name} takes no arguments"));
    }
    vm.own_flow(r)
}

const REDUCE: &[FnDef] = &[FnDef::new("__reduce__", "", crate::objects::pickling::reduce_singleton)];

pub static NOT_IMPLEMENTED_TYPE: TypeDef = TypeDef {
    name: "NotImplementedType",
    base: Some(ids::OBJECT),
    layout: Layout::Object,
    slots: &[
        (SlotId::Repr, |vm, _| text(vm, "NotImplemented")),
        (SlotId::Bool, |vm, _| vm.type_err("NotImplemented should not be used in a boolean context")),
    ],
    new: Some(("*args, **kwargs", |vm, a| plain(vm, a, "NotImplementedType", vm.one.not_implemented))),
    methods: REDUCE,
    ..TYPE_DEFAULT
};

pub static ELLIPSIS: TypeDef = TypeDef {
    name: "ellipsis",
    base: Some(ids::OBJECT),
    layout: Layout::Object,
    slots: &[(SlotId::Repr, |vm, _| text(vm, "Ellipsis"))],
    new: Some(("*args, **kwargs", |vm, a| plain(vm, a, "EllipsisType", vm.one.ellipsis))),
    methods: REDUCE,
    ..TYPE_DEFAULT
};
