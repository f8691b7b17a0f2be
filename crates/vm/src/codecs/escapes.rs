//! Backslash escapes: unicode_escape, raw_unicode_escape, and those of bytes literals.
//!
//! CPython: Objects/unicodeobject.c (_PyUnicode_DecodeUnicodeEscapeInternal2), Objects/bytesobject.c (_PyBytes_DecodeEscape2).

use pyvarium_heap::Ref;

use super::handlers::{Trouble, decode_error};
use crate::script::{Said, Script};
use crate::vm::Vm;

pub fn encode(points: &[u32]) -> Vec<u8> {
    let mut out = Vec::with_capacity(points.len());
    for p in points.iter().copied() {
        match p {
            9 => out.extend(b"\\t"),
            10 => out.extend(b"\\n"),
            13 => out.extend(b"\\r"),
            92 => out.extend(b"\\\\"),
            32..127 => out.push(p as u8),
            _ => out.extend(super::handlers::escaped(p).bytes()),
        }
    }
    out
}

pub fn encode_raw(points: &[u32]) -> Vec<u8> {
    let mut out = Vec::with_capacity(points.len());
    for p in points.iter().copied() {
        if p < 0x100 { out.push(p as u8) } else { out.extend(super::handlers::escaped(p).bytes()) }
    }
    out
}

/// Up to `n` hexadecimal digits: their number and value.
fn hex(bytes: &[u8], n: usize) -> (usize, u32) {
    let digits: Vec<u32> = bytes.iter().take(n).map_while(|b| (*b as char).to_digit(16)).collect();
    (digits.len(), digits.iter().fold(0u32, |v, d| v.wrapping_mul(16).wrapping_add(*d)))
}

pub fn decode(vm: &mut Vm, s: &mut Script<'_>, bytes: &[u8], object: Ref, errors: &str, is_final: bool) -> Said<(Vec<u32>, usize)> {
    let (mut out, mut i) = (Vec::new(), 0);
    while let Some(b) = bytes.get(i).copied() {
        if b != b'\\' {
            out.push(u32::from(b));
            i += 1;
            continue;
        }
        let Some(c) = bytes.get(i + 1).copied() else {
            if !is_final {
                return Ok((out, i));
            }
            let t = Trouble { start: i, end: i + 1, reason: "\\ at end of string" };
            let (points, next) = decode_error(vm, s, None, "unicodeescape", errors, bytes, object, &t)?;
            out.extend(points);
            i = next;
            continue;
        };
        let simple = match c {
            b'\n' => Some(None),
            b'\\' | b'\'' | b'"' => Some(Some(u32::from(c))),
            b'b' => Some(Some(8)),
            b'f' => Some(Some(12)),
            b't' => Some(Some(9)),
            b'n' => Some(Some(10)),
            b'r' => Some(Some(13)),
            b'v' => Some(Some(11)),
            b'a' => Some(Some(7)),
            _ => None,
        };
        if let Some(p) = simple {
            out.extend(p);
            i += 2;
            continue;
        }
        let rest = bytes.get(i + 2..).unwrap_or_default();
        let (n, reason) = match c {
            b'0'..=b'7' => {
                let digits: Vec<u32> = bytes.iter().skip(i + 1).take(3).map_while(|b| (*b as char).to_digit(8)).collect();
                out.push(digits.iter().fold(0, |v, d| v * 8 + d));
                i += 1 + digits.len();
                continue;
            }
            b'x' => (2, "truncated \\xXX escape"),
            b'u' => (4, "truncated \\uXXXX escape"),
            b'U' => (8, "truncated \\UXXXXXXXX escape"),
            b'N' => {
                return Err(crate::stop::Stop::not_supported("names of characters in unicode_escape").into());
            }
            _ => {
                out.extend([92, u32::from(c)]);
                i += 2;
                continue;
            }
        };
        let (got, value) = hex(rest, n);
        if got < n && got == rest.len() && !is_final {
            return Ok((out, i));
        }
        let reason = if got < n {
            reason
        } else if value > 0x10_ffff {
            "illegal Unicode character"
        } else {
            out.push(value);
            i += 2 + n;
            continue;
        };
        let t = Trouble { start: i, end: i + 2 + got, reason };
        let (points, next) = decode_error(vm, s, None, "unicodeescape", errors, bytes, object, &t)?;
        out.extend(points);
        i = next;
    }
    Ok((out, bytes.len()))
}

pub fn decode_raw(vm: &mut Vm, s: &mut Script<'_>, bytes: &[u8], object: Ref, errors: &str, is_final: bool) -> Said<(Vec<u32>, usize)> {
    let (mut out, mut i) = (Vec::new(), 0);
    while let Some(b) = bytes.get(i).copied() {
        let (n, reason) = match (b, bytes.get(i + 1)) {
            (b'\\', Some(b'u')) => (4, "truncated \\uXXXX escape"),
            (b'\\', Some(b'U')) => (8, "truncated \\UXXXXXXXX escape"),
            (b'\\', Some(c)) => {
                out.extend([92, u32::from(*c)]);
                i += 2;
                continue;
            }
            (b'\\', None) if !is_final => return Ok((out, i)),
            _ => {
                out.push(u32::from(b));
                i += 1;
                continue;
            }
        };
        let rest = bytes.get(i + 2..).unwrap_or_default();
        let (got, value) = hex(rest, n);
        if got < n && got == rest.len() && !is_final {
            return Ok((out, i));
        }
        if got == n && value <= 0x10_ffff {
            out.push(value);
            i += 2 + n;
            continue;
        }
        let reason = if got < n { reason } else { "\\Uxxxxxxxx out of range" };
        let t = Trouble { start: i, end: i + 2 + got, reason };
        let (points, next) = decode_error(vm, s, None, "rawunicodeescape", errors, bytes, object, &t)?;
        out.extend(points);
        i = next;
    }
    Ok((out, bytes.len()))
}

/// As in a bytes literal; Err: where a `\x` is wrong.
pub fn decode_bytes(bytes: &[u8], errors: &str) -> Result<Vec<u8>, usize> {
    let (mut out, mut i) = (Vec::new(), 0);
    while let Some(b) = bytes.get(i).copied() {
        let Some(c) = bytes.get(i + 1).copied().filter(|_| b == b'\\') else {
            out.push(b);
            i += 1;
            continue;
        };
        i += 2;
        match c {
            b'\n' => {}
            b'\\' | b'\'' | b'"' => out.push(c),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b't' => out.push(9),
            b'n' => out.push(10),
            b'r' => out.push(13),
            b'v' => out.push(11),
            b'a' => out.push(7),
            b'0'..=b'7' => {
                let digits: Vec<u32> = bytes.iter().skip(i - 1).take(3).map_while(|b| (*b as char).to_digit(8)).collect();
                out.push(digits.iter().fold(0, |v, d| v * 8 + d) as u8);
                i += digits.len() - 1;
            }
            b'x' => {
                let (got, value) = hex(bytes.get(i..).unwrap_or_default(), 2);
                if got == 2 {
                    out.push(value as u8);
                    i += 2;
                } else {
                    match errors {
                        "replace" => out.push(b'?'),
                        "ignore" => {}
                        _ => return Err(i - 2),
                    }
                    i += got;
                }
            }
            _ => out.extend([b'\\', c]),
        }
    }
    Ok(out)
}
