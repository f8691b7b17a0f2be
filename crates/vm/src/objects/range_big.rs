//! Ranges whose bounds, or whose arithmetic, go beyond 64 bits; and the searches that ask `==`.
//!
//! CPython: Objects/rangeobject.c (compute_range_length, longrangeiterobject), Objects/abstract.c (_PySequence_IterSearch).

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::objects::range;
use crate::protocol::compare::EQ;
use crate::protocol::iter::self_iter;
use crate::slots::SlotId;
use crate::stop::{Convert, Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// Start, stop, step.
#[derive(Clone, Debug)]
pub struct Big {
    pub start: BigInt,
    pub stop: BigInt,
    pub step: BigInt,
}

/// slots: next value, step, how many are left (ints).
pub static LONGRANGE_ITERATOR: TypeDef = TypeDef {
    name: "longrange_iterator",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::DISALLOW_INSTANTIATION,
    basicsize: 40,
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, next)],
    methods: &[
        FnDef::new("__length_hint__", "", |vm, a| vm.native_slot(a, 2)),
        FnDef::new("__reduce__", "", reduce),
        FnDef::new("__setstate__", "object, /", setstate),
    ],
    ..TYPE_DEFAULT
};

fn next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let part = |vm: &Vm, i: usize| {
        let r = vm.heap.native(it).and_then(|n| n.slot(i).get());
        r.and_then(|r| vm.bigint(r)).map(|n| n.into_owned()).unwrap_or_default()
    };
    let (value, step, left) = (part(vm, 0), part(vm, 1), part(vm, 2));
    if !left.is_positive() {
        return Err(Stop::Exhausted);
    }
    let (after, fewer) = (vm.new_bigint(&value + step), vm.new_bigint(left - 1));
    if let Some(n) = vm.heap.native_mut(it) {
        let old = [n.set_slot(0, after.into()), n.set_slot(2, fewer.into())];
        vm.heap.release_all(old.into_iter());
    }
    Ok(Flow::Value(vm.new_bigint(value)))
}

/// Next value, step and how many are left.
fn parts(vm: &Vm, it: Ref) -> [BigInt; 3] {
    [0, 1, 2].map(|i| {
        let r = vm.heap.native(it).and_then(|n| n.slot(i).get());
        r.and_then(|r| vm.bigint(r)).map(|n| n.into_owned()).unwrap_or_default()
    })
}

/// CPython: longrangeiter_reduce.
fn reduce(vm: &mut Vm, args: &Args) -> Res {
    let [start, step, left] = parts(vm, args.at(0)?);
    let stop = &start + &step * left;
    let range = vm.new_range(Big { start, stop, step });
    let given = vm.tuple_from_slots(vec![range.into()]);
    let (iter, none) = (vm.builtin_by_name("iter"), vm.one.none);
    let all = vm.tuple_from(&[iter, given.r(), none]);
    vm.heap.decref_own(given);
    Ok(Flow::Value(all))
}

/// CPython: longrangeiter_setstate.
fn setstate(vm: &mut Vm, args: &Args) -> Res {
    let (it, state) = (args.at(0)?, args.at(1)?);
    let Some(state) = vm.bigint(state).map(|n| n.into_owned()).filter(|_| vm.is_instance_of(state, ids::INT)) else {
        let message = format!("state must be an int, not {}", vm.type_name(state));
        return vm.type_err(&message);
    };
    let [start, step, left] = parts(vm, it);
    let skip = state.clamp(BigInt::zero(), left.clone());
    let (start, left) = (vm.new_bigint(start + step * &skip), vm.new_bigint(left - skip));
    if let Some(n) = vm.heap.native_mut(it) {
        let old = [n.set_slot(0, start.into()), n.set_slot(2, left.into())];
        vm.heap.release_all(old.into_iter());
    }
    vm.none_flow()
}

impl Big {
    pub fn len(&self) -> BigInt {
        let (low, high, step) =
            if self.step.is_positive() { (&self.start, &self.stop, self.step.clone()) } else { (&self.stop, &self.start, -&self.step) };
        if low >= high { BigInt::zero() } else { (high - low - 1i32).div_floor(&step) + 1i32 }
    }

    pub fn position(&self, x: &BigInt) -> Option<BigInt> {
        let inside = if self.step.is_positive() { &self.start <= x && x < &self.stop } else { &self.stop < x && x <= &self.start };
        let (q, r) = (x - &self.start).div_mod_floor(&self.step);
        (inside && r.is_zero()).then_some(q)
    }
}

impl Vm {
    /// A range of any size; small ones are kept as machine ints.
    pub fn new_range(&mut self, big: Big) -> Own {
        const SAFE: i64 = 1 << 61;
        let small = [&big.start, &big.stop, &big.step].map(|n| n.to_i64().filter(|n| (-SAFE..SAFE).contains(n)));
        if let [Some(start), Some(stop), Some(step)] = small {
            return self.new_native(ids::RANGE, &[], &[start, stop, step]);
        }
        let slots = [big.start, big.stop, big.step].map(|n| self.new_bigint(n).into());
        self.new_native(ids::RANGE, &slots, &[])
    }
}

/// The numbers of a range that is kept as objects.
pub fn big(vm: &Vm, r: Ref) -> Option<Big> {
    let n = vm.heap.native(r).filter(|n| !n.slots.is_empty())?;
    let part = |i: usize| n.slot(i).get().and_then(|r| vm.bigint(r)).map(|n| n.into_owned());
    Some(Big { start: part(0)?, stop: part(1)?, step: part(2)? })
}

