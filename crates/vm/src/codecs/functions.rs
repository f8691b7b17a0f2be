//! The functions of `_codecs`, and `str.encode` and `bytes.decode`, which share them.
//!
//! CPython: Modules/_codecsmodule.c, Objects/unicodeobject.c (PyUnicode_AsEncodedString, charmap codecs).

use pyvarium_heap::{Own, Ref, Text};

use super::handlers::{Instead, Trouble, decode_error, encode_error};
use super::{Codec, Work, decode as decoder, encode as encoder, errors_name, escapes, go, registry};
use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, ModuleDef};
use crate::script::{Said, Script};
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub(crate) const CODECS: &[Codec] = &[
    Codec::Utf8,
    Codec::Ascii,
    Codec::Latin1,
    Codec::Wide { unit: 2, big: false, mark: true },
    Codec::Wide { unit: 2, big: false, mark: false },
    Codec::Wide { unit: 2, big: true, mark: false },
    Codec::Wide { unit: 4, big: false, mark: true },
    Codec::Wide { unit: 4, big: false, mark: false },
    Codec::Wide { unit: 4, big: true, mark: false },
    Codec::UnicodeEscape,
    Codec::RawUnicodeEscape,
];

macro_rules! encoder {
    ($name:literal, $i:literal) => {
        FnDef::new($name, "str, errors=None, /", |vm, a| with_codec(vm, a, Work::EncodeWith, $i, 2))
    };
}

macro_rules! decoder {
    ($name:literal, $i:literal) => {
        FnDef::new($name, "data, errors=None, final=False, /", |vm, a| with_codec(vm, a, Work::DecodeWith, $i, 3))
    };
    // Without a flag: everything is final.
    ($name:literal, $i:literal, whole) => {
        FnDef::new($name, "data, errors=None, /", |vm, a| with_codec(vm, a, Work::DecodeWith, $i, 3))
    };
    ($name:literal, $i:literal, final) => {
        FnDef::new($name, "data, errors=None, final=True, /", |vm, a| with_codec(vm, a, Work::DecodeWith, $i, 3))
    };
}

macro_rules! handler {
    ($name:literal, $handler:literal) => {
        FnDef::new($name, "exception, /", |vm, a| registry::handle(vm, a, $handler))
    };
}

