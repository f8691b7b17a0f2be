//! Iterators over builtin containers: a container and a place in it.
//!
//! CPython: listiterobject, tupleiterobject, unicodeiterobject, rangeiterobject, seqiterobject and
//! calliterobject in Objects/.

use pyvarium_heap::object::Native;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, NativeFn, Next, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::EQ;
use crate::protocol::iter::self_iter;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

const fn iterator(name: &'static str, size: u32, slots: &'static [(SlotId, NativeFn)], methods: &'static [FnDef]) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::OBJECT),
        layout: Layout::Native,
        flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
        basicsize: size,
        slots,
        methods,
        ..TYPE_DEFAULT
    }
}

use crate::objects::iterators_state::{self as state};

pub static LIST_ITERATOR: TypeDef =
    iterator("list_iterator", 32, &[(SlotId::Iter, self_iter), (SlotId::IterNext, seq_next)], state::SEQUENCE);
pub static TUPLE_ITERATOR: TypeDef =
    iterator("tuple_iterator", 32, &[(SlotId::Iter, self_iter), (SlotId::IterNext, seq_next)], state::SEQUENCE);
pub static LIST_REVERSEITERATOR: TypeDef =
    iterator("list_reverseiterator", 32, &[(SlotId::Iter, self_iter), (SlotId::IterNext, seq_next_back)], state::REVERSE);
pub static STR_ITERATOR: TypeDef =
    iterator("str_ascii_iterator", 32, &[(SlotId::Iter, self_iter), (SlotId::IterNext, str_next)], state::SEQUENCE);
/// Of a str that is not all ASCII.
pub static STR_WIDE_ITERATOR: TypeDef =
    iterator("str_iterator", 32, &[(SlotId::Iter, self_iter), (SlotId::IterNext, str_next)], state::SEQUENCE);
pub static RANGE_ITERATOR: TypeDef = TypeDef {
    flags: flags::DISALLOW_INSTANTIATION,
    ..iterator("range_iterator", 40, &[(SlotId::Iter, self_iter), (SlotId::IterNext, range_next)], state::RANGE)
};
pub static SEQ_ITERATOR: TypeDef =
    iterator("iterator", 32, &[(SlotId::Iter, self_iter), (SlotId::IterNext, getitem_next)], state::SEQUENCE);
pub static CALLABLE_ITERATOR: TypeDef =
    iterator("callable_iterator", 32, &[(SlotId::Iter, self_iter), (SlotId::IterNext, callable_next)], state::CALLABLE);
pub static SET_ITERATOR: TypeDef = iterator("set_iterator", 48, &[(SlotId::Iter, self_iter), (SlotId::IterNext, set_next)], state::REST);

fn body(vm: &mut Vm, it: Ref) -> Option<&mut Native> {
    vm.heap.native_mut(it)
}

/// The container is let go of at the end, as CPython does.
pub fn finish(vm: &mut Vm, it: Ref) -> Res {
    let old = body(vm, it).map(|n| n.set_slot(0, Slot::NULL));
    if let Some(old) = old {
        vm.heap.release(old);
    }
    Err(Stop::Exhausted)
}

fn seq_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let Some(n) = vm.heap.native(it) else { return Err(vm_bug!("iterator")) };
    let (seq, i) = (n.slot(0).get(), n.int(0));
    let Some(seq) = seq else { return Err(Stop::Exhausted) };
    match usize::try_from(i).ok().and_then(|i| vm.heap.items(seq)?.get(i)?.get()) {
        Some(item) => {
            if let Some(n) = body(vm, it) {
                n.set_int(0, i + 1);
            }
            vm.own_flow(item)
        }
        None => finish(vm, it),
    }
}

fn seq_next_back(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let Some(n) = vm.heap.native(it) else { return Err(vm_bug!("iterator")) };
    let (seq, i) = (n.slot(0).get(), n.int(0));
    let Some(seq) = seq else { return Err(Stop::Exhausted) };
    let item = usize::try_from(i).ok().and_then(|i| vm.heap.items(seq)?.get(i)?.get());
    match item {
        Some(item) => {
            if let Some(n) = body(vm, it) {
                n.set_int(0, i - 1);
            }
            vm.own_flow(item)
        }
        None => finish(vm, it),
    }
}

fn str_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let Some(n) = vm.heap.native(it) else { return Err(vm_bug!("iterator")) };
    let (s, i) = (n.slot(0).get(), n.int(0));
    let Some(s) = s else { return Err(Stop::Exhausted) };
    match vm.heap.text(s).and_then(|t| t.at(i as usize)) {
        Some(p) => {
            if let Some(n) = body(vm, it) {
                n.set_int(0, i + 1);
            }
            Ok(Flow::Value(vm.new_text(pyvarium_heap::Text::from_point_slice(&[p]))))
        }
        None => finish(vm, it),
    }
}

/// ints: next value, step, how many are left.
fn range_next(vm: &mut Vm, args: &Args) -> Res {
    range_item(vm, args.at(0)?)
}

/// The next number of a range iterator.
pub(crate) fn range_item(vm: &mut Vm, it: Ref) -> Res {
    let Some(n) = body(vm, it) else { return Err(vm_bug!("range iterator")) };
    let (value, step, left) = (n.int(0), n.int(1), n.int(2));
    if left <= 0 {
        return Err(Stop::Exhausted);
    }
    n.set_int(0, value.wrapping_add(step));
    n.set_int(2, left - 1);
    Ok(Flow::Value(vm.new_int(value)))
}

