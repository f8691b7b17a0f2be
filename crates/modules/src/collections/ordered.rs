//! `OrderedDict`: a dict whose order can be changed.
//!
//! The order is that of the dict's entries; to move a key is to put its entry elsewhere. CPython keeps a list of
//! its own beside the dict, and so lets the two differ; here they cannot.
//!
//! CPython: Objects/odictobject.c.

use std::rc::Rc;

use pyvarium_heap::dict::{Dict, Entry};
use pyvarium_heap::object::{Body, Extended, Instance};
use pyvarium_heap::types::{Layout, SlotImpl, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use pyvarium_vm::objects::dict_views::{view, viewed};
use pyvarium_vm::protocol::compare::{EQ, NE};
use pyvarium_vm::protocol::convert::truth_of_argument;
use pyvarium_vm::protocol::dict_ops::DictOp;
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use super::ordered_update::{start_update, update_from_args};
use super::{ODICT, ODICT_EQUAL, ODICT_ITEMS, ODICT_ITERATOR, ODICT_KEYS, ODICT_MOVE, ODICT_VALUES};
use crate::ask;
use crate::ask::{int, own, part, set_int, set_part, value, yes};
use crate::functools_partial::{get_dict, set_dict};

/// CPython: Objects/odictobject.c, _ODictNode. Unit: bytes.
const NODE_BYTES: i64 = 32;

pub static ODICT_TYPE: TypeDef = TypeDef {
    name: "collections.OrderedDict",
    base: Some(ids::DICT),
    layout: Layout::Dict,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT | flags::WEAKREFS,
    basicsize: 112,
    doc: Some("Dictionary that remembers insertion order"),
    slots: &[
        (SlotId::Repr, odict_repr),
        (SlotId::RichCompare, odict_richcompare),
        (SlotId::Iter, |vm, a| iterate(vm, a.at(0)?, KEYS, false)),
        (SlotId::Init, |vm, a| {
            let n = a.n_positional() - 1;
            if n > 1 {
                return vm.type_err(&format!("expected at most 1 arguments, got {n}"));
            }
            update_from_args(vm, a)
        }),
        (SlotId::Or, odict_or),
        (SlotId::InplaceOr, |vm, a| {
            let (r, other) = (a.at(0)?, a.at(1)?);
            start_update(vm, r, Some(other), None, r)
        }),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let class = a.at(0)?;
        Ok(Flow::Value(if class == vm.ty(ODICT) { new_odict(vm) } else { vm.alloc_instance(class) }))
    })),
    methods: &[
        FnDef::new("__sizeof__", "", |vm, a| {
            // A place for a node beside each place of the keys' table, and the nodes.
            let r = a.at(0)?;
            let (n_places, n_nodes) = vm.heap.dict(r).map_or((0, 0), |d| (d.table_size(), d.len()));
            let n = vm.sizeof(r) as i64 + 8 * n_places as i64 + NODE_BYTES * n_nodes as i64;
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("__reduce__", "", odict_reduce),
        FnDef::new("setdefault", "key, default=None", |vm, a| vm.dict_op(DictOp::SetDefault, a.at(0)?, a.at(1)?, a.get(2))),
        FnDef::new("pop", "key, default=<unrepresentable>", |vm, a| vm.dict_op(DictOp::Pop, a.at(0)?, a.at(1)?, a.get(2))),
        FnDef::new("popitem", "last=True", popitem),
        FnDef::new("keys", "", |vm, a| view(vm, a.at(0)?, ODICT_KEYS)),
        FnDef::new("values", "", |vm, a| view(vm, a.at(0)?, ODICT_VALUES)),
        FnDef::new("items", "", |vm, a| view(vm, a.at(0)?, ODICT_ITEMS)),
        FnDef::new("update", "*args, **kwargs", |vm, a| {
            let n = a.n_positional() - 1;
            if n > 1 {
                return vm.type_err(&format!("update() takes at most 1 positional argument ({n} given)"));
            }
            update_from_args(vm, a)
        }),
        FnDef::new("copy", "", |vm, a| {
            let r = a.at(0)?;
            let class = vm.heap.type_of(r);
            if vm.is_exact(r, ODICT) {
                let copy = new_odict(vm);
                let c = copy.r();
                let done = start_update(vm, c, Some(r), None, c);
                vm.heap.decref_own(copy);
                return done;
            }
            vm.push_native(ODICT_MOVE, &[Slot::borrow(r), Slot::NULL, Slot::borrow(class)], &[COPY])
        }),
        FnDef::new("__reversed__", "", |vm, a| iterate(vm, a.at(0)?, KEYS, true)),
        FnDef::new("move_to_end", "key, last=True", |vm, a| {
            let last = match a.get(2) {
                Some(l) => truth_of_argument(vm, l)?,
                None => true,
            };
            vm.push_native(ODICT_MOVE, &[Slot::borrow(a.at(0)?), Slot::borrow(a.at(1)?)], &[MOVE, i64::from(last)])
        }),
    ],
    getset: &[GetSetDef::rw("__dict__", get_dict, set_dict)],
    ..TYPE_DEFAULT
};

pub fn new_odict(vm: &mut Vm) -> Own {
    let class = vm.ty(ODICT);
    let body = Body::Extended(Rc::new(Extended { inner: Body::Dict(Rc::default()), instance: Instance::default() }));
    vm.heap.alloc(class, body, Shape::gc(112))
}

fn entry(vm: &Vm, r: Ref, i: i64) -> Option<Entry> {
    vm.heap.dict(r)?.entry(usize::try_from(i).ok()?).copied().filter(|e| !e.key.is_null())
}

/// The place of the first or last key.
fn end(vm: &Vm, r: Ref, last: bool) -> Option<usize> {
    let entries = vm.heap.dict(r)?.entries();
    let is_key = |e: &Entry| !e.key.is_null();
    if last { entries.iter().rposition(is_key) } else { entries.iter().position(is_key) }
}

fn popitem(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let last = match args.get(1) {
        Some(l) => truth_of_argument(vm, l)?,
        None => true,
    };
    let taken = end(vm, r, last).and_then(|i| vm.heap.dict_mut(r)?.remove(i));
    match taken {
        Some(e) => Ok(Flow::Value(vm.tuple_from_slots(vec![e.key, e.value]))),
        None => {
            let text = vm.new_str("dictionary is empty");
            let stop = exc::key_error(vm, text.r());
            vm.heap.decref_own(text);
            Err(stop)
        }
    }
}

const MOVE: i64 = 0;
const COPY: i64 = 1;

/// Moves a key, or copies an instance of a subclass. slots: dict, key or copy, class; ints: which, whether to the
/// last place.
pub static ODICT_MOVE_FRAME: NativeDef = NativeDef {
    name: "OrderedDict",
    catches: false,
    resume: |vm, f, answer| {
        let r = f.get(0).ok_or_else(|| vm_bug!("OrderedDict"))?;
        let mut answer = answer;
        loop {
            match (f.int(0), f.pc) {
                (MOVE, 0) => {
                    let key = f.get(1).ok_or_else(|| vm_bug!("OrderedDict"))?;
                    ask!(f, answer, 1, vm.dict_op(DictOp::Place, r, key, None));
                }
                (MOVE, _) => {
                    let place = value(&mut answer)?;
                    let at = vm.heap.small_int(place.r()).unwrap_or(-1);
                    vm.heap.decref_own(place);
                    if at < 0 {
                        let key = f.get(1).ok_or_else(|| vm_bug!("OrderedDict"))?;
                        return Err(exc::key_error(vm, key));
                    }
                    move_entry(vm, r, at as usize, f.int(1) == 1);
                    return Ok(Next::Done(vm.none()));
                }
                (_, 0) => {
                    let class = f.get(2).ok_or_else(|| vm_bug!("OrderedDict"))?;
                    ask!(f, answer, 1, vm.call_args(class, &[]));
                }
                (_, 1) => {
                    let copy = value(&mut answer)?;
                    let c = copy.r();
                    f.set(1, copy.into());
                    ask!(f, answer, 2, start_update(vm, c, Some(r), None, c));
                }
                _ => return Ok(Next::Done(value(&mut answer)?)),
            }
        }
    },
};

fn move_entry(vm: &mut Vm, r: Ref, at: usize, last: bool) {
    if end(vm, r, last) == Some(at) {
        return;
    }
    let Some(d) = vm.heap.dict_mut(r) else { return };
    let unicode = d.is_unicode();
    let Some(moved) = d.remove(at) else { return };
    if last {
        d.insert_new(moved.hash, moved.key, moved.value, unicode);
        return;
    }
    let rest = d.take();
    d.become_like(Dict::with_capacity(rest.len() + 1, unicode));
    d.insert_new(moved.hash, moved.key, moved.value, unicode);
    for e in rest.entries().iter().filter(|e| !e.key.is_null()) {
        d.insert_new(e.hash, e.key, e.value, unicode);
    }
}

fn odict_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let name = vm.name_of_type(vm.heap.type_of(r));
    if vm.heap.dict(r).is_none_or(Dict::is_empty) {
        return Ok(Flow::Value(vm.new_str(&format!("{name}()"))));
    }
    let plain = vm.dict_copy(r);
    let flow = vm.repr_of_parts(r, "...", &[format!("{name}("), ")".to_owned()], &[plain.r()]);
    vm.heap.decref_own(plain);
    flow
}