pub static CODECS_MODULE: ModuleDef = ModuleDef {
    name: "_codecs",
    doc: None,
    functions: &[
        FnDef::new("register", "search_function, /", registry::register),
        FnDef::new("unregister", "search_function, /", registry::unregister),
        FnDef::new("lookup", "encoding, /", |vm, a| go(vm, Work::Lookup, a)),
        FnDef::new("encode", "obj, encoding='utf-8', errors='strict'", |vm, a| go(vm, Work::Encode, a)),
        FnDef::new("decode", "obj, encoding='utf-8', errors='strict'", |vm, a| go(vm, Work::Decode, a)),
        FnDef::new("register_error", "errors, handler, /", registry::register_error),
        FnDef::new("_unregister_error", "errors, /", registry::unregister_error),
        FnDef::new("lookup_error", "name, /", registry::lookup_error),
        FnDef::new("escape_encode", "data, errors=None, /", escape_encode),
        FnDef::new("escape_decode", "data, errors=None, /", escape_decode),
        FnDef::new("readbuffer_encode", "data, errors=None, /", |vm, a| {
            let bytes = match vm.heap.text(a.at(0)?) {
                Some(_) => vm.utf8_of(a.at(0)?)?,
                None => vm.need_bytes(a.at(0)?)?,
            };
            pair(vm, bytes.len(), |vm| vm.new_bytes(bytes))
        }),
        FnDef::new("charmap_encode", "str, errors=None, mapping=None, /", |vm, a| go(vm, Work::CharmapEncode, a)),
        FnDef::new("charmap_decode", "data, errors=None, mapping=None, /", |vm, a| go(vm, Work::CharmapDecode, a)),
        FnDef::new("charmap_build", "map, /", charmap_build),
        encoder!("utf_8_encode", 0),
        encoder!("ascii_encode", 1),
        encoder!("latin_1_encode", 2),
        FnDef::new("utf_16_encode", "str, errors=None, byteorder=0, /", |vm, a| ordered(vm, a, [3, 4, 5])),
        encoder!("utf_16_le_encode", 4),
        encoder!("utf_16_be_encode", 5),
        FnDef::new("utf_32_encode", "str, errors=None, byteorder=0, /", |vm, a| ordered(vm, a, [6, 7, 8])),
        encoder!("utf_32_le_encode", 7),
        encoder!("utf_32_be_encode", 8),
        encoder!("unicode_escape_encode", 9),
        encoder!("raw_unicode_escape_encode", 10),
        decoder!("utf_8_decode", 0),
        decoder!("ascii_decode", 1, whole),
        decoder!("latin_1_decode", 2, whole),
        decoder!("utf_16_decode", 3),
        decoder!("utf_16_le_decode", 4),
        decoder!("utf_16_be_decode", 5),
        decoder!("utf_32_decode", 6),
        decoder!("utf_32_le_decode", 7),
        decoder!("utf_32_be_decode", 8),
        decoder!("unicode_escape_decode", 9, final),
        decoder!("raw_unicode_escape_decode", 10, final),
        FnDef::new("utf_16_ex_decode", "data, errors=None, byteorder=0, final=False, /", |vm, a| ex_decode(vm, a, [3, 4, 5])),
        FnDef::new("utf_32_ex_decode", "data, errors=None, byteorder=0, final=False, /", |vm, a| ex_decode(vm, a, [6, 7, 8])),
        handler!("_strict_errors", "strict"),
        handler!("_ignore_errors", "ignore"),
        handler!("_replace_errors", "replace"),
        handler!("_xmlcharrefreplace_errors", "xmlcharrefreplace"),
        handler!("_backslashreplace_errors", "backslashreplace"),
        handler!("_surrogateescape_errors", "surrogateescape"),
        handler!("_surrogatepass_errors", "surrogatepass"),
        handler!("_namereplace_errors", "namereplace"),
    ],
    types: &[],
    exec: None,
};

fn pair(vm: &mut Vm, n: usize, first: impl FnOnce(&mut Vm) -> Own) -> Res {
    let (first, n) = (first(vm), vm.new_int(n as i64));
    Ok(Flow::Value(vm.tuple_from_slots(vec![first.into(), n.into()])))
}

/// The codec's number goes behind the arguments.
fn with_codec(vm: &mut Vm, a: &Args, work: Work, codec: i64, n: usize) -> Res {
    let mut all = a.clone();
    let whole = a.len() < 3 && work == Work::DecodeWith;
    all.items.resize(n, Default::default());
    let number = vm.new_int(codec).into_ref();
    all.push(number);
    let default = vm.bool_ref(whole || codec >= 9);
    all.push(default);
    go(vm, work, &all)
}

fn order(vm: &mut Vm, r: Option<Ref>, codecs: [i64; 3]) -> Res<i64> {
    let n = r.map(|r| vm.index(r)).transpose()?.unwrap_or(0);
    let [marked, little, big] = codecs;
    Ok(match n {
        0 => marked,
        ..0 => little,
        _ => big,
    })
}

fn ordered(vm: &mut Vm, a: &Args, codecs: [i64; 3]) -> Res {
    let codec = order(vm, a.get(2), codecs)?;
    let mut two = a.clone();
    two.items.truncate(2);
    with_codec(vm, &two, Work::EncodeWith, codec, 2)
}

/// Answers the order of bytes that it found, too.
fn ex_decode(vm: &mut Vm, a: &Args, codecs: [i64; 3]) -> Res {
    vm.need_bytes(a.at(0)?)?;
    let number = order(vm, a.get(2), codecs)?;
    let is_final = match a.get(3) {
        Some(f) => crate::protocol::convert::truth_of_argument(vm, f)?,
        None => false,
    };
    let (number, is_final) = (vm.new_int(number).into_ref(), vm.bool_ref(is_final));
    let mut all = a.clone();
    all.items.truncate(2);
    all.push(number);
    all.push(is_final);
    go(vm, Work::ExDecode, &all)
}

