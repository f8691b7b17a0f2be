//! Text to bytes and back: utf-8, ascii and latin-1, with the error handlers that need no Python; utf-16
//! and utf-32 one way. Other encodings are not here yet.
//!
//! CPython: Objects/unicodeobject.c, Python/codecs.c.

use pyvarium_heap::{Own, Ref, Text};

use crate::core::ids;
use crate::exc;
use crate::stop::{Res, Stop};
use crate::vm::Vm;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Codec {
    Utf8,
    Ascii,
    Latin1,
    /// Unit: bytes of one code unit, 2 or 4. Writing only.
    Wide {
        name: &'static str,
        unit: usize,
        big: bool,
        mark: bool,
    },
}

impl Codec {
    fn name(self) -> &'static str {
        match self {
            Codec::Utf8 => "utf-8",
            Codec::Ascii => "ascii",
            Codec::Latin1 => "latin-1",
            Codec::Wide { name, .. } => name,
        }
    }

    /// The first code point that it cannot write.
    fn limit(self) -> u32 {
        match self {
            Codec::Utf8 | Codec::Wide { .. } => u32::MAX,
            Codec::Ascii => 0x80,
            Codec::Latin1 => 0x100,
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Codec::Utf8 | Codec::Wide { .. } => "surrogates not allowed",
            Codec::Ascii => "ordinal not in range(128)",
            Codec::Latin1 => "ordinal not in range(256)",
        }
    }
}

/// Beginnings of encodings that CPython has and we do not.
const ELSEWHERE: &[&str] = &[
    "utf",
    "u16",
    "u32",
    "u7",
    "cp",
    "iso",
    "mac",
    "koi8",
    "big5",
    "gb",
    "euc",
    "shift",
    "sjis",
    "johab",
    "hz",
    "idna",
    "puny",
    "unicode",
    "raw",
    "rot",
    "base64",
    "hex",
    "quopri",
    "uu",
    "zip",
    "zlib",
    "bz2",
    "mbcs",
    "oem",
    "ptcp",
    "tis",
    "hp",
    "kz",
    "palmos",
    "undefined",
    "charmap",
    "windows",
    "12",
    "43",
    "85",
    "86",
    "ibm",
    "ks",
    "ms",
    "dbcs",
    "csi",
    "latin",
    "l2",
    "l3",
    "l4",
    "l5",
    "greek",
    "cyrillic",
    "arabic",
    "hebrew",
    "thai",
    "ujis",
    "uhc",
    "gbk",
    "936",
    "949",
    "950",
    "chinese",
    "korean",
    "locale",
];

impl Vm {
    fn codec(&mut self, encoding: Option<Ref>) -> Res<Codec> {
        let Some(given) = encoding else { return Ok(Codec::Utf8) };
        let name = self.heap.str_lossy(given);
        let plain: String = name.to_lowercase().chars().map(|c| if c == '_' || c == ' ' { '-' } else { c }).collect();
        match plain.as_str() {
            "utf-8" | "utf8" | "u8" | "utf" | "cp65001" => Ok(Codec::Utf8),
            "ascii" | "us-ascii" | "646" | "ansi-x3.4-1968" | "iso646-us" => Ok(Codec::Ascii),
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "l1" | "latin" => Ok(Codec::Latin1),
            "utf-16" | "utf16" | "u16" => Ok(Codec::Wide { name: "utf-16", unit: 2, big: false, mark: true }),
            "utf-16-le" | "utf-16le" => Ok(Codec::Wide { name: "utf-16-le", unit: 2, big: false, mark: false }),
            "utf-16-be" | "utf-16be" => Ok(Codec::Wide { name: "utf-16-be", unit: 2, big: true, mark: false }),
            "utf-32" | "utf32" | "u32" => Ok(Codec::Wide { name: "utf-32", unit: 4, big: false, mark: true }),
            "utf-32-le" | "utf-32le" => Ok(Codec::Wide { name: "utf-32-le", unit: 4, big: false, mark: false }),
            "utf-32-be" | "utf-32be" => Ok(Codec::Wide { name: "utf-32-be", unit: 4, big: true, mark: false }),
            other if ELSEWHERE.iter().any(|known| other.starts_with(known)) => Err(Stop::not_supported(format!("the encoding {name}"))),
            _ => Err(exc::lookup_error(self, &format!("unknown encoding: {name}"))),
        }
    }

