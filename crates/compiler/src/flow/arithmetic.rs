//! Operators on constants, with the limits of CPython's folding. None where CPython raises or does not fold.
//! CPython: Python/flowgraph.c, eval_const_binop; Objects/longobject.c, floatobject.c, complexobject.c.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Pow, Signed, ToPrimitive, Zero};
use pyvarium_code::{Const, ConstId};

use super::constants::big;
use crate::pool::Pool;

const MAX_INT_BITS: u64 = 128;
const MAX_COLLECTION_SIZE: i64 = 256;
const MAX_STR_SIZE: i64 = 4096;
const MAX_TOTAL_ITEMS: i64 = 1024;

/// CPython: Include/opcode.h, NB_ADD and so on.
const ADD: i32 = 0;
const AND: i32 = 1;
const FLOOR_DIVIDE: i32 = 2;
const LSHIFT: i32 = 3;
const MULTIPLY: i32 = 5;
const REMAINDER: i32 = 6;
const OR: i32 = 7;
const POWER: i32 = 8;
const RSHIFT: i32 = 9;
const SUBTRACT: i32 = 10;
const TRUE_DIVIDE: i32 = 11;
const XOR: i32 = 12;
const SUBSCR: i32 = 26;

pub(super) fn int_of(pool: &Pool, id: ConstId) -> Option<BigInt> {
    pool.unit.get(id).and_then(big)
}

/// A number that is no int: a real, or a complex one.
#[derive(Clone, Copy)]
enum Number {
    Real(f64),
    Complex(f64, f64),
}

fn number(pool: &Pool, id: ConstId) -> Option<Number> {
    match pool.unit.get(id)? {
        Const::Float(value) => Some(Number::Real(*value)),
        Const::Complex { re, im } => Some(Number::Complex(*re, *im)),
        other => big(other)?.to_f64().filter(|f| f.is_finite()).map(Number::Real),
    }
}

pub(super) fn binary(pool: &mut Pool, left: ConstId, op: i32, right: ConstId) -> Option<ConstId> {
    if op == SUBSCR {
        return subscript(pool, left, right);
    }
    if let (Some(a), Some(b)) = (int_of(pool, left), int_of(pool, right)) {
        let is_bool = |id: ConstId| matches!(pool.unit.get(id), Some(Const::True | Const::False));
        if is_bool(left) && is_bool(right) && matches!(op, AND | OR | XOR) {
            let value = int(&a, op, &b)?;
            return Some(pool.bool(!value.is_zero()));
        }
        return match op {
            TRUE_DIVIDE => divide(&a, &b).map(|v| pool.float(v)),
            POWER if b.is_negative() => {
                let (a, b) = (a.to_f64()?, b.to_f64()?);
                real_power(pool, a, b)
            }
            _ => int(&a, op, &b).map(|v| pool.int(&v)),
        };
    }
    if let (Some(a), Some(b)) = (number(pool, left), number(pool, right)) {
        return match (a, b) {
            (Number::Real(a), Number::Real(b)) => real(pool, a, op, b),
            _ => complex(a, op, b).map(|(re, im)| pool.complex(re, im)),
        };
    }
    match op {
        ADD => concatenate(pool, left, right),
        MULTIPLY => match (int_of(pool, left), int_of(pool, right)) {
            (Some(n), None) => repeat(pool, right, &n),
            (None, Some(n)) => repeat(pool, left, &n),
            _ => None,
        },
        _ => None,
    }
}

fn int(a: &BigInt, op: i32, b: &BigInt) -> Option<BigInt> {
    Some(match op {
        ADD => a + b,
        SUBTRACT => a - b,
        MULTIPLY => {
            if !a.is_zero() && !b.is_zero() && a.bits() + b.bits() > MAX_INT_BITS {
                return None;
            }
            a * b
        }
        FLOOR_DIVIDE if !b.is_zero() => a.div_floor(b),
        REMAINDER if !b.is_zero() => a.mod_floor(b),
        POWER => {
            let exponent = b.to_u32().or_else(|| a.is_zero().then_some(1))?;
            if !a.is_zero() && exponent > 0 && a.bits() > MAX_INT_BITS / u64::from(exponent) {
                return None;
            }
            Pow::pow(a, exponent)
        }
        LSHIFT => {
            if a.is_zero() && !b.is_negative() {
                return Some(BigInt::zero());
            }
            let shift = b.to_u64()?;
            if shift > MAX_INT_BITS || a.bits() > MAX_INT_BITS - shift {
                return None;
            }
            a << shift
        }
        RSHIFT if !b.is_negative() => match b.to_u64() {
            Some(shift) => a >> shift,
            None if a.is_negative() => BigInt::from(-1),
            None => BigInt::zero(),
        },
        AND => a & b,
        OR => a | b,
        XOR => a ^ b,
        _ => return None,
    })
}

