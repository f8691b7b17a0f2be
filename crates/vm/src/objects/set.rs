//! `set` and `frozenset`.
//!
//! CPython: Objects/setobject.c.

use std::rc::Rc;

use pyvarium_heap::object::Body;
use pyvarium_heap::set::Set;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use crate::objects::seq_repr;
use crate::objects::set_algebra::{Each, each, in_place, operator};
use crate::protocol::compare::{EQ, GE, GT, LE, LT, NE};
use crate::protocol::set_ops::SetOp;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub static SET: TypeDef = TypeDef {
    name: "set",
    base: Some(ids::OBJECT),
    layout: Layout::Set,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MATCH_SELF,
    basicsize: 200,
    slots: &[
        (SlotId::Repr, |vm, a| seq_repr::start(vm, a.at(0)?)),
        (SlotId::RichCompare, set_richcompare),
        (SlotId::Iter, set_iter),
        (SlotId::Init, set_init),
        (SlotId::Length, set_len),
        (SlotId::Contains, |vm, a| vm.set_op(SetOp::Contains, a.at(0)?, a.at(1)?)),
        (SlotId::Or, |vm, a| operator(vm, a, Vm::set_union)),
        (SlotId::And, |vm, a| operator(vm, a, Vm::set_intersection)),
        (SlotId::Subtract, |vm, a| operator(vm, a, Vm::set_difference)),
        (SlotId::Xor, |vm, a| operator(vm, a, Vm::set_symmetric_difference)),
        (SlotId::InplaceOr, |vm, a| in_place(vm, a, Vm::set_update)),
        (SlotId::InplaceAnd, |vm, a| in_place(vm, a, Vm::set_intersection_update)),
        (SlotId::InplaceSubtract, |vm, a| in_place(vm, a, Vm::set_difference_update)),
        (SlotId::InplaceXor, |vm, a| in_place(vm, a, Vm::set_symmetric_difference_update)),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let cls = a.at(0)?;
        let own = if cls == vm.ty(ids::SET) { vm.new_set(ids::SET) } else { vm.alloc_instance(cls) };
        Ok(Flow::Value(own))
    })),
    methods: &[
        FnDef::new("__sizeof__", "", crate::objects::object::object_sizeof),
        FnDef::new("__reduce__", "", crate::objects::pickling::reduce_set),
        FnDef::new("__contains__", "object, /", |vm, a| vm.set_op(SetOp::Contains, a.at(0)?, a.at(1)?)),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
        FnDef::new("add", "object, /", |vm, a| vm.set_op(SetOp::Add, a.at(0)?, a.at(1)?)),
        FnDef::new("discard", "object, /", |vm, a| vm.set_op(SetOp::Discard, a.at(0)?, a.at(1)?)),
        FnDef::new("remove", "object, /", |vm, a| vm.set_op(SetOp::Remove, a.at(0)?, a.at(1)?)),
        FnDef::new("pop", "", set_pop),
        FnDef::new("clear", "", |vm, a| {
            let r = a.at(0)?;
            let old = vm.heap.set_mut(r).map(Set::take).unwrap_or_default();
            let slots: Vec<Slot> = old.slots().collect();
            vm.heap.release_all(slots.into_iter());
            vm.none_flow()
        }),
        FnDef::new("copy", "", |vm, a| {
            let r = a.at(0)?;
            let own = vm.set_copy(r);
            Ok(Flow::Value(own))
        }),
        FnDef::new("update", "*args", |vm, a| each(vm, a, Each::Update)),
        FnDef::new("intersection_update", "*args", |vm, a| each(vm, a, Each::IntersectionUpdate)),
        FnDef::new("difference_update", "*args", |vm, a| each(vm, a, Each::DifferenceUpdate)),
        FnDef::new("symmetric_difference_update", "other, /", |vm, a| vm.set_symmetric_difference_update(a.at(0)?, a.at(1)?)),
        FnDef::new("union", "*args", |vm, a| each(vm, a, Each::Union)),
        FnDef::new("intersection", "*args", |vm, a| each(vm, a, Each::Intersection)),
        FnDef::new("difference", "*args", |vm, a| each(vm, a, Each::Difference)),
        FnDef::new("symmetric_difference", "other, /", |vm, a| vm.set_symmetric_difference(a.at(0)?, a.at(1)?)),
        FnDef::new("issubset", "other, /", |vm, a| vm.set_issubset(a.at(0)?, a.at(1)?)),
        FnDef::new("issuperset", "other, /", |vm, a| vm.set_issuperset(a.at(0)?, a.at(1)?)),
        FnDef::new("isdisjoint", "other, /", |vm, a| vm.set_isdisjoint(a.at(0)?, a.at(1)?)),
    ],
    ..TYPE_DEFAULT
};

