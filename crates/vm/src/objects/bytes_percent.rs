//! `b"..." % values`. Numbers are written by the machinery of str.
//!
//! CPython: Objects/bytesobject.c (_PyBytes_FormatEx, format_obj, byte_converter, formatfloat).

use pyvarium_heap::Ref;
use pyvarium_heap::object::Body;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::NativeDef;
use crate::objects::typing::subst::{fail, items_of};
use crate::script::{self, Heard, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Res, Stop};
use crate::vm::Vm;

pub fn bytes_mod(vm: &mut Vm, args: &Args) -> Res {
    if vm.buffer(args.at(0)?).is_none() {
        return vm.not_implemented();
    }
    vm.run_script_of(kinds::BYTES_PERCENT, &[args.at(0)?, args.at(1)?])
}

/// Args: the format, the values.
pub static BYTES_PERCENT: NativeDef = NativeDef {
    name: "bytes %",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (r, values) = (s.at(0)?, s.at(1)?);
            let format = vm.buffer(r).unwrap_or_default().to_vec();
            let tuple = vm.heap.tuple(values).is_some();
            let given = if tuple { items_of(vm, values) } else { vec![values] };
            let has_names = vm.has_slot(values, SlotId::Subscript)
                && !tuple
                && vm.heap.text(values).is_none()
                && !matches!(vm.heap.body(values), Body::Bytes(_) | Body::ByteArray(_));
            let mut all = Values { given, used: 0, has_names };
            let mut out = Vec::new();
            let mut at = 0;
            while let Some(c) = format.get(at).copied() {
                at += 1;
                if c != b'%' {
                    out.push(c);
                } else if format.get(at) == Some(&b'%') {
                    at += 1;
                    out.push(c);
                } else {
                    directive(vm, s, &format, &mut at, values, &mut all, &mut out)?;
                }
            }
            if all.used < all.given.len() && !all.has_names {
                return fail(vm, "not all arguments converted during bytes formatting");
            }
            Ok(vm.bytes_like(r, out))
        })
    },
};

/// The values, and how many of them were taken.
struct Values {
    given: Vec<Ref>,
    used: usize,
    /// What is left over is no error: it is a mapping.
    has_names: bool,
}

impl Values {
    fn take(&mut self, vm: &mut Vm) -> Said<Ref> {
        let value = self.given.get(self.used).copied();
        self.used += 1;
        match value {
            Some(v) => Ok(v),
            None => fail(vm, "not enough arguments for format string"),
        }
    }
}

fn directive(
    vm: &mut Vm,
    s: &mut Script<'_>,
    format: &[u8],
    at: &mut usize,
    mapping: Ref,
    all: &mut Values,
    out: &mut Vec<u8>,
) -> Said<()> {
    let mut named = None;
    if format.get(*at) == Some(&b'(') {
        if !all.has_names {
            return fail(vm, "format requires a mapping");
        }
        let name = name_of(vm, format, at)?;
        let key = s.make(vm, |vm| vm.new_bytes(name))?;
        named = Some(s.ask(vm, |vm| vm.getitem(mapping, key))?);
    }
    let mut flags = String::new();
    while let Some(c) = format.get(*at).copied().filter(|c| b"-+ #0".contains(c)) {
        flags.push(char::from(c));
        *at += 1;
    }
    let mut width = number(vm, format, at, all, "width too big")?;
    if let Some(n) = width.filter(|n| *n < 0) {
        flags.push('-');
        width = Some(n.saturating_neg());
    }
    let mut precision = None;
    if format.get(*at) == Some(&b'.') {
        *at += 1;
        precision = Some(number(vm, format, at, all, "prec too big")?.unwrap_or(0).max(0));
    }
    if format.get(*at).is_some_and(|c| b"hlL".contains(c)) {
        *at += 1;
    }
    let Some(kind) = format.get(*at).copied() else { return Err(exc::value_error(vm, "incomplete format").into()) };
    *at += 1;
    vm.check_bytes(width.unwrap_or(0) as u64)?;
    let value = match named {
        Some(v) => v,
        None => all.take(vm)?,
    };
    let text = match kind {
        b'r' | b'a' => {
            let text = s.ask(vm, |vm| vm.ascii(value))?;
            cut(vm.heap.str_lossy(text).into_bytes(), precision)
        }
        b's' | b'b' => cut(bytes_of(vm, s, value)?, precision),
        b'c' => vec![byte_of(vm, s, value)?],
        b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => return written(vm, s, kind, &flags, width, precision, value, out),
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
            let float = vm.ty(ids::FLOAT);
            let real = !(vm.heap.text(value).is_some() || vm.buffer(value).is_some());
            let told = if real { Some(s.hear(vm, |vm| vm.call_args(float, &[value]))?) } else { None };
            let Some(Heard::Value(x)) = told else {
                let message = format!("float argument required, not {}", vm.type_name(value));
                return fail(vm, &message);
            };
            return written(vm, s, kind, &flags, width, precision, x, out);
        }
        other => {
            let message = format!("unsupported format character '{}' (0x{other:x}) at index {}", char::from(other), *at - 1);
            return Err(exc::value_error(vm, &message).into());
        }
    };
    let pad = (width.unwrap_or(0) as usize).saturating_sub(text.len());
    if !flags.contains('-') {
        out.extend(std::iter::repeat_n(b' ', pad));
    }
    out.extend(&text);
    if flags.contains('-') {
        out.extend(std::iter::repeat_n(b' ', pad));
    }
    Ok(())
}

