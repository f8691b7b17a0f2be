//! `list`, and what it shares with tuple: length, comparison, search.
//!
//! CPython: Objects/listobject.c.

use std::rc::Rc;

use pyvarium_heap::object::{Body, List};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::objects::seq_repr;
use crate::objects::sequence::NotIterable;
use crate::objects::slice::wrap_index;
use crate::protocol::compare::{EQ, NE, holds};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

pub static LIST: TypeDef = TypeDef {
    name: "list",
    base: Some(ids::OBJECT),
    layout: Layout::List,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::SEQUENCE | flags::MATCH_SELF,
    basicsize: 40,
    slots: &[
        (SlotId::Repr, |vm, a| seq_repr::start(vm, a.at(0)?)),
        (SlotId::RichCompare, seq_richcompare),
        (SlotId::Iter, |vm, a| {
            let l = vm.heap.own(a.at(0)?);
            Ok(Flow::Value(vm.new_native(ids::LIST_ITERATOR, &[l.into()], &[0])))
        }),
        (SlotId::Init, list_init),
        (SlotId::Length, seq_length),
        (SlotId::Subscript, list_subscript),
        (SlotId::AssSubscript, list_ass_subscript),
        (SlotId::Contains, seq_contains),
        (SlotId::Concat, list_concat),
        (SlotId::Repeat, list_repeat),
        (SlotId::InplaceConcat, list_inplace_concat),
        (SlotId::InplaceRepeat, list_inplace_repeat),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let cls = a.at(0)?;
        Ok(Flow::Value(vm.alloc_list(cls)))
    })),
    methods: &[
        FnDef::new("__reversed__", "", |vm, a| {
            let r = a.at(0)?;
            let n = vm.heap.items(r).map_or(0, |i| i.len()) as i64;
            let l = vm.heap.own(r);
            Ok(Flow::Value(vm.new_native(ids::LIST_REVERSEITERATOR, &[l.into()], &[n - 1])))
        }),
        FnDef::new("clear", "", |vm, a| {
            let r = a.at(0)?;
            let items = vm.heap.list_mut(r).map(std::mem::take).map(|l| l.items).unwrap_or_default();
            vm.heap.release_all(items.into_iter().rev());
            vm.none_flow()
        }),
        FnDef::new("copy", "", |vm, a| {
            let r = a.at(0)?;
            let items = vm.heap.items(r).unwrap_or_default().to_vec();
            let copies = items.into_iter().map(|s| vm.heap.copy_slot(s)).collect();
            Ok(Flow::Value(vm.list_from_slots(copies)))
        }),
        FnDef::new("append", "object, /", |vm, a| {
            let (r, item) = (a.at(0)?, a.at(1)?);
            let own = vm.heap.own(item);
            vm.list_push(r, own.into());
            vm.none_flow()
        }),
        FnDef::new("insert", "index, object, /", list_insert),
        FnDef::new("extend", "iterable, /", |vm, a| {
            let (r, other) = (a.at(0)?, a.at(1)?);
            vm.list_extend(r, other)
        }),
        FnDef::new("pop", "index=-1, /", list_pop),
        FnDef::new("remove", "value, /", |vm, a| start_search(vm, a, REMOVE)),
        FnDef::new("index", "value, start=0, stop=9223372036854775807, /", seq_index),
        FnDef::new("count", "value, /", seq_count),
        FnDef::new("reverse", "", |vm, a| {
            let r = a.at(0)?;
            if let Some(l) = vm.heap.list_mut(r) {
                l.items.reverse();
            }
            vm.none_flow()
        }),
        FnDef::new("sort", "*, key=None, reverse=False", crate::objects::list_sort::list_sort),
        FnDef::new("__sizeof__", "", |vm, a| {
            let n = vm.sizeof(a.at(0)?);
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
    ],
    ..TYPE_DEFAULT
};

impl Vm {
    pub fn list_from(&mut self, items: &[Ref]) -> Own {
        let slots = items.iter().map(|r| Slot::own(self.heap.own(*r))).collect();
        self.list_from_slots(slots)
    }

    /// The slots own already. As PyList_New: allocated is exactly the length.
    pub fn list_from_slots(&mut self, items: Vec<Slot>) -> Own {
        let ty = self.ty(ids::LIST);
        let allocated = items.len();
        self.heap.alloc(ty, Body::List(Rc::new(List { items, allocated })), Shape::gc(40))
    }

    fn alloc_list(&mut self, cls: Ref) -> Own {
        if cls == self.ty(ids::LIST) { self.list_from_slots(Vec::new()) } else { self.alloc_instance(cls) }
    }

    pub fn list_push(&mut self, list: Ref, item: Slot) {
        if let Some(l) = self.heap.list_mut(list) {
            let n = l.items.len();
            // Where there is room nothing is resized, however much room there is. MAX: a sort is going on.
            if n >= l.allocated || l.allocated == usize::MAX {
                l.allocated = List::allocated_for(l.allocated, n, n + 1);
            }
            l.items.push(item);
        }
    }
}

fn list_init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if args.n_kw > 0 {
        return vm.type_err("list() takes no keyword arguments");
    }
    if args.len() > 2 {
        let n = args.len() - 1;
        return vm.type_err(&format!("list expected at most 1 argument, got {n}"));
    }
    let old = vm.heap.list_mut(r).map(std::mem::take).map(|l| l.items).unwrap_or_default();
    vm.heap.release_all(old.into_iter().rev());
    match args.get(1) {
        Some(iterable) => vm.list_extend(r, iterable),
        None => vm.none_flow(),
    }
}

