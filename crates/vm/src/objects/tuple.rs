//! `tuple`.
//!
//! CPython: Objects/tupleobject.c.

use std::rc::Rc;

use pyvarium_heap::object::{Body, Tuple};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot, head_flags};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::objects::seq_repr;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

pub static TUPLE: TypeDef = TypeDef {
    name: "tuple",
    base: Some(ids::OBJECT),
    layout: Layout::Tuple,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::SEQUENCE | flags::MATCH_SELF,
    basicsize: 32,
    itemsize: 8,
    slots: &[
        (SlotId::Repr, |vm, a| seq_repr::start(vm, a.at(0)?)),
        (SlotId::Hash, tuple_hash),
        (SlotId::RichCompare, crate::objects::seq_compare::seq_richcompare),
        (SlotId::Iter, |vm, a| {
            let t = vm.heap.own(a.at(0)?);
            Ok(Flow::Value(vm.new_native(ids::TUPLE_ITERATOR, &[t.into()], &[0])))
        }),
        (SlotId::Length, crate::objects::list::seq_length),
        (SlotId::Subscript, tuple_subscript),
        (SlotId::Contains, crate::objects::seq_search::seq_contains),
        (SlotId::Concat, tuple_concat),
        (SlotId::Repeat, tuple_repeat),
    ],
    new: Some(("iterable=(), /", tuple_new)),
    methods: &[
        FnDef::new("index", "value, start=0, stop=9223372036854775807, /", crate::objects::seq_search::seq_index),
        FnDef::new("count", "value, /", crate::objects::seq_search::seq_count),
        FnDef::new("__getnewargs__", "", |vm, a| {
            let r = a.at(0)?;
            let items = vm.heap.items(r).unwrap_or_default().to_vec();
            let copies = items.into_iter().map(|s| vm.heap.copy_slot(s)).collect();
            let inner = vm.tuple_from_slots(copies);
            Ok(Flow::Value(vm.tuple_from_slots(vec![inner.into()])))
        }),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
    ],
    ..TYPE_DEFAULT
};

impl Vm {
    pub fn tuple_from(&mut self, items: &[Ref]) -> Own {
        let slots = items.iter().map(|r| Slot::own(self.heap.own(*r))).collect();
        self.tuple_from_slots(slots)
    }

    /// The slots own already.
    pub fn tuple_from_slots(&mut self, slots: Vec<Slot>) -> Own {
        if slots.is_empty() {
            return Own::assume(self.one.empty_tuple);
        }
        let ty = self.ty(ids::TUPLE);
        let size = 32 + 8 * slots.len() as u32;
        // Of nothing that has a GC header: it cannot be in a cycle, and is not tracked. CPython: maybe_tracked.
        let plain = slots.iter().all(|s| s.get().is_some_and(|r| self.heap.flags(r) & head_flags::TRACKED == 0 && !self.is_type_like(r)));
        let own = self.heap.alloc(ty, Body::Tuple(Rc::new(Tuple { items: slots, hash: None })), Shape::gc(size));
        if plain {
            self.heap.set_tracked(own.r(), false);
        }
        own
    }

    /// Static types have no GC header of ours, but theirs is a GC type.
    fn is_type_like(&self, r: Ref) -> bool {
        self.heap.is_immortal(r) && matches!(self.heap.body(r), Body::Type(_) | Body::Tuple(_))
    }
}

fn tuple_new(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    let exact = cls == vm.ty(ids::TUPLE);
    let Some(iterable) = args.get(1) else {
        return if exact { Ok(Flow::Value(vm.tuple_from(&[]))) } else { Ok(Flow::Value(vm.alloc_instance(cls))) };
    };
    if exact && vm.is_exact(iterable, ids::TUPLE) {
        return vm.own_flow(iterable);
    }
    if vm.is_exact(iterable, ids::LIST) || vm.is_exact(iterable, ids::TUPLE) {
        let items = vm.heap.items(iterable).unwrap_or_default().to_vec();
        let copies = items.into_iter().map(|s| vm.heap.copy_slot(s)).collect();
        let own = vm.tuple_of_class(cls, copies);
        return Ok(Flow::Value(own));
    }
    vm.collect(iterable, kinds::TUPLE_NEW, Slot::borrow(cls))
}

impl Vm {
    fn tuple_of_class(&mut self, cls: Ref, items: Vec<Slot>) -> Own {
        if cls == self.ty(ids::TUPLE) {
            return self.tuple_from_slots(items);
        }
        self.alloc_with_body(cls, Body::Tuple(Rc::new(Tuple { items, hash: None })))
    }
}

/// slots: class, the gathered list.
pub static TUPLE_NEW: NativeDef = NativeDef {
    name: "tuple",
    catches: false,
    resume: |vm, f, answer| {
        if let Answer::Value(v) = answer {
            f.set(1, v.into());
        }
        let (Some(cls), Some(list)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("tuple")) };
        let items = vm.heap.list_mut(list).map(|l| std::mem::take(&mut l.items)).unwrap_or_default();
        Ok(Next::Done(vm.tuple_of_class(cls, items)))
    },
};

