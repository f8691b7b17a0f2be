//! Functions of one or two floats, with the words of their errors.
//!
//! CPython: Modules/mathmodule.c (math_1, math_2, loghelper, math_frexp, math_nextafter_impl and their neighbours).

use num_traits::{Signed, ToPrimitive};
use pyvarium_heap::{Body, Ref};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::objects::float_text::repr_float;
use pyvarium_vm::real::{self, libm};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc};

/// What a result that is no number or is infinite means, where the argument was neither.
#[derive(Clone, Copy)]
pub enum Domain {
    /// ValueError: math domain error.
    Plain,
    /// ValueError with these words and the argument.
    Named(&'static str),
    /// An infinite result is OverflowError.
    Overflows,
    /// No error.
    Unchecked,
}

pub fn float(vm: &mut Vm, v: f64) -> Res {
    Ok(Flow::Value(vm.new_float(v)))
}

pub fn domain_error<T>(vm: &mut Vm) -> Res<T> {
    vm.value_err("math domain error")
}

pub fn range_error<T>(vm: &mut Vm) -> Res<T> {
    Err(exc::overflow_error(vm, "math range error"))
}

pub fn one(vm: &mut Vm, args: &Args, f: fn(f64) -> f64, domain: Domain) -> Res {
    let x = vm.real(args.at(0)?)?;
    let r = checked(vm, x, f(x), domain)?;
    float(vm, r)
}

pub fn checked(vm: &mut Vm, x: f64, r: f64, domain: Domain) -> Res<f64> {
    let odd = (r.is_nan() && !x.is_nan()) || (r.is_infinite() && x.is_finite());
    match domain {
        Domain::Unchecked => Ok(r),
        _ if !odd => Ok(r),
        Domain::Overflows if r.is_infinite() => range_error(vm),
        Domain::Named(words) => vm.value_err(&format!("{words}{}", repr_float(x))),
        Domain::Plain | Domain::Overflows => domain_error(vm),
    }
}

/// CPython: math_2.
pub fn two(vm: &mut Vm, args: &Args, f: fn(f64, f64) -> f64) -> Res {
    let (x, y) = (vm.real(args.at(0)?)?, vm.real(args.at(1)?)?);
    let r = f(x, y);
    if r.is_nan() && !x.is_nan() && !y.is_nan() {
        return domain_error(vm);
    }
    if r.is_infinite() && x.is_finite() && y.is_finite() {
        return range_error(vm);
    }
    float(vm, r)
}

pub fn test(vm: &mut Vm, args: &Args, f: fn(f64) -> bool) -> Res {
    let x = vm.real(args.at(0)?)?;
    vm.bool_flow(f(x))
}

/// `ceil`, `floor`, `trunc`: floats at once, others by their own method. Without `f` there is no other way.
pub fn integral(vm: &mut Vm, args: &Args, method: &str, f: Option<fn(f64) -> f64>) -> Res {
    let r = args.at(0)?;
    if let Some(x) = vm.heap.float(r).filter(|_| vm.is_exact(r, ids::FLOAT)) {
        let n = pyvarium_vm::objects::float::trunc_to_int(vm, f.unwrap_or(f64::trunc)(x))?;
        return Ok(Flow::Value(vm.new_bigint(n)));
    }
    let name = vm.intern(method).into_ref();
    if let Some(flow) = vm.call_special_opt(r, name, &[]) {
        return flow;
    }
    let Some(f) = f else {
        let message = format!("type {} doesn't define __trunc__ method", vm.type_name(r));
        return vm.type_err(&message);
    };
    let x = vm.real(r)?;
    let n = pyvarium_vm::objects::float::trunc_to_int(vm, f(x))?;
    Ok(Flow::Value(vm.new_bigint(n)))
}

pub fn fma(vm: &mut Vm, args: &Args) -> Res {
    let (x, y, z) = (vm.real(args.at(0)?)?, vm.real(args.at(1)?)?, vm.real(args.at(2)?)?);
    let r = x.mul_add(y, z);
    if r.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        return vm.value_err("invalid operation in fma");
    }
    if r.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        return Err(exc::overflow_error(vm, "overflow in fma"));
    }
    float(vm, r)
}

pub fn fmod(vm: &mut Vm, args: &Args) -> Res {
    let (x, y) = (vm.real(args.at(0)?)?, vm.real(args.at(1)?)?);
    if y.is_infinite() && x.is_finite() {
        return float(vm, x);
    }
    let r = x % y;
    if r.is_nan() && !x.is_nan() && !y.is_nan() {
        return domain_error(vm);
    }
    float(vm, r)
}

pub fn pow(vm: &mut Vm, args: &Args) -> Res {
    let (x, y) = (vm.real(args.at(0)?)?, vm.real(args.at(1)?)?);
    let r = real::pow(x, y);
    if x.is_finite() && y.is_finite() {
        if r.is_nan() || (r.is_infinite() && x == 0.0) {
            return domain_error(vm);
        }
        if r.is_infinite() {
            return range_error(vm);
        }
    }
    float(vm, r)
}

pub fn frexp(vm: &mut Vm, args: &Args) -> Res {
    let x = vm.real(args.at(0)?)?;
    let (m, e) = if x == 0.0 || !x.is_finite() { (x, 0) } else { libm::frexp(x) };
    let slots = vec![vm.new_float(m).into(), vm.new_int(i64::from(e)).into()];
    Ok(Flow::Value(vm.tuple_from_slots(slots)))
}

