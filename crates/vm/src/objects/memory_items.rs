//! Single items of a memoryview: native formats of one character.
//!
//! CPython: Objects/memoryobject.c (unpack_single, pack_single, get_native_fmtchar).

use num_traits::ToPrimitive;
use pyvarium_heap::Ref;

use crate::core::ids;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Format {
    pub code: u8,
    /// Written with `@`.
    pub at: bool,
}

impl Format {
    pub const BYTES: Format = Format { code: b'B', at: false };

    pub fn parse(text: &str) -> Option<Format> {
        let (at, rest) = match text.strip_prefix('@') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        match rest.as_bytes() {
            [code] if b"bBhHiIlLqQnNfde?cP".contains(code) => Some(Format { code: *code, at }),
            _ => None,
        }
    }

    pub fn from_int(n: i64) -> Format {
        Format { code: (n & 0xff) as u8, at: n & 0x100 != 0 }
    }

    pub fn to_int(self) -> i64 {
        i64::from(self.code) | if self.at { 0x100 } else { 0 }
    }

    pub fn text(self) -> String {
        format!("{}{}", if self.at { "@" } else { "" }, char::from(self.code))
    }

    /// Unit: bytes, of a 64-bit machine.
    pub fn size(self) -> usize {
        match self.code {
            b'h' | b'H' | b'e' => 2,
            b'i' | b'I' | b'f' => 4,
            b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'd' | b'P' => 8,
            _ => 1,
        }
    }

    fn is_signed(self) -> bool {
        matches!(self.code, b'b' | b'h' | b'i' | b'l' | b'q' | b'n')
    }
}

fn int_of(format: Format, bytes: &[u8]) -> i128 {
    let mut value: i128 = 0;
    for (i, byte) in bytes.iter().enumerate() {
        value |= i128::from(*byte) << (8 * i);
    }
    let bits = 8 * bytes.len() as u32;
    if format.is_signed() && bits > 0 && value >> (bits - 1) & 1 == 1 { value - (1 << bits) } else { value }
}

fn float_of(format: Format, bytes: &[u8]) -> f64 {
    match (format.code, bytes) {
        (b'e', [a, b]) => half_value(u16::from_le_bytes([*a, *b])),
        (b'f', [a, b, c, d]) => f64::from(f32::from_le_bytes([*a, *b, *c, *d])),
        (b'd', [a, b, c, d, e, f, g, h]) => f64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]),
        _ => 0.0,
    }
}

/// What two items are compared by: whole number or float.
pub(crate) fn comparable(format: Format, bytes: &[u8]) -> (i128, Option<u64>) {
    match format.code {
        b'e' | b'f' | b'd' => {
            let value = float_of(format, bytes);
            if value.fract() == 0.0 && value.abs() < 1e30 { (value as i128, None) } else { (0, Some(value.to_bits())) }
        }
        b'?' => (i128::from(int_of(format, bytes) != 0), None),
        _ => (int_of(format, bytes), None),
    }
}

pub(crate) fn unpack(vm: &mut Vm, format: Format, bytes: &[u8]) -> Res {
    Ok(Flow::Value(match format.code {
        b'c' => vm.new_bytes(bytes.to_vec()),
        b'?' => return vm.bool_flow(int_of(format, bytes) != 0),
        b'e' | b'f' | b'd' => vm.new_float(float_of(format, bytes)),
        _ => vm.new_bigint(num_bigint::BigInt::from(int_of(format, bytes))),
    }))
}

pub(crate) fn pack(vm: &mut Vm, format: Format, value: Ref) -> Res<Vec<u8>> {
    let shown = format.text();
    let wrong_type = format!("memoryview: invalid type for format '{shown}'");
    let wrong_value = format!("memoryview: invalid value for format '{shown}'");
    match format.code {
        b'c' => match vm.heap.bytes(value).map(|b| b.to_vec()) {
            Some(b) if b.len() == 1 => Ok(b),
            Some(_) => vm.value_err(&wrong_value),
            None => vm.type_err(&wrong_type),
        },
        b'?' => {
            let yes = crate::protocol::convert::truth_of_argument(vm, value)?;
            Ok(vec![u8::from(yes)])
        }
        b'e' | b'f' | b'd' => {
            let number = vm.heap.float(value).or_else(|| vm.bigint(value).and_then(|n| n.to_f64()));
            match number {
                Some(x) if format.code == b'e' => match half_bits(x) {
                    Some(bits) => Ok(bits.to_le_bytes().to_vec()),
                    None => Err(crate::exc::overflow_error(vm, "float too large to pack with e format")),
                },
                Some(x) if format.code == b'f' => Ok((x as f32).to_le_bytes().to_vec()),
                Some(x) => Ok(x.to_le_bytes().to_vec()),
                None => vm.type_err(&wrong_type),
            }
        }
        _ => {
            if !vm.is_instance_of(value, ids::INT) {
                if !vm.has_slot(value, crate::slots::SlotId::Index) {
                    return vm.type_err(&wrong_type);
                }
                vm.index_clamped(value)?;
            }
            let n = vm.bigint(value).and_then(|n| n.to_i128());
            let bits = 8 * format.size() as u32;
            let (low, high) =
                if format.is_signed() { (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1) } else { (0, (1i128 << bits) - 1) };
            match n.filter(|n| *n >= low && *n <= high) {
                Some(n) => Ok(n.to_le_bytes().into_iter().take(format.size()).collect()),
                None => vm.value_err(&wrong_value),
            }
        }
    }
}

/// A float in two bytes, rounded to the nearest; None where it is too large.
pub fn half_bits(v: f64) -> Option<u16> {
    let sign = if v.is_sign_negative() { 0x8000 } else { 0 };
    if v.is_nan() {
        return Some(sign | 0x7e00);
    }
    let size = v.abs();
    if size.is_infinite() {
        return Some(sign | 0x7c00);
    }
    // The unit of the last place: 2**-24 for the smallest.
    let exponent = ((size.to_bits() >> 52) as i32 - 1023).max(-14);
    let unit = f64::from_bits(((exponent - 10 + 1023) as u64) << 52);
    let whole = (size / unit).round_ties_even() as u32;
    let bits = if exponent == -14 && whole < 1024 { whole } else { (((exponent + 15) as u32) << 10) + (whole - 1024) };
    if bits >= 0x7c00 { None } else { Some(sign | bits as u16) }
}

pub fn half_value(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 0x3ff));
    match exponent {
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN,
        0 => sign * fraction * 2f64.powi(-24),
        _ => sign * (1024.0 + fraction) * 2f64.powi(exponent - 25),
    }
}
