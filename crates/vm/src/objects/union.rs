//! `int | str`: the type of types joined by `|`.
//!
//! CPython: Objects/unionobject.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::native::{GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::{EQ, NE};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

/// slots: tuple of the types.
pub static UNION: TypeDef = TypeDef {
    name: "typing.Union",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 64,
    slots: &[
        (SlotId::Repr, union_repr),
        (SlotId::Hash, |vm, a| {
            let members = vm.union_members(a.at(0)?);
            let hashes: Vec<i64> = members.into_iter().filter_map(|m| vm.hash_now(m)).collect();
            let hash = pyvarium_heap::hash::hash_frozenset(hashes.into_iter());
            Ok(Flow::Value(vm.new_int(hash)))
        }),
        (SlotId::RichCompare, union_compare),
        (SlotId::Or, union_or),
    ],
    getset: &[
        GetSetDef::member("__args__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::ro("__parameters__", |vm, _| Ok(Flow::Value(vm.tuple_from(&[])))),
        GetSetDef::ro("__origin__", |vm, _| {
            let ty = vm.ty(ids::UNION);
            vm.own_flow(ty)
        }),
        GetSetDef::ro("__name__", |vm, _| Ok(Flow::Value(vm.new_str("Union")))),
        GetSetDef::ro("__qualname__", |vm, _| Ok(Flow::Value(vm.new_str("Union")))),
    ],
    ..TYPE_DEFAULT
};

impl Vm {
    /// The types of a union; nothing for anything else.
    pub fn union_members(&self, r: Ref) -> Vec<Ref> {
        let tuple = Some(r).filter(|r| self.is_exact(*r, ids::UNION)).and_then(|r| self.heap.native(r)?.slot(0).get());
        tuple.and_then(|t| self.heap.items(t)).unwrap_or_default().iter().filter_map(|s| s.get()).collect()
    }
}

/// `a | b`, for types, None and unions. CPython: _Py_union_type_or.
pub fn union_or(vm: &mut Vm, args: &Args) -> Res {
    let mut all: Vec<Ref> = Vec::new();
    for side in [args.at(0)?, args.at(1)?] {
        let mut members = vm.union_members(side);
        if side == vm.one.none {
            members.push(vm.ty(ids::NONE_TYPE));
        } else if vm.heap.as_type(side).is_some() {
            members.push(side);
        }
        if members.is_empty() {
            return vm.not_implemented();
        }
        for member in members {
            if !all.contains(&member) {
                all.push(member);
            }
        }
    }
    if let [one] = all.as_slice() {
        return vm.own_flow(*one);
    }
    let tuple = vm.tuple_from(&all);
    Ok(Flow::Value(vm.new_native(ids::UNION, &[Slot::from(tuple)], &[])))
}

fn union_compare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if (args.op != EQ && args.op != NE) || !vm.is_exact(b, ids::UNION) {
        return vm.not_implemented();
    }
    let (x, y) = (vm.union_members(a), vm.union_members(b));
    let equal = x.len() == y.len() && x.iter().all(|m| y.contains(m));
    vm.bool_flow(equal == (args.op == EQ))
}

fn union_repr(vm: &mut Vm, args: &Args) -> Res {
    let members = vm.union_members(args.at(0)?);
    let shown: Vec<String> = members
        .into_iter()
        .map(|m| {
            let (module, name) = (vm.type_module(m), vm.type_qualname(m));
            match module.as_str() {
                _ if m == vm.ty(ids::NONE_TYPE) => "None".to_owned(),
                "builtins" => name,
                _ => format!("{module}.{name}"),
            }
        })
        .collect();
    Ok(Flow::Value(vm.new_str(&shown.join(" | "))))
}
