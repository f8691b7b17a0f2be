//! iter(), next(), and the lazy iterators: enumerate, zip, map, filter, reversed.
//!
//! CPython: Python/bltinmodule.c, Objects/enumobject.c.

use pyvarium_heap::object::{Body, Native};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use std::rc::Rc;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, NativeFn, Next, TYPE_DEFAULT, TypeDef, TypeId};
use crate::objects::iterators_state;
use crate::protocol::iter::self_iter;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub fn iter(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(sentinel) = args.get(1) else { return vm.iter(r) };
    if !vm.has_slot(r, SlotId::Call) && vm.heap.as_type(r).is_none() {
        return vm.type_err("iter(v, w): v must be callable");
    }
    let (c, s) = (vm.heap.own(r), vm.heap.own(sentinel));
    Ok(Flow::Value(vm.new_native(ids::CALLABLE_ITERATOR, &[c.into(), s.into()], &[])))
}

pub fn next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let default = args.get(1);
    if !vm.has_slot(it, SlotId::IterNext) {
        let message = format!("'{}' object is not an iterator", vm.type_name(it));
        return vm.type_err(&message);
    }
    let mark = vm.mark();
    match vm.next(it) {
        Ok(Flow::Pushed) if default.is_some() => vm.adapt(mark, kinds::NEXT_DEFAULT, &[default.map_or(Slot::NULL, Slot::borrow)], &[]),
        Err(Stop::Exhausted) => match default {
            Some(d) => vm.own_flow(d),
            None => Err(Stop::Raise(exc::stop_iteration(vm, None))),
        },
        other => other,
    }
}

/// slots: default.
pub static NEXT_DEFAULT: NativeDef = NativeDef {
    name: "next",
    catches: true,
    resume: |vm, f, answer| match vm.next_answer(answer)? {
        Some(v) => Ok(Next::Done(v)),
        None => {
            let d = f.get(0).ok_or_else(|| vm_bug!("next"))?;
            Ok(Next::Done(vm.heap.own(d)))
        }
    },
};

const fn lazy(basicsize: u32, name: &'static str, params: &'static str, new: NativeFn, next: &'static [(SlotId, NativeFn)]) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::OBJECT),
        layout: Layout::Native,
        flags: flags::BASETYPE | flags::HAVE_GC,
        basicsize,
        slots: next,
        new: Some((params, new)),
        methods: LAZY_METHODS,
        ..TYPE_DEFAULT
    }
}

/// Lets go of its iterators as the tuple does that CPython keeps them in.
const fn last_first(def: TypeDef) -> TypeDef {
    TypeDef { flags: def.flags | flags::LAST_FIRST, ..def }
}

const LAZY_METHODS: &[FnDef] = &[FnDef::new("__reduce__", "", iterators_state::reduce_lazy)];
const STRICT_METHODS: &[FnDef] = &[
    FnDef::new("__reduce__", "", iterators_state::reduce_lazy),
    FnDef::new("__setstate__", "object, /", iterators_state::setstate_strict),
];
const ENUMERATE_METHODS: &[FnDef] = &[
    FnDef::new("__reduce__", "", iterators_state::reduce_lazy),
    FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
];

