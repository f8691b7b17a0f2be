//! chain, cycle, batched: iterators that give the items of others in a row, again, or by the tuple.

use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::native::{FnDef, NativeDef, Next, TypeDef};
use pyvarium_vm::objects::generic_alias::generic_alias;
use pyvarium_vm::protocol::convert::truth_of_argument;
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Res, Stop, Vm, vm_bug};

use super::{BATCHED, BATCHED_NEXT, CHAIN, CHAIN_NEXT, CYCLE, CYCLE_NEXT, ITERATOR, Take, make, next_by, no_keywords};
use crate::ask::{has_part, int, item, own, part, set_int, set_part, value};
use crate::{ask_catching, ask_next};

/// slots: the iterator at work, the iterator over iterables.
pub static CHAIN_TYPE: TypeDef = TypeDef {
    name: "itertools.chain",
    doc: Some(
        "Return a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, CHAIN_NEXT))],
    new: Some(("*args, **kwargs", |vm, a| {
        no_keywords(vm, a, CHAIN, "chain")?;
        let iterables: Vec<Ref> = a.positional().skip(1).collect();
        let tuple = vm.tuple_from(&iterables);
        let source = vm.iter(tuple.r())?;
        vm.heap.decref_own(tuple);
        let source = vm.value_of(source)?;
        Ok(pyvarium_vm::Flow::Value(crate::ask::new_of(vm, a.at(0)?, CHAIN, &[Slot::NULL, source.into()], &[])))
    })),
    methods: &[
        FnDef::class("from_iterable", "iterable, /", |vm, a| make(vm, a.at(0)?, CHAIN, Take::Iterator, vec![Slot::NULL], &[a.at(1)?], &[])),
        FnDef::class("__class_getitem__", "object, /", generic_alias),
    ],
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
                    let Some(source) = part(vm, it, 1) else { return Err(Stop::Exhausted) };
                    match part(vm, it, 0) {
                        Some(active) => ask_next!(vm, f, answer, 3, active),
                        None => ask_next!(vm, f, answer, 1, source),
                    }
                }
                1 => {
                    let next = item(vm, &mut answer);
                    let Ok(Some(iterable)) = next else {
                        set_part(vm, it, 1, Slot::NULL);
                        next?;
                        return Err(Stop::Exhausted);
                    };
                    let r = iterable.r();
                    f.set(1, iterable.into());
                    ask_catching!(f, answer, 2, vm.iter(r));
                }
                2 => {
                    let iterable = f.set(1, Slot::NULL);
                    vm.heap.release(iterable);
                    match value(&mut answer) {
                        Ok(active) => set_part(vm, it, 0, active.into()),
                        Err(stop) => {
                            set_part(vm, it, 1, Slot::NULL);
                            return Err(stop);
                        }
                    }
                    f.pc = 0;
                }
                _ => {
                    if let Some(v) = item(vm, &mut answer)? {
                        return Ok(Next::Done(v));
                    }
                    set_part(vm, it, 0, Slot::NULL);
                    f.pc = 0;
                }
            }
        }
    },
};

/// slots: iterator, list of what was given; ints: the next of the list.
pub static CYCLE_TYPE: TypeDef = TypeDef {
    name: "itertools.cycle",
    doc: Some("Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely."),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, CYCLE_NEXT))],
    new: Some(("iterable, /", |vm, a| {
        let saved = vm.list_from(&[]);
        make(vm, a.at(0)?, CYCLE, Take::Iterator, vec![saved.into()], &[a.at(1)?], &[0])
    })),
    ..ITERATOR
};

/// slots: the cycle object.
pub static CYCLE_FRAME: NativeDef = NativeDef {
    name: "itertools.cycle",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("cycle"))?;
        let saved = has_part(vm, it, 1)?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => match part(vm, it, 0) {
                    Some(inner) => ask_next!(vm, f, answer, 1, inner),
                    None => f.pc = 2,
                },
                1 => match item(vm, &mut answer)? {
                    Some(v) => {
                        let keep = own(vm, v.r());
                        vm.list_push(saved, keep);
                        return Ok(Next::Done(v));
                    }
                    None => {
                        set_part(vm, it, 0, Slot::NULL);
                        f.pc = 2;
                    }
                },
                _ => {
                    let i = int(vm, it, 0) as usize;
                    let items = vm.heap.items(saved).unwrap_or_default();
                    let Some(r) = items.get(i).and_then(|s| s.get()) else { return Err(Stop::Exhausted) };
                    let next = if i + 1 >= items.len() { 0 } else { i + 1 };
                    set_int(vm, it, 0, next as i64);
                    return Ok(Next::Done(vm.heap.own(r)));
                }
            }
        }
    },
};

/// slots: iterator; ints: size of a batch, whether the last must be whole.
pub static BATCHED_TYPE: TypeDef = TypeDef {
    name: "itertools.batched",
    doc: Some(
        "Batch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable and accumulates data into tuples\nup to size n.  The input is consumed lazily, just enough to\nfill a batch.  The result is yielded as soon as a batch is full\nor when the input iterable is exhausted.\n\n    >>> for batch in batched('ABCDEFG', 3):\n    ...     print(batch)\n    ...\n    ('A', 'B', 'C')\n    ('D', 'E', 'F')\n    ('G',)\n\nIf \"strict\" is True, raises a ValueError if the final batch is shorter\nthan n.",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, BATCHED_NEXT))],
    new: Some(("iterable, n, *, strict=False", batched_new)),
    ..ITERATOR
};

fn batched_new(vm: &mut Vm, args: &Args) -> Res {
    let n = vm.index(args.at(2)?)?;
    let strict = match args.get(3) {
        Some(s) => truth_of_argument(vm, s)?,
        None => false,
    };
    if n < 1 {
        return vm.value_err("n must be at least one");
    }
    make(vm, args.at(0)?, BATCHED, Take::Iterator, Vec::new(), &[args.at(1)?], &[n, i64::from(strict)])
}

/// slots: the batched object, then the items of the batch.
pub static BATCHED_FRAME: NativeDef = NativeDef {
    name: "itertools.batched",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("batched"))?;
        let mut answer = answer;
        loop {
            if f.pc == 0 {
                let Some(inner) = part(vm, it, 0) else { return Err(Stop::Exhausted) };
                if f.slots.len() as i64 > int(vm, it, 0) {
                    let items: Vec<Slot> = f.slots.drain(1..).collect();
                    return Ok(Next::Done(vm.tuple_from_slots(items)));
                }
                ask_catching!(f, answer, 1, vm.next_item(inner).and_then(|flow| flow.ok_or(Stop::Exhausted)));
                continue;
            }
            f.pc = 0;
            match item(vm, &mut answer) {
                Ok(Some(v)) => f.slots.push(v.into()),
                Ok(None) => {
                    set_part(vm, it, 0, Slot::NULL);
                    if f.slots.len() == 1 {
                        return Err(Stop::Exhausted);
                    }
                    if int(vm, it, 1) == 1 {
                        return vm.value_err("batched(): incomplete batch");
                    }
                    let items: Vec<Slot> = f.slots.drain(1..).collect();
                    return Ok(Next::Done(vm.tuple_from_slots(items)));
                }
                Err(stop) => {
                    set_part(vm, it, 0, Slot::NULL);
                    return Err(stop);
                }
            }
        }
    },
};