/// The quotient rounded once, half to even. CPython: Objects/longobject.c, long_true_divide.
fn divide(a: &BigInt, b: &BigInt) -> Option<f64> {
    if b.is_zero() {
        return None;
    }
    if a.is_zero() {
        return Some(if b.is_negative() { -0.0 } else { 0.0 });
    }
    if a.bits() <= 53 && b.bits() <= 53 {
        return Some(a.to_f64()? / b.to_f64()?);
    }
    // 66 bits of quotient with a sticky bit, rounded when they become a float.
    let shift = 66 + b.bits() as i64 - a.bits() as i64;
    let (n, d) = if shift >= 0 { (a.abs() << shift, b.abs()) } else { (a.abs(), b.abs() << -shift) };
    let (mut quotient, rest) = n.div_rem(&d);
    if !rest.is_zero() {
        quotient |= BigInt::from(1);
    }
    // A subnormal result would be rounded twice: no literal gets there.
    let value = quotient.to_f64()? * 2f64.powi(i32::try_from(-shift).ok()?);
    (value.is_finite()).then_some(if a.is_negative() != b.is_negative() { -value } else { value })
}

fn real(pool: &mut Pool, a: f64, op: i32, b: f64) -> Option<ConstId> {
    let value = match op {
        ADD => a + b,
        SUBTRACT => a - b,
        MULTIPLY => a * b,
        TRUE_DIVIDE if b != 0.0 => a / b,
        FLOOR_DIVIDE if b != 0.0 => div_mod(a, b).0,
        REMAINDER if b != 0.0 => div_mod(a, b).1,
        POWER => return real_power(pool, a, b),
        _ => return None,
    };
    Some(pool.float(value))
}

/// CPython: Objects/floatobject.c, _float_div_mod.
fn div_mod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut div = (a - rest) / b;
    if rest != 0.0 {
        if (b < 0.0) != (rest < 0.0) {
            rest += b;
            div -= 1.0;
        }
    } else {
        rest = 0f64.copysign(b);
    }
    let floor = if div != 0.0 {
        let floor = div.floor();
        if div - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0f64.copysign(a / b)
    };
    (floor, rest)
}

fn real_power(pool: &mut Pool, a: f64, b: f64) -> Option<ConstId> {
    if a == 0.0 && b < 0.0 {
        return None;
    }
    if a < 0.0 && a.is_finite() && b.is_finite() && b != b.floor() {
        let (re, im) = complex_power((a, 0.0), (b, 0.0))?;
        return Some(pool.complex(re, im));
    }
    let value = a.powf(b);
    if value.is_infinite() && a.is_finite() && b.is_finite() {
        return None;
    }
    Some(pool.float(value))
}

fn complex(a: Number, op: i32, b: Number) -> Option<(f64, f64)> {
    use Number::{Complex, Real};
    let parts = |n: Number| match n {
        Real(re) => (re, 0.0),
        Complex(re, im) => (re, im),
    };
    match (op, a, b) {
        (ADD, Real(r), Complex(re, im)) => Some((r + re, im)),
        (ADD, Complex(re, im), Real(r)) => Some((re + r, im)),
        (ADD, Complex(a, b), Complex(c, d)) => Some((a + c, b + d)),
        (SUBTRACT, Real(r), Complex(re, im)) => Some((r - re, -im)),
        (SUBTRACT, Complex(re, im), Real(r)) => Some((re - r, im)),
        (SUBTRACT, Complex(a, b), Complex(c, d)) => Some((a - c, b - d)),
        (MULTIPLY, Real(r), Complex(re, im)) | (MULTIPLY, Complex(re, im), Real(r)) => Some((re * r, im * r)),
        (MULTIPLY, Complex(a, b), Complex(c, d)) => Some((a * c - b * d, a * d + b * c)),
        (TRUE_DIVIDE, Complex(re, im), Real(r)) => (r != 0.0).then(|| (re / r, im / r)),
        (TRUE_DIVIDE, Real(r), Complex(re, im)) => quotient(r, None, re, im),
        (TRUE_DIVIDE, Complex(a, b), Complex(re, im)) => quotient(a, Some(b), re, im),
        (POWER, ..) => complex_power(parts(a), parts(b)),
        _ => None,
    }
}