/// data, errors, the codec's number, whether all is there.
pub fn decode_found(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (object, errors) = (s.at(0)?, errors_name(vm, s.arg(1)));
    let (number, is_final) = (vm.heap.small_int(s.at(2)?).unwrap_or(0), s.at(3)? == vm.one.true_);
    let bytes = vm.need_bytes(object)?;
    let codec = CODECS.get(number as usize).copied().unwrap_or(Codec::Utf8);
    let little: &[&[u8]] = &[&[0xff, 0xfe]];
    let found = match codec {
        Codec::Wide { mark: true, unit: 2, .. } if little.iter().any(|m| bytes.starts_with(m)) => -1,
        Codec::Wide { mark: true, unit: 2, .. } if bytes.starts_with(&[0xfe, 0xff]) => 1,
        Codec::Wide { mark: true, .. } if bytes.starts_with(&[0xff, 0xfe, 0, 0]) => -1,
        Codec::Wide { mark: true, .. } if bytes.starts_with(&[0, 0, 0xfe, 0xff]) => 1,
        Codec::Wide { mark: false, big, .. } => {
            if big {
                1
            } else {
                -1
            }
        }
        _ => 0,
    };
    let (points, n) = decoder::decode(vm, s, codec, &bytes, object, &errors, is_final)?;
    let parts = vec![vm.new_text(Text::from_point_slice(&points)).into(), vm.new_int(n as i64).into(), vm.new_int(found).into()];
    Ok(vm.tuple_from_slots(parts))
}

/// text, errors, codec.
pub fn encode_with(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (text, errors) = (s.at(0)?, errors_name(vm, s.arg(1)));
    let codec = CODECS.get(vm.heap.small_int(s.at(2)?).unwrap_or(0) as usize).copied().unwrap_or(Codec::Utf8);
    let Some(n) = vm.heap.text(text).map(Text::len) else {
        let message = format!("{}_encode() argument 1 must be str, not {}", codec.name().replace('-', "_"), vm.type_name(text));
        return Err(exc::type_error(vm, &message).into());
    };
    let out = encoder::encode(vm, s, codec, text, &errors)?;
    let (bytes, n) = (vm.new_bytes(out), vm.new_int(n as i64));
    Ok(vm.tuple_from_slots(vec![bytes.into(), n.into()]))
}

/// data, errors, final, codec, final if it was not given.
pub fn decode_with(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (object, errors) = (s.at(0)?, errors_name(vm, s.arg(1)));
    let codec = CODECS.get(vm.heap.small_int(s.at(3)?).unwrap_or(0) as usize).copied().unwrap_or(Codec::Utf8);
    let is_final = match s.arg(2) {
        Some(f) => s.truth(vm, f)?,
        None => s.at(4)? == vm.one.true_,
    };
    let bytes = match vm.heap.text(object) {
        Some(_) if matches!(codec, Codec::UnicodeEscape | Codec::RawUnicodeEscape) => vm.utf8_of(object)?,
        _ => vm.need_bytes(object)?,
    };
    let (points, n) = decoder::decode(vm, s, codec, &bytes, object, &errors, is_final)?;
    let (text, n) = (vm.new_text(Text::from_point_slice(&points)), vm.new_int(n as i64));
    Ok(vm.tuple_from_slots(vec![text.into(), n.into()]))
}

fn escape_encode(vm: &mut Vm, a: &Args) -> Res {
    let Some(bytes) = vm.heap.bytes(a.at(0)?).cloned() else {
        let message = format!("escape_encode() argument 1 must be bytes, not {}", vm.given_name(a.at(0)?));
        return vm.type_err(&message);
    };
    let mut out = Vec::new();
    for b in &bytes {
        match b {
            b'\'' | b'\\' => out.extend([b'\\', *b]),
            9 => out.extend(b"\\t"),
            10 => out.extend(b"\\n"),
            13 => out.extend(b"\\r"),
            32..127 => out.push(*b),
            _ => out.extend(format!("\\x{b:02x}").bytes()),
        }
    }
    pair(vm, bytes.len(), |vm| vm.new_bytes(out))
}