pub static FROZENSET: TypeDef = TypeDef {
    name: "frozenset",
    base: Some(ids::OBJECT),
    layout: Layout::Set,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MATCH_SELF,
    basicsize: 200,
    slots: &[
        (SlotId::Repr, |vm, a| seq_repr::start(vm, a.at(0)?)),
        (SlotId::Hash, frozenset_hash),
        (SlotId::RichCompare, set_richcompare),
        (SlotId::Iter, set_iter),
        (SlotId::Length, set_len),
        (SlotId::Contains, |vm, a| vm.set_op(SetOp::Contains, a.at(0)?, a.at(1)?)),
        (SlotId::Or, |vm, a| operator(vm, a, Vm::set_union)),
        (SlotId::And, |vm, a| operator(vm, a, Vm::set_intersection)),
        (SlotId::Subtract, |vm, a| operator(vm, a, Vm::set_difference)),
        (SlotId::Xor, |vm, a| operator(vm, a, Vm::set_symmetric_difference)),
    ],
    new: Some(("iterable=(), /", frozenset_new)),
    methods: &[
        FnDef::new("__sizeof__", "", crate::objects::object::object_sizeof),
        FnDef::new("__reduce__", "", crate::objects::pickling::reduce_set),
        FnDef::new("__contains__", "object, /", |vm, a| vm.set_op(SetOp::Contains, a.at(0)?, a.at(1)?)),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
        FnDef::new("copy", "", |vm, a| {
            let r = a.at(0)?;
            vm.own_flow(r)
        }),
        FnDef::new("union", "*args", |vm, a| each(vm, a, Each::Union)),
        FnDef::new("intersection", "*args", |vm, a| each(vm, a, Each::Intersection)),
        FnDef::new("difference", "*args", |vm, a| each(vm, a, Each::Difference)),
        FnDef::new("symmetric_difference", "other, /", |vm, a| vm.set_symmetric_difference(a.at(0)?, a.at(1)?)),
        FnDef::new("issubset", "other, /", |vm, a| vm.set_issubset(a.at(0)?, a.at(1)?)),
        FnDef::new("issuperset", "other, /", |vm, a| vm.set_issuperset(a.at(0)?, a.at(1)?)),
        FnDef::new("isdisjoint", "other, /", |vm, a| vm.set_isdisjoint(a.at(0)?, a.at(1)?)),
    ],
    ..TYPE_DEFAULT
};

impl Vm {
    pub fn new_set(&mut self, ty: TypeId) -> Own {
        let class = self.ty(ty);
        self.heap.alloc(class, Body::Set(Rc::default()), Shape::gc(200))
    }

    /// Puts the entries of another set into one that has never had any: no key is compared.
    /// CPython: set_merge.
    pub(crate) fn set_fill_from(&mut self, set: Ref, other: Ref) {
        let from = self.heap.set(other).cloned().unwrap_or_default();
        from.slots().filter_map(Slot::get).for_each(|r| self.heap.incref(r));
        let Some(s) = self.heap.set_mut(set) else { return };
        if from.len() * 5 >= (s.table().len() - 1) * 3 {
            s.resize(from.len() * 2);
        }
        if s.table().len() == from.table().len() && from.fill() == from.len() {
            *s = from;
            s.hash = None;
            return;
        }
        for entry in from.table().iter().filter(|e| !e.key.is_null()) {
            s.insert_clean(entry.hash, entry.key);
        }
    }