fn odict_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if (args.op != EQ && args.op != NE) || vm.heap.dict(b).is_none() {
        return vm.not_implemented();
    }
    vm.push_native(ODICT_EQUAL, &[Slot::borrow(a), Slot::borrow(b), Slot::NULL, Slot::NULL], &[i64::from(args.op), 0])
}

/// slots: two dicts, the keys that are compared; ints: operator, next pair. First as dicts, then key by key.
pub static ODICT_EQUAL_FRAME: NativeDef = NativeDef {
    name: "OrderedDict comparison",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(a), Some(b)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("OrderedDict")) };
        let is_eq = f.int(0) == i64::from(EQ);
        let finish = |vm: &Vm, equal: bool| Ok(Next::Done(Own::assume(vm.bool_ref(equal == is_eq))));
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    let dict = vm.ty(ids::DICT);
                    let SlotImpl::Native(i) = vm.slot(dict, SlotId::RichCompare) else { return Err(vm_bug!("dict")) };
                    ask!(f, answer, 1, vm.call_slot_function(i, &Args::compare(a, b, EQ)));
                }
                1 => {
                    let equal = yes(vm, &mut answer)?;
                    if !equal || !vm.is_instance_of(b, ODICT) {
                        return finish(vm, equal);
                    }
                    let keys =
                        |vm: &Vm, r: Ref| -> Vec<Ref> { vm.heap.dict(r).map(|d| d.iter().map(|(k, _)| k).collect()).unwrap_or_default() };
                    let (x, y) = (keys(vm, a), keys(vm, b));
                    let (x, y) = (vm.list_from(&x), vm.list_from(&y));
                    f.set(2, x.into());
                    f.set(3, y.into());
                    f.pc = 2;
                }
                2 => {
                    let i = f.int(1) as usize;
                    let at = |vm: &Vm, list: Option<Ref>| list.and_then(|l| vm.heap.items(l)?.get(i)?.get());
                    let (Some(x), Some(y)) = (at(vm, f.get(2)), at(vm, f.get(3))) else { return finish(vm, true) };
                    f.set_int(1, i as i64 + 1);
                    ask!(f, answer, 3, vm.richcompare_bool(x, y, EQ));
                }
                _ => {
                    if !yes(vm, &mut answer)? {
                        return finish(vm, false);
                    }
                    f.pc = 2;
                }
            }
        }
    },
};