    /// CPython: the argument clinic's check of `encoding` and `errors`.
    pub fn check_codec_names(&mut self, function: &str, encoding: Option<Ref>, errors: Option<Ref>) -> Res<()> {
        for (name, given) in [("encoding", encoding), ("errors", errors)] {
            if let Some(r) = given.filter(|r| self.heap.text(*r).is_none()) {
                let message = format!("{function}() argument '{name}' must be str, not {}", self.type_name(r));
                return self.type_err(&message);
            }
        }
        Ok(())
    }

    fn handler(&self, errors: Option<Ref>) -> String {
        errors.map_or_else(|| "strict".to_owned(), |r| self.heap.str_lossy(r))
    }

    fn no_handler<T>(&mut self, name: &str) -> Res<T> {
        if matches!(name, "namereplace" | "xmlcharrefreplace" | "surrogatepass" | "surrogateescape") {
            return Err(Stop::not_supported(format!("the error handler {name} here")));
        }
        Err(exc::lookup_error(self, &format!("unknown error handler name '{name}'")))
    }

    pub fn encode(&mut self, s: Ref, encoding: Option<Ref>, errors: Option<Ref>) -> Res<Vec<u8>> {
        let codec = self.codec(encoding)?;
        let Some(text) = self.heap.text(s) else { return Ok(Vec::new()) };
        if let Codec::Wide { unit, big, mark, .. } = codec {
            let points: Vec<u32> = text.points().collect();
            return self.encode_wide(codec, s, points, unit, big, mark);
        }
        if let Some(ascii) = text.as_ascii() {
            return Ok(ascii.as_bytes().to_vec());
        }
        let points: Vec<u32> = text.points().collect();
        let fits = |p: u32| p < codec.limit() && !(codec == Codec::Utf8 && (0xd800..0xe000).contains(&p));
        let mut out = Vec::with_capacity(points.len());
        let mut i = 0;
        while let Some(p) = points.get(i).copied() {
            if fits(p) {
                match (codec, char::from_u32(p)) {
                    (Codec::Utf8, Some(c)) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                    _ => out.push(p as u8),
                }
                i += 1;
                continue;
            }
            let end = points.iter().skip(i).position(|p| fits(*p)).map_or(points.len(), |n| i + n);
            let bad = points.get(i..end).unwrap_or_default();
            match self.handler(errors).as_str() {
                "strict" => return Err(self.encode_error(codec, s, i, end)),
                "ignore" => {}
                "replace" => out.extend(bad.iter().map(|_| b'?')),
                "backslashreplace" => out.extend(bad.iter().flat_map(|p| escaped(*p).into_bytes())),
                "xmlcharrefreplace" => out.extend(bad.iter().flat_map(|p| format!("&#{p};").into_bytes())),
                "surrogateescape" => match bad.iter().map(|p| if (0xdc80..0xdd00).contains(p) { Some(*p as u8) } else { None }).collect() {
                    Some::<Vec<u8>>(bytes) => out.extend(bytes),
                    None => return Err(self.encode_error(codec, s, i, end)),
                },
                "surrogatepass" if codec == Codec::Utf8 => {
                    out.extend(bad.iter().flat_map(|p| [0xe0 | (p >> 12) as u8, 0x80 | (p >> 6 & 63) as u8, 0x80 | (p & 63) as u8]));
                }
                name => return self.no_handler(name),
            }
            i = end;
        }
        Ok(out)
    }