pub fn seq_length(vm: &mut Vm, args: &Args) -> Res {
    let n = vm.heap.items(args.at(0)?).map_or(0, |i| i.len());
    Ok(Flow::Value(vm.new_int(n as i64)))
}

fn list_subscript(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    let n = vm.heap.items(r).map_or(0, |i| i.len());
    if let Some(s) = vm.slice_indices(key, n)? {
        let items = vm.heap.items(r).unwrap_or_default();
        let picked: Vec<Slot> = s.iter().filter_map(|i| items.get(i).copied()).collect();
        let copies = picked.into_iter().map(|x| vm.heap.copy_slot(x)).collect();
        return Ok(Flow::Value(vm.list_from_slots(copies)));
    }
    if !vm.has_slot(key, SlotId::Index) {
        let message = format!("list indices must be integers or slices, not {}", vm.type_name(key));
        return vm.type_err(&message);
    }
    let i = vm.index_for(key)?;
    let item = wrap_index(i, n).and_then(|i| vm.heap.items(r)?.get(i)?.get());
    match item {
        Some(item) => vm.own_flow(item),
        None => Err(exc::index_error(vm, "list index out of range")),
    }
}

fn list_ass_subscript(vm: &mut Vm, args: &Args) -> Res {
    let (r, key, value) = (args.at(0)?, args.at(1)?, args.get(2));
    let n = vm.heap.items(r).map_or(0, |i| i.len());
    if let Some(s) = vm.slice_indices(key, n)? {
        let Some(value) = value else { return list_ass_slice(vm, r, s, None) };
        let mark = vm.mark();
        return match vm.sequence_fast(value, NotIterable::Assign)? {
            Flow::Value(list) => {
                let done = list_ass_slice(vm, r, s, Some(list.r()));
                vm.heap.decref_own(list);
                done
            }
            Flow::Pushed => vm.adapt(mark, kinds::ASSIGN_SLICE, &[Slot::borrow(r)], &[s.start, s.step, s.len as i64]),
        };
    }
    if !vm.has_slot(key, SlotId::Index) {
        let message = format!("list indices must be integers or slices, not {}", vm.type_name(key));
        return vm.type_err(&message);
    }
    let i = vm.index_for(key)?;
    let Some(i) = wrap_index(i, n) else {
        // Storing and deleting say the same.
        return Err(exc::index_error(vm, "list assignment index out of range"));
    };
    let new = match value {
        Some(v) => Some(Slot::own(vm.heap.own(v))),
        None => None,
    };
    let old = vm.heap.list_mut(r).and_then(|l| match new {
        Some(new) => l.items.get_mut(i).map(|place| std::mem::replace(place, new)),
        None => {
            l.allocated = List::allocated_for(l.allocated, n, n - 1);
            Some(l.items.remove(i))
        }
    });
    if let Some(old) = old {
        vm.heap.release(old);
    }
    vm.none_flow()
}

/// Assigns what was gathered. slots: list; ints: start, step and length of the slice.
pub static ASSIGN_SLICE: NativeDef = NativeDef {
    name: "slice assignment",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Answer::Value(list)) = (f.get(0), answer) else { return Err(vm_bug!("slice assignment")) };
        let n = vm.heap.items(r).map_or(0, <[Slot]>::len) as i64;
        let mut s = crate::objects::slice::Indices { start: f.int(0), step: f.int(1), len: f.int(2) as usize };
        if s.step == 1 {
            // The list may have become shorter meanwhile.
            let end = (s.start + s.len as i64).min(n);
            s.start = s.start.min(n);
            s.len = (end - s.start).max(0) as usize;
        }
        let l = list.r();
        f.set(1, list.into());
        match list_ass_slice(vm, r, s, Some(l))? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Err(vm_bug!("slice assignment")),
        }
    },
};

