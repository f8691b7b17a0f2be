//! `complex`: two floats. How one is made: `complex_new`.
//!
//! CPython: Objects/complexobject.c.

use std::rc::Rc;

use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::objects::complex_new;
use crate::protocol::compare::{EQ, NE};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

/// Real part, imaginary part.
pub type Complex = (f64, f64);

pub static COMPLEX: TypeDef = TypeDef {
    name: "complex",
    base: Some(ids::OBJECT),
    layout: Layout::Complex,
    flags: flags::BASETYPE,
    basicsize: 32,
    doc: Some(
        "Create a complex number from a string or numbers.\n\nIf a string is given, parse it as a complex number.\n\
         If a single number is given, convert it to a complex number.\nIf the 'real' or 'imag' arguments are given, create a \
         complex number\nwith the specified real and imaginary components.",
    ),
    slots: &[
        (SlotId::Repr, |vm, a| {
            let (re, im) = value(vm, a)?;
            Ok(Flow::Value(vm.new_str(&pyvarium_code::text::complex_repr(re, im))))
        }),
        (SlotId::Hash, crate::protocol::hash::value_hash),
        (SlotId::RichCompare, complex_richcompare),
        (SlotId::Add, |vm, a| arithmetic(vm, a, sum)),
        (SlotId::Subtract, |vm, a| arithmetic(vm, a, difference)),
        (SlotId::Multiply, |vm, a| arithmetic(vm, a, product_of)),
        (SlotId::TrueDivide, |vm, a| arithmetic(vm, a, quotient_of)),
        (SlotId::Power, complex_pow),
        (SlotId::Negative, |vm, a| {
            let (re, im) = value(vm, a)?;
            Ok(Flow::Value(vm.new_complex(-re, -im)))
        }),
        (SlotId::Positive, exact_copy),
        (SlotId::Absolute, complex_abs),
        (SlotId::Bool, |vm, a| {
            let (re, im) = value(vm, a)?;
            vm.bool_flow(re != 0.0 || im != 0.0)
        }),
    ],
    new: Some(("*args, **kwargs", complex_new::complex_new)),
    methods: &[
        FnDef::class("from_number", "number, /", complex_new::from_number),
        FnDef::new("conjugate", "", |vm, a| {
            let (re, im) = value(vm, a)?;
            Ok(Flow::Value(vm.new_complex(re, -im)))
        }),
        FnDef::new("__complex__", "", exact_copy),
        FnDef::new("__getnewargs__", "", |vm, a| {
            let (re, im) = value(vm, a)?;
            let (re, im) = (vm.new_float(re), vm.new_float(im));
            Ok(Flow::Value(vm.tuple_from_slots(vec![re.into(), im.into()])))
        }),
        FnDef::new("__format__", "format_spec, /", |vm, a| crate::objects::object::with_spec(vm, a, complex_format)),
    ],
    getset: &[
        GetSetDef::member("real", |vm, a| {
            let (re, _) = value(vm, a)?;
            Ok(Flow::Value(vm.new_float(re)))
        }),
        GetSetDef::member("imag", |vm, a| {
            let (_, im) = value(vm, a)?;
            Ok(Flow::Value(vm.new_float(im)))
        }),
    ],
    ..TYPE_DEFAULT
};

impl Vm {
    pub fn new_complex(&mut self, re: f64, im: f64) -> Own {
        let ty = self.ty(ids::COMPLEX);
        self.heap.alloc(ty, Body::Complex(Rc::new((re, im))), Shape::plain(32))
    }

    /// The number in a complex (or subclass).
    pub fn complex(&self, r: Ref) -> Option<Complex> {
        match self.heap.body(r) {
            Body::Complex(z) => Some(**z),
            _ => None,
        }
    }
}

fn value(vm: &Vm, args: &Args) -> Res<Complex> {
    Ok(vm.complex(args.at(0)?).unwrap_or_default())
}

fn exact_copy(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if vm.is_exact(r, ids::COMPLEX) {
        return vm.own_flow(r);
    }
    let (re, im) = value(vm, args)?;
    Ok(Flow::Value(vm.new_complex(re, im)))
}

/// One side of an operation. A real one is not widened: 1 - 0j keeps its sign of zero.
#[derive(Clone, Copy)]
enum Side {
    Real(f64),
    Full(Complex),
}

impl Side {
    fn full(self) -> Complex {
        match self {
            Side::Real(x) => (x, 0.0),
            Side::Full(z) => z,
        }
    }
}

fn side(vm: &mut Vm, r: Ref) -> Res<Option<Side>> {
    match vm.heap.body(r) {
        Body::Complex(z) => Ok(Some(Side::Full(**z))),
        Body::Float(x) => Ok(Some(Side::Real(*x))),
        Body::Int(_) | Body::BigInt(_) => Ok(Some(Side::Real(vm.float_from_int(r)?))),
        _ => Ok(None),
    }
}

