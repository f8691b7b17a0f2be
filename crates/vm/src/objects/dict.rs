//! `dict`: its slots and methods over the operations of `protocol::dict_ops`.
//!
//! CPython: Objects/dictobject.c.

use pyvarium_heap::Slot;
use pyvarium_heap::dict::Dict;
use pyvarium_heap::types::{Layout, flags};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::objects::dict_update::update_from_args;
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
            vm.heap.order_attributes_of(r);
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