fn list_ass_slice(vm: &mut Vm, r: Ref, s: crate::objects::slice::Indices, value: Option<Ref>) -> Res {
    let new: Vec<Slot> = match value {
        None => Vec::new(),
        Some(v) => {
            let items = vm.heap.items(v).unwrap_or_default().to_vec();
            items.into_iter().map(|x| vm.heap.copy_slot(x)).collect()
        }
    };
    if s.step != 1 && value.is_some() && new.len() != s.len {
        let (given, wanted) = (new.len(), s.len);
        vm.heap.release_all(new.into_iter());
        return vm.value_err(&format!("attempt to assign sequence of size {given} to extended slice of size {wanted}"));
    }
    let indices: Vec<usize> = s.iter().collect();
    let mut removed: Vec<Slot> = Vec::new();
    if let Some(l) = vm.heap.list_mut(r) {
        let n = l.items.len();
        if s.step == 1 {
            let start = (s.start as usize).min(n);
            let end = (start + s.len).min(n);
            let count = new.len();
            removed = l.items.splice(start..end, new).collect();
            l.allocated = List::allocated_for(l.allocated, n, n - removed.len() + count);
        } else if value.is_some() {
            for (i, slot) in indices.iter().zip(new) {
                if let Some(place) = l.items.get_mut(*i) {
                    removed.push(std::mem::replace(place, slot));
                }
            }
        } else {
            let mut gone: Vec<usize> = indices.clone();
            gone.sort_unstable();
            for i in gone.iter().rev() {
                if *i < l.items.len() {
                    removed.push(l.items.remove(*i));
                }
            }
            removed.reverse();
            l.allocated = List::allocated_for(l.allocated, n, l.items.len());
        }
    }
    // CPython: list_ass_slice releases the old items last to first.
    if s.step == 1 {
        removed.reverse();
    }
    vm.heap.release_all(removed.into_iter());
    vm.none_flow()
}

fn list_concat(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let (Some(x), Some(y)) = (vm.heap.list(a), vm.heap.list(b)) else {
        let message = format!("can only concatenate list (not \"{}\") to list", vm.type_name(b));
        return vm.type_err(&message);
    };
    let all: Vec<Slot> = x.items.iter().chain(&y.items).copied().collect();
    let copies = all.into_iter().map(|s| vm.heap.copy_slot(s)).collect();
    Ok(Flow::Value(vm.list_from_slots(copies)))
}

fn list_repeat(vm: &mut Vm, args: &Args) -> Res {
    let (r, count) = (args.at(0)?, args.at(1)?);
    if !vm.has_slot(count, SlotId::Index) {
        let message = format!("can't multiply sequence by non-int of type '{}'", vm.type_name(count));
        return vm.type_err(&message);
    }
    let n = vm.repeat_count(count)?;
    let items = vm.heap.items(r).unwrap_or_default().to_vec();
    let copies = vm.repeat_slots(&items, n)?;
    Ok(Flow::Value(vm.list_from_slots(copies)))
}

fn list_inplace_concat(vm: &mut Vm, args: &Args) -> Res {
    let (r, other) = (args.at(0)?, args.at(1)?);
    let mark = vm.mark();
    match vm.list_extend(r, other)? {
        Flow::Value(v) => {
            vm.heap.decref_own(v);
            vm.own_flow(r)
        }
        Flow::Pushed => vm.adapt(mark, kinds::ANSWER_INSTEAD, &[Slot::borrow(r)], &[]),
    }
}

/// Answers slot 0 whatever came.
pub static ANSWER_INSTEAD: NativeDef = NativeDef {
    name: "in place",
    catches: false,
    resume: |vm, f, answer| match (answer, f.get(0)) {
        (Answer::Value(v), Some(r)) => {
            vm.heap.decref_own(v);
            Ok(Next::Done(vm.heap.own(r)))
        }
        _ => Err(vm_bug!("in place")),
    },
};