/// CPython: enumerate_vectorcall, enum_new_impl.
fn enumerate_new(vm: &mut Vm, args: &Args) -> Res {
    let n = args.len() - 1;
    let names: Vec<Ref> = args.kwnames.and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let mut bound: [Option<Ref>; 2] = [None; 2];
    for (place, r) in bound.iter_mut().zip(args.positional().skip(1)) {
        *place = Some(r);
    }
    if n > 2 {
        return vm.type_err(&format!("enumerate() takes at most 2 arguments ({n} given)"));
    }
    let alone = n == 1 && names.len() == 1;
    for (i, name) in names.into_iter().enumerate() {
        let text = vm.heap.str_lossy(name);
        if alone && text != "iterable" {
            return vm.type_err(&format!("'{text}' is an invalid keyword argument for enumerate()"));
        }
        let value = args.get(args.n_positional() + i);
        match ["iterable", "start"].iter().position(|known| *known == text).and_then(|at| bound.get_mut(at)) {
            Some(place) if place.is_none() => *place = value,
            _ => return vm.type_err(&format!("'{text}' is an invalid keyword argument for enumerate()")),
        }
    }
    let [Some(iterable), start] = bound else { return vm.type_err("enumerate() missing required argument 'iterable'") };
    let (base, start) = match start {
        // A number beyond 64 bits is kept as an object, and the count beside it.
        Some(s) if matches!(vm.heap.body(s), Body::BigInt(_)) => (Slot::own(vm.heap.own(s)), 0),
        Some(s) => (Slot::NULL, vm.index(s)?),
        None => (Slot::NULL, 0),
    };
    over(vm, args, ids::ENUMERATE, &[iterable], base, start)
}

/// slots: iterator, the pair given last, what a count beyond 64 bits began with; ints: count.
pub static ENUMERATE: TypeDef = TypeDef { methods: ENUMERATE_METHODS, ..LAZY_ENUMERATE };
const LAZY_ENUMERATE: TypeDef =
    lazy(56, "enumerate", "*args, **kwargs", enumerate_new, &[(SlotId::Iter, self_iter), (SlotId::IterNext, lazy_next)]);
/// slots: iterators...; ints: strict.
pub static ZIP: TypeDef = TypeDef { methods: STRICT_METHODS, ..LAZY_ZIP };
const LAZY_ZIP: TypeDef = last_first(lazy(
    48,
    "zip",
    "*args, strict=False",
    |vm, a| {
        // Bound: class, strict, then the iterables.
        let strict = a.get(1).is_some_and(|s| vm.truth_now(s) == Some(true));
        let iterables: Vec<Ref> = a.items.iter().skip(2).filter_map(|s| s.get()).collect();
        over(vm, a, ids::ZIP, &iterables, Slot::NULL, i64::from(strict))
    },
    &[(SlotId::Iter, self_iter), (SlotId::IterNext, lazy_next)],
));
/// slots: function, iterators...; ints: strict.
pub static MAP: TypeDef = TypeDef { methods: STRICT_METHODS, ..LAZY_MAP };
const LAZY_MAP: TypeDef = last_first(lazy(
    40,
    "map",
    "*args, strict=False",
    |vm, a| {
        // Bound: class, strict, function, then the iterables.
        let strict = a.get(1).is_some_and(|s| vm.truth_now(s) == Some(true));
        let iterables: Vec<Ref> = a.items.iter().skip(3).filter_map(|s| s.get()).collect();
        if iterables.is_empty() {
            return vm.type_err("map() must have at least two arguments.");
        }
        let f = vm.heap.own(a.at(2)?);
        over(vm, a, ids::MAP, &iterables, f.into(), i64::from(strict))
    },
    &[(SlotId::Iter, self_iter), (SlotId::IterNext, lazy_next)],
));
/// slots: function, iterator.
pub static FILTER: TypeDef = lazy(
    32,
    "filter",
    "function, iterable, /",
    |vm, a| {
        let f = vm.heap.own(a.at(1)?);
        over(vm, a, ids::FILTER, &[a.at(2)?], f.into(), 0)
    },
    &[(SlotId::Iter, self_iter), (SlotId::IterNext, lazy_next)],
);
/// slots: sequence; ints: next index.
pub static REVERSED: TypeDef = TypeDef {
    methods: &[
        FnDef::new("__reduce__", "", iterators_state::reduce_reversed),
        FnDef::new("__setstate__", "object, /", iterators_state::setstate_reversed),
        FnDef::new("__length_hint__", "", |vm, a| {
            let (seq, i) = vm.heap.native(a.at(0)?).map_or((None, -1), |n| (n.slot(0).get(), n.int(0)));
            let Some(seq) = seq.filter(|_| i >= 0) else { return Ok(Flow::Value(vm.new_int(0))) };
            let mark = vm.mark();
            match vm.length(seq)? {
                Flow::Value(v) => {
                    let n = vm.len_from(v)?;
                    Ok(Flow::Value(vm.new_int(if n < i + 1 { 0 } else { i + 1 })))
                }
                Flow::Pushed => vm.adapt(mark, kinds::REVERSED_LEN, &[], &[1, i]),
            }
        }),
    ],
    ..lazy(
        32,
        "reversed",
        "object, /",
        |vm, a| {
            let r = a.at(1)?;
            let name = vm.names.reversed;
            let ty = vm.heap.type_of(r);
            if vm.lookup_type(ty, name) == Some(vm.one.none) {
                let message = format!("'{}' object is not reversible", vm.type_name(r));
                return vm.type_err(&message);
            }
            if let Some(flow) = vm.call_special_opt(r, name, &[]) {
                return flow;
            }
            if !vm.is_sequence(r) {
                let message = format!("'{}' object is not reversible", vm.type_name(r));
                return vm.type_err(&message);
            }
            let seq = vm.heap.own(r);
            let mark = vm.mark();
            match vm.length(r)? {
                Flow::Value(n) => {
                    let n = vm.len_from(n)?;
                    Ok(Flow::Value(new_reversed(vm, a.at(0)?, seq.into(), n)))
                }
                Flow::Pushed => vm.adapt(mark, kinds::REVERSED_LEN, &[seq.into(), Slot::borrow(a.at(0)?)], &[0]),
            }
        },
        &[(SlotId::Iter, self_iter), (SlotId::IterNext, reversed_next)],
    )
};

