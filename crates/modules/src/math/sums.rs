//! Sums, products and lengths of many numbers, which come out of iterables and may be Python's to convert.
//!
//! CPython: Modules/mathmodule.c (math_fsum, vector_norm, math_dist_impl, math_prod_impl, math_sumprod_impl).

use num_bigint::BigInt;
use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, NativeDef, Next};
use pyvarium_vm::real::{libm, product, sum};
use pyvarium_vm::stop::Convert;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use super::reals::float;
use super::{NUMBERS, PROD, SUMPROD};

const FSUM: i64 = 0;
const DIST: i64 = 1;

/// NB_MULTIPLY and NB_ADD.
const MULTIPLY: u8 = 5;
const ADD: u8 = 0;

pub fn fsum(vm: &mut Vm, args: &Args) -> Res {
    vm.push_native(NUMBERS, &[Slot::borrow(args.at(0)?)], &[FSUM])
}

pub fn dist(vm: &mut Vm, args: &Args) -> Res {
    vm.push_native(NUMBERS, &[Slot::borrow(args.at(0)?), Slot::borrow(args.at(1)?)], &[DIST])
}

pub fn hypot(vm: &mut Vm, args: &Args) -> Res {
    let mut sides = Vec::new();
    for r in args.positional() {
        sides.push(vm.real(r)?.abs());
    }
    float(vm, norm(&sides))
}

/// The length of a vector of absolute values, right to the last bit. CPython: vector_norm.
fn norm(sides: &[f64]) -> f64 {
    if sides.contains(&f64::INFINITY) {
        return f64::INFINITY;
    }
    if sides.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    let longest = sides.iter().copied().fold(0.0, f64::max);
    if longest == 0.0 || sides.len() <= 1 {
        return longest;
    }
    let (_, e) = libm::frexp(longest);
    if e < -1023 {
        let larger: Vec<f64> = sides.iter().map(|x| x / f64::MIN_POSITIVE).collect();
        return f64::MIN_POSITIVE * norm(&larger);
    }
    let scale = libm::scalbn(1.0, -e);
    let (mut whole, mut first, mut second) = (1.0, 0.0, 0.0);
    let mut add = |square: pyvarium_vm::real::Pair, whole: &mut f64| {
        let s = sum(*whole, square.hi);
        *whole = s.hi;
        first += square.lo;
        second += s.lo;
        first + second
    };
    let mut rest = 0.0;
    for x in sides {
        let x = x * scale;
        rest = add(product(x, x), &mut whole);
    }
    let h = (whole - 1.0 + rest).sqrt();
    rest = add(product(-h, h), &mut whole);
    (h + (whole - 1.0 + rest) / (2.0 * h)) / scale
}

/// Why a sum of floats is none.
enum NoSum {
    Infinities,
    Overflow,
}

/// The sum rounded once. CPython: math_fsum.
fn exact_sum(items: impl Iterator<Item = f64>) -> Result<f64, NoSum> {
    let mut partials: Vec<f64> = Vec::new();
    let (mut special, mut infinities) = (0.0, 0.0);
    for item in items {
        let mut x = item;
        let mut kept = Vec::with_capacity(partials.len() + 1);
        for y in &partials {
            let (a, b) = if x.abs() < y.abs() { (*y, x) } else { (x, *y) };
            let hi = a + b;
            let lo = b - (hi - a);
            if lo != 0.0 {
                kept.push(lo);
            }
            x = hi;
        }
        partials = kept;
        if x != 0.0 {
            if !x.is_finite() {
                if item.is_finite() {
                    return Err(NoSum::Overflow);
                }
                if item.is_infinite() {
                    infinities += item;
                }
                special += item;
                partials.clear();
            } else {
                partials.push(x);
            }
        }
    }
    if special != 0.0 {
        return if infinities.is_nan() { Err(NoSum::Infinities) } else { Ok(special) };
    }
    let mut hi = 0.0;
    let mut lo = 0.0;
    let mut rest = partials.into_iter().rev();
    if let Some(first) = rest.next() {
        hi = first;
        for y in rest.by_ref() {
            let x = hi;
            hi = x + y;
            lo = y - (hi - x);
            if lo != 0.0 {
                break;
            }
        }
        // Halfway between two floats: what comes after decides.
        let next = rest.next().unwrap_or(0.0);
        if (lo < 0.0 && next < 0.0) || (lo > 0.0 && next > 0.0) {
            let y = lo * 2.0;
            let x = hi + y;
            if y == x - hi {
                hi = x;
            }
        }
    }
    Ok(hi)
}

fn kept_floats(f: &NativeFrame) -> impl Iterator<Item = f64> + '_ {
    f.bytes.chunks_exact(8).filter_map(|b| b.first_chunk::<8>()).map(|b| f64::from_le_bytes(*b))
}