pub fn modf(vm: &mut Vm, args: &Args) -> Res {
    let x = vm.real(args.at(0)?)?;
    let (fraction, whole) = if x.is_infinite() { (0f64.copysign(x), x) } else { ((x - x.trunc()).copysign(x), x.trunc()) };
    let fraction = if x.is_nan() { x } else { fraction };
    let slots = vec![vm.new_float(fraction).into(), vm.new_float(whole).into()];
    Ok(Flow::Value(vm.tuple_from_slots(slots)))
}

pub fn ldexp(vm: &mut Vm, args: &Args) -> Res {
    let x = vm.real(args.at(0)?)?;
    let i = args.at(1)?;
    if !vm.is_instance_of(i, ids::INT) {
        return vm.type_err("Expected an int as second argument to ldexp.");
    }
    let e = vm.index_clamped(i)?;
    if x == 0.0 || !x.is_finite() {
        return float(vm, x);
    }
    let r = libm::scalbn(x, e.clamp(-4000, 4000) as i32);
    if r.is_infinite() {
        return range_error(vm);
    }
    float(vm, r)
}

pub fn ulp(vm: &mut Vm, args: &Args) -> Res {
    let x = vm.real(args.at(0)?)?.abs();
    if x.is_nan() || x.is_infinite() {
        return float(vm, x);
    }
    let next = libm::nextafter(x, f64::INFINITY);
    let r = if next.is_infinite() { x - libm::nextafter(x, f64::NEG_INFINITY) } else { next - x };
    float(vm, r)
}

/// Floats in the order of their bits, so that steps are differences.
fn place(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
}

pub fn nextafter(vm: &mut Vm, args: &Args) -> Res {
    let (x, y) = (vm.real(args.at(0)?)?, vm.real(args.at(1)?)?);
    let Some(steps) = args.get(2).filter(|s| *s != vm.one.none) else {
        let r = libm::nextafter(x, y);
        return float(vm, r);
    };
    let steps = match vm.bigint(steps).map(|n| n.into_owned()) {
        Some(n) => n,
        None => vm.index_clamped(steps)?.into(),
    };
    if steps.is_negative() {
        return vm.value_err("steps must be a non-negative integer");
    }
    let steps = steps.to_u64().unwrap_or(u64::MAX);
    if steps == 0 || x.is_nan() {
        return float(vm, x);
    }
    if y.is_nan() || x == y {
        return float(vm, y);
    }
    let (from, to) = (i128::from(place(x)), i128::from(place(y)));
    let far = i128::from(steps);
    let at = if from < to { (from + far).min(to) } else { (from - far).max(to) } as i64;
    if at == place(y) {
        return float(vm, y);
    }
    let bits = if at < 0 { i64::MIN.wrapping_sub(at) } else { at };
    let zero = if at == 0 { 0f64.copysign(x) } else { f64::from_bits(bits as u64) };
    float(vm, zero)
}

pub fn isclose(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (vm.real(args.at(0)?)?, vm.real(args.at(1)?)?);
    let given = |vm: &mut Vm, i: usize, default: f64| args.get(i).map_or(Ok(default), |r| vm.real(r));
    let (rel, abs) = (given(vm, 2, 1e-9)?, given(vm, 3, 0.0)?);
    if rel < 0.0 || abs < 0.0 {
        return vm.value_err("tolerances must be non-negative");
    }
    let diff = (b - a).abs();
    let close = a == b || (a.is_finite() && b.is_finite() && (diff <= (rel * b).abs() || diff <= (rel * a).abs() || diff <= abs));
    vm.bool_flow(close)
}

/// The logarithm of any real number, beyond the floats too. CPython: loghelper.
fn logarithm(vm: &mut Vm, r: Ref, f: fn(f64) -> f64) -> Res<f64> {
    if !vm.is_instance_of(r, ids::INT) && vm.heap.float(r).is_none() && !vm.has_slot(r, SlotId::Float) && vm.has_slot(r, SlotId::Index) {
        return Err(Stop::Convert(pyvarium_vm::stop::Convert::Index, r));
    }
    if let Body::Int(_) | Body::BigInt(_) = vm.heap.body(r) {
        let n = vm.bigint(r).map(|n| n.into_owned()).unwrap_or_default();
        if !n.is_positive() {
            return vm.value_err("expected a positive input");
        }
        if let Some(x) = n.to_f64().filter(|x| x.is_finite()) {
            return Ok(f(x));
        }
        // n = m * 2**e, with m rounded as a float is.
        let e = n.bits() as i64 - 64;
        let top = &n >> (e as u64);
        let sticky = (&top << (e as u64)) != n;
        let bits = top.to_u64().unwrap_or(u64::MAX) | u64::from(sticky);
        let x = libm::scalbn(bits as f64, -64);
        return Ok(f(x) + f(2.0) * (e + 64) as f64);
    }
    let x = vm.real(r)?;
    let r = f(x);
    checked(vm, x, r, Domain::Named("expected a positive input, got "))
}

pub fn logarithm_of(vm: &mut Vm, args: &Args, f: fn(f64) -> f64) -> Res {
    let v = logarithm(vm, args.at(0)?, f)?;
    float(vm, v)
}

pub fn log(vm: &mut Vm, args: &Args) -> Res {
    let x = logarithm(vm, args.at(0)?, real::log)?;
    let Some(base) = args.get(1) else { return float(vm, x) };
    let base = logarithm(vm, base, real::log)?;
    if base == 0.0 {
        return Err(exc::zero_division_error(vm, "division by zero"));
    }
    float(vm, x / base)
}
