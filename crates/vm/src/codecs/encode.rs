//! Text to bytes.

use pyvarium_heap::Ref;

use super::handlers::{Instead, Trouble, encode_error};
use super::{Codec, escapes};
use crate::core::ids;
use crate::script::{Said, Script};
use crate::stop::{Res, Stop};
use crate::vm::Vm;

fn can(codec: Codec, p: u32) -> bool {
    match codec {
        Codec::Ascii => p < 0x80,
        Codec::Latin1 => p < 0x100,
        Codec::Utf8 | Codec::Wide { .. } => !(0xd800..0xe000).contains(&p),
        Codec::UnicodeEscape | Codec::RawUnicodeEscape => true,
    }
}

fn reason(codec: Codec) -> &'static str {
    match codec {
        Codec::Ascii => "ordinal not in range(128)",
        Codec::Latin1 => "ordinal not in range(256)",
        _ => "surrogates not allowed",
    }
}

fn put(codec: Codec, p: u32, out: &mut Vec<u8>) {
    match codec {
        Codec::Utf8 => match char::from_u32(p) {
            Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => out.push(b'?'),
        },
        Codec::Wide { unit, big, .. } => {
            let mut units = [0; 2];
            let units: Vec<u32> = match char::from_u32(p) {
                Some(c) if unit == 2 => c.encode_utf16(&mut units).iter().map(|u| u32::from(*u)).collect(),
                _ => vec![p],
            };
            for u in units {
                let bytes = u.to_le_bytes();
                let bytes = bytes.get(..unit).unwrap_or_default();
                if big { out.extend(bytes.iter().rev()) } else { out.extend(bytes) }
            }
        }
        _ => out.push(p as u8),
    }
}

/// Everything that needs no handler; the first place that does.
fn run(codec: Codec, points: &[u32], from: usize, out: &mut Vec<u8>) -> Option<Trouble> {
    let rest = points.get(from..).unwrap_or_default();
    let good = rest.iter().position(|p| !can(codec, *p)).unwrap_or(rest.len());
    rest.iter().take(good).for_each(|p| put(codec, *p, out));
    if good == rest.len() {
        return None;
    }
    let n = rest.iter().skip(good).take_while(|p| !can(codec, **p)).count();
    // UTF-16 and UTF-32 take them one by one.
    let n = if matches!(codec, Codec::Wide { .. }) { 1 } else { n };
    Some(Trouble { start: from + good, end: from + good + n, reason: reason(codec) })
}

fn begin(codec: Codec) -> Vec<u8> {
    let mut out = Vec::new();
    if let Codec::Wide { mark: true, .. } = codec {
        put(codec, 0xfeff, &mut out);
    }
    out
}

/// Encodes, handlers asked.
pub fn encode(vm: &mut Vm, s: &mut Script<'_>, codec: Codec, text: Ref, errors: &str) -> Said<Vec<u8>> {
    let Some(t) = vm.heap.text(text) else { return Ok(Vec::new()) };
    if let Some(ascii) = t.as_ascii()
        && matches!(codec, Codec::Utf8 | Codec::Ascii | Codec::Latin1)
    {
        return Ok(ascii.as_bytes().to_vec());
    }
    let points: Vec<u32> = t.points().collect();
    match codec {
        Codec::UnicodeEscape => return Ok(escapes::encode(&points)),
        Codec::RawUnicodeEscape => return Ok(escapes::encode_raw(&points)),
        _ => {}
    }
    let (mut out, mut at) = (begin(codec), 0);
    while let Some(trouble) = run(codec, &points, at, &mut out) {
        let (instead, next) = encode_error(vm, s, Some(codec), codec.name(), errors, text, &trouble)?;
        match instead {
            Instead::Bytes(b) => out.extend(b),
            Instead::Points(p) => {
                if let Some(i) = p.iter().position(|p| !can(codec, *p)) {
                    let _ = i;
                    let e = super::handlers::error(vm, ids::UNICODE_ENCODE_ERROR, codec.name(), text, &trouble);
                    return Err(Stop::Raise(e).into());
                }
                p.iter().for_each(|p| put(codec, *p, &mut out));
            }
        }
        at = next;
    }
    Ok(out)
}

impl Vm {
    /// UTF-8, strictly. CPython: PyUnicode_AsUTF8AndSize.
    pub fn utf8_of(&mut self, r: Ref) -> Res<Vec<u8>> {
        let points: Vec<u32> = self.heap.text(r).map(|t| t.points().collect()).unwrap_or_default();
        let mut out = Vec::with_capacity(points.len());
        for p in &points {
            put(Codec::Utf8, *p, &mut out);
        }
        let Some(start) = points.iter().position(|p| !can(Codec::Utf8, *p)) else { return Ok(out) };
        let n = points.iter().skip(start).take_while(|p| !can(Codec::Utf8, **p)).count();
        let trouble = Trouble { start, end: start + n, reason: reason(Codec::Utf8) };
        Err(Stop::Raise(super::handlers::error(self, ids::UNICODE_ENCODE_ERROR, "utf-8", r, &trouble)))
    }
}
