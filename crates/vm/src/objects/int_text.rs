//! int from and to text, and its format.
//!
//! CPython: Objects/longobject.c (long_to_decimal_string, PyLong_FromString), Python/formatter_unicode.c.

use num_bigint::BigInt;
use num_traits::{Num, Signed};
use pyvarium_heap::Ref;
use pyvarium_heap::Text;
use pyvarium_heap::object::Body;
use pyvarium_heap::types::SlotImpl;
use std::borrow::Cow;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::format_spec::{NO_CHARACTER, TOO_LARGE};
use crate::native::{Answer, NativeDef};
use crate::slots::SlotId;
use crate::stop::{Convert, Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// Unit: decimal digits. CPython: _PY_LONG_DEFAULT_MAX_STR_DIGITS.
const LONGEST_TEXT: usize = 200_000;

/// Always a new object, one digit or many. CPython: long_to_decimal_string_internal.
pub fn int_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let text = match vm.heap.body(r) {
        Body::Int(n) => Text::of_int(*n),
        _ => Text::from(vm.int_text(r)?),
    };
    Ok(Flow::Value(vm.alloc_text(text)))
}

impl Vm {
    /// sys.get_int_max_str_digits(). Where the program lifts it, one of ours that keeps conversions short.
    fn max_str_digits(&self) -> usize {
        match self.sys.int_max_str_digits {
            0 => LONGEST_TEXT,
            n => n.min(LONGEST_TEXT),
        }
    }

    /// Decimal digits, within the limit.
    pub fn int_text(&mut self, r: Ref) -> Res<String> {
        match self.heap.body(r) {
            Body::Int(n) => Ok(n.to_string()),
            Body::BigInt(n) => {
                let n = n.clone();
                self.decimal_text(&n)
            }
            _ => Ok(String::new()),
        }
    }

    /// The digits of an int of any size, within the limit.
    pub(crate) fn decimal_text(&mut self, n: &num_bigint::BigInt) -> Res<String> {
        let limit = self.max_str_digits();
        // A digit is 3.3219 bits: anything longer needs no conversion to be refused.
        let text = if n.bits() as f64 > limit as f64 * 3.33 { None } else { Some(n.to_string()) };
        match text {
            Some(t) if t.trim_start_matches('-').len() <= limit => Ok(t),
            _ => self.value_err(&format!(
                "Exceeds the limit ({limit} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
            )),
        }
    }
}

