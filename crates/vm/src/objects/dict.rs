//! `dict`: its slots and methods over the operations of `protocol::dict_ops`.
//!
//! CPython: Objects/dictobject.c.

use pyvarium_heap::dict::Dict;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::objects::seq_repr;
use crate::protocol::compare::{EQ, NE};
use crate::protocol::dict_ops::DictOp;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub static DICT: TypeDef = TypeDef {
    name: "dict",
    base: Some(ids::OBJECT),
    layout: Layout::Dict,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MAPPING | flags::MATCH_SELF,
    basicsize: 48,
    slots: &[
        (SlotId::Repr, |vm, a| seq_repr::start(vm, a.at(0)?)),
        (SlotId::RichCompare, dict_richcompare),
        (SlotId::Iter, |vm, a| crate::objects::dict_views::iterator(vm, a.at(0)?, ids::DICT_KEYITERATOR)),
        (SlotId::Init, dict_init),
        (SlotId::Or, dict_or),
        (SlotId::InplaceOr, |vm, a| {
            let (r, other) = (a.at(0)?, a.at(1)?);
            let mark = vm.mark();
            match vm.dict_update(r, other)? {
                Flow::Value(v) => {
                    vm.heap.decref_own(v);
                    vm.own_flow(r)
                }
                Flow::Pushed => vm.adapt(mark, kinds::ANSWER_INSTEAD, &[Slot::borrow(r)], &[]),
            }
        }),
        (SlotId::Length, |vm, a| {
            let n = vm.heap.dict(a.at(0)?).map_or(0, Dict::len);
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        (SlotId::Subscript, |vm, a| vm.dict_op(DictOp::Get, a.at(0)?, a.at(1)?, None)),
        (SlotId::AssSubscript, |vm, a| {
            let (r, key, value) = (a.at(0)?, a.at(1)?, a.get(2));
            let op = if value.is_some() { DictOp::Set } else { DictOp::Delete };
            vm.dict_op(op, r, key, value)
        }),
        (SlotId::Contains, |vm, a| vm.dict_op(DictOp::Contains, a.at(0)?, a.at(1)?, None)),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let cls = a.at(0)?;
        let own = if cls == vm.ty(ids::DICT) { vm.new_dict() } else { vm.alloc_instance(cls) };
        Ok(Flow::Value(own))
    })),
    methods: &[
        FnDef::new("__contains__", "key, /", |vm, a| vm.dict_op(DictOp::Contains, a.at(0)?, a.at(1)?, None)),
        FnDef::new("__getitem__", "key, /", |vm, a| vm.dict_op(DictOp::Get, a.at(0)?, a.at(1)?, None)),
        FnDef::new("__reversed__", "", |vm, a| crate::objects::dict_views::reversed(vm, a.at(0)?, ids::DICT_REVERSEKEYITERATOR)),
        FnDef::new("get", "key, default=None, /", |vm, a| vm.dict_op(DictOp::GetDefault, a.at(0)?, a.at(1)?, a.get(2))),
        FnDef::new("setdefault", "key, default=None, /", |vm, a| vm.dict_op(DictOp::SetDefault, a.at(0)?, a.at(1)?, a.get(2))),
        FnDef::new("pop", "key, default=<unrepresentable>, /", |vm, a| vm.dict_op(DictOp::Pop, a.at(0)?, a.at(1)?, a.get(2))),
        FnDef::new("popitem", "", dict_popitem),
        FnDef::new("keys", "", |vm, a| crate::objects::dict_views::view(vm, a.at(0)?, ids::DICT_KEYS)),
        FnDef::new("values", "", |vm, a| crate::objects::dict_views::view(vm, a.at(0)?, ids::DICT_VALUES)),
        FnDef::new("items", "", |vm, a| crate::objects::dict_views::view(vm, a.at(0)?, ids::DICT_ITEMS)),
        FnDef::new("update", "*args, **kwargs", |vm, a| update_from_args(vm, a, "update")),
        FnDef::class("fromkeys", "iterable, value=None, /", dict_fromkeys),
        FnDef::new("clear", "", |vm, a| {
            let r = a.at(0)?;
            let old = vm.heap.dict_mut(r).map(Dict::take).unwrap_or_default();
            let slots: Vec<Slot> = old.slots().collect();
            vm.heap.release_all(slots.into_iter());
            vm.none_flow()
        }),
        FnDef::new("copy", "", |vm, a| {
            let r = a.at(0)?;
            let own = vm.dict_copy(r);
            Ok(Flow::Value(own))
        }),
        FnDef::new("__sizeof__", "", |vm, a| {
            let n = vm.sizeof(a.at(0)?);
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
    ],
    ..TYPE_DEFAULT
};

impl Vm {
    /// CPython: PyDict_Copy: a full dict keeps its layout, one with many holes is packed.
    pub fn dict_copy(&mut self, r: Ref) -> pyvarium_heap::Own {
        let copy = match self.heap.dict(r) {
            Some(d) if d.len() >= d.entries().len() * 2 / 3 => d.clone(),
            Some(d) => {
                let mut packed = Dict::with_capacity(d.len(), d.is_unicode());
                for e in d.entries().iter().filter(|e| !e.key.is_null()) {
                    packed.insert_new(e.hash, e.key, e.value, d.is_unicode());
                }
                packed
            }
            None => Dict::default(),
        };
        for slot in copy.slots() {
            if let Some(r) = slot.get() {
                self.heap.incref(r);
            }
        }
        self.dict_from(copy)
    }

    /// `d.update(other)`. CPython: dict_merge, PyDict_MergeFromSeq2.
    pub fn dict_update(&mut self, dict: Ref, other: Ref) -> Res {
        if self.heap.dict(other).is_some() {
            if dict == other || self.heap.dict(other).is_some_and(Dict::is_empty) {
                return self.none_flow();
            }
            // Into an empty dict the other's layout is taken over whole.
            let takes_over = self.heap.dict(dict).is_some_and(|d| d.is_empty() && d.entries().is_empty())
                && self.heap.dict(other).is_some_and(|o| o.len() == o.entries().len());
            if takes_over {
                let copy = self.heap.dict(other).cloned().unwrap_or_default();
                for slot in copy.slots() {
                    if let Some(r) = slot.get() {
                        self.heap.incref(r);
                    }
                }
                if let Some(d) = self.heap.dict_mut(dict) {
                    d.become_like(copy);
                }
                return self.none_flow();
            }
            return self.push_native(kinds::DICT_UPDATE, &[Slot::borrow(dict), Slot::borrow(other)], &[0]);
        }
        let (keys, mark) = (self.names.keys, self.mark());
        match self.getattr_opt(other, keys)? {
            Some(Flow::Value(found)) => {
                self.heap.decref_own(found);
                self.push_native(kinds::DICT_UPDATE_KEYS, &[Slot::borrow(dict), Slot::borrow(other)], &[])
            }
            Some(Flow::Pushed) => self.adapt(mark, kinds::DICT_UPDATE_CHOICE, &[Slot::borrow(dict), Slot::borrow(other)], &[]),
            None => self.update_by_pairs(dict, other),
        }
    }

    fn update_by_pairs(&mut self, dict: Ref, other: Ref) -> Res {
        let mark = self.mark();
        match self.iter(other)? {
            Flow::Value(it) => {
                let _ = self.push_native(kinds::DICT_UPDATE_PAIRS, &[Slot::borrow(dict), it.into()], &[0])?;
                self.set_top_pc(PAIRS_NEXT)
            }
            Flow::Pushed => self.adapt(mark, kinds::DICT_UPDATE_PAIRS, &[Slot::borrow(dict)], &[0]),
        }
    }
}

/// slots: dict, other dict, key and value on their way (held); ints: next entry, size at the start.
pub static DICT_UPDATE: NativeDef = NativeDef {
    name: "dict.update",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(dict), Some(other)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("update")) };
        if let Answer::Value(v) = answer {
            vm.heap.decref_own(v);
        }
        loop {
            if f.pc == 1 {
                // The pair is in: let go of it, and see whether the insertion set a finalizer off.
                f.pc = 2;
                let (k, v) = (f.set(2, Slot::NULL), f.set(3, Slot::NULL));
                vm.heap.release(k);
                vm.heap.release(v);
            }
            if f.pc == 2 {
                f.pc = 3;
                if vm.heap.pending_finalizer().is_some() {
                    return Ok(Next::Wait);
                }
            }
            if f.pc == 3 {
                f.pc = 0;
                let size = vm.heap.dict(other).map_or(0, |d| d.len()) as i64;
                if size != f.int(1) {
                    return Err(exc::runtime_error(vm, "dict mutated during update"));
                }
            }
            if f.int(0) == 0 {
                f.set_int(1, vm.heap.dict(other).map_or(0, |d| d.len()) as i64);
            }
            let i = f.int(0) as usize;
            let entry = vm.heap.dict(other).and_then(|d| d.entries().get(i)).copied();
            let Some(entry) = entry else { return Ok(Next::Done(vm.none())) };
            f.set_int(0, i as i64 + 1);
            let (Some(key), Some(value)) = (entry.key.get(), entry.value.get()) else { continue };
            let (k, v) = (vm.heap.own(key), vm.heap.own(value));
            f.set(2, k.into());
            f.set(3, v.into());
            f.pc = 1;
            match vm.dict_op_hashed(DictOp::Set, dict, key, Some(value), entry.hash)? {
                Flow::Value(v) => vm.heap.decref_own(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

/// slots: dict, what it is updated from. Python has answered its `keys`, or NotImplemented.
pub static DICT_UPDATE_CHOICE: NativeDef = NativeDef {
    name: "dict.update",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(dict), Some(other), Answer::Value(v)) = (f.get(0), f.get(1), answer) else { return Err(vm_bug!("update")) };
        if f.pc == 2 {
            return Ok(Next::Done(v));
        }
        f.pc = 2;
        let has_keys = v.r() != vm.one.not_implemented;
        vm.heap.decref_own(v);
        let flow = if has_keys {
            vm.push_native(kinds::DICT_UPDATE_KEYS, &[Slot::borrow(dict), Slot::borrow(other)], &[])?
        } else {
            vm.update_by_pairs(dict, other)?
        };
        match flow {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};

/// slots: dict, mapping, the list of its keys, key and value on their way; ints: next key.
pub static DICT_UPDATE_KEYS: NativeDef = NativeDef {
    name: "dict.update",
    catches: false,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("update");
        let (dict, other) = (f.get(0).ok_or_else(bug)?, f.get(1).ok_or_else(bug)?);
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        loop {
            match f.pc {
                0 => {
                    f.pc = 1;
                    let keys = vm.names.keys;
                    match vm.call_method(other, keys, &[])? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                1 => {
                    f.pc = 2;
                    let keys = got.take().ok_or_else(bug)?;
                    let k = keys.r();
                    f.set(5, keys.into());
                    match vm.call_args(vm.ty(ids::LIST), &[k])? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                2 => {
                    f.set(2, got.take().ok_or_else(bug)?.into());
                    f.pc = 3;
                }
                3 => {
                    let list = f.get(2).ok_or_else(bug)?;
                    let key = vm.heap.items(list).and_then(|k| k.get(f.int(0) as usize)).and_then(|s| s.get());
                    let Some(key) = key else { return Ok(Next::Done(vm.none())) };
                    f.pc = 4;
                    match vm.getitem(other, key)? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                4 => {
                    let value = got.take().ok_or_else(bug)?;
                    let v = value.r();
                    f.set(4, value.into());
                    let list = f.get(2).ok_or_else(bug)?;
                    let key = vm.heap.items(list).and_then(|k| k.get(f.int(0) as usize)).and_then(|s| s.get()).ok_or_else(bug)?;
                    f.pc = 5;
                    match vm.dict_op(DictOp::Set, dict, key, Some(v))? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    if let Some(v) = got.take() {
                        vm.heap.decref_own(v);
                    }
                    let value = f.set(4, Slot::NULL);
                    vm.heap.release(value);
                    f.set_int(0, f.int(0) + 1);
                    f.pc = 3;
                }
            }
        }
    },
};

/// slots: dict, the pairs' iterator, a pair, the pair as a list or tuple; ints: number of the pair.
/// CPython: PyDict_MergeFromSeq2.
pub static DICT_UPDATE_PAIRS: NativeDef = NativeDef {
    name: "dict.update",
    catches: true,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("update");
        let dict = f.get(0).ok_or_else(bug)?;
        let mut answer = answer;
        loop {
            let taken = std::mem::replace(&mut answer, Answer::Start);
            match f.pc {
                PAIRS_ITER => match taken {
                    Answer::Value(v) => {
                        f.set(1, v.into());
                        f.pc = PAIRS_NEXT;
                    }
                    Answer::Raised(e) => return Err(Stop::Raise(e)),
                    _ => return Err(bug()),
                },
                PAIRS_NEXT => {
                    f.pc = PAIRS_GOT;
                    answer = match vm.next_item(f.get(1).ok_or_else(bug)?)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                PAIRS_GOT => {
                    let Some(pair) = vm.next_answer(taken)? else { return Ok(Next::Done(vm.none())) };
                    let r = pair.r();
                    f.set(2, pair.into());
                    f.pc = PAIRS_FAST;
                    if vm.is_exact(r, ids::LIST) || vm.is_exact(r, ids::TUPLE) {
                        answer = Answer::Value(vm.heap.own(r));
                    } else if !vm.has_slot(r, SlotId::Iter) && !vm.is_sequence(r) {
                        let stop = exc::type_error(vm, "object is not iterable");
                        if let Stop::Raise(e) = &stop {
                            let note = format!("Cannot convert dictionary update sequence element #{} to a sequence", f.int(0));
                            vm.add_note(e.r(), &note);
                        }
                        return Err(stop);
                    } else {
                        match vm.call_args(vm.ty(ids::LIST), &[r])? {
                            Flow::Value(v) => answer = Answer::Value(v),
                            Flow::Pushed => return Ok(Next::Wait),
                        }
                    }
                }
                PAIRS_FAST => {
                    let fast = match taken {
                        Answer::Value(v) => v,
                        Answer::Raised(e) => return Err(Stop::Raise(e)),
                        _ => return Err(bug()),
                    };
                    let (r, i) = (fast.r(), f.int(0));
                    f.set(3, fast.into());
                    let parts: Vec<Ref> = vm.heap.items(r).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
                    let &[k, v] = parts.as_slice() else {
                        let n = parts.len();
                        return vm.value_err(&format!("dictionary update sequence element #{i} has length {n}; 2 is required"));
                    };
                    let (k, v) = (vm.heap.own(k), vm.heap.own(v));
                    let (key, value) = (k.r(), v.r());
                    f.set(4, k.into());
                    f.set(5, v.into());
                    f.pc = PAIRS_SET;
                    match vm.dict_op(DictOp::Set, dict, key, Some(value))? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    match taken {
                        Answer::Value(v) => vm.heap.decref_own(v),
                        Answer::Raised(e) => return Err(Stop::Raise(e)),
                        Answer::Start | Answer::Exhausted => {}
                    }
                    let done: Vec<Slot> = [4, 5, 3, 2].into_iter().map(|i| f.set(i, Slot::NULL)).collect();
                    vm.heap.release_all(done.into_iter());
                    f.set_int(0, f.int(0) + 1);
                    f.pc = PAIRS_NEXT;
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
            }
        }
    },
};

const PAIRS_ITER: u16 = 1;
const PAIRS_NEXT: u16 = 2;
const PAIRS_GOT: u16 = 3;
const PAIRS_FAST: u16 = 4;
const PAIRS_SET: u16 = 5;

/// `dict(...)` and `d.update(...)`: one optional positional, then keywords.
fn update_from_args(vm: &mut Vm, args: &Args, name: &str) -> Res {
    let r = args.at(0)?;
    let n = args.n_positional() - 1;
    if n > 1 {
        return vm.type_err(&format!("{name} expected at most 1 argument, got {n}"));
    }
    let names: Vec<Ref> = args.kwnames.and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let kwargs = if names.is_empty() {
        None
    } else {
        let d = vm.new_dict();
        for (i, key) in names.into_iter().enumerate() {
            let value = args.at(1 + n + i)?;
            vm.dict_set_str(d.r(), key, value);
        }
        Some(d)
    };
    match (args.get(1).filter(|_| n == 1), kwargs) {
        (None, None) => vm.none_flow(),
        (Some(other), None) => vm.dict_update(r, other),
        (None, Some(kw)) => {
            let k = kw.r();
            let mark = vm.mark();
            match vm.dict_update(r, k)? {
                Flow::Pushed => vm.adapt(mark, kinds::HOLD, &[kw.into()], &[]),
                done => {
                    vm.heap.decref_own(kw);
                    Ok(done)
                }
            }
        }
        (Some(other), Some(kw)) => {
            let k = kw.r();
            let mark = vm.mark();
            match vm.dict_update(r, other)? {
                Flow::Value(v) => {
                    vm.heap.decref_own(v);
                    match vm.dict_update(r, k)? {
                        Flow::Pushed => vm.adapt(mark, kinds::HOLD, &[kw.into()], &[]),
                        done => {
                            vm.heap.decref_own(kw);
                            Ok(done)
                        }
                    }
                }
                Flow::Pushed => vm.adapt(mark, kinds::UPDATE_THEN, &[Slot::borrow(r), kw.into()], &[]),
            }
        }
    }
}

/// After the positional argument of `update`: the keywords. slots: dict, keyword dict.
pub static UPDATE_THEN: NativeDef = NativeDef {
    name: "dict.update",
    catches: false,
    resume: |vm, f, answer| {
        let (Answer::Value(v), Some(dict), Some(kw)) = (answer, f.get(0), f.get(1)) else { return Err(vm_bug!("update")) };
        if f.pc == 2 {
            return Ok(Next::Done(v));
        }
        f.pc = 2;
        vm.heap.decref_own(v);
        match vm.dict_update(dict, kw)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};

fn dict_init(vm: &mut Vm, args: &Args) -> Res {
    update_from_args(vm, args, "dict")
}

fn dict_or(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if vm.heap.dict(a).is_none() || vm.heap.dict(b).is_none() {
        return vm.not_implemented();
    }
    let copy = vm.dict_copy(a);
    let c = copy.r();
    let mark = vm.mark();
    match vm.dict_update(c, b)? {
        Flow::Value(v) => {
            vm.heap.decref_own(v);
            Ok(Flow::Value(copy))
        }
        Flow::Pushed => vm.adapt(mark, kinds::ANSWER_INSTEAD, &[copy.into()], &[]),
    }
}

fn dict_popitem(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    match vm.heap.dict_mut(r).and_then(Dict::pop_last) {
        Some(entry) => Ok(Flow::Value(vm.tuple_from_slots(vec![entry.key, entry.value]))),
        None => {
            let text = vm.new_str("popitem(): dictionary is empty");
            let stop = exc::key_error(vm, text.r());
            vm.heap.decref_own(text);
            Err(stop)
        }
    }
}

/// CPython: _PyDict_FromKeys.
fn dict_fromkeys(vm: &mut Vm, args: &Args) -> Res {
    let (cls, iterable) = (args.at(0)?, args.at(1)?);
    let value = args.get(2).unwrap_or(vm.one.none);
    let slots = [Slot::borrow(cls), Slot::borrow(iterable), Slot::borrow(value), Slot::NULL, Slot::NULL];
    vm.push_native(kinds::FROMKEYS, &slots, &[])
}

/// slots: class, iterable and then its iterator, value, the dict, the key in progress.
pub static FROMKEYS: NativeDef = NativeDef {
    name: "dict.fromkeys",
    catches: true,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("fromkeys");
        let mut answer = answer;
        loop {
            let taken = std::mem::replace(&mut answer, Answer::Start);
            let flow = match f.pc {
                0 => {
                    let cls = f.get(0).ok_or_else(bug)?;
                    Some(vm.call_args(cls, &[])?)
                }
                1 => {
                    f.set(3, vm.next_answer(taken)?.ok_or_else(bug)?.into());
                    let iterable = f.get(1).ok_or_else(bug)?;
                    Some(vm.iter(iterable)?)
                }
                2 => {
                    f.set(1, vm.next_answer(taken)?.ok_or_else(bug)?.into());
                    None
                }
                3 => {
                    let it = f.get(1).ok_or_else(bug)?;
                    match vm.next_item(it)? {
                        Some(flow) => Some(flow),
                        None => {
                            answer = Answer::Exhausted;
                            None
                        }
                    }
                }
                4 => match vm.next_answer(taken)? {
                    Some(key) => {
                        let k = key.r();
                        f.set(4, key.into());
                        let (value, dict) = (f.get(2).ok_or_else(bug)?, f.get(3).ok_or_else(bug)?);
                        let exact = vm.is_exact(dict, ids::DICT);
                        Some(if exact { vm.dict_op(DictOp::Set, dict, k, Some(value))? } else { vm.setitem(dict, k, Some(value))? })
                    }
                    None => return f.set(3, Slot::NULL).get().map(|d| Next::Done(pyvarium_heap::Own::assume(d))).ok_or_else(bug),
                },
                _ => {
                    if let Answer::Raised(e) = taken {
                        return Err(Stop::Raise(e));
                    }
                    if let Answer::Value(v) = taken {
                        vm.heap.decref_own(v);
                    }
                    let key = f.set(4, Slot::NULL);
                    vm.heap.release(key);
                    f.pc = 3;
                    continue;
                }
            };
            f.pc += 1;
            match flow {
                Some(Flow::Value(v)) => answer = Answer::Value(v),
                Some(Flow::Pushed) => return Ok(Next::Wait),
                None => {}
            }
        }
    },
};

fn dict_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if (args.op != EQ && args.op != NE) || vm.heap.dict(b).is_none() {
        return vm.not_implemented();
    }
    if vm.heap.dict(a).map(Dict::len) != vm.heap.dict(b).map(Dict::len) {
        return vm.bool_flow(args.op == NE);
    }
    vm.push_native(kinds::DICT_EQUAL, &[Slot::borrow(a), Slot::borrow(b)], &[i64::from(args.op), 0])
}

/// slots: left, right, value of the left (held), value of the right (held); ints: operator, next entry.
pub static DICT_EQUAL: NativeDef = NativeDef {
    name: "dict comparison",
    catches: false,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("dict comparison");
        let (a, b) = (f.get(0).ok_or_else(bug)?, f.get(1).ok_or_else(bug)?);
        let differs = f.int(0) as u8 == NE;
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        loop {
            match f.pc {
                0 => {
                    let entry = vm.heap.dict(a).and_then(|d| d.entries().get(f.int(1) as usize)).copied();
                    let Some(entry) = entry else { return Ok(Next::Done(pyvarium_heap::Own::assume(vm.bool_ref(!differs)))) };
                    f.set_int(1, f.int(1) + 1);
                    let (Some(key), Some(value)) = (entry.key.get(), entry.value.get()) else { continue };
                    let held = vm.heap.own(value);
                    f.set(2, held.into());
                    f.pc = 1;
                    match vm.dict_op_hashed(DictOp::Find, b, key, None, entry.hash)? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                1 => {
                    let other = got.take().ok_or_else(bug)?;
                    if other.r() == vm.one.not_implemented {
                        return Ok(Next::Done(pyvarium_heap::Own::assume(vm.bool_ref(differs))));
                    }
                    let (o, v) = (other.r(), f.get(2).ok_or_else(bug)?);
                    f.set(3, other.into());
                    f.pc = 2;
                    match vm.richcompare_bool(v, o, EQ)? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    let equal = got.take().is_some_and(|v| v.r() == vm.one.true_);
                    let (x, y) = (f.set(2, Slot::NULL), f.set(3, Slot::NULL));
                    vm.heap.release(x);
                    vm.heap.release(y);
                    if !equal {
                        return Ok(Next::Done(pyvarium_heap::Own::assume(vm.bool_ref(differs))));
                    }
                    f.pc = 0;
                }
            }
        }
    },
};