fn list_inplace_repeat(vm: &mut Vm, args: &Args) -> Res {
    let (r, count) = (args.at(0)?, args.at(1)?);
    if !vm.has_slot(count, SlotId::Index) {
        let message = format!("can't multiply sequence by non-int of type '{}'", vm.type_name(count));
        return vm.type_err(&message);
    }
    let n = vm.repeat_count(count)?;
    let items = vm.heap.items(r).unwrap_or_default().to_vec();
    if n == 0 {
        let old = vm.heap.list_mut(r).map(std::mem::take).map(|l| l.items).unwrap_or_default();
        vm.heap.release_all(old.into_iter().rev());
    } else {
        let more = vm.repeat_slots(&items, n - 1)?;
        if let Some(l) = vm.heap.list_mut(r) {
            let total = items.len() + more.len();
            l.allocated = List::allocated_for(l.allocated, items.len(), total);
            l.items.extend(more);
        }
    }
    vm.own_flow(r)
}

fn list_insert(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let i = vm.index(args.at(1)?)?;
    let own = Slot::own(vm.heap.own(args.at(2)?));
    if let Some(l) = vm.heap.list_mut(r) {
        let n = l.items.len();
        let i = if i < 0 { (i + n as i64).max(0) } else { i.min(n as i64) } as usize;
        l.allocated = List::allocated_for(l.allocated, n, n + 1);
        l.items.insert(i, own);
    }
    vm.none_flow()
}

fn list_pop(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let i = match args.get(1) {
        Some(i) => vm.index(i)?,
        None => -1,
    };
    let n = vm.heap.items(r).map_or(0, |i| i.len());
    if n == 0 {
        return Err(exc::index_error(vm, "pop from empty list"));
    }
    let Some(i) = wrap_index(i, n) else { return Err(exc::index_error(vm, "pop index out of range")) };
    let item = vm.heap.list_mut(r).map(|l| {
        l.allocated = List::allocated_for(l.allocated, n, n - 1);
        l.items.remove(i)
    });
    match item.and_then(|s| s.get()) {
        Some(item) => Ok(Flow::Value(Own::assume(item))),
        None => Err(vm_bug!("an empty list item")),
    }
}

/// What a search does with what it finds.
const INDEX: i64 = 0;
const COUNT: i64 = 1;
const REMOVE: i64 = 2;
const CONTAINS: i64 = 3;

pub fn seq_index(vm: &mut Vm, args: &Args) -> Res {
    start_search(vm, args, INDEX)
}

pub fn seq_count(vm: &mut Vm, args: &Args) -> Res {
    start_search(vm, args, COUNT)
}

pub fn seq_contains(vm: &mut Vm, args: &Args) -> Res {
    start_search(vm, args, CONTAINS)
}

fn start_search(vm: &mut Vm, args: &Args, what: i64) -> Res {
    let (r, value) = (args.at(0)?, args.at(1)?);
    let n = vm.heap.items(r).map_or(0, |i| i.len()) as i64;
    let mut ends = [0, i64::MAX];
    if what == INDEX {
        for (i, end) in ends.iter_mut().enumerate() {
            if let Some(x) = args.get(2 + i) {
                let v = vm.index_clamped(x)?;
                *end = if v < 0 { (v + n).max(0) } else { v };
            }
        }
    }
    // As far as no Python comparison is asked, at once.
    let mut i = ends[0];
    let mut count = 0;
    while i < ends[1] {
        let Some(item) = vm.heap.items(r).and_then(|items| items.get(i as usize)).and_then(|s| s.get()) else { break };
        let equal = if item == value { Some(true) } else { vm.eq_now(item, value) };
        match equal {
            None => {
                return vm.push_native(kinds::SEQ_SEARCH, &[Slot::borrow(r), Slot::borrow(value), Slot::NULL], &[what, i, ends[1], count]);
            }
            Some(true) if what == COUNT => count += 1,
            Some(true) => return found(vm, r, what, i),
            Some(false) => {}
        }
        i += 1;
    }
    not_found(vm, r, value, what, count)
}

fn found(vm: &mut Vm, r: Ref, what: i64, i: i64) -> Res {
    match what {
        INDEX => Ok(Flow::Value(vm.new_int(i))),
        REMOVE => {
            let item = vm.heap.list_mut(r).and_then(|l| {
                let n = l.items.len();
                l.allocated = List::allocated_for(l.allocated, n, n.saturating_sub(1));
                ((i as usize) < n).then(|| l.items.remove(i as usize))
            });
            if let Some(item) = item {
                vm.heap.release(item);
            }
            vm.none_flow()
        }
        _ => vm.bool_flow(true),
    }
}

