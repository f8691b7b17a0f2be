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
        (b'f', [a, b, c, d]) => f64::from(f32::from_le_bytes([*a, *b, *c, *d])),
        (b'd', [a, b, c, d, e, f, g, h]) => f64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]),
        _ => 0.0,
    }
}

/// What two items are compared by: whole number or float.
pub(crate) fn comparable(format: Format, bytes: &[u8]) -> (i128, Option<u64>) {
    match format.code {
        b'f' | b'd' => {
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
        b'f' | b'd' => vm.new_float(float_of(format, bytes)),
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
        b'f' | b'd' => {
            let number = vm.heap.float(value).or_else(|| vm.bigint(value).and_then(|n| n.to_f64()));
            match number {
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