/// CPython: Objects/complexobject.c, _Py_c_quot and _Py_rc_quot.
fn quotient(a: f64, a_im: Option<f64>, re: f64, im: f64) -> Option<(f64, f64)> {
    if re == 0.0 && im == 0.0 {
        return None;
    }
    if re.abs() >= im.abs() {
        let ratio = im / re;
        let denominator = re + im * ratio;
        Some(match a_im {
            Some(b) => ((a + b * ratio) / denominator, (b - a * ratio) / denominator),
            None => (a / denominator, (-a * ratio) / denominator),
        })
    } else {
        let ratio = re / im;
        let denominator = re * ratio + im;
        Some(match a_im {
            Some(b) => ((a * ratio + b) / denominator, (b * ratio - a) / denominator),
            None => ((a * ratio) / denominator, (-a) / denominator),
        })
    }
}

/// CPython: Objects/complexobject.c, complex_pow, c_powi and _Py_c_pow.
fn complex_power(a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
    let product = |x: (f64, f64), y: (f64, f64)| (x.0 * y.0 - x.1 * y.1, x.0 * y.1 + x.1 * y.0);
    let value = if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        let n = b.0.abs() as u32;
        let (mut result, mut power, mut mask) = ((1.0, 0.0), a, 1);
        while mask > 0 && n >= mask {
            if n & mask != 0 {
                result = product(result, power);
            }
            mask <<= 1;
            power = product(power, power);
        }
        if b.0 < 0.0 { quotient(1.0, Some(0.0), result.0, result.1)? } else { result }
    } else if b == (0.0, 0.0) {
        (1.0, 0.0)
    } else if a == (0.0, 0.0) {
        if b.1 != 0.0 || b.0 < 0.0 {
            return None;
        }
        (0.0, 0.0)
    } else {
        let size = a.0.hypot(a.1);
        let mut len = size.powf(b.0);
        let angle = a.1.atan2(a.0);
        let mut phase = angle * b.0;
        if b.1 != 0.0 {
            len *= (-angle * b.1).exp();
            phase += b.1 * size.ln();
        }
        (len * phase.cos(), len * phase.sin())
    };
    (value.0.is_finite() && value.1.is_finite()).then_some(value)
}

fn concatenate(pool: &mut Pool, left: ConstId, right: ConstId) -> Option<ConstId> {
    match (pool.unit.get(left)?, pool.unit.get(right)?) {
        (Const::Str { wtf8: a, .. }, Const::Str { wtf8: b, .. }) => {
            let text = joined_surrogates([a.as_slice(), b].concat());
            Some(pool.str(&text))
        }
        (Const::Bytes(a), Const::Bytes(b)) => {
            let bytes = [a.as_slice(), b].concat();
            Some(pool.bytes(&bytes))
        }
        (Const::Tuple(a), Const::Tuple(b)) => {
            let items = [a.as_slice(), b].concat();
            Some(pool.tuple(items))
        }
        _ => None,
    }
}

/// Python's surrogates stay two characters when they meet; so they do in WTF-8 as marshal writes it.
fn joined_surrogates(text: Vec<u8>) -> Vec<u8> {
    text
}

fn characters(wtf8: &[u8]) -> Vec<&[u8]> {
    let mut list = Vec::new();
    let mut start = 0;
    for i in 1..=wtf8.len() {
        if wtf8.get(i).is_none_or(|b| b & 0xc0 != 0x80) {
            list.push(&wtf8[start..i]);
            start = i;
        }
    }
    list
}

/// Items, those of items too, within the limit? The answer: what is left of it.
fn complexity(pool: &Pool, id: ConstId, mut limit: i64) -> i64 {
    if let Some(Const::Tuple(items)) = pool.unit.get(id) {
        limit -= items.len() as i64;
        for item in items {
            if limit < 0 {
                break;
            }
            limit = complexity(pool, *item, limit);
        }
    }
    limit
}