fn not_found(vm: &mut Vm, r: Ref, value: Ref, what: i64, count: i64) -> Res {
    match what {
        COUNT => Ok(Flow::Value(vm.new_int(count))),
        REMOVE => vm.value_err("list.remove(x): x not in list"),
        INDEX if vm.heap.tuple(r).is_some() => vm.value_err("tuple.index(x): x not in tuple"),
        INDEX => {
            let _ = value;
            vm.value_err("list.index(x): x not in list")
        }
        _ => vm.bool_flow(false),
    }
}

/// slots: sequence, value, the item being compared (held); ints: what, index, end, count so far.
pub static SEQ_SEARCH: NativeDef = NativeDef {
    name: "search",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Some(value)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("search")) };
        let what = f.int(0);
        let mut answered = match answer {
            Answer::Value(v) => Some(v.r() == vm.one.true_),
            _ => None,
        };
        loop {
            if let Some(equal) = answered.take() {
                let item = f.set(2, Slot::NULL);
                vm.heap.release(item);
                let i = f.int(1);
                if equal && what == COUNT {
                    f.set_int(3, f.int(3) + 1);
                } else if equal {
                    return finish(found(vm, r, what, i)?);
                }
                f.set_int(1, i + 1);
            }
            let i = f.int(1);
            let item = if i < f.int(2) { vm.heap.items(r).and_then(|items| items.get(i as usize)).and_then(|s| s.get()) } else { None };
            let Some(item) = item else { return finish(not_found(vm, r, value, what, f.int(3))?) };
            let held = vm.heap.own(item);
            f.set(2, held.into());
            match vm.richcompare_bool(item, value, EQ)? {
                Flow::Value(v) => answered = Some(v.r() == vm.one.true_),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

fn finish(flow: Flow) -> Res<Next> {
    match flow {
        Flow::Value(v) => Ok(Next::Done(v)),
        Flow::Pushed => Err(vm_bug!("search")),
    }
}

/// CPython: list_richcompare, tuple_richcompare.
pub fn seq_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let same_kind = (vm.heap.list(a).is_some() && vm.heap.list(b).is_some()) || (vm.heap.tuple(a).is_some() && vm.heap.tuple(b).is_some());
    if !same_kind {
        return vm.not_implemented();
    }
    let (n, m) = (vm.heap.items(a).map_or(0, |i| i.len()), vm.heap.items(b).map_or(0, |i| i.len()));
    if n != m && (args.op == EQ || args.op == NE) && vm.heap.list(a).is_some() {
        return vm.bool_flow(args.op == NE);
    }
    vm.push_native(kinds::SEQ_COMPARE, &[Slot::borrow(a), Slot::borrow(b)], &[i64::from(args.op), 0])
}

/// slots: left, right, the two items being compared (held); ints: operator, index.
pub static SEQ_COMPARE: NativeDef = NativeDef {
    name: "comparison",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(a), Some(b)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("sequence comparison")) };
        let op = f.int(0) as u8;
        let mut answered = match answer {
            Answer::Value(v) if f.pc == 2 => return Ok(Next::Done(v)),
            Answer::Value(v) => Some(v.r() == vm.one.true_),
            _ => None,
        };
        loop {
            let i = f.int(1) as usize;
            let pair = |vm: &Vm| Some((vm.heap.items(a)?.get(i)?.get()?, vm.heap.items(b)?.get(i)?.get()?));
            if let Some(equal) = answered.take() {
                if equal {
                    let (x, y) = (f.set(2, Slot::NULL), f.set(3, Slot::NULL));
                    vm.heap.release(x);
                    vm.heap.release(y);
                    f.set_int(1, i as i64 + 1);
                    continue;
                }
                // The first pair that differs decides.
                if op == EQ || op == NE {
                    return Ok(Next::Done(Own::assume(vm.bool_ref(op == NE))));
                }
                let (Some(x), Some(y)) = (f.get(2), f.get(3)) else { return Err(vm_bug!("sequence comparison")) };
                f.pc = 2;
                return match vm.richcompare(x, y, op)? {
                    Flow::Value(v) => Ok(Next::Done(v)),
                    Flow::Pushed => Ok(Next::Wait),
                };
            }
            let Some((x, y)) = pair(vm) else {
                let lengths = (vm.heap.items(a).map_or(0, |s| s.len()), vm.heap.items(b).map_or(0, |s| s.len()));
                return Ok(Next::Done(Own::assume(vm.bool_ref(holds(op, &lengths.0, &lengths.1)))));
            };
            let (hx, hy) = (vm.heap.own(x), vm.heap.own(y));
            f.set(2, hx.into());
            f.set(3, hy.into());
            match vm.richcompare_bool(x, y, EQ)? {
                Flow::Value(v) => answered = Some(v.r() == vm.one.true_),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};
