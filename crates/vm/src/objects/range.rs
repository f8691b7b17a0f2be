//! `range`, for bounds that fit 62 bits; others are in `range_big`.
//!
//! CPython: Objects/rangeobject.c.

use num_bigint::BigInt;
use num_traits::ToPrimitive;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::objects::range_big::{self, Big};
use crate::objects::slice::wrap_index;
use crate::protocol::compare::{EQ, NE};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub static RANGE: TypeDef = TypeDef {
    name: "range",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::SEQUENCE,
    basicsize: 48,
    slots: &[
        (SlotId::Repr, range_repr),
        (SlotId::Hash, range_hash),
        (SlotId::RichCompare, range_richcompare),
        (SlotId::Iter, range_iter),
        (SlotId::Bool, |vm, a| {
            if let Some(big) = range_big::big(vm, a.at(0)?) {
                let any = big.len() > num_bigint::BigInt::from(0);
                return vm.bool_flow(any);
            }
            let n = parts(vm, a.at(0)?).len();
            vm.bool_flow(n > 0)
        }),
        (SlotId::Length, |vm, a| {
            if let Some(big) = range_big::big(vm, a.at(0)?) {
                return range_big::length(vm, &big);
            }
            let n = parts(vm, a.at(0)?).len();
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        (SlotId::Subscript, range_subscript),
        (SlotId::Contains, range_contains),
    ],
    new: Some(("*args", range_new)),
    methods: &[
        FnDef::new("__reduce__", "", crate::objects::pickling::reduce_range),
        FnDef::new("__reversed__", "", |vm, a| {
            if let Some(big) = range_big::big(vm, a.at(0)?) {
                return range_big::iterator(vm, &big, true);
            }
            let p = parts(vm, a.at(0)?);
            let n = p.len() as i64;
            Ok(Flow::Value(vm.new_native(ids::RANGE_ITERATOR, &[], &[p.start + (n - 1) * p.step, -p.step, n])))
        }),
        FnDef::new("count", "object, /", |vm, a| {
            let (r, x) = (a.at(0)?, a.at(1)?);
            match position(vm, r, x) {
                Some(found) => Ok(Flow::Value(vm.new_int(i64::from(found.is_some())))),
                None => range_big::search(vm, r, x, true),
            }
        }),
        FnDef::new("index", "object, /", |vm, a| {
            let (r, x) = (a.at(0)?, a.at(1)?);
            match position(vm, r, x) {
                Some(Some(i)) => Ok(Flow::Value(vm.new_bigint(i))),
                Some(None) => vm.value_err("range.index(x): x not in range"),
                None => range_big::search(vm, r, x, false),
            }
        }),
    ],
    getset: &[
        GetSetDef::member("start", |vm, a| part(vm, a, 0)),
        GetSetDef::member("stop", |vm, a| part(vm, a, 1)),
        GetSetDef::member("step", |vm, a| part(vm, a, 2)),
    ],
    ..TYPE_DEFAULT
};

#[derive(Clone, Copy)]
struct Parts {
    start: i64,
    stop: i64,
    step: i64,
}

impl Parts {
    fn len(self) -> usize {
        let (low, high, step) = if self.step > 0 { (self.start, self.stop, self.step) } else { (self.stop, self.start, -self.step) };
        if low >= high { 0 } else { ((high as i128 - low as i128 - 1) / step as i128 + 1) as usize }
    }

    fn position(self, x: i64) -> Option<i64> {
        let inside = if self.step > 0 { self.start <= x && x < self.stop } else { self.stop < x && x <= self.start };
        (inside && (x - self.start) % self.step == 0).then(|| (x - self.start) / self.step)
    }
}

fn parts(vm: &Vm, r: Ref) -> Parts {
    let n = vm.heap.native(r);
    let int = |i| n.map_or(0, |n| n.int(i));
    Parts { start: int(0), stop: int(1), step: int(2) }
}

/// The numbers of any range.
fn numbers(vm: &Vm, r: Ref) -> Big {
    range_big::big(vm, r).unwrap_or_else(|| {
        let p = parts(vm, r);
        Big { start: p.start.into(), stop: p.stop.into(), step: p.step.into() }
    })
}

/// Where an exact int or bool stands; None for what is neither.
fn position(vm: &Vm, r: Ref, x: Ref) -> Option<Option<BigInt>> {
    if !vm.is_exact(x, ids::INT) && !vm.is_exact(x, ids::BOOL) {
        return None;
    }
    if let (Some(n), None) = (vm.heap.small_int(x), range_big::big(vm, r)) {
        return Some(parts(vm, r).position(n).map(BigInt::from));
    }
    let n = vm.bigint(x)?;
    Some(numbers(vm, r).position(&n))
}

fn part(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let r = args.at(0)?;
    if range_big::big(vm, r).is_some() {
        return vm.native_slot(args, i);
    }
    let n = vm.heap.native(r).map_or(0, |n| n.int(i));
    Ok(Flow::Value(vm.new_int(n)))
}

fn range_new(vm: &mut Vm, args: &Args) -> Res {
    let given: Vec<Ref> = args.positional().skip(1).collect();
    if given.is_empty() || given.len() > 3 {
        let (n, word) = (given.len(), if given.is_empty() { "at least 1 argument" } else { "at most 3 arguments" });
        return vm.type_err(&format!("range expected {word}, got {n}"));
    }
    let mut ints: Vec<BigInt> = Vec::new();
    for r in given {
        let n = vm.bigint(r).map(|n| n.into_owned());
        ints.push(match n {
            Some(n) => n,
            None => vm.index_clamped(r)?.into(),
        });
    }
    let mut ints = ints.into_iter();
    let (start, stop, step) = match (ints.next(), ints.next(), ints.next()) {
        (Some(start), Some(stop), Some(step)) => (start, stop, step),
        (Some(start), Some(stop), None) => (start, stop, 1.into()),
        (stop, ..) => (0.into(), stop.unwrap_or_default(), 1.into()),
    };
    if step == BigInt::from(0) {
        return vm.value_err("range() arg 3 must not be zero");
    }
    Ok(Flow::Value(vm.new_range(Big { start, stop, step })))
}

fn range_repr(vm: &mut Vm, args: &Args) -> Res {
    let p = numbers(vm, args.at(0)?);
    let text = if p.step == BigInt::from(1) {
        format!("range({}, {})", p.start, p.stop)
    } else {
        format!("range({}, {}, {})", p.start, p.stop, p.step)
    };
    Ok(Flow::Value(vm.new_str(&text)))
}

fn range_iter(vm: &mut Vm, args: &Args) -> Res {
    iterate(vm, args.at(0)?)
}

pub fn iterate(vm: &mut Vm, r: Ref) -> Res {
    if let Some(big) = range_big::big(vm, r) {
        return iterate_big(vm, &big);
    }
    let p = parts(vm, r);
    Ok(Flow::Value(vm.new_native(ids::RANGE_ITERATOR, &[], &[p.start, p.step, p.len() as i64])))
}

/// What fits CPython's C long has the fast iterator all the same. CPython: range_iter.
fn iterate_big(vm: &mut Vm, big: &Big) -> Res {
    let fits = [&big.start, &big.stop, &big.step].map(|n| n.to_i64());
    if let ([Some(start), Some(_), Some(step)], Some(n)) = (fits, big.len().to_i64()) {
        // The last value plus one step must fit too.
        if (&big.stop + &big.step).to_i64().is_some() {
            return Ok(Flow::Value(vm.new_native(ids::RANGE_ITERATOR, &[], &[start, step, n])));
        }
    }
    range_big::iterator(vm, big, false)
}

fn range_subscript(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    if vm.is_exact(key, ids::SLICE) || range_big::big(vm, r).is_some() {
        let big = numbers(vm, r);
        return range_big::subscript(vm, &big, key);
    }
    let p = parts(vm, r);
    if !vm.has_slot(key, SlotId::Index) {
        let message = format!("range indices must be integers or slices, not {}", vm.type_name(key));
        return vm.type_err(&message);
    }
    if matches!(vm.heap.body(key), pyvarium_heap::Body::BigInt(_)) {
        return Err(exc::index_error(vm, "range object index out of range"));
    }
    let i = vm.index_for(key)?;
    match wrap_index(i, p.len()) {
        Some(i) => Ok(Flow::Value(vm.new_int(p.start + i as i64 * p.step))),
        None => Err(exc::index_error(vm, "range object index out of range")),
    }
}

fn range_contains(vm: &mut Vm, args: &Args) -> Res {
    let (r, x) = (args.at(0)?, args.at(1)?);
    if let Some(found) = position(vm, r, x) {
        return vm.bool_flow(found.is_some());
    }
    let it = iterate(vm, r)?;
    let it = vm.value_of(it)?;
    let _ = vm.push_native(crate::core::kinds::CONTAINS, &[Slot::borrow(r), Slot::borrow(x), it.into(), Slot::NULL], &[])?;
    vm.set_top_pc(2)
}

fn range_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if !vm.is_exact(b, ids::RANGE) || (args.op != EQ && args.op != NE) {
        return vm.not_implemented();
    }
    let (p, q) = (numbers(vm, a), numbers(vm, b));
    let n = p.len();
    let equal = n == q.len() && (n == BigInt::from(0) || (p.start == q.start && (n == BigInt::from(1) || p.step == q.step)));
    vm.bool_flow(equal == (args.op == EQ))
}

fn range_hash(vm: &mut Vm, args: &Args) -> Res {
    let p = numbers(vm, args.at(0)?);
    let n = p.len();
    let none = 0xFCA8_6420i64;
    let mut hash = |n: &BigInt| {
        let own = vm.new_bigint(n.clone());
        let hash = vm.hash_now(own.r()).unwrap_or(0);
        vm.heap.decref_own(own);
        hash
    };
    let start = if n == BigInt::from(0) { none } else { hash(&p.start) };
    let step = if n <= BigInt::from(1) { none } else { hash(&p.step) };
    let h = pyvarium_heap::hash::hash_tuple([hash(&n), start, step].into_iter());
    Ok(Flow::Value(vm.new_int(h)))
}