/// Of bytes only ASCII is read: whatever else there is stands for no digit and no blank.
fn ascii_text(bytes: &[u8]) -> String {
    bytes.iter().map(|b| if b.is_ascii() { char::from(*b) } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// `int(x=0, /, base=10)`.
pub fn int_new(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    let value = match (args.get(1), args.get(2)) {
        (None, None) => return int_of_class(vm, cls, BigInt::from(0), None),
        (None, Some(_)) => return vm.type_err("int() missing string argument"),
        (Some(x), base) => (x, base),
    };
    let (x, base) = value;
    if let Some(base) = base {
        let base = vm.index_clamped(base)?;
        if base != 0 && !(2..=36).contains(&base) {
            return vm.value_err("int() base must be >= 2 and <= 36, or 0");
        }
        let bytes = vm.buffer(x).map(ascii_text);
        let Some(text) = vm.heap.text(x).map(|t| t.to_str_lossy().into_owned()).or(bytes) else {
            return vm.type_err("int() can't convert non-string with explicit base");
        };
        return parse_into(vm, cls, x, &text, base as u32);
    }
    // What Python says of an instance of a subclass goes before what it holds. CPython: PyNumber_Long.
    for (slot, how) in [(SlotId::Int, Convert::Int), (SlotId::Index, Convert::Index)] {
        if vm.slot_of(x, slot) == SlotImpl::Python {
            return Err(Stop::Convert(how, x));
        }
        if vm.has_slot(x, slot) {
            break;
        }
    }
    match vm.heap.body(x) {
        Body::Int(_) | Body::BigInt(_) => {
            let n = vm.bigint(x).map(Cow::into_owned).unwrap_or_default();
            int_of_class(vm, cls, n, Some(x))
        }
        Body::Float(v) => {
            let v = *v;
            let n = crate::objects::float::trunc_to_int(vm, v)?;
            int_of_class(vm, cls, n, None)
        }
        Body::Str(t) => {
            let text = t.to_str_lossy().into_owned();
            parse_into(vm, cls, x, &text, 10)
        }
        body @ (Body::Bytes(_) | Body::ByteArray(_)) => {
            let text = body.plain_bytes().map(|b| ascii_text(b)).unwrap_or_default();
            parse_into(vm, cls, x, &text, 10)
        }
        _ => {
            for (slot, how) in [(SlotId::Int, Convert::Int), (SlotId::Index, Convert::Index)] {
                if vm.has_slot(x, slot) {
                    return Err(Stop::Convert(how, x));
                }
            }
            if let Some(bytes) = vm.bytes_of(x) {
                let text = ascii_text(&bytes);
                return parse_into(vm, cls, x, &text, 10);
            }
            crate::objects::buffer_wrapper::ask_python(vm, x, Convert::Buffer)?;
            let message = format!("int() argument must be a string, a bytes-like object or a real number, not '{}'", vm.type_name(x));
            vm.type_err(&message)
        }
    }
}

fn int_of_class(vm: &mut Vm, cls: Ref, n: BigInt, same: Option<Ref>) -> Res {
    if cls == vm.ty(ids::INT) {
        if let Some(r) = same.filter(|r| vm.is_exact(*r, ids::INT)) {
            return vm.own_flow(r);
        }
        return Ok(Flow::Value(vm.new_bigint(n)));
    }
    let body = match i64::try_from(&n) {
        Ok(small) => Body::Int(small),
        Err(_) => Body::BigInt(std::rc::Rc::new(n)),
    };
    Ok(Flow::Value(vm.alloc_with_body(cls, body)))
}

fn parse_into(vm: &mut Vm, cls: Ref, original: Ref, text: &str, base: u32) -> Res {
    match parse_int(text, base) {
        Some(n) => {
            let limit = vm.max_str_digits();
            if text.len() > limit && base & base.wrapping_sub(1) != 0 {
                let digits = text.chars().filter(char::is_ascii_digit).count();
                if digits > limit {
                    return vm.value_err(&format!(
                        "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; use sys.set_int_max_str_digits() to increase the limit"
                    ));
                }
            }
            int_of_class(vm, cls, n, None)
        }
        None => {
            // A bytearray is shown as bytes.
            let plain = vm.heap.text(original).is_some() || matches!(vm.heap.body(original), Body::Bytes(_));
            let shown_as = match vm.bytes_of(original).filter(|_| !plain) {
                Some(b) => vm.new_bytes(b),
                None => vm.heap.own(original),
            };
            let mark = vm.mark();
            let flow = vm.repr(shown_as.r());
            vm.heap.decref_own(shown_as);
            let shown = match flow? {
                Flow::Value(v) => {
                    let s = vm.text_of(&v);
                    vm.heap.decref_own(v);
                    s
                }
                Flow::Pushed => return vm.adapt(mark, kinds::INT_LITERAL, &[], &[i64::from(base)]),
            };
            vm.value_err(&format!("invalid literal for int() with base {base}: {shown}"))
        }
    }
}

/// CPython: PyLong_FromString: white space around, one sign, prefixes, single underscores.
pub fn parse_int(text: &str, base: u32) -> Option<BigInt> {
    let plain = crate::objects::unicode::plain_digits(text);
    let text = plain.trim_matches(crate::objects::unicode::is_space);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let prefixed = |p: &str| lower.strip_prefix(p).map(|d| d.strip_prefix('_').unwrap_or(d).to_owned());
    let (radix, body) = match base {
        0 => match (prefixed("0x"), prefixed("0o"), prefixed("0b")) {
            (Some(d), ..) => (16, d),
            (_, Some(d), _) => (8, d),
            (.., Some(d)) => (2, d),
            _ if lower.starts_with('0') && lower.chars().any(|c| c != '0' && c != '_') => return None,
            _ => (10, lower),
        },
        16 => (16, prefixed("0x").unwrap_or(lower)),
        8 => (8, prefixed("0o").unwrap_or(lower)),
        2 => (2, prefixed("0b").unwrap_or(lower)),
        other => (other, lower),
    };
    if body.is_empty() || body.starts_with('_') || body.ends_with('_') || body.contains("__") {
        return None;
    }
    let plain: String =
        body.chars().filter(|c| *c != '_').map(|c| c.to_digit(10).and_then(|d| char::from_digit(d, 10)).unwrap_or(c)).collect();
    if !plain.chars().all(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let n = BigInt::from_str_radix(&plain, radix).ok()?;
    Some(if negative { -n } else { n })
}

pub fn int_format(vm: &mut Vm, args: &Args) -> Res {
    let (r, spec_ref) = (args.at(0)?, args.at(1)?);
    let spec_text = vm.heap.str_lossy(spec_ref);
    if spec_text.is_empty() {
        return vm.str(r);
    }
    let spec = vm.format_spec(r, &spec_text)?;
    if matches!(spec.kind, Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%')) {
        let v = vm.float_from_int(r)?;
        let text = spec.float(v);
        return Ok(Flow::Value(vm.new_str(&text)));
    }
    let n = vm.bigint(r).map(Cow::into_owned).unwrap_or_default();
    if !n.is_negative() && n.bits() > 14_300 {
        vm.int_text(r)?;
    }
    match spec.int(&n) {
        Ok(text) => Ok(Flow::Value(vm.new_str(&text))),
        Err(message) if [NO_CHARACTER, TOO_LARGE].contains(&message.as_str()) => Err(crate::exc::overflow_error(vm, &message)),
        Err(message) => vm.bad_format(r, &message),
    }
}

/// The text of what is no number has come. ints: the base.
pub static INT_LITERAL: NativeDef = NativeDef {
    name: "int",
    catches: false,
    resume: |vm, f, answer| {
        let Answer::Value(v) = answer else { return Err(vm_bug!("int")) };
        let shown = vm.text_of(&v);
        vm.heap.decref_own(v);
        vm.value_err(&format!("invalid literal for int() with base {}: {shown}", f.int(0)))
    },
};
