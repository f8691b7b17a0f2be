//! `float`: IEEE 754 binary64.
//!
//! CPython: Objects/floatobject.c.

use num_bigint::BigInt;
use num_traits::{FromPrimitive, Signed, Zero};
use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Layout, SlotImpl, flags};
use pyvarium_heap::{Own, Ref, Shape};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::objects::float_text::{parse_float, repr_float};
use crate::protocol::compare::{EQ, NE, holds};
use crate::slots::SlotId;
use crate::stop::{Convert, Flow, Res, Stop};
use crate::vm::Vm;

pub static FLOAT: TypeDef = TypeDef {
    name: "float",
    base: Some(ids::OBJECT),
    layout: Layout::Float,
    flags: flags::BASETYPE | flags::MATCH_SELF,
    basicsize: 24,
    slots: &[
        (SlotId::Repr, |vm, a| {
            let text = repr_float(vm.heap.float(a.at(0)?).unwrap_or(0.0));
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        (SlotId::Hash, crate::protocol::hash::value_hash),
        (SlotId::RichCompare, float_richcompare),
        (SlotId::Add, |vm, a| arithmetic(vm, a, |x, y| Ok(x + y))),
        (SlotId::Subtract, |vm, a| arithmetic(vm, a, |x, y| Ok(x - y))),
        (SlotId::Multiply, |vm, a| arithmetic(vm, a, |x, y| Ok(x * y))),
        (SlotId::TrueDivide, |vm, a| arithmetic(vm, a, |x, y| if y == 0.0 { Err("division by zero") } else { Ok(x / y) })),
        (SlotId::FloorDivide, |vm, a| arithmetic(vm, a, |x, y| if y == 0.0 { Err("division by zero") } else { Ok(divmod(x, y).0) })),
        (SlotId::Remainder, |vm, a| arithmetic(vm, a, |x, y| if y == 0.0 { Err("division by zero") } else { Ok(divmod(x, y).1) })),
        (SlotId::Divmod, float_divmod),
        (SlotId::Power, float_pow_slot),
        (SlotId::Negative, |vm, a| unary(vm, a, |x| -x)),
        (SlotId::Positive, |vm, a| unary(vm, a, |x| x)),
        (SlotId::Absolute, |vm, a| unary(vm, a, f64::abs)),
        (SlotId::Bool, |vm, a| {
            let v = vm.heap.float(a.at(0)?).unwrap_or(0.0);
            vm.bool_flow(v != 0.0)
        }),
        (SlotId::Int, float_int),
        (SlotId::Float, |vm, a| unary(vm, a, |x| x)),
    ],
    new: Some(("x=0, /", float_new)),
    methods: &[
        FnDef::new("is_integer", "", |vm, a| {
            let v = vm.heap.float(a.at(0)?).unwrap_or(0.0);
            vm.bool_flow(v.is_finite() && v.floor() == v)
        }),
        FnDef::new("as_integer_ratio", "", as_integer_ratio),
        FnDef::new("hex", "", float_hex),
        FnDef::class("fromhex", "string, /", from_hex),
        FnDef::class("from_number", "number, /", from_number),
        FnDef::class("__getformat__", "typestr, /", |vm, a| {
            let r = a.at(1)?;
            if vm.heap.text(r).is_none() {
                let message = format!("__getformat__() argument must be str, not {}", vm.given_name(r));
                return vm.type_err(&message);
            }
            match vm.heap.str_lossy(r).as_str() {
                "double" | "float" => Ok(Flow::Value(vm.new_str("IEEE, little-endian"))),
                _ => vm.value_err("__getformat__() argument 1 must be 'double' or 'float'"),
            }
        }),
        FnDef::new("__getnewargs__", "", |vm, a| {
            let v = vm.heap.float(a.at(0)?).unwrap_or(0.0);
            let own = vm.new_float(v);
            Ok(Flow::Value(vm.tuple_from_slots(vec![own.into()])))
        }),
        FnDef::new("conjugate", "", |vm, a| unary(vm, a, |x| x)),
        FnDef::new("__format__", "format_spec, /", |vm, a| crate::objects::object::with_spec(vm, a, float_format)),
        FnDef::new("__round__", "ndigits=None, /", float_round),
        FnDef::new("__trunc__", "", float_int),
        FnDef::new("__floor__", "", |vm, a| to_int(vm, a, f64::floor)),
        FnDef::new("__ceil__", "", |vm, a| to_int(vm, a, f64::ceil)),
    ],
    getset: &[GetSetDef::ro("real", |vm, a| unary(vm, a, |x| x)), GetSetDef::ro("imag", |vm, _| Ok(Flow::Value(vm.new_float(0.0))))],
    ..TYPE_DEFAULT
};

impl Vm {
    pub fn new_float(&mut self, v: f64) -> Own {
        let ty = self.ty(ids::FLOAT);
        self.heap.alloc(ty, Body::Float(v), Shape::plain(24))
    }

    /// The number in a float or an int.
    fn as_float(&mut self, r: Ref) -> Res<Option<f64>> {
        match self.heap.body(r) {
            Body::Float(v) => Ok(Some(*v)),
            Body::Int(_) | Body::BigInt(_) => self.float_from_int(r).map(Some),
            _ => Ok(None),
        }
    }

    /// A real number for natives such as those of `math`.
    pub fn real(&mut self, r: Ref) -> Res<f64> {
        match self.as_float(r)? {
            Some(v) => Ok(v),
            None if self.has_slot(r, SlotId::Float) => Err(Stop::Convert(Convert::Float, r)),
            None if self.has_slot(r, SlotId::Index) => Err(Stop::Convert(Convert::Index, r)),
            None => {
                let message = format!("must be real number, not {}", self.type_name(r));
                self.type_err(&message)
            }
        }
    }
}

fn unary(vm: &mut Vm, args: &Args, f: fn(f64) -> f64) -> Res {
    let r = args.at(0)?;
    let v = vm.heap.float(r).unwrap_or(0.0);
    let result = f(v);
    if result.to_bits() == v.to_bits() && vm.is_exact(r, ids::FLOAT) {
        return vm.own_flow(r);
    }
    Ok(Flow::Value(vm.new_float(result)))
}

fn operands(vm: &mut Vm, args: &Args) -> Res<Option<(f64, f64)>> {
    let (a, b) = (args.at(0)?, args.at(1)?);
    match (vm.as_float(a)?, vm.as_float(b)?) {
        (Some(x), Some(y)) => Ok(Some((x, y))),
        _ => Ok(None),
    }
}

fn arithmetic(vm: &mut Vm, args: &Args, f: fn(f64, f64) -> Result<f64, &'static str>) -> Res {
    match operands(vm, args)? {
        None => vm.not_implemented(),
        Some((x, y)) => match f(x, y) {
            Ok(v) => Ok(Flow::Value(vm.new_float(v))),
            Err(message) => Err(exc::zero_division_error(vm, message)),
        },
    }
}

/// CPython: _float_div_mod.
fn divmod(x: f64, y: f64) -> (f64, f64) {
    let mut m = x % y;
    let mut div = (x - m) / y;
    if m != 0.0 {
        if (y < 0.0) != (m < 0.0) {
            m += y;
            div -= 1.0;
        }
    } else {
        m = 0f64.copysign(y);
    }
    let floor = if div != 0.0 {
        let f = div.floor();
        if div - f > 0.5 { f + 1.0 } else { f }
    } else {
        0f64.copysign(x / y)
    };
    (floor, m)
}

fn float_divmod(vm: &mut Vm, args: &Args) -> Res {
    match operands(vm, args)? {
        None => vm.not_implemented(),
        Some((_, 0.0)) => Err(exc::zero_division_error(vm, "division by zero")),
        Some((x, y)) => {
            let (q, r) = divmod(x, y);
            let (q, r) = (vm.new_float(q), vm.new_float(r));
            Ok(Flow::Value(vm.tuple_from_slots(vec![q.into(), r.into()])))
        }
    }
}

fn float_pow_slot(vm: &mut Vm, args: &Args) -> Res {
    if args.get(2).is_some_and(|m| m != vm.one.none) {
        return vm.type_err("pow() 3rd argument not allowed unless all arguments are integers");
    }
    match operands(vm, args)? {
        None => vm.not_implemented(),
        Some((x, y)) => float_pow(vm, x, y),
    }
}

pub fn float_pow(vm: &mut Vm, x: f64, y: f64) -> Res {
    if x == 0.0 && y < 0.0 {
        return Err(exc::zero_division_error(vm, "zero to a negative power"));
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && y.floor() != y {
        return crate::objects::complex::complex_power(vm, (x, 0.0), (y, 0.0));
    }
    let v = crate::real::pow(x, y);
    if v.is_infinite() && x.is_finite() && y.is_finite() {
        let text = vm.new_str("Numerical result out of range");
        let code = vm.new_int(34);
        let e = exc::new_exception(vm, ids::OVERFLOW_ERROR, &[code.r(), text.r()]);
        vm.heap.decref_own(text);
        return Err(Stop::Raise(e));
    }
    Ok(Flow::Value(vm.new_float(v)))
}

/// Exact comparison with ints of any size. CPython: float_richcompare.
fn float_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let Some(x) = vm.heap.float(a) else { return vm.not_implemented() };
    let answer = match vm.heap.body(b) {
        Body::Float(y) => holds(args.op, &x, y),
        Body::Int(_) | Body::BigInt(_) => {
            if x.is_nan() {
                args.op == NE
            } else if x.is_infinite() {
                holds(args.op, &x, &0.0)
            } else {
                let n = vm.bigint(b).map(|n| n.into_owned()).unwrap_or_default();
                let whole = BigInt::from_f64(x.trunc()).unwrap_or_default();
                let fraction = x.fract();
                match whole.cmp(&n) {
                    std::cmp::Ordering::Equal => holds(args.op, &fraction, &0.0),
                    std::cmp::Ordering::Less => holds(args.op, &0, &1),
                    std::cmp::Ordering::Greater => holds(args.op, &1, &0),
                }
            }
        }
        _ => return vm.not_implemented(),
    };
    let _ = EQ;
    vm.bool_flow(answer)
}

pub fn trunc_to_int(vm: &mut Vm, v: f64) -> Res<BigInt> {
    if v.is_nan() {
        return vm.value_err("cannot convert float NaN to integer");
    }
    if v.is_infinite() {
        return Err(exc::overflow_error(vm, "cannot convert float infinity to integer"));
    }
    Ok(BigInt::from_f64(v.trunc()).unwrap_or_default())
}

fn float_int(vm: &mut Vm, args: &Args) -> Res {
    to_int(vm, args, f64::trunc)
}

fn to_int(vm: &mut Vm, args: &Args, f: fn(f64) -> f64) -> Res {
    let v = vm.heap.float(args.at(0)?).unwrap_or(0.0);
    let n = trunc_to_int(vm, f(v))?;
    Ok(Flow::Value(vm.new_bigint(n)))
}

fn float_new(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    let exact = cls == vm.ty(ids::FLOAT);
    let v = match args.get(1) {
        None => 0.0,
        Some(x) if exact && vm.is_exact(x, ids::FLOAT) => return vm.own_flow(x),
        // What Python says of an instance of a subclass goes before what it holds. CPython: PyNumber_Float.
        Some(x) if vm.slot_of(x, SlotId::Float) == SlotImpl::Python => return Err(Stop::Convert(Convert::Float, x)),
        Some(x) => match vm.heap.body(x) {
            Body::Float(v) => *v,
            Body::Int(_) | Body::BigInt(_) => vm.float_from_int(x)?,
            Body::Str(t) => {
                let text = t.to_str_lossy().into_owned();
                match parse_float(&text) {
                    Some(v) => v,
                    None => {
                        let mark = vm.mark();
                        let shown = match vm.repr(x)? {
                            Flow::Value(shown) => shown,
                            Flow::Pushed => return vm.adapt(mark, crate::core::kinds::FLOAT_LITERAL, &[], &[]),
                        };
                        let message = format!("could not convert string to float: {}", vm.text_of(&shown));
                        vm.heap.decref_own(shown);
                        return vm.value_err(&message);
                    }
                }
            }
            body @ (Body::Bytes(_) | Body::ByteArray(_)) => {
                match body.plain_bytes().and_then(|b| std::str::from_utf8(b).ok()).and_then(parse_float) {
                    Some(v) => v,
                    None => {
                        let shown = vm.repr(x)?;
                        let shown = vm.value_of(shown)?;
                        let message = format!("could not convert string to float: {}", vm.text_of(&shown));
                        vm.heap.decref_own(shown);
                        return vm.value_err(&message);
                    }
                }
            }
            _ if vm.has_slot(x, SlotId::Float) => return Err(Stop::Convert(Convert::Float, x)),
            _ if vm.has_slot(x, SlotId::Index) => return Err(Stop::Convert(Convert::Index, x)),
            _ => {
                let Some(bytes) = vm.bytes_of(x) else {
                    crate::objects::buffer_wrapper::ask_python(vm, x, Convert::Buffer)?;
                    let message = format!("float() argument must be a string or a real number, not '{}'", vm.type_name(x));
                    return vm.type_err(&message);
                };
                match std::str::from_utf8(&bytes).ok().and_then(parse_float) {
                    Some(v) => v,
                    None => {
                        let message = format!("could not convert string to float: <memory at {}>", vm.address_text(x));
                        return vm.value_err(&message);
                    }
                }
            }
        },
    };
    if exact {
        return Ok(Flow::Value(vm.new_float(v)));
    }
    Ok(Flow::Value(vm.alloc_with_body(cls, Body::Float(v))))
}

fn as_integer_ratio(vm: &mut Vm, args: &Args) -> Res {
    let v = vm.heap.float(args.at(0)?).unwrap_or(0.0);
    if !v.is_finite() {
        if v.is_nan() {
            return vm.value_err("cannot convert NaN to integer ratio");
        }
        return Err(exc::overflow_error(vm, "cannot convert Infinity to integer ratio"));
    }
    let (mut m, mut e) = pyvarium_heap::hash::frexp(v.abs());
    while m != m.floor() {
        m *= 2.0;
        e -= 1;
    }
    let mut num = BigInt::from_f64(m).unwrap_or_default();
    let mut den = BigInt::from(1);
    if e > 0 {
        num <<= e as u32;
    } else {
        den <<= (-e) as u32;
    }
    if v.is_sign_negative() && !num.is_zero() {
        num = -num.abs();
    }
    let (n, d) = (vm.new_bigint(num), vm.new_bigint(den));
    Ok(Flow::Value(vm.tuple_from_slots(vec![n.into(), d.into()])))
}

/// CPython: float_hex_impl.
fn float_hex(vm: &mut Vm, args: &Args) -> Res {
    let v = vm.heap.float(args.at(0)?).unwrap_or(0.0);
    let text = if !v.is_finite() {
        repr_float(v)
    } else if v == 0.0 {
        if v.is_sign_negative() { "-0x0.0p+0".to_owned() } else { "0x0.0p+0".to_owned() }
    } else {
        let bits = v.to_bits();
        let (exponent, fraction) = ((bits >> 52 & 0x7FF) as i64, bits & ((1 << 52) - 1));
        let (lead, e) = if exponent == 0 { (0, -1022) } else { (1, exponent - 1023) };
        let sign = if v < 0.0 { "-" } else { "" };
        format!("{sign}0x{lead}.{fraction:013x}p{e:+}")
    };
    Ok(Flow::Value(vm.new_str(&text)))
}

/// An answer in the class that was asked.
fn of_class(vm: &mut Vm, cls: Ref, v: f64) -> Res {
    let own = vm.new_float(v);
    if cls == vm.ty(ids::FLOAT) {
        return Ok(Flow::Value(own));
    }
    let mark = vm.mark();
    match vm.call_args(cls, &[own.r()])? {
        Flow::Pushed => vm.adapt(mark, crate::core::kinds::HOLD, &[own.into()], &[]),
        done => {
            vm.heap.decref_own(own);
            Ok(done)
        }
    }
}

fn from_number(vm: &mut Vm, args: &Args) -> Res {
    let (cls, r) = (args.at(0)?, args.at(1)?);
    if cls == vm.ty(ids::FLOAT) && vm.is_exact(r, ids::FLOAT) {
        return vm.own_flow(r);
    }
    let v = vm.real(r)?;
    of_class(vm, cls, v)
}

/// CPython: float_fromhex_impl.
fn from_hex(vm: &mut Vm, args: &Args) -> Res {
    let (cls, r) = (args.at(0)?, args.at(1)?);
    let Some(text) = vm.heap.text(r).map(|t| t.to_str_lossy().into_owned()) else {
        return vm.type_err("bad argument type for built-in operation");
    };
    match crate::objects::float_text::parse_hex(&text) {
        None => vm.value_err("invalid hexadecimal floating-point string"),
        Some(v) if v.is_infinite() && !text.to_ascii_lowercase().contains("inf") => {
            Err(exc::overflow_error(vm, "hexadecimal value too large to represent as a float"))
        }
        Some(v) => of_class(vm, cls, v),
    }
}

fn float_format(vm: &mut Vm, args: &Args) -> Res {
    let (r, spec) = (args.at(0)?, args.at(1)?);
    let text = vm.heap.str_lossy(spec);
    if text.is_empty() {
        return vm.str(r);
    }
    let spec = vm.format_spec(r, &text)?;
    if !matches!(spec.kind, None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%')) {
        return vm.bad_format(r, &format!("Unknown format code '{}' for object of type '{{type}}'", spec.kind.unwrap_or(' ')));
    }
    let out = spec.float(vm.heap.float(r).unwrap_or(0.0));
    Ok(Flow::Value(vm.new_str(&out)))
}

/// Half to even on the exact decimal value. CPython: float___round___impl, double_round.
fn float_round(vm: &mut Vm, args: &Args) -> Res {
    let v = vm.heap.float(args.at(0)?).unwrap_or(0.0);
    let digits = match args.get(1).filter(|d| *d != vm.one.none) {
        None => {
            let n = trunc_to_int(vm, v.round_ties_even())?;
            return Ok(Flow::Value(vm.new_bigint(n)));
        }
        Some(d) => vm.index_clamped(d)?,
    };
    if !v.is_finite() || digits > 323 {
        return Ok(Flow::Value(vm.new_float(v)));
    }
    let rounded = if digits >= 0 {
        format!("{v:.*}", digits as usize).parse().unwrap_or(v)
    } else if digits < -308 {
        0f64.copysign(v)
    } else {
        // Whole digits in front of the point, half to even on the exact integer part.
        let unit = BigInt::from(10).pow((-digits) as u32);
        let whole = BigInt::from_f64(v.abs().trunc()).unwrap_or_default();
        let (q, r) = (&whole / &unit, &whole % &unit);
        let twice = &r * 2;
        let more = twice > unit || (twice == unit && (v.abs().fract() > 0.0 || q.bit(0)));
        let q = if more { q + 1 } else { q };
        let text = (q * unit).to_string();
        text.parse::<f64>().unwrap_or(v).copysign(v)
    };
    Ok(Flow::Value(vm.new_float(rounded)))
}

/// The text of what is no number has come.
pub static FLOAT_LITERAL: crate::native::NativeDef = crate::native::NativeDef {
    name: "float",
    catches: false,
    resume: |vm, _, answer| {
        let crate::native::Answer::Value(v) = answer else { return Err(crate::vm_bug!("float")) };
        let message = format!("could not convert string to float: {}", vm.text_of(&v));
        vm.heap.decref_own(v);
        vm.value_err(&message)
    },
};