/// Keeps a number in the frame's bytes. None: Python was asked, its answer is to be given to `keep_answer`.
fn keep(vm: &mut Vm, f: &mut NativeFrame, r: Ref) -> Res<Option<()>> {
    match vm.real(r) {
        Ok(v) => {
            f.bytes.extend(v.to_le_bytes());
            Ok(Some(()))
        }
        Err(Stop::Convert(how, r)) => {
            f.set_int(1, how as i64);
            match vm.ask_conversion(how, r)? {
                Flow::Value(v) => keep_answer(vm, f, r, v).map(Some),
                Flow::Pushed => Ok(None),
            }
        }
        Err(stop) => Err(stop),
    }
}

fn keep_answer(vm: &mut Vm, f: &mut NativeFrame, of: Ref, v: Own) -> Res<()> {
    let checked = vm.check_conversion(Convert::from_int(f.int(1)), of, &v);
    let number = match checked {
        Ok(()) => vm.real(v.r()),
        Err(stop) => Err(stop),
    };
    vm.heap.decref_own(v);
    f.bytes.extend(number?.to_le_bytes());
    Ok(())
}

// Slots of NUMBERS: the iterables (fsum: then its iterator; dist: then their tuples), the item being converted.
const P: usize = 0;
const Q: usize = 1;
const ITEM: usize = 2;
const AT: usize = 2;