    /// `s.update(iterable)`. CPython: set_update_internal.
    pub fn set_update(&mut self, set: Ref, iterable: Ref) -> Res {
        if self.heap.set(iterable).is_some() {
            // CPython: set_merge.
            let n = self.heap.set(iterable).map_or(0, Set::len);
            if set == iterable || n == 0 {
                return self.none_flow();
            }
            if self.heap.set(set).is_some_and(|s| s.fill() == 0) {
                self.set_fill_from(set, iterable);
                return self.none_flow();
            }
            if let Some(s) = self.heap.set_mut(set)
                && (s.fill() + n) * 5 >= (s.table().len() - 1) * 3
            {
                let wanted = (s.len() + n) * 2;
                s.resize(wanted);
            }
            return self.push_native(kinds::SET_MERGE, &[Slot::borrow(set), Slot::borrow(iterable)], &[0]);
        }
        if self.is_exact(iterable, ids::DICT) {
            // The hashes are known; room is made first.
            let n = self.heap.dict(iterable).map_or(0, |d| d.len());
            if let Some(s) = self.heap.set_mut(set)
                && (s.fill() + n) * 5 >= (s.table().len() - 1) * 3
            {
                let wanted = (s.len() + n) * 2;
                s.resize(wanted);
            }
            return self.push_native(kinds::SET_MERGE, &[Slot::borrow(set), Slot::borrow(iterable)], &[0]);
        }
        let mark = self.mark();
        match self.iter(iterable)? {
            Flow::Value(it) => self.push_native(kinds::SET_UPDATE, &[Slot::borrow(set), it.into()], &[]),
            Flow::Pushed => self.adapt(mark, kinds::SET_UPDATE, &[Slot::borrow(set), Slot::NULL], &[]),
        }
    }
}

