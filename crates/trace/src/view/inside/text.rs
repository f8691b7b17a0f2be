//! str by its kind and characters; bytes by their values.
//!
//! CPython: Include/cpython/unicodeobject.h (PyASCIIObject, PyCompactUnicodeObject), Objects/unicodeobject.c.

use pyvarium_heap::Text;
use pyvarium_heap::text::Interned;
use pyvarium_protocol::inside::{Block, Figure};

use super::words::*;

pub const STR_SAYS: &str = "A str keeps its characters in an array whose width is that of its widest character: 1, 2 or 4 bytes each. It never \
                            changes, so it may be shared, and its hash is worked out once.";
pub const BYTES_SAYS: &str = "Bytes are kept as they are, one behind the other, with a zero behind the last.";

const MAX_CHARACTERS: usize = 96;

pub fn str_(t: &Text) -> Vec<Block> {
    let characters = t.points().take(MAX_CHARACTERS).map(|p| {
        let shown = char::from_u32(p).filter(|c| !c.is_control() && *c != '\u{2028}' && *c != '\u{2029}');
        cell(format!("{p:X}"), code(shown.map_or_else(|| format!("\\x{p:02x}"), |c| c.to_string())))
    });
    let (layout, header) = match (t.is_ascii(), t.kind()) {
        (true, _) => ("compact ASCII", 40),
        (_, 1) => ("compact, Latin-1", 56),
        (_, 2) => ("compact, UCS-2", 56),
        _ => ("compact, UCS-4", 56),
    };
    let interned = match t.interned {
        Interned::Not => ("no", "another str of the same characters may be another object"),
        Interned::Mortal => ("yes", "one of its kind: names are found by comparing addresses"),
        Interned::Immortal => ("yes, for good", "one of its kind, never counted, never freed"),
    };
    vec![
        block(
            "Characters",
            "Above each its code point, in hexadecimal.",
            Figure::Cells { cells: characters.collect(), n_hidden: t.len().saturating_sub(MAX_CHARACTERS) as u32 },
        ),
        block(
            "Header",
            "",
            Figure::Facts(vec![
                number("length", t.len(), "characters; what `len()` says"),
                number("kind", t.kind(), format!("bytes a character: {layout}")),
                number(
                    "bytes",
                    header + (t.len() + 1) * t.kind() as usize,
                    format!("a header of {header}, the characters, and a zero behind them"),
                ),
                match t.hash {
                    Some(hash) => number("hash", hash, "kept since it was first asked for"),
                    None => fact("hash", words("not yet"), "worked out when first asked for, then kept"),
                },
                fact("interned", words(interned.0), interned.1),
                fact(
                    "+=",
                    words("a new str"),
                    "unless nobody else holds the old one: then CPython lengthens that one in place, which nobody can see",
                ),
            ]),
        ),
    ]
}

pub fn bytes(b: &[u8]) -> Vec<Block> {
    let shown = |b: u8| if b.is_ascii_graphic() { char::from(b).to_string() } else { format!("\\x{b:02x}") };
    let array = b.iter().take(MAX_CHARACTERS).map(|b| cell(format!("{b:02X}"), code(shown(*b))));
    vec![
        block("Bytes", "", Figure::Cells { cells: array.collect(), n_hidden: b.len().saturating_sub(MAX_CHARACTERS) as u32 }),
        block("Header", "", Figure::Facts(vec![number("length", b.len(), "bytes; what `len()` says")])),
    ]
}