/// slots: set; ints: table place, size at the start.
fn set_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let Some(n) = vm.heap.native(it) else { return Err(vm_bug!("set iterator")) };
    let (set, i, size) = (n.slot(0).get(), n.int(0), n.int(1));
    let Some(set) = set else { return Err(Stop::Exhausted) };
    let Some(s) = vm.heap.set(set) else { return Err(vm_bug!("set iterator")) };
    if s.len() as i64 != size {
        return Err(exc::runtime_error(vm, "Set changed size during iteration"));
    }
    match s.next_entry(i as usize) {
        Some((index, item, _)) => {
            if let Some(n) = body(vm, it) {
                n.set_int(0, index as i64 + 1);
            }
            vm.own_flow(item)
        }
        None => finish(vm, it),
    }
}

/// The old protocol: `__getitem__` with 0, 1, 2... until IndexError.
fn getitem_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let Some(n) = vm.heap.native(it) else { return Err(vm_bug!("iterator")) };
    let (seq, i) = (n.slot(0).get(), n.int(0));
    let Some(seq) = seq else { return Err(Stop::Exhausted) };
    if let Some(n) = body(vm, it) {
        n.set_int(0, i + 1);
    }
    let index = vm.new_int(i);
    vm.push_native(kinds::GETITEM_NEXT, &[Slot::borrow(it), Slot::borrow(seq), index.into()], &[])
}

/// slots: iterator, sequence, index.
pub static GETITEM_NEXT: NativeDef = NativeDef {
    name: "iterator",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(it), Some(seq), Some(index)) = (f.get(0), f.get(1), f.get(2)) else { return Err(vm_bug!("iterator")) };
        let result = match answer {
            Answer::Start => vm.getitem(seq, index),
            Answer::Value(v) => Ok(Flow::Value(v)),
            Answer::Raised(e) => Err(Stop::Raise(e)),
            Answer::Exhausted => return Err(vm_bug!("iterator")),
        };
        match result {
            Ok(Flow::Value(v)) => Ok(Next::Done(v)),
            Ok(Flow::Pushed) => Ok(Next::Wait),
            Err(Stop::Raise(e)) if vm.is_instance_of(e.r(), ids::INDEX_ERROR) || exc::is_stop_iteration(vm, e.r()) => {
                vm.heap.decref_own(e);
                finish(vm, it).map(|_| Next::Resume)
            }
            Err(stop) => Err(stop),
        }
    },
};

/// slots: callable, sentinel.
fn callable_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    if vm.heap.native(it).is_some_and(|n| n.slot(0).is_null()) {
        return Err(Stop::Exhausted);
    }
    vm.push_native(kinds::CALLABLE_NEXT, &[Slot::borrow(it), Slot::NULL], &[])
}

/// slots: iterator, what the call answered.
pub static CALLABLE_NEXT: NativeDef = NativeDef {
    name: "iter(callable, sentinel)",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("callable iterator"))?;
        let mut got = match answer {
            Answer::Start => None,
            Answer::Value(v) => Some(v),
            Answer::Raised(e) if f.pc == 1 && exc::is_stop_iteration(vm, e.r()) => {
                vm.heap.decref_own(e);
                return finish(vm, it).map(|_| Next::Resume);
            }
            Answer::Raised(e) => return Err(Stop::Raise(e)),
            Answer::Exhausted => return finish(vm, it).map(|_| Next::Resume),
        };
        loop {
            match f.pc {
                0 => {
                    f.pc = 1;
                    let callable = vm.heap.native(it).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("callable iterator"))?;
                    match vm.call_args(callable, &[])? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                1 => {
                    f.pc = 2;
                    let value = got.take().ok_or_else(|| vm_bug!("callable iterator"))?;
                    let v = value.r();
                    f.set(1, value.into());
                    let sentinel = vm.heap.native(it).and_then(|n| n.slot(1).get()).ok_or_else(|| vm_bug!("callable iterator"))?;
                    match vm.richcompare_bool(sentinel, v, EQ)? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    let equal = got.take().is_some_and(|v| v.r() == vm.one.true_);
                    if equal {
                        return finish(vm, it).map(|_| Next::Resume);
                    }
                    let value = f.set(1, Slot::NULL).get().ok_or_else(|| vm_bug!("callable iterator"))?;
                    return Ok(Next::Done(pyvarium_heap::Own::assume(value)));
                }
            }
        }
    },
};

pub(crate) fn length_hint(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let Some(n) = vm.heap.native(it) else { return Err(vm_bug!("iterator")) };
    let left = match n.slot(0).get() {
        None if n.slots.is_empty() => n.int(2).max(0),
        None => 0,
        Some(c) if vm.heap.set(c).is_some() => vm
            .heap
            .set(c)
            .filter(|s| s.len() as i64 == n.int(1))
            .map_or(0, |s| s.table().iter().skip(n.int(0).max(0) as usize).filter(|e| !e.key.is_null()).count() as i64),
        Some(c) => {
            let len = vm.heap.items(c).map(|i| i.len()).or(vm.heap.text(c).map(|t| t.len())).or(vm.buffer(c).map(<[u8]>::len)).unwrap_or(0)
                as i64;
            if vm.is_exact(it, ids::LIST_REVERSEITERATOR) {
                n.int(0) + 1
            } else if n.int(0) < 0 {
                0
            } else {
                (len - n.int(0)).max(0)
            }
        }
    };
    Ok(Flow::Value(vm.new_int(left)))
}