/// Adds the items of another set or the keys of a dict, whose hashes are known. slots: set, other; ints: next place.
pub static SET_MERGE: NativeDef = NativeDef {
    name: "set.update",
    catches: false,
    resume: |vm, f, answer| {
        if let Answer::Value(v) = answer {
            vm.heap.decref_own(v);
        }
        let (Some(set), Some(other)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("set update")) };
        loop {
            let from = f.int(0) as usize;
            let entry = match vm.heap.dict(other) {
                Some(d) => d.entries().iter().enumerate().skip(from).find_map(|(i, e)| Some((i, e.key.get()?, e.hash))),
                None => vm.heap.set(other).and_then(|s| s.next_entry(from)),
            };
            let Some((i, key, hash)) = entry else { return Ok(Next::Done(vm.none())) };
            f.set_int(0, i as i64 + 1);
            match vm.set_op_hashed(SetOp::Add, set, key, hash)? {
                Flow::Value(v) => vm.heap.decref_own(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

/// slots: set, iterator, the item on its way (held).
pub static SET_UPDATE: NativeDef = NativeDef {
    name: "set.update",
    catches: true,
    resume: |vm, f, answer| {
        let set = f.get(0).ok_or_else(|| vm_bug!("set update"))?;
        let mut answer = answer;
        if f.pc == 1 {
            match answer {
                Answer::Value(it) => f.set(1, it.into()),
                Answer::Raised(e) => return Err(Stop::Raise(e)),
                _ => return Err(vm_bug!("set update")),
            };
            f.pc = 0;
            answer = Answer::Start;
        }
        let it = f.get(1).ok_or_else(|| vm_bug!("set update"))?;
        loop {
            match f.pc {
                0 => {
                    f.pc = 2;
                    answer = match vm.next_item(it)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                2 => {
                    let taken = std::mem::replace(&mut answer, Answer::Start);
                    let Some(item) = vm.next_answer(taken)? else { return Ok(Next::Done(vm.none())) };
                    let r = item.r();
                    f.set(2, item.into());
                    f.pc = 3;
                    match vm.set_op(SetOp::Add, set, r)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => vm.heap.decref_own(v),
                        Answer::Raised(e) => return Err(Stop::Raise(e)),
                        _ => {}
                    }
                    let item = f.set(2, Slot::NULL);
                    vm.heap.release(item);
                    f.pc = 0;
                }
            }
        }
    },
};

fn set_init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if args.n_kw > 0 {
        return vm.type_err("set() takes no keyword arguments");
    }
    if args.len() > 2 {
        let n = args.len() - 1;
        return vm.type_err(&format!("set expected at most 1 argument, got {n}"));
    }
    let old = vm.heap.set_mut(r).map(Set::take).unwrap_or_default();
    let slots: Vec<Slot> = old.slots().collect();
    vm.heap.release_all(slots.into_iter());
    match args.get(1) {
        Some(iterable) => vm.set_update(r, iterable),
        None => vm.none_flow(),
    }
}

fn frozenset_new(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    let exact = cls == vm.ty(ids::FROZENSET);
    if exact && let Some(r) = args.get(1).filter(|r| vm.is_exact(*r, ids::FROZENSET)) {
        return vm.own_flow(r);
    }
    let own = if exact { vm.new_set(ids::FROZENSET) } else { vm.alloc_instance(cls) };
    let Some(iterable) = args.get(1) else { return Ok(Flow::Value(own)) };
    let r = own.r();
    let mark = vm.mark();
    match vm.set_update(r, iterable)? {
        Flow::Value(v) => {
            vm.heap.decref_own(v);
            Ok(Flow::Value(own))
        }
        Flow::Pushed => vm.adapt(mark, kinds::ANSWER_INSTEAD, &[own.into()], &[]),
    }
}

fn set_len(vm: &mut Vm, args: &Args) -> Res {
    let n = vm.heap.set(args.at(0)?).map_or(0, Set::len);
    Ok(Flow::Value(vm.new_int(n as i64)))
}

fn set_iter(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let n = vm.heap.set(r).map_or(0, Set::len) as i64;
    let own = vm.heap.own(r);
    Ok(Flow::Value(vm.new_native(ids::SET_ITERATOR, &[own.into()], &[0, n])))
}

fn set_pop(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    match vm.heap.set_mut(r).and_then(Set::pop).and_then(|s| s.get()) {
        Some(item) => Ok(Flow::Value(Own::assume(item))),
        None => {
            let text = vm.new_str("pop from an empty set");
            let stop = exc::key_error(vm, text.r());
            vm.heap.decref_own(text);
            Err(stop)
        }
    }
}

fn frozenset_hash(vm: &mut Vm, args: &Args) -> Res {
    let h = hash_of_items(vm, args.at(0)?);
    Ok(Flow::Value(vm.new_int(h)))
}

/// The hash of a frozenset of the same items.
pub(crate) fn hash_of_items(vm: &Vm, r: Ref) -> i64 {
    let entries = vm.heap.set(r).map(Set::table).unwrap_or_default();
    let hashes: Vec<i64> = entries.iter().filter(|e| !e.key.is_null()).map(|e| e.hash).collect();
    pyvarium_heap::hash::hash_frozenset(hashes.into_iter())
}

fn set_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let (Some(x), Some(y)) = (vm.heap.set(a).map(Set::len), vm.heap.set(b).map(Set::len)) else { return vm.not_implemented() };
    match args.op {
        EQ if x != y => vm.bool_flow(false),
        NE if x != y => vm.bool_flow(true),
        EQ => vm.set_issubset(a, b),
        NE => {
            let mark = vm.mark();
            let _ = vm.set_issubset(a, b)?;
            vm.adapt(mark, kinds::NOT_EQUAL, &[], &[])
        }
        LE | LT if x > y || (args.op == LT && x == y) => vm.bool_flow(false),
        LE | LT => vm.set_issubset(a, b),
        GE | GT if x < y || (args.op == GT && x == y) => vm.bool_flow(false),
        _ => vm.set_issubset(b, a),
    }
}