fn escape_decode(vm: &mut Vm, a: &Args) -> Res {
    let bytes = match vm.heap.text(a.at(0)?) {
        Some(_) => vm.utf8_of(a.at(0)?)?,
        None => vm.need_bytes(a.at(0)?)?,
    };
    let errors = errors_name(vm, a.get(1));
    match escapes::decode_bytes(&bytes, &errors) {
        Ok(out) => pair(vm, bytes.len(), |vm| vm.new_bytes(out)),
        Err(at) => vm.value_err(&format!("invalid \\x escape at position {at}")),
    }
}

/// The fast map of an encoding's table is its dict here. CPython: PyUnicode_BuildEncodingMap.
fn charmap_build(vm: &mut Vm, a: &Args) -> Res {
    let table: Vec<u32> = match vm.heap.text(a.at(0)?) {
        Some(t) => t.points().collect(),
        None => {
            let message = format!("charmap_build() argument must be str, not {}", vm.given_name(a.at(0)?));
            return vm.type_err(&message);
        }
    };
    let dict = vm.new_dict();
    for (i, p) in table.into_iter().enumerate() {
        let (key, value) = (vm.new_int(i64::from(p)), vm.new_int(i as i64));
        if p != 0xfffe {
            let flow = vm.setitem(dict.r(), key.r(), Some(value.r()))?;
            let none = vm.value_of(flow)?;
            vm.heap.decref_own(none);
        }
        vm.heap.decref_own(key);
        vm.heap.decref_own(value);
    }
    Ok(Flow::Value(dict))
}

/// What a mapping has for a number; None: nothing.
fn mapped(vm: &mut Vm, s: &mut Script<'_>, mapping: Ref, n: u32) -> Said<Option<Ref>> {
    let key = s.keep(vm, |vm| Ok(vm.new_int(i64::from(n))))?;
    match s.hear(vm, |vm| vm.getitem(mapping, key))? {
        crate::script::Heard::Value(v) if v == vm.one.none => Ok(None),
        crate::script::Heard::Value(v) => Ok(Some(v)),
        crate::script::Heard::Raised(e) if vm.is_instance_of(e, ids::LOOKUP_ERROR) => Ok(None),
        crate::script::Heard::Raised(e) => Err(crate::stop::Stop::Raise(vm.heap.own(e)).into()),
        crate::script::Heard::Exhausted => Ok(None),
    }
}

fn charmap_bytes(vm: &mut Vm, s: &mut Script<'_>, mapping: Ref, p: u32) -> Said<Option<Vec<u8>>> {
    let Some(v) = mapped(vm, s, mapping, p)? else { return Ok(None) };
    if let Some(b) = vm.heap.bytes(v) {
        return Ok(Some(b.clone()));
    }
    match vm.heap.small_int(v) {
        Some(n @ 0..256) => Ok(Some(vec![n as u8])),
        Some(_) => Err(exc::type_error(vm, "character mapping must be in range(256)").into()),
        None => {
            let message = format!("character mapping must return integer, bytes or None, not {}", vm.type_name(v));
            Err(exc::type_error(vm, &message).into())
        }
    }
}