fn new_reversed(vm: &mut Vm, class: Ref, seq: Slot, n: i64) -> Own {
    if class == vm.ty(ids::REVERSED) {
        return vm.new_native(ids::REVERSED, &[seq], &[n - 1]);
    }
    let body = Native { slots: [seq][..].into(), ints: [n - 1][..].into(), bytes: Vec::new() };
    vm.alloc_with_body(class, Body::Native(Rc::new(body)))
}

/// The length has come. slots: the sequence of a new `reversed`, its class; ints: 0, or 1 and the next index of one
/// that is asked how long it still is.
pub static REVERSED_LEN: NativeDef = NativeDef {
    name: "reversed",
    catches: false,
    resume: |vm, f, answer| {
        let Answer::Value(v) = answer else { return Err(vm_bug!("reversed")) };
        let n = vm.len_from(v)?;
        if f.int(0) == 1 {
            let i = f.int(1);
            return Ok(Next::Done(vm.new_int(if n < i + 1 { 0 } else { i + 1 })));
        }
        let class = f.get(1).ok_or_else(|| vm_bug!("reversed"))?;
        let seq = f.set(0, Slot::NULL);
        Ok(Next::Done(new_reversed(vm, class, seq, n)))
    },
};

fn reversed_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let (seq, i) = vm.heap.native(it).map_or((None, -1), |n| (n.slot(0).get(), n.int(0)));
    let Some(seq) = seq.filter(|_| i >= 0) else { return reversed_end(vm, it) };
    let index = vm.new_int(i);
    let mark = vm.mark();
    match vm.getitem(seq, index.r()) {
        Ok(Flow::Pushed) => vm.adapt(mark, kinds::REVERSED_NEXT, &[Slot::borrow(it), index.into()], &[]),
        done => {
            vm.heap.decref_own(index);
            reversed_got(vm, it, done)
        }
    }
}

