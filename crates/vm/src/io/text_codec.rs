//! The codecs that text streams have without asking Python, piece by piece.

use pyvarium_heap::{Own, Ref, Text};

use crate::stop::Res;
use crate::vm::Vm;

/// Numbers of the native codecs; 0: it is one of Python's.
pub const UTF8: i64 = 1;
pub const ASCII: i64 = 2;
pub const LATIN1: i64 = 3;
pub const UTF16: i64 = 4;
pub const UTF16_LE: i64 = 5;
pub const UTF16_BE: i64 = 6;
pub const UTF32: i64 = 7;
pub const UTF32_LE: i64 = 8;
pub const UTF32_BE: i64 = 9;
pub const UTF8_SIG: i64 = 10;

/// The codec of an encoding's name.
pub fn codec_of(name: &str) -> i64 {
    let plain: String = name.to_lowercase().chars().map(|c| if c == '_' || c == ' ' { '-' } else { c }).collect();
    match plain.as_str() {
        "utf-8" | "utf8" | "u8" | "utf" | "cp65001" => UTF8,
        "ascii" | "us-ascii" | "646" | "ansi-x3.4-1968" | "iso646-us" => ASCII,
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "l1" | "latin" => LATIN1,
        "utf-16" | "utf16" | "u16" => UTF16,
        "utf-16-le" | "utf-16le" => UTF16_LE,
        "utf-16-be" | "utf-16be" => UTF16_BE,
        "utf-32" | "utf32" | "u32" => UTF32,
        "utf-32-le" | "utf-32le" => UTF32_LE,
        "utf-32-be" | "utf-32be" => UTF32_BE,
        "utf-8-sig" | "utf8-sig" => UTF8_SIG,
        _ => 0,
    }
}

fn name_of(codec: i64) -> &'static str {
    match codec {
        ASCII => "ascii",
        LATIN1 => "latin-1",
        UTF16 => "utf-16",
        UTF16_LE => "utf-16-le",
        UTF16_BE => "utf-16-be",
        UTF32 => "utf-32",
        UTF32_LE => "utf-32-le",
        UTF32_BE => "utf-32-be",
        _ => "utf-8",
    }
}

/// How many bytes at the end begin a character that is not whole.
fn unfinished(codec: i64, bytes: &[u8]) -> usize {
    match codec {
        UTF8 | UTF8_SIG => {
            for n in 1..=bytes.len().min(3) {
                let tail = bytes.get(bytes.len() - n..).unwrap_or_default();
                if let Err(e) = std::str::from_utf8(tail)
                    && e.valid_up_to() == 0
                    && e.error_len().is_none()
                {
                    return n;
                }
            }
            0
        }
        UTF16 | UTF16_LE | UTF16_BE => {
            let odd = bytes.len() % 2;
            let whole = bytes.get(..bytes.len() - odd).unwrap_or_default();
            let high = match whole {
                [.., a, b] => (0xd8..0xdc).contains(if codec == UTF16_BE { a } else { b }),
                _ => false,
            };
            odd + if high { 2 } else { 0 }
        }
        UTF32 | UTF32_LE | UTF32_BE => bytes.len() % 4,
        _ => 0,
    }
}

/// Decodes a piece. `state`: the codec that the mark at the beginning chose, 0 before it. Answers the code
/// points and the bytes that wait for more.
pub fn decode(vm: &mut Vm, codec: i64, state: &mut i64, bytes: &[u8], is_final: bool, errors: Ref) -> Res<(Vec<u32>, Vec<u8>)> {
    let mut body = bytes;
    let mut actual = codec;
    if matches!(codec, UTF16 | UTF32 | UTF8_SIG) {
        if *state == 0 {
            let (marks, size): (&[(&[u8], i64)], usize) = match codec {
                UTF16 => (&[(&[0xff, 0xfe], UTF16_LE), (&[0xfe, 0xff], UTF16_BE)], 2),
                UTF32 => (&[(&[0xff, 0xfe, 0, 0], UTF32_LE), (&[0, 0, 0xfe, 0xff], UTF32_BE)], 4),
                _ => (&[(&[0xef, 0xbb, 0xbf], UTF8)], 3),
            };
            if bytes.len() < size && !is_final && marks.iter().any(|(m, _)| m.starts_with(bytes)) {
                return Ok((Vec::new(), bytes.to_vec()));
            }
            let found = marks.iter().find(|(m, _)| bytes.starts_with(m));
            *state = found.map_or(
                match codec {
                    UTF16 => UTF16_LE,
                    UTF32 => UTF32_LE,
                    _ => UTF8,
                },
                |(_, c)| *c,
            );
            if let Some((m, _)) = found {
                body = bytes.get(m.len()..).unwrap_or_default();
            }
        }
        actual = *state;
    }
    let keep = if is_final { 0 } else { unfinished(actual, body) };
    let (head, tail) = body.split_at_checked(body.len() - keep).unwrap_or((body, &[]));
    let name = vm.new_str(name_of(actual));
    let done = vm.decode(head, Some(name.r()), Some(errors));
    vm.heap.decref_own(name);
    let text = done?;
    let points = vm.heap.text(text.r()).map(|t| t.points().collect()).unwrap_or_default();
    vm.heap.decref_own(text);
    Ok((points, tail.to_vec()))
}

/// Encodes text; `first`: nothing has been written yet, so that a mark comes in front where there is one.
pub fn encode(vm: &mut Vm, codec: i64, first: bool, points: &[u32], errors: Ref) -> Res<Vec<u8>> {
    let text: Own = vm.new_text(Text::from_point_slice(points));
    let name = vm.new_str(match (codec, first) {
        (UTF16, false) => "utf-16-le",
        (UTF32, false) => "utf-32-le",
        _ => name_of(codec),
    });
    let done = vm.encode(text.r(), Some(name.r()), Some(errors));
    vm.heap.decref_own(name);
    vm.heap.decref_own(text);
    let mut out = done?;
    if codec == UTF8_SIG && first {
        out.splice(0..0, [0xef, 0xbb, 0xbf]);
    }
    Ok(out)
}