pub fn charmap_encode(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (text, errors) = (s.at(0)?, errors_name(vm, s.arg(1)));
    let Some(t) = vm.heap.text(text) else {
        let message = format!("charmap_encode() argument 1 must be str, not {}", vm.given_name(text));
        return Err(exc::type_error(vm, &message).into());
    };
    let points: Vec<u32> = t.points().collect();
    let Some(mapping) = s.some(vm, 2) else {
        let out = encoder::encode(vm, s, Codec::Latin1, text, &errors)?;
        let (bytes, n) = (vm.new_bytes(out), vm.new_int(points.len() as i64));
        return Ok(vm.tuple_from_slots(vec![bytes.into(), n.into()]));
    };
    let (mut out, mut i) = (Vec::new(), 0);
    while let Some(p) = points.get(i).copied() {
        if let Some(b) = charmap_bytes(vm, s, mapping, p)? {
            out.extend(b);
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while let Some(p) = points.get(end).copied() {
            if charmap_bytes(vm, s, mapping, p)?.is_some() {
                break;
            }
            end += 1;
        }
        let trouble = Trouble { start: i, end, reason: "character maps to <undefined>" };
        let (instead, next) = encode_error(vm, s, None, "charmap", &errors, text, &trouble)?;
        match instead {
            Instead::Bytes(b) => out.extend(b),
            Instead::Points(points) => {
                for p in points {
                    match charmap_bytes(vm, s, mapping, p)? {
                        Some(b) => out.extend(b),
                        None => {
                            let e = super::handlers::error(vm, ids::UNICODE_ENCODE_ERROR, "charmap", text, &trouble);
                            return Err(crate::stop::Stop::Raise(e).into());
                        }
                    }
                }
            }
        }
        i = next;
    }
    let (bytes, n) = (vm.new_bytes(out), vm.new_int(points.len() as i64));
    Ok(vm.tuple_from_slots(vec![bytes.into(), n.into()]))
}

pub fn charmap_decode(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (object, errors) = (s.at(0)?, errors_name(vm, s.arg(1)));
    let bytes = vm.need_bytes(object)?;
    let mapping = s.some(vm, 2);
    let table: Option<Vec<u32>> = mapping.and_then(|m| vm.heap.text(m)).map(|t| t.points().collect());
    let (mut out, mut i) = (Vec::new(), 0);
    while let Some(b) = bytes.get(i).copied() {
        let found = match (&table, mapping) {
            (Some(table), _) => table.get(usize::from(b)).copied().filter(|p| *p != 0xfffe).map(|p| vec![p]),
            (None, None) => Some(vec![u32::from(b)]),
            (None, Some(mapping)) => match mapped(vm, s, mapping, u32::from(b))? {
                None => None,
                Some(v) => match (vm.heap.text(v), vm.heap.small_int(v)) {
                    (Some(t), _) => Some(t.points().collect::<Vec<u32>>()).filter(|p| p.as_slice() != [0xfffe]),
                    (None, Some(0xfffe)) => None,
                    (None, Some(n @ 0..0x11_0000)) => Some(vec![n as u32]),
                    (None, Some(_)) => return Err(exc::type_error(vm, "character mapping must be in range(0x110000)").into()),
                    (None, None) => return Err(exc::type_error(vm, "character mapping must return integer, None or str").into()),
                },
            },
        };
        match found {
            Some(points) => {
                out.extend(points);
                i += 1;
            }
            None => {
                let trouble = Trouble { start: i, end: i + 1, reason: "character maps to <undefined>" };
                let (points, next) = decode_error(vm, s, None, ("charmap", &errors), (&bytes, object), &trouble)?;
                out.extend(points);
                i = next;
            }
        }
    }
    let (text, n) = (vm.new_text(Text::from_point_slice(&out)), vm.new_int(bytes.len() as i64));
    Ok(vm.tuple_from_slots(vec![text.into(), n.into()]))
}

pub fn lookup(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let encoding = s.at(0)?;
    if vm.heap.text(encoding).is_none() {
        let message = format!("lookup() argument must be str, not {}", vm.given_name(encoding));
        return Err(exc::type_error(vm, &message).into());
    }
    let found = registry::find(vm, s, encoding)?;
    Ok(vm.heap.own(found))
}

/// Calls a codec's encoder (0) or decoder (1). CPython: _PyCodec_EncodeInternal.
fn through(vm: &mut Vm, s: &mut Script<'_>, info: Ref, which: usize, object: Ref, errors: Option<Ref>) -> Said<Ref> {
    let Some(function) = vm.heap.items(info).and_then(|t| t.get(which)?.get()) else {
        return Err(exc::lookup_error(vm, "no such codec").into());
    };
    let errors = errors.filter(|r| *r != vm.one.none).unwrap_or_else(|| vm.intern("strict").into_ref());
    let answer = s.ask(vm, |vm| vm.call_args(function, &[object, errors]))?;
    let first = vm.heap.tuple(answer).filter(|t| t.items.len() == 2).and_then(|t| t.items.first()?.get());
    match first {
        Some(r) => Ok(r),
        None => {
            let what = if which == 0 { "encoder" } else { "decoder" };
            Err(exc::type_error(vm, &format!("{what} must return a tuple (object, integer)")).into())
        }
    }
}

fn coded(vm: &mut Vm, s: &mut Script<'_>, which: usize) -> Said {
    let object = s.at(0)?;
    let encoding = match s.arg(1) {
        Some(e) => e,
        None => s.keep(vm, |vm| Ok(vm.intern("utf-8")))?,
    };
    for (r, name) in [(Some(encoding), "encoding"), (s.arg(2), "errors")] {
        if let Some(r) = r
            && vm.heap.text(r).is_none()
        {
            let function = if which == 0 { "encode" } else { "decode" };
            let message = format!("{function}() argument '{name}' must be str, not {}", vm.given_name(r));
            return Err(exc::type_error(vm, &message).into());
        }
    }
    let info = registry::find(vm, s, encoding)?;
    let r = through(vm, s, info, which, object, s.arg(2))?;
    Ok(vm.heap.own(r))
}

pub fn encode(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    coded(vm, s, 0)
}

pub fn decode(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    coded(vm, s, 1)
}

/// The codec must be one between text and bytes. CPython: _PyCodec_LookupTextEncoding.
fn text_codec(vm: &mut Vm, s: &mut Script<'_>, encoding: Ref, function: &str) -> Said<Ref> {
    let info = registry::find(vm, s, encoding)?;
    if !vm.is_exact(info, ids::TUPLE)
        && let Some(flag) = s.attr_opt(vm, info, "_is_text_encoding")?
        && !s.truth(vm, flag)?
    {
        let name = vm.heap.str_lossy(encoding);
        let message = format!("'{name}' is not a text encoding; use {function} to handle arbitrary codecs");
        return Err(exc::lookup_error(vm, &message).into());
    }
    Ok(info)
}

fn named(vm: &Vm, encoding: Option<Ref>) -> Option<Codec> {
    match encoding.and_then(|r| vm.heap.text(r)) {
        Some(t) => Codec::named(&t.to_str_lossy()),
        None => Some(Codec::Utf8),
    }
}

fn encoded(vm: &mut Vm, s: &mut Script<'_>, text: Ref, encoding: Option<Ref>, errors: Option<Ref>) -> Said<Vec<u8>> {
    if let Some(codec) = named(vm, encoding) {
        let errors = errors_name(vm, errors);
        return encoder::encode(vm, s, codec, text, &errors);
    }
    let encoding = encoding.unwrap_or(vm.one.none);
    let info = text_codec(vm, s, encoding, "codecs.encode()")?;
    let v = through(vm, s, info, 0, text, errors)?;
    match vm.heap.bytes(v) {
        Some(b) => Ok(b.clone()),
        None => {
            let (name, given) = (vm.heap.str_lossy(encoding), vm.type_name(v));
            let message =
                format!("'{name}' encoder returned '{given}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types");
            Err(exc::type_error(vm, &message).into())
        }
    }
}

/// self, encoding, errors.
pub fn str_encode(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let text = s.at(0)?;
    let out = encoded(vm, s, text, s.arg(1), s.arg(2))?;
    Ok(vm.new_bytes(out))
}

/// text, encoding, errors: the bytes object that `bytes(text, encoding)` is made from.
pub fn bytes_new(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    str_encode(vm, s)
}

/// self, encoding, errors.
pub fn bytes_decode(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let object = s.at(0)?;
    let (encoding, errors) = (s.arg(1), s.arg(2));
    if let Some(codec) = named(vm, encoding) {
        let errors = errors_name(vm, errors);
        let bytes = vm.need_bytes(object)?;
        let (points, _) = decoder::decode(vm, s, codec, &bytes, object, &errors, true)?;
        return Ok(vm.new_text(Text::from_point_slice(&points)));
    }
    let encoding = encoding.unwrap_or(vm.one.none);
    let info = text_codec(vm, s, encoding, "codecs.decode()")?;
    let v = through(vm, s, info, 1, object, errors)?;
    if vm.heap.text(v).is_none() {
        let (name, given) = (vm.heap.str_lossy(encoding), vm.type_name(v));
        let message = format!("'{name}' decoder returned '{given}' instead of 'str'; use codecs.decode() to decode to arbitrary types");
        return Err(exc::type_error(vm, &message).into());
    }
    Ok(vm.heap.own(v))
}
