//! The codecs that text streams have without asking Python, piece by piece. What a character is, and what becomes of one
//! that cannot be, is `codecs`'.

use pyvarium_heap::{Ref, Text};

use crate::codecs::functions::CODECS;
use crate::codecs::{Codec, decode as decoder, encode as encoder, errors_name};
use crate::script::{Said, Script};
use crate::vm::Vm;

/// Numbers of the native codecs: one more than the place in `CODECS`; 0: it is one of Python's.
pub const UTF8: i64 = 1;
const UTF16: i64 = 4;
const UTF16_LE: i64 = 5;
const UTF16_BE: i64 = 6;
const UTF32: i64 = 7;
const UTF32_LE: i64 = 8;
const UTF32_BE: i64 = 9;
const UTF8_SIG: i64 = 100;

/// The codec of an encoding's name.
pub fn codec_of(name: &str) -> i64 {
    let plain = name.to_lowercase().replace(['_', ' '], "-");
    if matches!(plain.as_str(), "utf-8-sig" | "utf8-sig") {
        return UTF8_SIG;
    }
    let Some(codec) = Codec::named(name).filter(|c| !matches!(c, Codec::UnicodeEscape | Codec::RawUnicodeEscape)) else { return 0 };
    CODECS.iter().position(|c| *c == codec).map_or(0, |at| at as i64 + 1)
}

fn numbered(codec: i64) -> Codec {
    CODECS.get(codec as usize - 1).copied().unwrap_or(Codec::Utf8)
}

/// Decodes a piece. `state`: the codec that the mark at the beginning chose, 0 before it. Answers the code
/// points and the bytes that wait for more.
pub fn decode(
    vm: &mut Vm,
    s: &mut Script<'_>,
    codec: i64,
    state: &mut i64,
    bytes: &[u8],
    is_final: bool,
    errors: Ref,
) -> Said<(Vec<u32>, Vec<u8>)> {
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
    let (none, errors) = (vm.one.none, errors_name(vm, Some(errors)));
    let (points, n) = decoder::decode(vm, s, numbered(actual), body, none, &errors, is_final)?;
    Ok((points, body.get(n..).unwrap_or_default().to_vec()))
}

/// Encodes text; `first`: nothing has been written yet, so that a mark comes in front where there is one.
pub fn encode(vm: &mut Vm, s: &mut Script<'_>, codec: i64, first: bool, points: &[u32], errors: Ref) -> Said<Vec<u8>> {
    let text = s.make(vm, |vm| vm.new_text(Text::from_point_slice(points)))?;
    let actual = match (codec, first) {
        (UTF16, false) => UTF16_LE,
        (UTF32, false) => UTF32_LE,
        (UTF8_SIG, _) => UTF8,
        _ => codec,
    };
    let errors = errors_name(vm, Some(errors));
    let mut out = encoder::encode(vm, s, numbered(actual), text, &errors)?;
    if codec == UTF8_SIG && first {
        out.splice(0..0, [0xef, 0xbb, 0xbf]);
    }
    Ok(out)
}