fn name_of(vm: &mut Vm, format: &[u8], at: &mut usize) -> Said<Vec<u8>> {
    let from = *at + 1;
    let mut depth = 0;
    while let Some(c) = format.get(*at) {
        depth += match c {
            b'(' => 1,
            b')' => -1,
            _ => 0,
        };
        *at += 1;
        if depth == 0 {
            return Ok(format.get(from..*at - 1).unwrap_or_default().to_vec());
        }
    }
    Err(exc::value_error(vm, "incomplete format key").into())
}

/// Digits, or a star whose number is the next value.
fn number(vm: &mut Vm, format: &[u8], at: &mut usize, all: &mut Values, too_big: &str) -> Said<Option<i64>> {
    if format.get(*at) == Some(&b'*') {
        *at += 1;
        let value = all.take(vm)?;
        if !vm.is_instance_of(value, ids::INT) {
            return fail(vm, "* wants int");
        }
        return match vm.heap.small_int(value) {
            Some(n) => Ok(Some(n)),
            None => Err(exc::overflow_error(vm, "Python int too large to convert to C ssize_t").into()),
        };
    }
    let from = *at;
    let mut n: Option<i64> = Some(0);
    while let Some(d) = format.get(*at).filter(|c| c.is_ascii_digit()) {
        n = n.and_then(|n| n.checked_mul(10)?.checked_add(i64::from(d - b'0')));
        *at += 1;
    }
    match n {
        Some(n) => Ok((*at > from).then_some(n)),
        None => Err(exc::value_error(vm, too_big).into()),
    }
}

fn cut(mut text: Vec<u8>, precision: Option<i64>) -> Vec<u8> {
    if let Some(n) = precision {
        text.truncate(n as usize);
    }
    text
}

/// CPython: format_obj.
fn bytes_of(vm: &mut Vm, s: &mut Script<'_>, value: Ref) -> Said<Vec<u8>> {
    if let Some(b) = vm.buffer(value) {
        return Ok(b.to_vec());
    }
    let (name, ty) = (vm.intern("__bytes__").into_ref(), vm.heap.type_of(value));
    if vm.lookup_type(ty, name).is_some() {
        let made = s.ask(vm, |vm| vm.call_special(value, name, &[]))?;
        if let Body::Bytes(b) = vm.heap.body(made) {
            return Ok(b.to_vec());
        }
        let message = format!("__bytes__ returned non-bytes (type {})", vm.type_name(made));
        return fail(vm, &message);
    }
    match vm.bytes_of(value) {
        Some(b) => Ok(b),
        None => {
            let given = vm.type_name(value);
            fail(vm, &format!("%b requires a bytes-like object, or an object that implements __bytes__, not '{given}'"))
        }
    }
}

/// CPython: byte_converter.
fn byte_of(vm: &mut Vm, s: &mut Script<'_>, value: Ref) -> Said<u8> {
    let wrong = "%c requires an integer in range(256) or a single byte, not ";
    let message = match vm.heap.body(value) {
        body @ (Body::Bytes(_) | Body::ByteArray(_)) => match body.plain_bytes().map(Vec::as_slice).unwrap_or_default() {
            [one] => return Ok(*one),
            many => {
                let kind = if matches!(vm.heap.body(value), Body::Bytes(_)) { "bytes" } else { "bytearray" };
                format!("{wrong}a {kind} object of length {}", many.len())
            }
        },
        _ if vm.has_slot(value, SlotId::Index) => {
            let index = vm.intern("__index__").into_ref();
            let n = match vm.heap.body(value) {
                Body::Int(_) | Body::BigInt(_) => value,
                _ => s.ask(vm, |vm| vm.call_special(value, index, &[]))?,
            };
            return match vm.heap.small_int(n).and_then(|n| u8::try_from(n).ok()) {
                Some(byte) => Ok(byte),
                None => Err(exc::overflow_error(vm, "%c arg not in range(256)").into()),
            };
        }
        _ => format!("{wrong}{}", vm.type_name(value)),
    };
    fail(vm, &message)
}

/// A number, as a str writes it.
#[allow(clippy::too_many_arguments)]
fn written(
    vm: &mut Vm,
    s: &mut Script<'_>,
    kind: u8,
    flags: &str,
    width: Option<i64>,
    precision: Option<i64>,
    value: Ref,
    out: &mut Vec<u8>,
) -> Said<()> {
    let width = width.map(|n| n.to_string()).unwrap_or_default();
    let precision = precision.map(|n| format!(".{n}")).unwrap_or_default();
    let text = format!("%{flags}{width}{precision}{}", char::from(kind));
    let text = s.make(vm, |vm| vm.new_str(&text))?;
    let given = s.make(vm, |vm| vm.tuple_from(&[value]))?;
    match s.hear(vm, |vm| crate::objects::str_percent::str_mod(vm, &Args::two(text, given)))? {
        Heard::Value(done) => {
            out.extend(vm.heap.str_lossy(done).into_bytes());
            Ok(())
        }
        Heard::Raised(e) => Err(s.reraise(vm, e)),
        Heard::Exhausted => Err(Stop::Exhausted.into()),
    }
}
