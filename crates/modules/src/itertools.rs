//! The itertools module: `count`, `repeat`, `chain`, `accumulate`.
//!
//! CPython: Modules/itertoolsmodule.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, Kind, Library, ModuleDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, vm_bug};

use crate::first::itertools as first;

const COUNT: TypeId = TypeId(first::TYPE);
const REPEAT: TypeId = TypeId(first::TYPE + 1);
const CHAIN: TypeId = TypeId(first::TYPE + 2);
const ACCUMULATE: TypeId = TypeId(first::TYPE + 3);

const CHAIN_NEXT: Kind = Kind(first::KIND);
const ACCUMULATE_NEXT: Kind = Kind(first::KIND + 1);

pub const LIBRARY: Library = Library {
    types: &[&COUNT_TYPE, &REPEAT_TYPE, &CHAIN_TYPE, &ACCUMULATE_TYPE],
    natives: &[&CHAIN_FRAME, &ACCUMULATE_FRAME],
    modules: &[&ITERTOOLS],
};

pub static ITERTOOLS: ModuleDef =
    ModuleDef { name: "itertools", doc: None, functions: &[], types: &[COUNT, REPEAT, CHAIN, ACCUMULATE], exec: None };

const ITERATOR: TypeDef =
    TypeDef { base: Some(ids::OBJECT), layout: Layout::Native, flags: flags::BASETYPE | flags::HAVE_GC, basicsize: 40, ..TYPE_DEFAULT };

/// slots: the next value, the step.
pub static COUNT_TYPE: TypeDef = TypeDef {
    name: "itertools.count",
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, count_next), (SlotId::Repr, count_repr)],
    new: Some(("start=0, step=1", |vm, a| {
        let start = number_or(vm, a.get(1), 0);
        let step = number_or(vm, a.get(2), 1);
        Ok(Flow::Value(vm.new_native(COUNT, &[start.into(), step.into()], &[])))
    })),
    ..ITERATOR
};

fn number_or(vm: &mut Vm, given: Option<Ref>, default: i64) -> Own {
    match given {
        Some(r) => vm.heap.own(r),
        None => vm.new_int(default),
    }
}

fn count_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let (now, step) = vm.heap.native(it).map_or((None, None), |n| (n.slot(0).get(), n.slot(1).get()));
    let (Some(now), Some(step)) = (now, step) else { return Err(vm_bug!("count")) };
    let value = vm.heap.own(now);
    match vm.binary_op(0, now, step, false)? {
        Flow::Value(next) => {
            let old = vm.heap.native_mut(it).map(|n| n.set_slot(0, next.into()));
            if let Some(old) = old {
                vm.heap.release(old);
            }
            Ok(Flow::Value(value))
        }
        Flow::Pushed => Err(Stop::not_supported("itertools.count of numbers with a Python __add__")),
    }
}

fn count_repr(vm: &mut Vm, args: &Args) -> Res {
    let (now, step) = vm.heap.native(args.at(0)?).map_or((None, None), |n| (n.slot(0).get(), n.slot(1).get()));
    let (Some(now), Some(step)) = (now, step) else { return Err(vm_bug!("count")) };
    let text = |vm: &mut Vm, r: Ref| -> Res<String> {
        match vm.repr(r)? {
            Flow::Value(v) => {
                let s = vm.text_of(&v);
                vm.heap.decref_own(v);
                Ok(s)
            }
            Flow::Pushed => Err(Stop::not_supported("repr of a count of Python numbers")),
        }
    };
    let (n, s) = (text(vm, now)?, text(vm, step)?);
    let out = if s == "1" { format!("count({n})") } else { format!("count({n}, {s})") };
    Ok(Flow::Value(vm.new_str(&out)))
}

/// slots: the object; ints: how often still, -1 for ever.
pub static REPEAT_TYPE: TypeDef = TypeDef {
    name: "itertools.repeat",
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, repeat_next)],
    new: Some(("object, times=<unrepresentable>", |vm, a| {
        let times = match a.get(2) {
            Some(t) => vm.index(t)?.max(0),
            None => -1,
        };
        let object = vm.heap.own(a.at(1)?);
        Ok(Flow::Value(vm.new_native(REPEAT, &[object.into()], &[times])))
    })),
    ..ITERATOR
};

fn repeat_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let (object, left) = vm.heap.native(it).map_or((None, 0), |n| (n.slot(0).get(), n.int(0)));
    let Some(object) = object.filter(|_| left != 0) else { return Err(Stop::Exhausted) };
    if left > 0
        && let Some(n) = vm.heap.native_mut(it)
    {
        n.set_int(0, left - 1);
    }
    vm.own_flow(object)
}

/// slots: tuple of iterables, the iterator at work; ints: the next iterable.
pub static CHAIN_TYPE: TypeDef = TypeDef {
    name: "itertools.chain",
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| vm.push_native(CHAIN_NEXT, &[Slot::borrow(a.at(0)?)], &[]))],
    new: Some(("*args", |vm, a| {
        let iterables: Vec<Ref> = a.positional().skip(1).collect();
        let tuple = vm.tuple_from(&iterables);
        Ok(Flow::Value(vm.new_native(CHAIN, &[tuple.into(), Slot::NULL], &[0])))
    })),
    ..ITERATOR
};

