//! `int`: machine-sized at heart, any size in full.
//!
//! CPython: Objects/longobject.c.

use std::borrow::Cow;
use std::rc::Rc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::holds;
use crate::slots::SlotId;
use crate::stop::{Convert, Flow, Halt, Res, Stop};
use crate::vm::Vm;

pub static INT: TypeDef = TypeDef {
    name: "int",
    base: Some(ids::OBJECT),
    layout: Layout::Int,
    flags: flags::BASETYPE | flags::MATCH_SELF,
    basicsize: 24,
    itemsize: 4,
    slots: &[
        (SlotId::Repr, crate::objects::int_text::int_repr),
        (SlotId::Hash, crate::protocol::hash::value_hash),
        (SlotId::RichCompare, int_richcompare),
        (SlotId::Add, |vm, a| arithmetic(vm, a, |x, y| x.checked_add(y), |x, y| x + y)),
        (SlotId::Subtract, |vm, a| arithmetic(vm, a, |x, y| x.checked_sub(y), |x, y| x - y)),
        (SlotId::Multiply, int_mul),
        (SlotId::Remainder, |vm, a| divide(vm, a, "%")),
        (SlotId::FloorDivide, |vm, a| divide(vm, a, "//")),
        (SlotId::Divmod, |vm, a| divide(vm, a, "divmod")),
        (SlotId::TrueDivide, int_truediv),
        (SlotId::Power, int_pow),
        (SlotId::Negative, |vm, a| unary(vm, a, |x| -x)),
        (SlotId::Positive, |vm, a| unary(vm, a, |x| x)),
        (SlotId::Absolute, |vm, a| unary(vm, a, |x| x.abs())),
        (SlotId::Invert, |vm, a| unary(vm, a, |x| -x - 1)),
        (SlotId::Bool, int_bool),
        (SlotId::Lshift, int_lshift),
        (SlotId::Rshift, int_rshift),
        (SlotId::And, |vm, a| arithmetic(vm, a, |x, y| Some(x & y), |x, y| x & y)),
        (SlotId::Or, |vm, a| arithmetic(vm, a, |x, y| Some(x | y), |x, y| x | y)),
        (SlotId::Xor, |vm, a| arithmetic(vm, a, |x, y| Some(x ^ y), |x, y| x ^ y)),
        (SlotId::Int, |vm, a| unary(vm, a, |x| x)),
        (SlotId::Index, |vm, a| unary(vm, a, |x| x)),
        (SlotId::Float, int_float),
    ],
    new: Some(("x=0, /, base=10", crate::objects::int_text::int_new)),
    methods: &[
        FnDef::new("bit_length", "", |vm, a| {
            let n = vm.bigint(a.at(0)?).map_or(0, |n| n.bits());
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        FnDef::new("bit_count", "", |vm, a| {
            let n = vm.bigint(a.at(0)?).map_or(0, |n| n.magnitude().count_ones());
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        FnDef::new("to_bytes", "length=1, byteorder='big', *, signed=False", crate::objects::int_bytes::to_bytes),
        FnDef::class("from_bytes", "bytes, byteorder='big', *, signed=False", crate::objects::int_bytes::from_bytes),
        FnDef::new("conjugate", "", |vm, a| unary(vm, a, |x| x)),
        FnDef::new("is_integer", "", |vm, _| vm.bool_flow(true)),
        FnDef::new("as_integer_ratio", "", |vm, a| {
            let n = unary(vm, a, |x| x)?;
            let n = vm.value_of(n)?;
            let one = vm.new_int(1);
            Ok(Flow::Value(vm.tuple_from_slots(vec![n.into(), one.into()])))
        }),
        FnDef::new("__format__", "format_spec, /", |vm, a| crate::objects::object::with_spec(vm, a, crate::objects::int_text::int_format)),
        FnDef::new("__round__", "ndigits=None, /", int_round),
        FnDef::new("__sizeof__", "", crate::objects::object::object_sizeof),
        FnDef::new("__trunc__", "", |vm, a| unary(vm, a, |x| x)),
        FnDef::new("__floor__", "", |vm, a| unary(vm, a, |x| x)),
        FnDef::new("__ceil__", "", |vm, a| unary(vm, a, |x| x)),
        FnDef::new("__getnewargs__", "", |vm, a| {
            let n = unary(vm, a, |x| x)?;
            let n = vm.value_of(n)?;
            Ok(Flow::Value(vm.tuple_from_slots(vec![n.into()])))
        }),
    ],
    getset: &[
        GetSetDef::ro("real", |vm, a| unary(vm, a, |x| x)),
        GetSetDef::ro("imag", |vm, _| Ok(Flow::Value(vm.new_int(0)))),
        GetSetDef::ro("numerator", |vm, a| unary(vm, a, |x| x)),
        GetSetDef::ro("denominator", |vm, _| Ok(Flow::Value(vm.new_int(1)))),
    ],
    ..TYPE_DEFAULT
};

/// Unit: bits of one digit.
pub const DIGIT_BITS: u64 = 30;

impl Vm {
    /// An int object; -5 to 256 exist once.
    #[inline]
    pub fn new_int(&mut self, n: i64) -> Own {
        if (-5..=256).contains(&n)
            && let Some(r) = self.one.small_ints.get((n + 5) as usize)
        {
            return Own::assume(*r);
        }
        let ty = self.ty(ids::INT);
        let digits = (64 - n.unsigned_abs().leading_zeros()).div_ceil(30).max(1);
        self.heap.alloc(ty, Body::Int(n), Shape::plain(24 + 4 * digits))
    }

    pub fn new_bigint(&mut self, n: BigInt) -> Own {
        if let Some(small) = n.to_i64() {
            return self.new_int(small);
        }
        let ty = self.ty(ids::INT);
        let digits = n.bits().div_ceil(DIGIT_BITS) as u32;
        self.heap.alloc(ty, Body::BigInt(Rc::new(n)), Shape::plain(24 + 4 * digits))
    }

    /// The number in an int (or bool, or subclass).
    pub fn bigint(&self, r: Ref) -> Option<Cow<'_, BigInt>> {
        match self.heap.body(r) {
            Body::Int(n) => Some(Cow::Owned(BigInt::from(*n))),
            Body::BigInt(n) => Some(Cow::Borrowed(n)),
            _ => None,
        }
    }

    /// An index as `__index__` gives it, for natives that take machine ints. Beyond 64 bits it is
    /// cut to the nearest end, as `PyNumber_AsSsize_t(x, NULL)` does.
    pub fn index_clamped(&mut self, r: Ref) -> Res<i64> {
        match self.heap.body(r) {
            Body::Int(n) => Ok(*n),
            Body::BigInt(n) => Ok(if n.sign() == Sign::Minus { i64::MIN } else { i64::MAX }),
            _ if self.has_slot(r, SlotId::Index) => match self.converted.iter().find(|(from, _)| *from == r) {
                Some((_, made)) if *made != r => self.index_clamped(*made),
                _ => Err(Stop::Convert(Convert::Index, r)),
            },
            _ => {
                let message = format!("'{}' object cannot be interpreted as an integer", self.type_name(r));
                self.type_err(&message)
            }
        }
    }

    /// As `index_clamped`, but too large is OverflowError.
    pub fn index(&mut self, r: Ref) -> Res<i64> {
        if let Body::BigInt(_) = self.heap.body(r) {
            return Err(exc::overflow_error(self, "Python int too large to convert to C ssize_t"));
        }
        self.index_clamped(r)
    }
}

fn unary(vm: &mut Vm, args: &Args, f: fn(BigInt) -> BigInt) -> Res {
    let r = args.at(0)?;
    match vm.bigint(r).map(Cow::into_owned) {
        Some(n) => {
            let result = f(n);
            // An exact int that comes out unchanged is the same object.
            if vm.is_exact(r, ids::INT) && vm.bigint(r).is_some_and(|x| *x == result) {
                return vm.own_flow(r);
            }
            Ok(Flow::Value(vm.new_bigint(result)))
        }
        None => vm.not_implemented(),
    }
}

fn both(vm: &Vm, args: &Args) -> Option<(Ref, Ref)> {
    let (a, b) = (args.get(0)?, args.get(1)?);
    let is_int = |r: Ref| matches!(vm.heap.body(r), Body::Int(_) | Body::BigInt(_));
    (is_int(a) && is_int(b)).then_some((a, b))
}

fn arithmetic(vm: &mut Vm, args: &Args, small: fn(i64, i64) -> Option<i64>, big: fn(&BigInt, &BigInt) -> BigInt) -> Res {
    let Some((a, b)) = both(vm, args) else { return vm.not_implemented() };
    if let (Body::Int(x), Body::Int(y)) = (vm.heap.body(a), vm.heap.body(b))
        && let Some(n) = small(*x, *y)
    {
        return Ok(Flow::Value(vm.new_int(n)));
    }
    let result = match (vm.bigint(a), vm.bigint(b)) {
        (Some(x), Some(y)) => big(&x, &y),
        _ => return vm.not_implemented(),
    };
    vm.check_bits(result.bits())?;
    Ok(Flow::Value(vm.new_bigint(result)))
}

impl Vm {
    /// Refuses a number that would not fit the host's memory. Unit: bits.
    pub fn check_bits(&self, bits: u64) -> Res<()> {
        self.check_bytes(bits / 8)
    }

    /// Refuses a multiplication-like job that cannot be cut and would take seconds. Unit: bits.
    pub fn check_work(&mut self, bits: u64, what: &str) -> Res<()> {
        if bits > WORK_LIMIT_BITS {
            return Err(Stop::Halt(Box::new(Halt::WorkLimit { what: what.to_owned() })));
        }
        Ok(())
    }
}

/// About 100 ms of one multiplication in wasm.
const WORK_LIMIT_BITS: u64 = 16_000_000;

fn int_mul(vm: &mut Vm, args: &Args) -> Res {
    if let Some((a, b)) = both(vm, args) {
        let bits = vm.bigint(a).map_or(0, |x| x.bits()) + vm.bigint(b).map_or(0, |x| x.bits());
        vm.check_work(bits, "a multiplication of huge ints")?;
    }
    arithmetic(vm, args, |x, y| x.checked_mul(y), |x, y| x * y)
}

fn divide(vm: &mut Vm, args: &Args, what: &str) -> Res {
    let Some((a, b)) = both(vm, args) else { return vm.not_implemented() };
    let (x, y) = match (vm.bigint(a), vm.bigint(b)) {
        (Some(x), Some(y)) => (x.into_owned(), y.into_owned()),
        _ => return vm.not_implemented(),
    };
    if y.is_zero() {
        return Err(exc::zero_division_error(vm, "division by zero"));
    }
    vm.check_work(x.bits(), "a division of huge ints")?;
    let (q, r) = x.div_mod_floor(&y);
    match what {
        "//" => Ok(Flow::Value(vm.new_bigint(q))),
        "%" => Ok(Flow::Value(vm.new_bigint(r))),
        _ => {
            let (q, r) = (vm.new_bigint(q), vm.new_bigint(r));
            Ok(Flow::Value(vm.tuple_from_slots(vec![q.into(), r.into()])))
        }
    }
}

/// Correctly rounded quotient. CPython: long_true_divide.
fn int_truediv(vm: &mut Vm, args: &Args) -> Res {
    let Some((a, b)) = both(vm, args) else { return vm.not_implemented() };
    let (x, y) = match (vm.bigint(a), vm.bigint(b)) {
        (Some(x), Some(y)) => (x.into_owned(), y.into_owned()),
        _ => return vm.not_implemented(),
    };
    if y.is_zero() {
        return Err(exc::zero_division_error(vm, "division by zero"));
    }
    match true_divide(&x, &y) {
        Some(v) => Ok(Flow::Value(vm.new_float(v))),
        None => Err(exc::overflow_error(vm, "integer division result too large for a float")),
    }
}

fn true_divide(x: &BigInt, y: &BigInt) -> Option<f64> {
    if let (Some(a), Some(b)) = (x.to_i64(), y.to_i64())
        && a.unsigned_abs() < 1 << 53
        && b.unsigned_abs() < 1 << 53
    {
        return Some(a as f64 / b as f64);
    }
    let negative = (x.sign() == Sign::Minus) != (y.sign() == Sign::Minus);
    let (x, y) = (x.magnitude().clone(), y.magnitude().clone());
    // Scale so that the quotient has at least 55 bits; the rest only matters as sticky.
    let shift = 66 - (x.bits() as i64 - y.bits() as i64);
    let (num, den) = if shift >= 0 { (x << shift as u64, y) } else { (x, y << (-shift) as u64) };
    let (q, r) = num.div_rem(&den);
    let mut q = q;
    if !r.is_zero() {
        q |= num_bigint::BigUint::one();
    }
    let v = scale(&q, -shift)?;
    Some(if negative { -v } else { v })
}

/// `q * 2**exponent`, rounded once to nearest even; None on overflow.
pub fn scale(q: &num_bigint::BigUint, exponent: i64) -> Option<f64> {
    let bits = q.bits() as i64;
    if bits == 0 {
        return Some(0.0);
    }
    let top = bits + exponent;
    if top > 1024 {
        return None;
    }
    // Bits that the result keeps: fewer for subnormals.
    let keep = 53.min(top + 1074);
    if keep < 0 {
        return Some(0.0);
    }
    let drop = bits - keep;
    let mantissa = if drop > 0 {
        let floor = q >> drop as u64;
        let rest = q - (&floor << drop as u64);
        let half = num_bigint::BigUint::one() << (drop - 1) as u64;
        let up = rest > half || (rest == half && floor.bit(0));
        if up { floor + 1u32 } else { floor }
    } else {
        q.clone()
    };
    let e = exponent + drop.max(0);
    let m = mantissa.to_u64()? as f64;
    let v = if e < -1000 {
        m * 2f64.powi(-1000) * 2f64.powi((e + 1000) as i32)
    } else if e > 900 {
        m * 2f64.powi(900) * 2f64.powi((e - 900) as i32)
    } else {
        m * 2f64.powi(e as i32)
    };
    v.is_finite().then_some(v)
}

impl Vm {
    /// The float nearest to an int; OverflowError beyond.
    pub fn float_from_int(&mut self, r: Ref) -> Res<f64> {
        let v = match self.heap.body(r) {
            Body::Int(n) => Some(*n as f64),
            Body::BigInt(n) => scale(n.magnitude(), 0).map(|v| if n.sign() == Sign::Minus { -v } else { v }),
            _ => None,
        };
        match v {
            Some(v) => Ok(v),
            None => Err(exc::overflow_error(self, "int too large to convert to float")),
        }
    }
}

fn int_float(vm: &mut Vm, args: &Args) -> Res {
    let v = vm.float_from_int(args.at(0)?)?;
    Ok(Flow::Value(vm.new_float(v)))
}

/// CPython: long_pow.
fn int_pow(vm: &mut Vm, args: &Args) -> Res {
    let Some((a, b)) = both(vm, args) else { return vm.not_implemented() };
    let (x, y) = match (vm.bigint(a), vm.bigint(b)) {
        (Some(x), Some(y)) => (x.into_owned(), y.into_owned()),
        _ => return vm.not_implemented(),
    };
    let modulus = args.get(2).filter(|m| *m != vm.one.none);
    if let Some(m) = modulus {
        let Some(m) = vm.bigint(m).map(Cow::into_owned) else { return vm.not_implemented() };
        if m.is_zero() {
            return vm.value_err("pow() 3rd argument cannot be 0");
        }
        let base = if y.is_negative() {
            match x.modinv(&m.abs()) {
                Some(inverse) => inverse,
                None => return vm.value_err("base is not invertible for the given modulus"),
            }
        } else {
            x
        };
        vm.check_work(m.bits().saturating_mul(y.bits().max(1)) / 64, "a modular power of huge ints")?;
        let result = base.modpow(&y.abs(), &m);
        return Ok(Flow::Value(vm.new_bigint(result)));
    }
    if y.is_negative() {
        let (p, q) = (vm.float_from_int(a)?, vm.float_from_int(b)?);
        return crate::objects::float::float_pow(vm, p, q);
    }
    let small = x.is_zero() || x.is_one() || x == BigInt::from(-1);
    let exponent = match y.to_u32() {
        Some(e) => e,
        None if small => u32::from(y.bit(0)) + 2,
        None => {
            return Err(Stop::Halt(Box::new(Halt::WorkLimit { what: "a power of ints with a huge exponent".to_owned() })));
        }
    };
    if !small {
        vm.check_work(x.bits().saturating_mul(u64::from(exponent)), "a huge power of ints")?;
    }
    Ok(Flow::Value(vm.new_bigint(x.pow(exponent))))
}

fn int_bool(vm: &mut Vm, args: &Args) -> Res {
    let yes = vm.bigint(args.at(0)?).is_some_and(|n| !n.is_zero());
    vm.bool_flow(yes)
}

fn int_lshift(vm: &mut Vm, args: &Args) -> Res {
    let Some((a, b)) = both(vm, args) else { return vm.not_implemented() };
    let (x, y) = match (vm.bigint(a), vm.bigint(b)) {
        (Some(x), Some(y)) => (x.into_owned(), y.into_owned()),
        _ => return vm.not_implemented(),
    };
    if y.is_negative() {
        return vm.value_err("negative shift count");
    }
    if x.is_zero() {
        return Ok(Flow::Value(vm.new_int(0)));
    }
    let Some(n) = y.to_u64() else { return Err(exc::overflow_error(vm, "too many digits in integer")) };
    vm.check_bits(x.bits().saturating_add(n))?;
    Ok(Flow::Value(vm.new_bigint(x << n)))
}

fn int_rshift(vm: &mut Vm, args: &Args) -> Res {
    let Some((a, b)) = both(vm, args) else { return vm.not_implemented() };
    let (x, y) = match (vm.bigint(a), vm.bigint(b)) {
        (Some(x), Some(y)) => (x.into_owned(), y.into_owned()),
        _ => return vm.not_implemented(),
    };
    if y.is_negative() {
        return vm.value_err("negative shift count");
    }
    let result = match y.to_u64() {
        Some(n) => x >> n,
        None if x.is_negative() => BigInt::from(-1),
        None => BigInt::zero(),
    };
    Ok(Flow::Value(vm.new_bigint(result)))
}

fn int_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let Some((a, b)) = both(vm, args) else { return vm.not_implemented() };
    let answer = match (vm.bigint(a), vm.bigint(b)) {
        (Some(x), Some(y)) => holds(args.op, &*x, &*y),
        _ => false,
    };
    vm.bool_flow(answer)
}

fn int_round(vm: &mut Vm, args: &Args) -> Res {
    let digits = args.get(1).filter(|d| *d != vm.one.none);
    rounded(vm, args.at(0)?, digits)
}

/// Half to even. CPython: int___round___impl.
pub fn rounded(vm: &mut Vm, r: Ref, digits: Option<Ref>) -> Res {
    let n = vm.bigint(r).map(|n| n.into_owned()).unwrap_or_default();
    let d = match digits {
        None => 0,
        Some(d) => vm.index_clamped(d)?,
    };
    if d >= 0 && vm.is_exact(r, ids::INT) {
        return vm.own_flow(r);
    }
    if d >= 0 {
        return Ok(Flow::Value(vm.new_bigint(n)));
    }
    let unit = BigInt::from(10).pow((-d).min(10_000) as u32);
    let (q, rest) = n.div_mod_floor(&unit);
    let twice = &rest * 2;
    let up = twice > unit || (twice == unit && q.bit(0));
    let q = if up { q + 1 } else { q };
    Ok(Flow::Value(vm.new_bigint(q * unit)))
}