    fn encode_wide(&mut self, codec: Codec, s: Ref, points: Vec<u32>, unit: usize, big: bool, mark: bool) -> Res<Vec<u8>> {
        if let Some(i) = points.iter().position(|p| (0xd800..0xe000).contains(p)) {
            let end = points.iter().skip(i).position(|p| !(0xd800..0xe000).contains(p)).map_or(points.len(), |n| i + n);
            return Err(self.encode_error(codec, s, i, end));
        }
        let mut out = Vec::with_capacity(points.len() * unit);
        for p in mark.then_some(0xfeff).into_iter().chain(points) {
            let units = match char::from_u32(p) {
                Some(c) if unit == 2 => c.encode_utf16(&mut [0; 2]).iter().map(|u| u32::from(*u)).collect(),
                _ => vec![p],
            };
            for u in units {
                let bytes = u.to_le_bytes();
                let bytes = bytes.get(..unit).unwrap_or_default();
                if big { out.extend(bytes.iter().rev()) } else { out.extend(bytes) }
            }
        }
        Ok(out)
    }

    fn encode_error(&mut self, codec: Codec, s: Ref, start: usize, end: usize) -> Stop {
        let object = self.heap.own(s);
        self.unicode_error(crate::core::ids::UNICODE_ENCODE_ERROR, codec.name(), object, start, end, codec.reason())
    }

    fn unicode_error(&mut self, ty: crate::native::TypeId, name: &str, object: Own, start: usize, end: usize, reason: &str) -> Stop {
        let parts = [self.new_str(name), object, self.new_int(start as i64), self.new_int(end as i64), self.new_str(reason)];
        let e = exc::new_exception(self, ty, &parts.each_ref().map(Own::r));
        for (i, part) in parts.into_iter().enumerate() {
            exc::set_extra(self, e.r(), i, part.into());
        }
        Stop::Raise(e)
    }

    pub fn decode(&mut self, bytes: &[u8], encoding: Option<Ref>, errors: Option<Ref>) -> Res<Own> {
        let codec = self.codec(encoding)?;
        if let Codec::Wide { name, .. } = codec {
            return Err(Stop::not_supported(format!("decoding {name}")));
        }
        if bytes.is_ascii() {
            return Ok(self.new_str(&String::from_utf8_lossy(bytes)));
        }
        if codec == Codec::Latin1 {
            return Ok(self.new_text(Text::from_points(bytes.iter().map(|b| u32::from(*b)))));
        }
        let mut points: Vec<u32> = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let (good, bad, reason) = match codec {
                Codec::Utf8 => utf8_run(rest),
                _ => {
                    let good = rest.iter().position(|b| !b.is_ascii()).unwrap_or(rest.len());
                    (good, usize::from(good < rest.len()), codec.reason())
                }
            };
            points.extend(String::from_utf8_lossy(rest.get(..good).unwrap_or_default()).chars().map(u32::from));
            at += good;
            if bad == 0 {
                break;
            }
            let wrong = bytes.get(at..at + bad).unwrap_or_default();
            match self.handler(errors).as_str() {
                "strict" => {
                    let object = self.new_bytes(bytes.to_vec());
                    return Err(self.unicode_error(ids::UNICODE_DECODE_ERROR, codec.name(), object, at, at + bad, reason));
                }
                "ignore" => {}
                "replace" => points.push(0xfffd),
                "backslashreplace" => points.extend(wrong.iter().flat_map(|b| format!("\\x{b:02x}").into_bytes()).map(u32::from)),
                "surrogateescape" => points.extend(wrong.iter().map(|b| 0xdc00 + u32::from(*b))),
                name => return self.no_handler(name),
            }
            at += bad;
        }
        Ok(self.new_text(Text::from_point_slice(&points)))
    }
}

fn escaped(p: u32) -> String {
    match p {
        0..0x100 => format!("\\x{p:02x}"),
        0x100..0x10000 => format!("\\u{p:04x}"),
        _ => format!("\\U{p:08x}"),
    }
}

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