/// slots: the chain object.
pub static CHAIN_FRAME: NativeDef = NativeDef {
    name: "itertools.chain",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("chain"))?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    let current = vm.heap.native(it).and_then(|n| n.slot(1).get());
                    match current {
                        Some(inner) => {
                            f.pc = 2;
                            answer = match vm.next_item(inner)? {
                                Some(Flow::Value(v)) => Answer::Value(v),
                                Some(Flow::Pushed) => return Ok(Next::Wait),
                                None => Answer::Exhausted,
                            };
                        }
                        None => {
                            let (tuple, i) = vm.heap.native(it).map_or((None, 0), |n| (n.slot(0).get(), n.int(0)));
                            let iterable = tuple.and_then(|t| vm.heap.items(t)?.get(i as usize)?.get());
                            let Some(iterable) = iterable else { return Err(Stop::Exhausted) };
                            if let Some(n) = vm.heap.native_mut(it) {
                                n.set_int(0, i + 1);
                            }
                            f.pc = 1;
                            match vm.iter(iterable)? {
                                Flow::Value(v) => answer = Answer::Value(v),
                                Flow::Pushed => return Ok(Next::Wait),
                            }
                        }
                    }
                }
                1 => {
                    let inner = match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => v,
                        Answer::Raised(e) => return Err(Stop::Raise(e)),
                        Answer::Start | Answer::Exhausted => return Err(vm_bug!("chain")),
                    };
                    set_slot(vm, it, 1, inner.into());
                    f.pc = 0;
                }
                _ => {
                    let taken = std::mem::replace(&mut answer, Answer::Start);
                    match vm.next_answer(taken)? {
                        Some(v) => return Ok(Next::Done(v)),
                        None => {
                            set_slot(vm, it, 1, Slot::NULL);
                            f.pc = 0;
                        }
                    }
                }
            }
        }
    },
};

fn set_slot(vm: &mut Vm, it: Ref, i: usize, value: Slot) {
    let old = vm.heap.native_mut(it).map(|n| n.set_slot(i, value));
    if let Some(old) = old {
        vm.heap.release(old);
    }
}

/// slots: iterator, function, total, initial.
pub static ACCUMULATE_TYPE: TypeDef = TypeDef {
    name: "itertools.accumulate",
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| vm.push_native(ACCUMULATE_NEXT, &[Slot::borrow(a.at(0)?)], &[]))],
    new: Some(("iterable, func=None, *, initial=None", |vm, a| {
        let function = a.get(2).filter(|f| *f != vm.one.none).map_or(Slot::NULL, |f| vm.heap.own(f).into());
        let initial = a.get(3).filter(|f| *f != vm.one.none).map_or(Slot::NULL, |f| vm.heap.own(f).into());
        match vm.iter(a.at(1)?)? {
            Flow::Value(it) => Ok(Flow::Value(vm.new_native(ACCUMULATE, &[it.into(), function, Slot::NULL, initial], &[]))),
            Flow::Pushed => Err(Stop::not_supported("accumulate over an object with a Python __iter__")),
        }
    })),
    ..ITERATOR
};

/// slots: the accumulate object, the item.
pub static ACCUMULATE_FRAME: NativeDef = NativeDef {
    name: "itertools.accumulate",
    catches: true,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("accumulate");
        let it = f.get(0).ok_or_else(bug)?;
        let slot = |vm: &Vm, i: usize| vm.heap.native(it).and_then(|n| n.slot(i).get());
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    if let Some(initial) = slot(vm, 3) {
                        let total = vm.heap.own(initial);
                        set_slot(vm, it, 2, total.into());
                        let own = vm.heap.own(initial);
                        set_slot(vm, it, 3, Slot::NULL);
                        return Ok(Next::Done(own));
                    }
                    f.pc = 1;
                    let inner = slot(vm, 0).ok_or_else(bug)?;
                    answer = match vm.next_item(inner)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                1 => {
                    let taken = std::mem::replace(&mut answer, Answer::Start);
                    let Some(item) = vm.next_answer(taken)? else { return Err(Stop::Exhausted) };
                    let r = item.r();
                    f.set(1, item.into());
                    f.pc = 2;
                    let flow = match (slot(vm, 2), slot(vm, 1)) {
                        (None, _) => Flow::Value(vm.heap.own(r)),
                        (Some(total), None) => vm.binary_op(0, total, r, false)?,
                        (Some(total), Some(function)) => vm.call_args(function, &[total, r])?,
                    };
                    match flow {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    let total: Own = match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => v,
                        Answer::Raised(e) => return Err(Stop::Raise(e)),
                        Answer::Start | Answer::Exhausted => return Err(bug()),
                    };
                    let keep = vm.heap.own(total.r());
                    set_slot(vm, it, 2, keep.into());
                    return Ok(Next::Done(total));
                }
            }
        }
    },
};