fn repeat(pool: &mut Pool, of: ConstId, n: &BigInt) -> Option<ConstId> {
    let size = match pool.unit.get(of)? {
        Const::Str { wtf8, .. } => characters(wtf8).len() as i64,
        Const::Bytes(bytes) => bytes.len() as i64,
        Const::Tuple(items) => items.len() as i64,
        _ => return None,
    };
    let limit = if matches!(pool.unit.get(of), Some(Const::Tuple(_))) { MAX_COLLECTION_SIZE } else { MAX_STR_SIZE };
    let n = n.to_i64()?;
    if size > 0 && (n < 0 || n > limit / size) {
        return None;
    }
    if limit == MAX_COLLECTION_SIZE && size > 0 && n > 0 && complexity(pool, of, MAX_TOTAL_ITEMS / n) < 0 {
        return None;
    }
    let n = if size == 0 { 0 } else { n as usize };
    match pool.unit.get(of)? {
        Const::Str { wtf8, .. } => {
            let text = wtf8.repeat(n);
            Some(pool.str(&text))
        }
        Const::Bytes(bytes) => {
            let bytes = bytes.repeat(n);
            Some(pool.bytes(&bytes))
        }
        Const::Tuple(items) => {
            let items = items.repeat(n);
            Some(pool.tuple(items))
        }
        _ => None,
    }
}

fn subscript(pool: &mut Pool, of: ConstId, index: ConstId) -> Option<ConstId> {
    let at: Vec<usize> = {
        let len = match pool.unit.get(of)? {
            Const::Str { wtf8, .. } => characters(wtf8).len(),
            Const::Bytes(bytes) => bytes.len(),
            Const::Tuple(items) => items.len(),
            _ => return None,
        };
        match pool.unit.get(index)? {
            Const::Slice { start, stop, step } => slice(pool, len as i64, *start, *stop, *step)?,
            other => {
                let i = big(other)?.to_i64()?;
                let i = if i < 0 { i + len as i64 } else { i };
                vec![usize::try_from(i).ok().filter(|i| *i < len)?]
            }
        }
    };
    let is_slice = matches!(pool.unit.get(index), Some(Const::Slice { .. }));
    match pool.unit.get(of)? {
        Const::Str { wtf8, .. } => {
            let all = characters(wtf8);
            let text: Vec<u8> = at.iter().flat_map(|i| all[*i]).copied().collect();
            Some(pool.str(&text))
        }
        Const::Bytes(bytes) if is_slice => {
            let bytes: Vec<u8> = at.iter().map(|i| bytes[*i]).collect();
            Some(pool.bytes(&bytes))
        }
        Const::Bytes(bytes) => {
            let value = i64::from(bytes[*at.first()?]);
            Some(pool.small_int(value))
        }
        Const::Tuple(items) if is_slice => {
            let items = at.iter().map(|i| items[*i]).collect();
            Some(pool.tuple(items))
        }
        Const::Tuple(items) => Some(items[*at.first()?]),
        _ => None,
    }
}

/// Indices that a slice takes of so many items.
fn slice(pool: &Pool, len: i64, start: ConstId, stop: ConstId, step: ConstId) -> Option<Vec<usize>> {
    let part = |id: ConstId| match pool.unit.get(id)? {
        Const::None => Some(None),
        other => {
            let value = big(other)?;
            Some(Some(value.to_i64().unwrap_or(if value.is_negative() { i64::MIN / 4 } else { i64::MAX / 4 })))
        }
    };
    let step = part(step)?.unwrap_or(1);
    if step == 0 {
        return None;
    }
    let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
    let adjusted = |value: Option<i64>, default: i64| match value {
        None => default,
        Some(v) if v < 0 => (v.saturating_add(len)).max(low),
        Some(v) => v.min(high),
    };
    let start = adjusted(part(start)?, if step < 0 { high } else { low });
    let stop = adjusted(part(stop)?, if step < 0 { low } else { high });
    let mut at = start;
    let mut list = Vec::new();
    while if step > 0 { at < stop } else { at > stop } {
        list.push(at as usize);
        at = at.saturating_add(step);
    }
    Some(list)
}
