//! `list`. Searching and comparing it shares with tuple: `seq_search`, `seq_compare`.
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
use crate::objects::list_slice::list_ass_slice;
use crate::objects::seq_repr;
use crate::objects::sequence::NotIterable;
use crate::objects::slice::wrap_index;
use crate::objects::{seq_compare, seq_search};
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
        (SlotId::RichCompare, seq_compare::seq_richcompare),
        (SlotId::Iter, |vm, a| {
            let l = vm.heap.own(a.at(0)?);
            Ok(Flow::Value(vm.new_native(ids::LIST_ITERATOR, &[l.into()], &[0])))
        }),
        (SlotId::Init, list_init),
        (SlotId::Length, seq_length),
        (SlotId::Subscript, list_subscript),
        (SlotId::AssSubscript, list_ass_subscript),
        (SlotId::Contains, seq_search::seq_contains),
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
        FnDef::new("__getitem__", "index, /", list_subscript),
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
        FnDef::new("remove", "value, /", seq_search::list_remove),
        FnDef::new("index", "value, start=0, stop=9223372036854775807, /", seq_search::seq_index),
        FnDef::new("count", "value, /", seq_search::seq_count),
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
            l.push(item);
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