fn sides(vm: &mut Vm, args: &Args) -> Res<Option<(Side, Side)>> {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let Some(x) = side(vm, a)? else { return Ok(None) };
    Ok(side(vm, b)?.map(|y| (x, y)))
}

/// `f` answers None for a division by zero.
fn arithmetic(vm: &mut Vm, args: &Args, f: fn(Side, Side) -> Option<Complex>) -> Res {
    match sides(vm, args)? {
        None => vm.not_implemented(),
        Some((a, b)) => match f(a, b) {
            Some((re, im)) => Ok(Flow::Value(vm.new_complex(re, im))),
            None => Err(exc::zero_division_error(vm, "division by zero")),
        },
    }
}

fn sum(a: Side, b: Side) -> Option<Complex> {
    Some(match (a, b) {
        (Side::Full(z), Side::Real(x)) | (Side::Real(x), Side::Full(z)) => (z.0 + x, z.1),
        (a, b) => (a.full().0 + b.full().0, a.full().1 + b.full().1),
    })
}

fn difference(a: Side, b: Side) -> Option<Complex> {
    Some(match (a, b) {
        (Side::Full(z), Side::Real(x)) => (z.0 - x, z.1),
        (Side::Real(x), Side::Full(z)) => (x - z.0, -z.1),
        (a, b) => (a.full().0 - b.full().0, a.full().1 - b.full().1),
    })
}

fn product_of(a: Side, b: Side) -> Option<Complex> {
    Some(match (a, b) {
        (Side::Full(z), Side::Real(x)) | (Side::Real(x), Side::Full(z)) => (z.0 * x, z.1 * x),
        (a, b) => product(a.full(), b.full()),
    })
}

/// With the infinities that would come out as NaN put right. CPython: _Py_c_prod, after C11 G.5.1.
fn product(z: Complex, w: Complex) -> Complex {
    let ((mut a, mut b), (mut c, mut d)) = (z, w);
    let (ac, bd, ad, bc) = (a * c, b * d, a * d, b * c);
    let result = (ac - bd, ad + bc);
    if !(result.0.is_nan() && result.1.is_nan()) {
        return result;
    }
    let boxed = |x: f64| (if x.is_infinite() { 1f64 } else { 0.0 }).copysign(x);
    let tamed = |x: f64| if x.is_nan() { 0f64.copysign(x) } else { x };
    let mut again = false;
    if a.is_infinite() || b.is_infinite() {
        (a, b, c, d) = (boxed(a), boxed(b), tamed(c), tamed(d));
        again = true;
    }
    if c.is_infinite() || d.is_infinite() {
        (c, d, a, b) = (boxed(c), boxed(d), tamed(a), tamed(b));
        again = true;
    }
    if !again && [ac, bd, ad, bc].iter().any(|x| x.is_infinite()) {
        (a, b, c, d) = (tamed(a), tamed(b), tamed(c), tamed(d));
        again = true;
    }
    if again { (f64::INFINITY * (a * c - b * d), f64::INFINITY * (a * d + b * c)) } else { result }
}

fn quotient_of(a: Side, b: Side) -> Option<Complex> {
    match (a, b) {
        (Side::Full(_), Side::Real(0.0)) => None,
        (Side::Full(z), Side::Real(x)) => Some((z.0 / x, z.1 / x)),
        (Side::Real(x), Side::Full(w)) => {
            divide(w, |ratio, denom, by_real| if by_real { (x / denom, (-x * ratio) / denom) } else { ((x * ratio) / denom, (-x) / denom) })
                .map(|r| recovered((x, 0.0), w, r))
        }
        (a, b) => quotient(a.full(), b.full()),
    }
}

/// CPython: _Py_c_quot (Smith's method).
fn quotient(z: Complex, w: Complex) -> Option<Complex> {
    let r = divide(w, |ratio, denom, by_real| {
        if by_real {
            ((z.0 + z.1 * ratio) / denom, (z.1 - z.0 * ratio) / denom)
        } else {
            ((z.0 * ratio + z.1) / denom, (z.1 * ratio - z.0) / denom)
        }
    })?;
    Some(recovered(z, w, r))
}

fn divide(w: Complex, f: impl Fn(f64, f64, bool) -> Complex) -> Option<Complex> {
    let (re, im) = (w.0.abs(), w.1.abs());
    if re >= im {
        if re == 0.0 {
            return None;
        }
        let ratio = w.1 / w.0;
        return Some(f(ratio, w.0 + w.1 * ratio, true));
    }
    if im >= re {
        let ratio = w.0 / w.1;
        return Some(f(ratio, w.0 * ratio + w.1, false));
    }
    Some((f64::NAN, f64::NAN))
}