/// CPython: odict_or.
fn odict_or(vm: &mut Vm, args: &Args) -> Res {
    let (left, right) = (args.at(0)?, args.at(1)?);
    if vm.heap.dict(left).is_none() || vm.heap.dict(right).is_none() {
        return vm.not_implemented();
    }
    let this = if vm.is_instance_of(left, ODICT) { left } else { right };
    let class = vm.heap.type_of(this);
    let mark = vm.mark();
    match vm.call_args(class, &[left])? {
        Flow::Value(new) => {
            let n = new.r();
            let done = start_update(vm, n, Some(right), None, n);
            vm.heap.decref_own(new);
            done
        }
        Flow::Pushed => vm.adapt(mark, super::ODICT_OR, &[Slot::borrow(right)], &[]),
    }
}

/// slots: what the new dict, which arrives, is updated with.
pub static ODICT_OR_FRAME: NativeDef = NativeDef {
    name: "OrderedDict |",
    catches: false,
    resume: |vm, f, answer| {
        let mut answer = answer;
        let new = value(&mut answer)?;
        if f.pc == 2 {
            return Ok(Next::Done(new));
        }
        f.pc = 2;
        let (n, right) = (new.r(), f.get(0).ok_or_else(|| vm_bug!("OrderedDict"))?);
        let flow = start_update(vm, n, Some(right), None, n);
        vm.heap.decref_own(new);
        match flow? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};

fn odict_reduce(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let has_state = vm.heap.instance(r).is_some_and(|i| !i.attrs.inline.is_empty() || !i.attrs.dict.is_null());
    let state = if has_state { vm.materialize_dict(r).unwrap_or(vm.one.none) } else { vm.one.none };
    let flow = iterate(vm, r, ITEMS, false)?;
    let items = vm.value_of(flow)?;
    let (class, empty, none) = (vm.heap.type_of(r), vm.one.empty_tuple, vm.one.none);
    let parts = vec![own(vm, class), own(vm, empty), own(vm, state), own(vm, none), items.into()];
    Ok(Flow::Value(vm.tuple_from_slots(parts)))
}

const KEYS: i64 = 1;
const VALUES: i64 = 2;
const ITEMS: i64 = 3;

/// Args: the view. What it shows is what it gives, in its order. CPython: Objects/dictobject.c, dictview_repr.
pub static ODICT_VIEW_REPR_FRAME: NativeDef = NativeDef {
    name: "repr",
    catches: true,
    resume: |vm, f, answer| {
        pyvarium_vm::script::resume(vm, f, answer, |vm, s| {
            let view = s.at(0)?;
            let list = s.ask(vm, |vm| vm.call_args(vm.ty(ids::LIST), &[view]))?;
            let text = s.repr(vm, list)?;
            let name = vm.type_name(view);
            Ok(vm.new_str(&format!("{name}({text})")))
        })
    },
};

macro_rules! odict_view {
    ($static:ident $id:ident $base:ident $name:literal $what:ident) => {
        pub static $static: TypeDef = TypeDef {
            name: $name,
            base: Some(ids::$base),
            layout: Layout::Native,
            flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
            basicsize: 24,
            slots: &[
                (SlotId::Iter, |vm, a| {
                    let d = viewed(vm, a.at(0)?)?;
                    iterate(vm, d, $what, false)
                }),
                (SlotId::Repr, |vm, a| vm.run_script_of(super::ODICT_VIEW_REPR, &[a.at(0)?])),
            ],
            methods: &[FnDef::new("__reversed__", "", |vm, a| {
                let d = viewed(vm, a.at(0)?)?;
                iterate(vm, d, $what, true)
            })],
            ..TYPE_DEFAULT
        };
    };
}

odict_view!(ODICT_KEYS_TYPE ODICT_KEYS DICT_KEYS "odict_keys" KEYS);
odict_view!(ODICT_VALUES_TYPE ODICT_VALUES DICT_VALUES "odict_values" VALUES);
odict_view!(ODICT_ITEMS_TYPE ODICT_ITEMS DICT_ITEMS "odict_items" ITEMS);

// Integers of an iterator: what it gives, whether backwards, the place of the next key, and what the dict was
// like at the start: keys, entries, size of its table.
const WHAT: usize = 0;
const BACKWARDS: usize = 1;
const AT: usize = 2;
const LIKE: usize = 3;

/// slots: dict, the next key (empty at the end).
pub static ODICT_ITERATOR_TYPE: TypeDef = TypeDef {
    name: "odict_iterator",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 72,
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, odict_next)],
    ..TYPE_DEFAULT
};

