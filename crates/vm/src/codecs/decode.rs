//! Bytes to text.

use pyvarium_heap::Ref;

use super::handlers::{Trouble, decode_error};
use super::{Codec, escapes};
use crate::script::{Said, Script};
use crate::vm::Vm;

/// How many bytes are right, how many after them belong to the first mistake, and what that is.
fn utf8_run(bytes: &[u8]) -> (usize, usize, &'static str) {
    let Err(e) = std::str::from_utf8(bytes) else { return (bytes.len(), 0, "") };
    let good = e.valid_up_to();
    let first = bytes.get(good).copied().unwrap_or(0);
    match e.error_len() {
        None => (good, bytes.len() - good, "unexpected end of data"),
        Some(n) if !(0xc2..=0xf4).contains(&first) => (good, n, "invalid start byte"),
        Some(n) => (good, n, "invalid continuation byte"),
    }
}

/// One step of decoding: takes what is right. None: all is done.
fn run(codec: Codec, bytes: &[u8], at: &mut usize, out: &mut Vec<u32>) -> Option<Trouble> {
    let rest = bytes.get(*at..).unwrap_or_default();
    match codec {
        Codec::Utf8 => {
            let (good, bad, reason) = utf8_run(rest);
            out.extend(String::from_utf8_lossy(rest.get(..good).unwrap_or_default()).chars().map(u32::from));
            *at += good;
            (bad > 0).then_some(Trouble { start: *at, end: *at + bad, reason })
        }
        Codec::Wide { unit: 2, big, .. } => {
            let unit = |i: usize| -> Option<u32> {
                let pair = [*rest.get(i)?, *rest.get(i + 1)?];
                Some(u32::from(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }))
            };
            let mut i = 0;
            let trouble = loop {
                let Some(high) = unit(i) else {
                    break (i < rest.len()).then_some((i, rest.len(), "truncated data"));
                };
                match high {
                    0xd800..0xdc00 => match unit(i + 2) {
                        Some(low @ 0xdc00..0xe000) => {
                            out.push(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                            i += 4;
                        }
                        Some(_) => break Some((i, i + 2, "illegal UTF-16 surrogate")),
                        None => break Some((i, rest.len(), "unexpected end of data")),
                    },
                    0xdc00..0xe000 => break Some((i, i + 2, "illegal encoding")),
                    _ => {
                        out.push(high);
                        i += 2;
                    }
                }
            };
            let from = *at;
            *at += i;
            trouble.map(|(start, end, reason)| Trouble { start: from + start, end: from + end, reason })
        }
        Codec::Wide { big, .. } => {
            let mut i = 0;
            let trouble = loop {
                let Some(four) = rest.get(i..i + 4).and_then(|b| <[u8; 4]>::try_from(b).ok()) else {
                    break (i < rest.len()).then_some((i, rest.len(), "truncated data"));
                };
                let p = if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) };
                match p {
                    0xd800..0xe000 => break Some((i, i + 4, "code point in surrogate code point range(0xd800, 0xe000)")),
                    0x11_0000.. => break Some((i, i + 4, "code point not in range(0x110000)")),
                    _ => {
                        out.push(p);
                        i += 4;
                    }
                }
            };
            let from = *at;
            *at += i;
            trouble.map(|(start, end, reason)| Trouble { start: from + start, end: from + end, reason })
        }
        _ => {
            let good = rest.iter().position(|b| !b.is_ascii() && codec == Codec::Ascii).unwrap_or(rest.len());
            out.extend(rest.iter().take(good).map(|b| u32::from(*b)));
            *at += good;
            (good < rest.len()).then_some(Trouble { start: *at, end: *at + 1, reason: "ordinal not in range(128)" })
        }
    }
}

/// What a mark at the beginning says, and how long it is.
fn marked(codec: Codec, bytes: &[u8]) -> (Codec, usize) {
    match codec {
        Codec::Wide { unit: 2, mark: true, .. } => match bytes {
            [0xff, 0xfe, ..] => (Codec::Wide { unit: 2, big: false, mark: false }, 2),
            [0xfe, 0xff, ..] => (Codec::Wide { unit: 2, big: true, mark: false }, 2),
            _ => (Codec::Wide { unit: 2, big: false, mark: false }, 0),
        },
        Codec::Wide { unit: 4, mark: true, .. } => match bytes {
            [0xff, 0xfe, 0, 0, ..] => (Codec::Wide { unit: 4, big: false, mark: false }, 4),
            [0, 0, 0xfe, 0xff, ..] => (Codec::Wide { unit: 4, big: true, mark: false }, 4),
            _ => (Codec::Wide { unit: 4, big: false, mark: false }, 0),
        },
        plain => (plain, 0),
    }
}

/// How many bytes at the end begin a character that is not whole yet.
fn unfinished(codec: Codec, bytes: &[u8]) -> usize {
    match codec {
        Codec::Utf8 => (1..=bytes.len().min(3))
            .find(|n| {
                let tail = bytes.get(bytes.len() - n..).unwrap_or_default();
                matches!(std::str::from_utf8(tail), Err(e) if e.valid_up_to() == 0 && e.error_len().is_none())
            })
            .unwrap_or(0),
        Codec::Wide { unit: 2, big, .. } => {
            let odd = bytes.len() % 2;
            let high = match bytes.get(..bytes.len() - odd).unwrap_or_default() {
                [.., a, b] => (0xd8..0xdc).contains(if big { a } else { b }),
                _ => false,
            };
            odd + if high { 2 } else { 0 }
        }
        Codec::Wide { .. } => bytes.len() % 4,
        _ => 0,
    }
}

/// Decodes, handlers asked. Answers how many bytes were taken: all of them, unless more may come.
pub fn decode(
    vm: &mut Vm,
    s: &mut Script<'_>,
    codec: Codec,
    bytes: &[u8],
    object: Ref,
    errors: &str,
    is_final: bool,
) -> Said<(Vec<u32>, usize)> {
    match codec {
        Codec::UnicodeEscape => return escapes::decode(vm, s, bytes, object, errors, is_final),
        Codec::RawUnicodeEscape => return escapes::decode_raw(vm, s, bytes, object, errors, is_final),
        _ => {}
    }
    let (actual, skip) = marked(codec, bytes);
    let end = if is_final { bytes.len() } else { bytes.len() - unfinished(actual, bytes) };
    let piece = bytes.get(..end).unwrap_or_default();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), skip.min(end));
    while let Some(trouble) = run(actual, piece, &mut at, &mut out) {
        let (points, next) = decode_error(vm, s, Some(actual), (codec.name(), errors), (bytes, object), &trouble)?;
        out.extend(points);
        at = next.min(end);
    }
    Ok((out, end))
}
