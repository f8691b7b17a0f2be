//! Iterating over a deque from either end; a change of it meanwhile is an error.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc};

use super::deque::{STATE, get, len};
use super::{DEQUE, DEQUE_ITERATOR, DEQUE_REVERSE_ITERATOR};
use crate::ask::{has_part, int, own, set_int};

const LEFT_OVER: usize = 0;
const SEEN_STATE: usize = 1;

const ITERATOR: TypeDef = TypeDef {
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 56,
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, next)],
    methods: &[
        FnDef::new("__length_hint__", "", |vm, a| {
            let n = int(vm, a.at(0)?, LEFT_OVER);
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("__reduce__", "", |vm, a| {
            let r = a.at(0)?;
            let deque = has_part(vm, r, 0)?;
            let at = len(vm, deque) as i64 - int(vm, r, LEFT_OVER);
            let (deque, at) = (own(vm, deque), vm.new_int(at));
            let given = vm.tuple_from_slots(vec![deque, at.into()]);
            let class = vm.heap.type_of(r);
            let class = own(vm, class);
            Ok(Flow::Value(vm.tuple_from_slots(vec![class, given.into()])))
        }),
    ],
    ..TYPE_DEFAULT
};

/// slots: deque; ints: items still to come, the deque's state at the start.
pub static DEQUE_ITERATOR_TYPE: TypeDef =
    TypeDef { name: "collections._deque_iterator", new: Some(("deque, index=0, /", |vm, a| make(vm, a, DEQUE_ITERATOR))), ..ITERATOR };

pub static DEQUE_REVERSE_ITERATOR_TYPE: TypeDef = TypeDef {
    name: "collections._deque_reverse_iterator",
    new: Some(("deque, index=0, /", |vm, a| make(vm, a, DEQUE_REVERSE_ITERATOR))),
    ..ITERATOR
};

fn make(vm: &mut Vm, args: &Args, ty: TypeId) -> Res {
    let deque = args.at(1)?;
    if !vm.is_instance_of(deque, DEQUE) {
        let message = format!("argument 1 must be collections.deque, not {}", vm.given_name(deque));
        return vm.type_err(&message);
    }
    let skip = match args.get(2) {
        Some(i) => vm.index(i)?,
        None => 0,
    };
    let left = len(vm, deque) as i64 - skip.max(0);
    over(vm, deque, ty, left.max(0))
}

fn over(vm: &mut Vm, deque: pyvarium_heap::Ref, ty: TypeId, left: i64) -> Res {
    let (held, state) = (own(vm, deque), int(vm, deque, STATE));
    Ok(Flow::Value(vm.new_native(ty, &[held], &[left, state])))
}

pub fn deque_iter(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let n = len(vm, r) as i64;
    over(vm, r, DEQUE_ITERATOR, n)
}

pub fn deque_reversed(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let n = len(vm, r) as i64;
    over(vm, r, DEQUE_REVERSE_ITERATOR, n)
}

fn next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let deque = has_part(vm, it, 0)?;
    let left = int(vm, it, LEFT_OVER);
    let forward = vm.is_exact(it, DEQUE_ITERATOR);
    if forward && int(vm, deque, STATE) == int(vm, it, SEEN_STATE) && left == 0 {
        return Err(Stop::Exhausted);
    }
    if !forward && left == 0 {
        return Err(Stop::Exhausted);
    }
    if int(vm, deque, STATE) != int(vm, it, SEEN_STATE) {
        set_int(vm, it, LEFT_OVER, 0);
        return Err(exc::runtime_error(vm, "deque mutated during iteration"));
    }
    let n = len(vm, deque) as i64;
    set_int(vm, it, LEFT_OVER, left - 1);
    match get(vm, deque, if forward { n - left } else { left - 1 }) {
        Some(v) => vm.own_flow(v),
        None => Err(Stop::Exhausted),
    }
}