fn likeness(vm: &Vm, d: Ref) -> [i64; 3] {
    vm.heap.dict(d).map_or([0; 3], |d| [d.len() as i64, d.entries().len() as i64, d.table_size() as i64])
}

fn iterate(vm: &mut Vm, d: Ref, what: i64, backwards: bool) -> Res {
    let at = end(vm, d, backwards);
    let key = at.and_then(|i| entry(vm, d, i as i64)).and_then(|e| e.key.get());
    let key = key.map_or(Slot::NULL, |k| own(vm, k));
    let like = likeness(vm, d);
    let held = own(vm, d);
    let ints = [what, i64::from(backwards), at.map_or(-1, |i| i as i64), like[0], like[1], like[2]];
    Ok(Flow::Value(vm.new_native(ODICT_ITERATOR, &[held, key], &ints)))
}

fn odict_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let Some(d) = part(vm, it, 0) else { return Err(Stop::Exhausted) };
    let Some(key) = part(vm, it, 1) else {
        set_part(vm, it, 0, Slot::NULL);
        return Err(Stop::Exhausted);
    };
    let at = int(vm, it, AT);
    let like = likeness(vm, d);
    let same = (0..3).all(|i| like.get(i) == Some(&int(vm, it, LIKE + i)));
    let here = entry(vm, d, at).filter(|e| e.key.get() == Some(key) && same);
    let Some(here) = here else {
        set_part(vm, it, 0, Slot::NULL);
        return Err(exc::runtime_error(vm, "OrderedDict mutated during iteration"));
    };
    let step = if int(vm, it, BACKWARDS) == 1 { -1 } else { 1 };
    let n = like.get(1).copied().unwrap_or(0);
    let mut next = at + step;
    while next >= 0 && next < n && entry(vm, d, next).is_none() {
        next += step;
    }
    let next_key = entry(vm, d, next).and_then(|e| e.key.get());
    let given = own(vm, key);
    set_int(vm, it, AT, next);
    let slot = next_key.map_or(Slot::NULL, |k| own(vm, k));
    set_part(vm, it, 1, slot);
    let given = given.get().ok_or_else(|| vm_bug!("OrderedDict"))?;
    let key = Own::assume(given);
    let v = here.value.get().ok_or_else(|| vm_bug!("OrderedDict"))?;
    match int(vm, it, WHAT) {
        KEYS => Ok(Flow::Value(key)),
        VALUES => {
            let v = vm.heap.own(v);
            vm.heap.decref_own(key);
            Ok(Flow::Value(v))
        }
        _ => {
            let v = own(vm, v);
            Ok(Flow::Value(vm.tuple_from_slots(vec![key.into(), v])))
        }
    }
}