/// What came of asking for an item. CPython: reversed_next.
fn reversed_got(vm: &mut Vm, it: Ref, got: Res) -> Res {
    match got {
        Err(Stop::Raise(e)) if vm.is_instance_of(e.r(), ids::INDEX_ERROR) || exc::is_stop_iteration(vm, e.r()) => {
            vm.heap.decref_own(e);
            reversed_end(vm, it)
        }
        Ok(Flow::Value(v)) => {
            if let Some(n) = vm.heap.native_mut(it) {
                n.set_int(0, n.int(0) - 1);
            }
            Ok(Flow::Value(v))
        }
        other => other,
    }
}

/// The sequence is let go of.
fn reversed_end(vm: &mut Vm, it: Ref) -> Res {
    let old = vm.heap.native_mut(it).map(|n| {
        n.set_int(0, -1);
        n.set_slot(0, Slot::NULL)
    });
    vm.heap.release(old.unwrap_or(Slot::NULL));
    Err(Stop::Exhausted)
}

/// slots: the iterator, the index that was asked for.
pub static REVERSED_NEXT: NativeDef = NativeDef {
    name: "reversed",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("reversed"))?;
        let got = match answer {
            Answer::Value(v) => Ok(Flow::Value(v)),
            Answer::Raised(e) => Err(Stop::Raise(e)),
            Answer::Start | Answer::Exhausted => return Err(vm_bug!("reversed")),
        };
        match reversed_got(vm, it, got) {
            Ok(Flow::Value(v)) => Ok(Next::Done(v)),
            Ok(Flow::Pushed) => Err(vm_bug!("reversed")),
            Err(stop) => Err(stop),
        }
    },
};

/// Makes the object once every iterable has given its iterator.
fn over(vm: &mut Vm, args: &Args, ty: TypeId, iterables: &[Ref], function: Slot, int: i64) -> Res {
    let mut slots = vec![Slot::borrow(args.at(0)?), function];
    slots.extend(iterables.iter().map(|r| Slot::borrow(*r)));
    vm.push_native(kinds::LAZY_NEW, &slots, &[i64::from(ty.0), int, 0])
}

/// slots: class, function, iterables..., then their iterators; ints: type, its number, next iterable.
pub static LAZY_NEW: NativeDef = NativeDef {
    name: "iter",
    catches: false,
    resume: |vm, f, answer| {
        let ty = TypeId(f.int(0) as u16);
        if f.pc == 0 {
            f.pc = 1;
            f.ints.push((f.slots.len() - 2) as i64);
        }
        if let Answer::Value(v) = answer {
            f.slots.push(v.into());
            f.set_int(2, f.int(2) + 1);
        }
        let n = f.int(3) as usize;
        loop {
            let i = f.int(2) as usize;
            if i >= n {
                let iterators: Vec<Slot> = f.slots.drain(2 + n..).collect();
                let function = f.set(1, Slot::NULL);
                let mut slots = Vec::new();
                if ty == ids::MAP || ty == ids::FILTER {
                    slots.push(function);
                }
                let n_items = if ty == ids::ENUMERATE { 2 } else { iterators.len() };
                slots.extend(iterators);
                if ty == ids::ENUMERATE || (ty == ids::ZIP && n_items > 0) {
                    // The tuple that is given out again and again while nobody else holds it.
                    let none = vm.one.none;
                    let result = vm.tuple_from(&vec![none; n_items]);
                    slots.push(result.into());
                }
                if ty == ids::ENUMERATE && !function.is_null() {
                    slots.push(function);
                }
                let class = f.get(0).filter(|c| *c != vm.ty(ty));
                let Some(class) = class else { return Ok(Next::Done(vm.new_native(ty, &slots, &[f.int(1)]))) };
                let body = Native { slots: slots.into(), ints: [f.int(1)][..].into(), bytes: Vec::new() };
                return Ok(Next::Done(vm.alloc_with_body(class, Body::Native(Rc::new(body)))));
            }
            let iterable = f.get(2 + i).ok_or_else(|| vm_bug!("iter"))?;
            match vm.iter(iterable) {
                Ok(Flow::Value(v)) => {
                    f.slots.push(v.into());
                    f.set_int(2, f.int(2) + 1);
                }
                Ok(Flow::Pushed) => return Ok(Next::Wait),
                Err(Stop::Raise(e))
                    if ty == ids::ZIP && vm.is_instance_of(e.r(), ids::TYPE_ERROR) && !vm.has_slot(iterable, SlotId::Iter) =>
                {
                    vm.heap.decref_own(e);
                    let message = format!("'{}' object is not iterable", vm.type_name(iterable));
                    return vm.type_err(&message);
                }
                Err(stop) => return Err(stop),
            }
        }
    },
};