/// Infinities and zeros that came out as NaN, after C11 G.5.2.
fn recovered(z: Complex, w: Complex, r: Complex) -> Complex {
    if !(r.0.is_nan() && r.1.is_nan()) {
        return r;
    }
    let boxed = |x: f64| (if x.is_infinite() { 1f64 } else { 0.0 }).copysign(x);
    let infinite = |z: Complex| z.0.is_infinite() || z.1.is_infinite();
    let finite = |z: Complex| z.0.is_finite() && z.1.is_finite();
    if infinite(z) && finite(w) {
        let (x, y) = (boxed(z.0), boxed(z.1));
        return (f64::INFINITY * (x * w.0 + y * w.1), f64::INFINITY * (y * w.0 - x * w.1));
    }
    if infinite(w) && finite(z) {
        let (x, y) = (boxed(w.0), boxed(w.1));
        return (0.0 * (z.0 * x + z.1 * y), 0.0 * (z.1 * x - z.0 * y));
    }
    r
}

/// CPython: complex_pow.
fn complex_pow(vm: &mut Vm, args: &Args) -> Res {
    let Some((a, b)) = sides(vm, args)? else { return vm.not_implemented() };
    if args.get(2).is_some_and(|m| m != vm.one.none) {
        return vm.value_err("complex modulo");
    }
    complex_power(vm, a.full(), b.full())
}

/// `a ** b`; the exponent may be anything.
pub fn complex_power(vm: &mut Vm, a: Complex, b: Complex) -> Res {
    let result = if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 { integer_power(a, b.0 as i64) } else { power(a, b) };
    match result {
        None => Err(exc::zero_division_error(vm, "zero to a negative or complex power")),
        Some((re, im)) if re.is_infinite() || im.is_infinite() => Err(exc::overflow_error(vm, "complex exponentiation")),
        Some((re, im)) => Ok(Flow::Value(vm.new_complex(re, im))),
    }
}

fn integer_power(x: Complex, n: i64) -> Option<Complex> {
    let raised = |n: i64| {
        let (mut result, mut power) = ((1.0, 0.0), x);
        let mut mask = 1;
        while mask <= n {
            if n & mask != 0 {
                result = product(result, power);
            }
            mask <<= 1;
            power = product(power, power);
        }
        result
    };
    if n > 0 { Some(raised(n)) } else { quotient((1.0, 0.0), raised(-n)) }
}

fn power(a: Complex, b: Complex) -> Option<Complex> {
    if b == (0.0, 0.0) {
        return Some((1.0, 0.0));
    }
    if a == (0.0, 0.0) {
        return if b.1 != 0.0 || b.0 < 0.0 { None } else { Some((0.0, 0.0)) };
    }
    let size = crate::real::hypot(a.0, a.1);
    let mut len = crate::real::pow(size, b.0);
    let at = libm::atan2(a.1, a.0);
    let mut phase = at * b.0;
    if b.1 != 0.0 {
        len *= crate::real::exp(-at * b.1);
        phase += b.1 * crate::real::log(size);
    }
    Some((len * libm::cos(phase), len * libm::sin(phase)))
}

fn complex_abs(vm: &mut Vm, args: &Args) -> Res {
    let (re, im) = value(vm, args)?;
    let size = crate::real::hypot(re, im);
    if size.is_infinite() && re.is_finite() && im.is_finite() {
        return Err(exc::overflow_error(vm, "absolute value too large"));
    }
    Ok(Flow::Value(vm.new_float(size)))
}

fn complex_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let b = args.at(1)?;
    if args.op != EQ && args.op != NE {
        return vm.not_implemented();
    }
    let (re, im) = value(vm, args)?;
    let equal = match vm.heap.body(b) {
        Body::Complex(w) => (re, im) == **w,
        Body::Float(x) => re == *x && im == 0.0,
        Body::Int(_) | Body::BigInt(_) if im == 0.0 => {
            let real = vm.new_float(re);
            let flow = vm.richcompare(real.r(), b, args.op);
            vm.heap.decref_own(real);
            return flow;
        }
        Body::Int(_) | Body::BigInt(_) => false,
        _ => return vm.not_implemented(),
    };
    vm.bool_flow(equal == (args.op == EQ))
}

fn complex_format(vm: &mut Vm, args: &Args) -> Res {
    let (r, spec) = (args.at(0)?, args.at(1)?);
    let text = vm.heap.str_lossy(spec);
    if text.is_empty() {
        return vm.str(r);
    }
    let (re, im) = value(vm, args)?;
    match vm.format_spec(r, &text)?.complex(re, im) {
        Ok(out) => Ok(Flow::Value(vm.new_str(&out))),
        Err(message) => vm.bad_format(r, &message),
    }
}