pub fn iterator(vm: &mut Vm, big: &Big, reversed: bool) -> Res {
    let n = big.len();
    let (first, step) = if reversed { (&big.start + (&n - 1i32) * &big.step, -&big.step) } else { (big.start.clone(), big.step.clone()) };
    let slots = [first, step, n].map(|n| vm.new_bigint(n).into());
    Ok(Flow::Value(vm.new_native(ids::LONGRANGE_ITERATOR, &slots, &[])))
}

pub fn length(vm: &mut Vm, big: &Big) -> Res {
    match big.len().to_i64() {
        Some(n) => Ok(Flow::Value(vm.new_int(n))),
        None => Err(exc::overflow_error(vm, "Python int too large to convert to C ssize_t")),
    }
}

/// `r[key]`; the key may be huge too, for a range of any size.
pub fn subscript(vm: &mut Vm, big: &Big, key: Ref) -> Res {
    let n = big.len();
    if vm.is_exact(key, ids::SLICE) {
        return slice(vm, big, key, n);
    }
    let Some(i) = vm.bigint(key).map(|n| n.into_owned()) else {
        if vm.has_slot(key, SlotId::Index) {
            return Err(Stop::Convert(Convert::Index, key));
        }
        let message = format!("range indices must be integers or slices, not {}", vm.type_name(key));
        return vm.type_err(&message);
    };
    let i = if i.is_negative() { i + &n } else { i };
    if i.is_negative() || i >= n {
        return Err(exc::index_error(vm, "range object index out of range"));
    }
    Ok(Flow::Value(vm.new_bigint(&big.start + i * &big.step)))
}

/// CPython: compute_slice.
fn slice(vm: &mut Vm, big: &Big, key: Ref, n: BigInt) -> Res {
    let [start, stop, step] = long_indices(vm, key, &n)?;
    let at = |i: BigInt| &big.start + i * &big.step;
    let made = Big { start: at(start), stop: at(stop), step: &big.step * step };
    Ok(Flow::Value(vm.new_range(made)))
}

/// Start, stop and step of a slice in a sequence of `n`. CPython: _PySlice_GetLongIndices.
pub fn long_indices(vm: &mut Vm, key: Ref, n: &BigInt) -> Res<[BigInt; 3]> {
    let mut parts: [Option<BigInt>; 3] = [None, None, None];
    for (i, part) in parts.iter_mut().enumerate() {
        let Some(r) = vm.heap.native(key).and_then(|s| s.slot(i).get()).filter(|r| *r != vm.one.none) else { continue };
        *part = match vm.bigint(r) {
            Some(n) => Some(n.into_owned()),
            None if vm.has_slot(r, SlotId::Index) => return Err(Stop::Convert(Convert::Index, r)),
            None => return vm.type_err("slice indices must be integers or None or have an __index__ method"),
        };
    }
    let [start, stop, step] = parts;
    let step = step.unwrap_or_else(BigInt::one);
    if step.is_zero() {
        return vm.value_err("slice step cannot be zero");
    }
    let (low, high) = if step.is_negative() { (BigInt::from(-1), n - 1i32) } else { (BigInt::zero(), n.clone()) };
    let bound = |given: Option<BigInt>, default: &BigInt| match given {
        None => default.clone(),
        Some(v) => {
            let v = if v.is_negative() { v + n } else { v };
            v.clamp(low.clone(), high.clone())
        }
    };
    let (first, last) = if step.is_negative() { (&high, &low) } else { (&low, &high) };
    Ok([bound(start, first), bound(stop, last), step])
}

const INDEX: i64 = 0;
const COUNT: i64 = 1;

/// `index` and `count` of what is no int: every item is asked.
pub fn search(vm: &mut Vm, range: Ref, x: Ref, count: bool) -> Res {
    let flow = range::iterate(vm, range)?;
    let it = vm.value_of(flow)?;
    vm.push_native(kinds::RANGE_SEARCH, &[Slot::borrow(x), it.into(), Slot::NULL], &[if count { COUNT } else { INDEX }, 0, 0])
}

/// slots: what is looked for, iterator, the item; ints: what is asked, place, how many were found.
pub static RANGE_SEARCH: NativeDef = NativeDef {
    name: "range search",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(x), Some(it)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("range search")) };
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        for _ in 0..crate::objects::sequence::SLICE {
            if let Some(v) = got.take() {
                let same = v.r() == vm.one.true_;
                vm.heap.decref_own(v);
                let at = f.int(1);
                f.set_int(1, at + 1);
                if same && f.int(0) == INDEX {
                    return Ok(Next::Done(vm.new_int(at)));
                }
                f.set_int(2, f.int(2) + i64::from(same));
            }
            let item = match vm.next(it) {
                Ok(Flow::Value(item)) => item,
                Ok(Flow::Pushed) => return Err(vm_bug!("range search")),
                Err(Stop::Exhausted) if f.int(0) == COUNT => return Ok(Next::Done(vm.new_int(f.int(2)))),
                Err(Stop::Exhausted) => return vm.value_err("sequence.index(x): x not in sequence"),
                Err(stop) => return Err(stop),
            };
            let r = item.r();
            let old = f.set(2, item.into());
            vm.heap.release(old);
            match vm.richcompare_bool(r, x, EQ)? {
                Flow::Value(v) => got = Some(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
        match got {
            // A slice ends between two items only.
            Some(v) => {
                let same = v.r() == vm.one.true_;
                vm.heap.decref_own(v);
                if same && f.int(0) == INDEX {
                    return Ok(Next::Done(vm.new_int(f.int(1))));
                }
                f.set_int(1, f.int(1) + 1);
                f.set_int(2, f.int(2) + i64::from(same));
                Ok(Next::Again)
            }
            None => Ok(Next::Again),
        }
    },
};