/// CPython: tuple_hash. Items with a Python `__hash__` are asked by a native frame.
fn tuple_hash(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if let Some(h) = vm.heap.tuple(r).and_then(|t| t.hash) {
        return Ok(Flow::Value(vm.new_int(h)));
    }
    let items: Vec<Ref> = vm.heap.items(r).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let mut hashes = Vec::with_capacity(items.len());
    for item in &items {
        match vm.hash_now(*item) {
            Some(h) => hashes.push(h),
            None => return vm.push_native(kinds::TUPLE_HASH, &[Slot::borrow(r)], &[]),
        }
    }
    let h = pyvarium_heap::hash::hash_tuple(hashes.into_iter());
    if let Some(t) = vm.heap.tuple_mut(r) {
        t.hash = Some(h);
    }
    Ok(Flow::Value(vm.new_int(h)))
}

/// slots: the tuple; ints: the hashes so far.
pub static TUPLE_HASH: NativeDef = NativeDef {
    name: "tuple.__hash__",
    catches: false,
    resume: |vm, f, answer| {
        let r = f.get(0).ok_or_else(|| vm_bug!("tuple hash"))?;
        if let Answer::Value(v) = answer {
            let h = vm.hash_from(v);
            f.ints.push(h);
        }
        loop {
            let item = vm.heap.items(r).and_then(|i| i.get(f.ints.len())).and_then(|s| s.get());
            let Some(item) = item else {
                let h = pyvarium_heap::hash::hash_tuple(f.ints.iter().copied());
                if let Some(t) = vm.heap.tuple_mut(r) {
                    t.hash = Some(h);
                }
                return Ok(Next::Done(vm.new_int(h)));
            };
            match vm.hash(item)? {
                Flow::Value(v) => {
                    let h = vm.hash_from(v);
                    f.ints.push(h);
                }
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

fn tuple_subscript(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    let n = vm.heap.items(r).map_or(0, |i| i.len());
    if let Some(s) = vm.slice_indices(key, n)? {
        if s.step == 1 && s.start == 0 && s.len == n && vm.is_exact(r, ids::TUPLE) {
            return vm.own_flow(r);
        }
        let items = vm.heap.items(r).unwrap_or_default().to_vec();
        let copies = s.iter().filter_map(|i| items.get(i).copied()).map(|x| vm.heap.copy_slot(x)).collect();
        return Ok(Flow::Value(vm.tuple_from_slots(copies)));
    }
    if !vm.has_slot(key, SlotId::Index) {
        let message = format!("tuple indices must be integers or slices, not {}", vm.type_name(key));
        return vm.type_err(&message);
    }
    let i = vm.index_for(key)?;
    let item = crate::objects::slice::wrap_index(i, n).and_then(|i| vm.heap.items(r)?.get(i)?.get());
    match item {
        Some(item) => vm.own_flow(item),
        None => Err(exc::index_error(vm, "tuple index out of range")),
    }
}

fn tuple_concat(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let (Some(x), Some(y)) = (vm.heap.tuple(a), vm.heap.tuple(b)) else {
        let message = format!("can only concatenate tuple (not \"{}\") to tuple", vm.type_name(b));
        return vm.type_err(&message);
    };
    if x.items.is_empty() && vm.is_exact(b, ids::TUPLE) {
        return vm.own_flow(b);
    }
    if y.items.is_empty() && vm.is_exact(a, ids::TUPLE) {
        return vm.own_flow(a);
    }
    let all: Vec<Slot> = x.items.iter().chain(&y.items).copied().collect();
    let copies = all.into_iter().map(|s| vm.heap.copy_slot(s)).collect();
    Ok(Flow::Value(vm.tuple_from_slots(copies)))
}

fn tuple_repeat(vm: &mut Vm, args: &Args) -> Res {
    let (r, count) = (args.at(0)?, args.at(1)?);
    if !vm.has_slot(count, SlotId::Index) {
        let message = format!("can't multiply sequence by non-int of type '{}'", vm.type_name(count));
        return vm.type_err(&message);
    }
    let n = vm.repeat_count(count)?;
    let items = vm.heap.items(r).unwrap_or_default().to_vec();
    if (n == 1 || items.is_empty()) && vm.is_exact(r, ids::TUPLE) {
        return vm.own_flow(r);
    }
    let copies = vm.repeat_slots(&items, n)?;
    Ok(Flow::Value(vm.tuple_from_slots(copies)))
}

impl Vm {
    /// Items over and over, counted each time.
    pub fn repeat_slots(&mut self, items: &[Slot], n: u64) -> Res<Vec<Slot>> {
        // Nothing is not made longer by any count.
        let n = if items.is_empty() { 0 } else { n };
        let bytes = (items.len() as u64).saturating_mul(n).saturating_mul(8);
        if bytes > i64::MAX as u64 {
            return Err(exc::memory_error(self, ""));
        }
        self.check_bytes(bytes)?;
        let mut all = Vec::with_capacity(items.len() * n as usize);
        for _ in 0..n {
            for item in items {
                all.push(self.heap.copy_slot(*item));
            }
        }
        Ok(all)
    }
}
