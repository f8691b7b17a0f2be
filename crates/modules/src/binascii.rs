//! The binascii module: bytes as hexadecimal digits, in base 64, and check sums.
//!
//! CPython: Modules/binascii.c.

use pyvarium_heap::Ref;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::protocol::convert::truth_of_argument;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc};

use crate::first::binascii as first;

const ERROR: TypeId = TypeId(first::TYPE);
const INCOMPLETE: TypeId = TypeId(first::TYPE + 1);

pub const LIBRARY: Library = Library { types: &[&ERROR_TYPE, &INCOMPLETE_TYPE], natives: &[], modules: &[&BINASCII] };

const CLASS: TypeDef = TypeDef { layout: Layout::Exception, flags: flags::BASETYPE | flags::HAVE_GC, basicsize: 72, ..TYPE_DEFAULT };
static ERROR_TYPE: TypeDef = TypeDef { name: "binascii.Error", base: Some(ids::VALUE_ERROR), ..CLASS };
static INCOMPLETE_TYPE: TypeDef = TypeDef { name: "binascii.Incomplete", base: Some(ids::EXCEPTION), ..CLASS };

pub static BINASCII: ModuleDef = ModuleDef {
    name: "binascii",
    doc: Some("Conversion between binary data and ASCII"),
    functions: &[
        FnDef::new("hexlify", "data, sep=<unrepresentable>, bytes_per_sep=1", hexlify),
        FnDef::new("b2a_hex", "data, sep=<unrepresentable>, bytes_per_sep=1", hexlify),
        FnDef::new("unhexlify", "hexstr, /", unhexlify),
        FnDef::new("a2b_hex", "hexstr, /", unhexlify),
        FnDef::new("b2a_base64", "data, /, *, newline=True", b2a_base64),
        FnDef::new("a2b_base64", "data, /, *, strict_mode=False", a2b_base64),
        FnDef::new("crc32", "data, crc=0, /", crc32),
        FnDef::new("crc_hqx", "data, crc, /", crc_hqx),
    ],
    types: &[ERROR, INCOMPLETE],
    exec: None,
};

/// ASCII text or bytes. CPython: ascii_buffer_converter.
fn ascii(vm: &mut Vm, r: Ref) -> Res<Vec<u8>> {
    if let Some(t) = vm.heap.text(r) {
        return match t.as_ascii() {
            Some(s) => Ok(s.as_bytes().to_vec()),
            None => vm.value_err("string argument should contain only ASCII characters"),
        };
    }
    match vm.bytes_of(r) {
        Some(b) => Ok(b),
        None => {
            let message = format!("argument should be bytes, buffer or ASCII string, not '{}'", vm.type_name(r));
            vm.type_err(&message)
        }
    }
}

fn error(vm: &mut Vm, message: &str) -> Stop {
    exc::raise(vm, ERROR, message)
}

fn hexlify(vm: &mut Vm, a: &Args) -> Res {
    let data = vm.need_bytes(a.at(0)?)?;
    let digits: Vec<String> = data.iter().map(|b| format!("{b:02x}")).collect();
    let group = a.get(2).map(|r| vm.index(r)).transpose()?.unwrap_or(1);
    let Some(sep) = a.get(1) else { return Ok(Flow::Value(vm.new_bytes(digits.concat().into_bytes()))) };
    let sep = match vm.heap.text(sep).map(|t| t.to_str_lossy().into_owned()) {
        Some(s) => s.into_bytes(),
        None => vm.need_bytes(sep)?,
    };
    let &[sep] = sep.as_slice() else { return vm.value_err("sep must be length 1.") };
    let mut out = Vec::new();
    let n = digits.len();
    let size = group.unsigned_abs() as usize;
    for (i, d) in digits.iter().enumerate() {
        let edge = if group > 0 { (n - i).is_multiple_of(size) } else { size > 0 && i.is_multiple_of(size) };
        if i > 0 && size > 0 && edge {
            out.push(sep);
        }
        out.extend(d.bytes());
    }
    Ok(Flow::Value(vm.new_bytes(out)))
}