/// ints: what for, the conversion asked for, the next coordinate. bytes: the floats so far.
pub static NUMBERS_FRAME: NativeDef = NativeDef {
    name: "math",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        let what = f.int(0);
        loop {
            match (f.pc, std::mem::replace(&mut answer, Answer::Start)) {
                (0, _) => {
                    f.pc = 1;
                    let p = f.get(P).ok_or_else(|| vm_bug!("math"))?;
                    let flow = if what == FSUM { vm.iter(p)? } else { as_tuple(vm, p)? };
                    match flow {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (1, Answer::Value(v)) => {
                    let old = f.set(P, v.into());
                    vm.heap.release(old);
                    if what == FSUM {
                        f.pc = 10;
                        continue;
                    }
                    f.pc = 2;
                    let q = f.get(Q).ok_or_else(|| vm_bug!("math"))?;
                    match as_tuple(vm, q)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (2, Answer::Value(v)) => {
                    let old = f.set(Q, v.into());
                    vm.heap.release(old);
                    let n = |vm: &Vm, i: usize| f.get(i).and_then(|t| vm.heap.items(t)).map_or(0, <[Slot]>::len);
                    if n(vm, P) != n(vm, Q) {
                        return vm.value_err("both points must have the same number of dimensions");
                    }
                    f.pc = 3;
                }
                // dist: the coordinates, of p and q in turn.
                (3, _) => {
                    let i = f.int(AT) as usize;
                    let item = f.get(i % 2).and_then(|t| vm.heap.items(t)?.get(i / 2)?.get());
                    let Some(item) = item else {
                        let all: Vec<f64> = kept_floats(f).collect();
                        let sides: Vec<f64> = all.chunks_exact(2).map(|pair| pair.iter().fold(0.0, |d, x| x - d).abs()).collect();
                        return Ok(Next::Done(vm.new_float(norm(&sides))));
                    };
                    f.set_int(AT, i as i64 + 1);
                    f.set(ITEM, Slot::borrow(item));
                    f.pc = 4;
                    if keep(vm, f, item)?.is_none() {
                        return Ok(Next::Wait);
                    }
                    f.pc = 3;
                }
                (4, Answer::Value(v)) => {
                    let item = f.get(ITEM).ok_or_else(|| vm_bug!("math"))?;
                    keep_answer(vm, f, item, v)?;
                    f.pc = 3;
                }
                // fsum: the items as they come.
                (10, _) => {
                    let it = f.get(P).ok_or_else(|| vm_bug!("math"))?;
                    f.pc = 11;
                    answer = match vm.next_item(it)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                (11, taken) => {
                    let Some(item) = vm.next_answer(taken)? else {
                        let total = match exact_sum(kept_floats(f)) {
                            Ok(total) => total,
                            Err(NoSum::Overflow) => return Err(exc::overflow_error(vm, "intermediate overflow in fsum")),
                            Err(NoSum::Infinities) => return vm.value_err("-inf + inf in fsum"),
                        };
                        return Ok(Next::Done(vm.new_float(total)));
                    };
                    let r = item.r();
                    let old = f.set(ITEM, item.into());
                    vm.heap.release(old);
                    f.pc = 12;
                    if keep(vm, f, r)?.is_none() {
                        return Ok(Next::Wait);
                    }
                    f.pc = 10;
                }
                (12, Answer::Value(v)) => {
                    let item = f.get(ITEM).ok_or_else(|| vm_bug!("math"))?;
                    keep_answer(vm, f, item, v)?;
                    f.pc = 10;
                }
                (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                _ => return Err(vm_bug!("math")),
            }
        }
    },
};

/// `tuple(r)`, or r itself.
fn as_tuple(vm: &mut Vm, r: Ref) -> Res {
    if vm.is_exact(r, ids::TUPLE) {
        return vm.own_flow(r);
    }
    let tuple = vm.ty(ids::TUPLE);
    vm.call_args(tuple, &[r])
}

pub fn prod(vm: &mut Vm, args: &Args) -> Res {
    let start = match args.get(1) {
        Some(start) => vm.heap.own(start),
        None => vm.new_int(1),
    };
    vm.push_native(PROD, &[Slot::borrow(args.at(0)?), start.into()], &[])
}

/// slots: the iterable, then its iterator; the product so far; the item.
pub static PROD_FRAME: NativeDef = NativeDef {
    name: "math.prod",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        let bug = || vm_bug!("math.prod");
        loop {
            match (f.pc, std::mem::replace(&mut answer, Answer::Start)) {
                (0, _) => {
                    f.pc = 1;
                    match vm.iter(f.get(0).ok_or_else(bug)?)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (1, Answer::Value(it)) => {
                    f.set(0, it.into());
                    f.pc = 2;
                }
                (2, _) => {
                    f.pc = 3;
                    answer = match vm.next_item(f.get(0).ok_or_else(bug)?)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                (3, taken) => {
                    let Some(item) = vm.next_answer(taken)? else {
                        let product = f.set(1, Slot::NULL).get().ok_or_else(bug)?;
                        return Ok(Next::Done(Own::assume(product)));
                    };
                    let r = item.r();
                    f.set(2, item.into());
                    f.pc = 4;
                    let so_far = f.get(1).ok_or_else(bug)?;
                    match vm.binary_op(MULTIPLY, so_far, r, false)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (4, Answer::Value(v)) => {
                    let old = [f.set(1, v.into()), f.set(2, Slot::NULL)];
                    vm.heap.release_all(old.into_iter());
                    f.pc = 2;
                }
                (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                _ => return Err(bug()),
            }
        }
    },
};

pub fn sumprod(vm: &mut Vm, args: &Args) -> Res {
    let zero = vm.new_int(0);
    vm.push_native(SUMPROD, &[Slot::borrow(args.at(0)?), Slot::borrow(args.at(1)?), zero.into()], &[INTS])
}

const TOTAL: usize = 2;
const LEFT: usize = 3;
const RIGHT: usize = 4;
const TERM: usize = 5;

// Int: which way of adding is still open.
const INTS: i64 = 0;
const FLOATS: i64 = 1;
const GENERAL: i64 = 2;

/// A number that the way of floats takes: a float, or an int beside one.
fn as_plain_float(vm: &Vm, r: Ref) -> Option<f64> {
    if let Some(v) = vm.heap.float(r).filter(|_| vm.is_exact(r, ids::FLOAT)) {
        return Some(v);
    }
    let int = vm.is_exact(r, ids::INT) || vm.is_exact(r, ids::BOOL);
    vm.heap.small_int(r).filter(|_| int).map(|n| n as f64)
}

/// slots: the iterables, then their iterators; the total; the two items; their product. bytes: exact products of
/// floats that are not in the total yet.
pub static SUMPROD_FRAME: NativeDef = NativeDef {
    name: "math.sumprod",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        let bug = || vm_bug!("math.sumprod");
        loop {
            match (f.pc, std::mem::replace(&mut answer, Answer::Start)) {
                (pc @ (0 | 1), taken) => {
                    if let Answer::Value(it) = taken {
                        f.set(0, it.into());
                    }
                    f.pc = pc + 1;
                    match vm.iter(f.get(pc as usize).ok_or_else(bug)?)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (2, taken) => {
                    if let Answer::Value(it) = taken {
                        f.set(1, it.into());
                    }
                    f.pc = 3;
                    answer = next_of(vm, f.get(0).ok_or_else(bug)?)?;
                    if let Answer::Start = answer {
                        return Ok(Next::Wait);
                    }
                }
                (3, taken) => {
                    let item = vm.next_answer(taken)?.map_or(Slot::NULL, Slot::from);
                    f.set(LEFT, item);
                    f.pc = 4;
                    answer = next_of(vm, f.get(1).ok_or_else(bug)?)?;
                    if let Answer::Start = answer {
                        return Ok(Next::Wait);
                    }
                }
                (4, taken) => {
                    let item = vm.next_answer(taken)?.map_or(Slot::NULL, Slot::from);
                    f.set(RIGHT, item);
                    match (f.get(LEFT), f.get(RIGHT)) {
                        (None, None) => {
                            f.pc = 8;
                            match flush(vm, f)? {
                                Some(Flow::Value(v)) => answer = Answer::Value(v),
                                Some(Flow::Pushed) => return Ok(Next::Wait),
                                None => {}
                            }
                        }
                        (Some(p), Some(q)) => {
                            if take_at_once(vm, f, p, q) {
                                let old = [f.set(LEFT, Slot::NULL), f.set(RIGHT, Slot::NULL)];
                                vm.heap.release_all(old.into_iter());
                                f.pc = 2;
                                continue;
                            }
                            f.set_int(0, GENERAL);
                            f.pc = 5;
                            match flush(vm, f)? {
                                Some(Flow::Value(v)) => answer = Answer::Value(v),
                                Some(Flow::Pushed) => return Ok(Next::Wait),
                                None => {}
                            }
                        }
                        _ => return vm.value_err("Inputs are not the same length"),
                    }
                }
                (5, taken) => {
                    set_total(vm, f, taken);
                    f.pc = 6;
                    let (Some(p), Some(q)) = (f.get(LEFT), f.get(RIGHT)) else { return Err(bug()) };
                    match vm.binary_op(MULTIPLY, p, q, false)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (6, Answer::Value(term)) => {
                    let r = term.r();
                    f.set(TERM, term.into());
                    f.pc = 7;
                    match vm.binary_op(ADD, f.get(TOTAL).ok_or_else(bug)?, r, false)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (7, taken @ Answer::Value(_)) => {
                    set_total(vm, f, taken);
                    let old = [f.set(TERM, Slot::NULL), f.set(LEFT, Slot::NULL), f.set(RIGHT, Slot::NULL)];
                    vm.heap.release_all(old.into_iter());
                    f.pc = 2;
                }
                (8, taken) => {
                    set_total(vm, f, taken);
                    let total = f.set(TOTAL, Slot::NULL).get().ok_or_else(bug)?;
                    return Ok(Next::Done(Own::assume(total)));
                }
                (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                _ => return Err(bug()),
            }
        }
    },
};

/// `Answer::Start`: Python was asked.
fn next_of(vm: &mut Vm, it: Ref) -> Res<Answer> {
    Ok(match vm.next_item(it)? {
        Some(Flow::Value(v)) => Answer::Value(v),
        Some(Flow::Pushed) => Answer::Start,
        None => Answer::Exhausted,
    })
}

fn set_total(vm: &mut Vm, f: &mut NativeFrame, answer: Answer) {
    if let Answer::Value(v) = answer {
        let old = f.set(TOTAL, v.into());
        vm.heap.release(old);
    }
}

/// Adds the product of plain ints or floats, if the way for them is still open.
fn take_at_once(vm: &mut Vm, f: &mut NativeFrame, p: Ref, q: Ref) -> bool {
    let int = |vm: &Vm, r: Ref| if vm.is_exact(r, ids::INT) { vm.bigint(r).map(|n| n.into_owned()) } else { None };
    if f.int(0) == INTS {
        if let (Some(a), Some(b), Some(total)) = (int(vm, p), int(vm, q), f.get(TOTAL)) {
            let so_far: BigInt = vm.bigint(total).map(|n| n.into_owned()).unwrap_or_default();
            let sum = vm.new_bigint(so_far + a * b);
            let old = f.set(TOTAL, sum.into());
            vm.heap.release(old);
            return true;
        }
        f.set_int(0, FLOATS);
    }
    let one_is_float = vm.is_exact(p, ids::FLOAT) || vm.is_exact(q, ids::FLOAT);
    match (as_plain_float(vm, p), as_plain_float(vm, q)) {
        (Some(a), Some(b)) if f.int(0) == FLOATS && one_is_float => {
            let exact = product(a, b);
            f.bytes.extend(exact.hi.to_le_bytes());
            if exact.hi.is_finite() {
                f.bytes.extend(exact.lo.to_le_bytes());
            }
            true
        }
        _ => false,
    }
}

/// The products of floats go into the total. None: there are none.
fn flush(vm: &mut Vm, f: &mut NativeFrame) -> Res<Option<Flow>> {
    if f.bytes.is_empty() {
        return Ok(None);
    }
    let plain = kept_floats(f).sum::<f64>();
    let value = if plain.is_finite() { exact_sum(kept_floats(f)).unwrap_or(plain) } else { plain };
    f.bytes.clear();
    let own = vm.new_float(value);
    let total = f.get(TOTAL).ok_or_else(|| vm_bug!("math.sumprod"))?;
    let mark = vm.mark();
    match vm.binary_op(ADD, total, own.r(), false) {
        Ok(Flow::Pushed) => vm.adapt(mark, pyvarium_vm::core::kinds::HOLD, &[own.into()], &[]).map(Some),
        done => {
            vm.heap.decref_own(own);
            done.map(Some)
        }
    }
}