/// What an enumerate counts at.
pub fn count_of(vm: &mut Vm, it: Ref, count: i64) -> Own {
    match vm.heap.native(it).and_then(|n| n.slot(2).get()).and_then(|r| vm.bigint(r)).map(|n| n.into_owned()) {
        Some(base) => vm.new_bigint(base + count),
        None => vm.new_int(count),
    }
}

fn lazy_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    vm.push_native(kinds::LAZY_NEXT, &[Slot::borrow(it)], &[])
}

/// slots: the map, zip, filter or enumerate object, then the items gathered (or the one tested).
pub static LAZY_NEXT: NativeDef = NativeDef {
    name: "next",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("next"))?;
        // Of a Python subclass: the native type below it.
        let ty = vm.heap.as_type(vm.heap.type_of(it)).map_or(ids::MAP, |t| TypeId(t.def));
        let ty = vm.ty(ty);
        let has_function = ty == vm.ty(ids::MAP) || ty == vm.ty(ids::FILTER);
        let first = usize::from(has_function);
        let mut answer = answer;
        loop {
            match f.pc {
                // Ask the next iterator.
                0 => {
                    let i = f.slots.len() - 1;
                    // enumerate and zip have their result tuple behind their iterators.
                    let result = usize::from(!has_function);
                    let counted = ty == vm.ty(ids::ENUMERATE);
                    let is_there = |n: &&Native| if counted { i == 0 } else { first + i + result < n.slots.len() };
                    let inner = vm.heap.native(it).filter(is_there).map(|n| n.slot(first + i)).and_then(|s| s.get());
                    let Some(inner) = inner else {
                        if i == 0 {
                            return Err(Stop::Exhausted);
                        }
                        f.pc = 2;
                        continue;
                    };
                    f.pc = 1;
                    answer = match vm.next_item(inner)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                1 => {
                    let taken = std::mem::replace(&mut answer, Answer::Start);
                    match vm.next_answer(taken)? {
                        Some(v) => {
                            f.slots.push(v.into());
                            f.pc = 0;
                        }
                        None => {
                            let may = ty == vm.ty(ids::ZIP) || ty == vm.ty(ids::MAP);
                            let strict = may && vm.heap.native(it).is_some_and(|n| n.int(0) == 1);
                            if !strict {
                                return Err(Stop::Exhausted);
                            }
                            if f.slots.len() > 1 {
                                let n = f.slots.len();
                                let s = if n == 2 { "argument 1" } else { "arguments 1-" };
                                let tail = if n == 2 { String::new() } else { format!("{}", n - 1) };
                                let name = vm.name_of_type(ty);
                                return vm.value_err(&format!("{name}() argument {n} is shorter than {s}{tail}"));
                            }
                            // The first is at its end: so must the others be.
                            f.set_int(0, 1);
                            f.pc = 6;
                        }
                    }
                }
                // All items are here.
                2 => {
                    let items: Vec<Ref> = f.slots.iter().skip(1).filter_map(|s| s.get()).collect();
                    if ty == vm.ty(ids::ENUMERATE) {
                        // Layout: iterator, result.
                        let count = vm.heap.native(it).map_or(0, |n| n.int(0));
                        if let Some(n) = vm.heap.native_mut(it) {
                            n.set_int(0, count + 1);
                        }
                        let number = count_of(vm, it, count);
                        let item = f.set(1, Slot::NULL);
                        let own = vm.reuse_result(it, 1, vec![number.into(), item]);
                        return Ok(Next::Done(own));
                    }
                    if ty == vm.ty(ids::ZIP) {
                        let slots: Vec<Slot> = f.slots.drain(1..).collect();
                        let at = slots.len();
                        let own = vm.reuse_result(it, at, slots);
                        return Ok(Next::Done(own));
                    }
                    let function = vm.heap.native(it).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("next"))?;
                    f.pc = if ty == vm.ty(ids::MAP) { 3 } else { 4 };
                    let flow = if function == vm.one.none || function == vm.ty(ids::BOOL) {
                        vm.truth(items.first().copied().ok_or_else(|| vm_bug!("next"))?)?
                    } else {
                        vm.call_args(function, &items)?
                    };
                    match flow {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                3 => {
                    return match answer {
                        Answer::Value(v) => Ok(Next::Done(v)),
                        Answer::Raised(e) => Err(Stop::Raise(e)),
                        Answer::Exhausted | Answer::Start => Err(vm_bug!("next")),
                    };
                }
                6 => {
                    let (i, result) = (f.int(0) as usize, usize::from(!has_function));
                    let inner = vm.heap.native(it).filter(|n| first + i + result < n.slots.len()).map(|n| n.slot(first + i));
                    let Some(inner) = inner.and_then(|s| s.get()) else { return Err(Stop::Exhausted) };
                    f.pc = 7;
                    answer = match vm.next_item(inner)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                7 => {
                    let taken = std::mem::replace(&mut answer, Answer::Start);
                    let i = f.int(0);
                    if let Some(v) = vm.next_answer(taken)? {
                        vm.heap.decref_own(v);
                        let before = if i == 1 { "argument 1".to_owned() } else { format!("arguments 1-{i}") };
                        let name = vm.name_of_type(ty);
                        return vm.value_err(&format!("{name}() argument {} is longer than {before}", i + 1));
                    }
                    f.set_int(0, i + 1);
                    f.pc = 6;
                }
                // filter: is it true?
                4 => {
                    let v = match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => v,
                        Answer::Raised(e) => return Err(Stop::Raise(e)),
                        Answer::Exhausted | Answer::Start => return Err(vm_bug!("next")),
                    };
                    f.pc = 5;
                    match vm.truth_of_own(v)? {
                        Flow::Value(b) => answer = Answer::Value(b),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    let yes = match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => v.r() == vm.one.true_,
                        Answer::Raised(e) => return Err(Stop::Raise(e)),
                        Answer::Exhausted | Answer::Start => return Err(vm_bug!("next")),
                    };
                    let item = f.slots.pop().unwrap_or(Slot::NULL);
                    if yes {
                        return item.get().map(|r| Next::Done(Own::assume(r))).ok_or_else(|| vm_bug!("next"));
                    }
                    vm.heap.release(item);
                    f.pc = 0;
                }
            }
        }
    },
};

impl Vm {
    /// A result tuple with these items: the one in slot `at` if only the iterator holds it, else a new
    /// one. CPython: enum_next, zip_next, dictiter_iternextitem.
    pub fn reuse_result(&mut self, it: Ref, at: usize, items: Vec<Slot>) -> Own {
        let kept = self.heap.native(it).and_then(|n| n.slot(at).get()).filter(|t| self.heap.refcnt(*t) == 1);
        let Some(tuple) = kept else { return self.tuple_from_slots(items) };
        let own = self.heap.own(tuple);
        let old = match self.heap.tuple_mut(tuple) {
            Some(t) => {
                t.hash = None;
                std::mem::replace(&mut t.items, items)
            }
            None => items,
        };
        self.heap.release_all(old.into_iter());
        own
    }
}