fn unhexlify(vm: &mut Vm, a: &Args) -> Res {
    let text = ascii(vm, a.at(0)?)?;
    if text.len() % 2 == 1 {
        return Err(error(vm, "Odd-length string"));
    }
    let digits: Option<Vec<u8>> = text.iter().map(|b| (*b as char).to_digit(16).map(|d| d as u8)).collect();
    match digits {
        Some(d) => Ok(Flow::Value(vm.new_bytes(d.as_chunks::<2>().0.iter().map(|[a, b]| a << 4 | b).collect()))),
        None => Err(error(vm, "Non-hexadecimal digit found")),
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn b2a_base64(vm: &mut Vm, a: &Args) -> Res {
    let data = vm.need_bytes(a.at(0)?)?;
    let newline = match a.get(1) {
        Some(n) => truth_of_argument(vm, n)?,
        None => true,
    };
    let mut out = Vec::with_capacity(data.len() / 3 * 4 + 5);
    for piece in data.chunks(3) {
        let word = piece.iter().fold(0u32, |w, b| w << 8 | u32::from(*b)) << (8 * (3 - piece.len()));
        for i in 0..4 {
            let at = word >> (18 - 6 * i) & 63;
            out.push(if i <= piece.len() { ALPHABET.get(at as usize).copied().unwrap_or(b'=') } else { b'=' });
        }
    }
    if newline {
        out.push(b'\n');
    }
    Ok(Flow::Value(vm.new_bytes(out)))
}

/// CPython: binascii_a2b_base64_impl.
fn a2b_base64(vm: &mut Vm, a: &Args) -> Res {
    let text = ascii(vm, a.at(0)?)?;
    let strict = match a.get(1) {
        Some(s) => truth_of_argument(vm, s)?,
        None => false,
    };
    let (mut out, mut quad, mut left, mut pads) = (Vec::new(), 0, 0u8, 0);
    if strict && text.first() == Some(&b'=') {
        return Err(error(vm, "Leading padding not allowed"));
    }
    for (i, b) in text.iter().copied().enumerate() {
        if b == b'=' {
            pads += 1;
            if quad >= 2 && quad + pads >= 4 {
                if strict && i + 1 < text.len() {
                    return Err(error(vm, "Excess data after padding"));
                }
                return Ok(Flow::Value(vm.new_bytes(out)));
            }
            continue;
        }
        let Some(value) = ALPHABET.iter().position(|c| *c == b).map(|v| v as u8) else {
            if strict {
                return Err(error(vm, "Only base64 data is allowed"));
            }
            continue;
        };
        if strict && pads > 0 {
            return Err(error(vm, "Discontinuous padding not allowed"));
        }
        pads = 0;
        match quad {
            0 => left = value,
            1 => {
                out.push(left << 2 | value >> 4);
                left = value & 15;
            }
            2 => {
                out.push(left << 4 | value >> 2);
                left = value & 3;
            }
            _ => out.push(left << 6 | value),
        }
        quad = (quad + 1) % 4;
    }
    match quad {
        0 => Ok(Flow::Value(vm.new_bytes(out))),
        1 => {
            let n = out.len() / 3 * 4 + 1;
            let message = format!("Invalid base64-encoded string: number of data characters ({n}) cannot be 1 more than a multiple of 4");
            Err(error(vm, &message))
        }
        _ => Err(error(vm, "Incorrect padding")),
    }
}

fn crc32(vm: &mut Vm, a: &Args) -> Res {
    let data = vm.need_bytes(a.at(0)?)?;
    let start = a.get(1).map(|r| vm.index(r)).transpose()?.unwrap_or(0) as u32;
    let mut crc = !start;
    for b in data {
        crc ^= u32::from(b);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    Ok(Flow::Value(vm.new_int(i64::from(!crc))))
}

fn crc_hqx(vm: &mut Vm, a: &Args) -> Res {
    let data = vm.need_bytes(a.at(0)?)?;
    let mut crc = vm.index(a.at(1)?)? as u32 & 0xffff;
    for b in data {
        crc ^= u32::from(b) << 8;
        for _ in 0..8 {
            crc = if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 };
        }
        crc &= 0xffff;
    }
    Ok(Flow::Value(vm.new_int(i64::from(crc))))
}
