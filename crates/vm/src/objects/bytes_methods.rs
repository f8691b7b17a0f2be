//! The methods that bytes and bytearray share. Each answers in the type of its receiver.
//!
//! CPython: Objects/bytes_methods.c, Objects/stringlib/.

use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, FnDef, NativeDef, Next};
use crate::objects::buffer_wrapper::{ask_python, ask_python_quietly};
use crate::objects::bytes::find_bytes;
use crate::objects::bytes_hex::{fromhex, hex};
use crate::slots::SlotId;
use crate::stop::{Convert, Flow, Res, Stop};
use crate::vm::Vm;

pub static METHODS: &[FnDef] = &[
    FnDef::new("__bytes__", "", |vm, a| {
        let r = a.at(0)?;
        if vm.is_exact(r, ids::BYTES) {
            return vm.own_flow(r);
        }
        let b = this(vm, a)?;
        Ok(Flow::Value(vm.new_bytes(b)))
    }),
    FnDef::new("__getnewargs__", "", |vm, a| {
        let b = this(vm, a)?;
        let b = vm.new_bytes(b);
        Ok(Flow::Value(vm.tuple_from_slots(vec![b.into()])))
    }),
    FnDef::new("capitalize", "", |vm, a| map_bytes(vm, a, capitalize)),
    FnDef::new("center", "width, fillchar=b' ', /", |vm, a| justify(vm, a, "center")),
    FnDef::new("count", "sub, start=None, end=None, /", count),
    FnDef::new("decode", "encoding='utf-8', errors='strict'", |vm, a| {
        vm.check_codec_names("decode", a.get(1), a.get(2))?;
        crate::codecs::go(vm, crate::codecs::Work::BytesDecode, a)
    }),
    FnDef::new("endswith", "suffix, start=None, end=None, /", |vm, a| affix(vm, a, false)),
    FnDef::new("expandtabs", "tabsize=8", expandtabs),
    FnDef::new("find", "sub, start=None, end=None, /", |vm, a| search(vm, a, false, false)),
    FnDef::class("fromhex", "string, /", fromhex),
    FnDef::new("__buffer__", "flags, /", crate::objects::memoryview::buffer_method),
    FnDef::new("hex", "sep=None, bytes_per_sep=1", hex),
    FnDef::new("index", "sub, start=None, end=None, /", |vm, a| search(vm, a, false, true)),
    FnDef::new("isalnum", "", |vm, a| all(vm, a, |b| b.is_ascii_alphanumeric())),
    FnDef::new("isalpha", "", |vm, a| all(vm, a, |b| b.is_ascii_alphabetic())),
    FnDef::new("isascii", "", |vm, a| {
        let b = this(vm, a)?;
        vm.bool_flow(b.is_ascii())
    }),
    FnDef::new("isdigit", "", |vm, a| all(vm, a, |b| b.is_ascii_digit())),
    FnDef::new("islower", "", |vm, a| cased(vm, a, u8::is_ascii_lowercase, u8::is_ascii_uppercase)),
    FnDef::new("isspace", "", |vm, a| all(vm, a, is_space)),
    FnDef::new("istitle", "", |vm, a| {
        let b = this(vm, a)?;
        vm.bool_flow(b.iter().any(u8::is_ascii_alphabetic) && title(&b) == b)
    }),
    FnDef::new("isupper", "", |vm, a| cased(vm, a, u8::is_ascii_uppercase, u8::is_ascii_lowercase)),
    FnDef::new("join", "iterable_of_bytes, /", join),
    FnDef::new("ljust", "width, fillchar=b' ', /", |vm, a| justify(vm, a, "ljust")),
    FnDef::new("lower", "", |vm, a| map_bytes(vm, a, |b| b.to_ascii_lowercase())),
    FnDef::new("lstrip", "bytes=None, /", |vm, a| strip(vm, a, true, false)),
    FnDef::stat("maketrans", "frm, to, /", maketrans),
    FnDef::new("partition", "sep, /", |vm, a| partition(vm, a, false)),
    FnDef::new("removeprefix", "prefix, /", |vm, a| remove_affix(vm, a, true)),
    FnDef::new("removesuffix", "suffix, /", |vm, a| remove_affix(vm, a, false)),
    FnDef::new("replace", "old, new, count=-1, /", replace),
    FnDef::new("rfind", "sub, start=None, end=None, /", |vm, a| search(vm, a, true, false)),
    FnDef::new("rindex", "sub, start=None, end=None, /", |vm, a| search(vm, a, true, true)),
    FnDef::new("rjust", "width, fillchar=b' ', /", |vm, a| justify(vm, a, "rjust")),
    FnDef::new("rpartition", "sep, /", |vm, a| partition(vm, a, true)),
    FnDef::new("rsplit", "sep=None, maxsplit=-1", |vm, a| split(vm, a, true)),
    FnDef::new("rstrip", "bytes=None, /", |vm, a| strip(vm, a, false, true)),
    FnDef::new("split", "sep=None, maxsplit=-1", |vm, a| split(vm, a, false)),
    FnDef::new("splitlines", "keepends=False", splitlines),
    FnDef::new("startswith", "prefix, start=None, end=None, /", |vm, a| affix(vm, a, true)),
    FnDef::new("strip", "bytes=None, /", |vm, a| strip(vm, a, true, true)),
    FnDef::new("swapcase", "", |vm, a| {
        map_bytes(vm, a, |b| {
            b.iter().map(|c| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() }).collect()
        })
    }),
    FnDef::new("title", "", |vm, a| map_bytes(vm, a, title)),
    FnDef::new("translate", "table, /, delete=b''", translate),
    FnDef::new("upper", "", |vm, a| map_bytes(vm, a, |b| b.to_ascii_uppercase())),
    FnDef::new("zfill", "width, /", zfill),
];

pub(super) fn this(vm: &Vm, args: &Args) -> Res<Vec<u8>> {
    Ok(vm.buffer(args.at(0)?).unwrap_or_default().to_vec())
}

fn answer(vm: &mut Vm, args: &Args, b: Vec<u8>) -> Res {
    Ok(Flow::Value(vm.bytes_like(args.at(0)?, b)))
}

/// An answer equal to an exact bytes receiver is that receiver.
fn same_or(vm: &mut Vm, args: &Args, b: Vec<u8>) -> Res {
    let r = args.at(0)?;
    if vm.is_exact(r, ids::BYTES) && vm.buffer(r) == Some(b.as_slice()) {
        return vm.own_flow(r);
    }
    answer(vm, args, b)
}

fn map_bytes(vm: &mut Vm, args: &Args, f: fn(&[u8]) -> Vec<u8>) -> Res {
    let b = this(vm, args)?;
    answer(vm, args, f(&b))
}

pub(super) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn capitalize(b: &[u8]) -> Vec<u8> {
    b.iter().enumerate().map(|(i, c)| if i == 0 { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect()
}

fn title(b: &[u8]) -> Vec<u8> {
    let mut in_word = false;
    b.iter()
        .map(|c| {
            let out = if in_word { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
            in_word = c.is_ascii_alphabetic();
            out
        })
        .collect()
}

fn all(vm: &mut Vm, args: &Args, f: fn(u8) -> bool) -> Res {
    let b = this(vm, args)?;
    vm.bool_flow(!b.is_empty() && b.into_iter().all(f))
}

fn cased(vm: &mut Vm, args: &Args, wanted: fn(&u8) -> bool, refused: fn(&u8) -> bool) -> Res {
    let b = this(vm, args)?;
    vm.bool_flow(b.iter().any(wanted) && !b.iter().any(refused))
}

/// Start and end arguments, cut to the length. Unit: bytes.
fn bounds(vm: &mut Vm, args: &Args, len: usize) -> Res<(usize, usize)> {
    let mut ends = [0i64, len as i64];
    for (i, end) in ends.iter_mut().enumerate() {
        if let Some(r) = args.get(2 + i).filter(|r| *r != vm.one.none) {
            let v = vm.slice_bound(r)?;
            *end = if v < 0 { v.saturating_add(len as i64).max(0) } else { v };
        }
    }
    let [start, end] = ends;
    Ok((start as usize, (end as usize).min(len)))
}

/// What find, count and index look for: bytes, or one byte as an int.
fn needle(vm: &mut Vm, r: Ref) -> Res<Vec<u8>> {
    if let Some(b) = vm.buffer(r) {
        return Ok(b.to_vec());
    }
    ask_python(vm, r, Convert::Buffer)?;
    if vm.has_slot(r, SlotId::Index) {
        return Ok(vec![vm.byte_value(r)?]);
    }
    let message = format!("argument should be integer or bytes-like object, not '{}'", vm.type_name(r));
    vm.type_err(&message)
}

fn search(vm: &mut Vm, args: &Args, from_right: bool, raises: bool) -> Res {
    let hay = this(vm, args)?;
    let (start, end) = bounds(vm, args, hay.len())?;
    let needle = needle(vm, args.at(1)?)?;
    let window = if start <= end { hay.get(start..end) } else { None };
    let found = window.and_then(|w| {
        if !from_right {
            return find_bytes(w, &needle);
        }
        if needle.is_empty() { Some(w.len()) } else { w.windows(needle.len()).rposition(|x| x == needle) }
    });
    match found {
        Some(i) => Ok(Flow::Value(vm.new_int((start + i) as i64))),
        None if raises => vm.value_err("subsection not found"),
        None => Ok(Flow::Value(vm.new_int(-1))),
    }
}

fn count(vm: &mut Vm, args: &Args) -> Res {
    let hay = this(vm, args)?;
    let (start, end) = bounds(vm, args, hay.len())?;
    let needle = needle(vm, args.at(1)?)?;
    let n = match hay.get(start..end).filter(|_| start <= end) {
        None => 0,
        Some(window) if needle.is_empty() => window.len() + 1,
        Some(window) => pieces(window, &needle, usize::MAX).len() - 1,
    };
    Ok(Flow::Value(vm.new_int(n as i64)))
}

/// `hay` cut at every `separator`, at most `limit` times.
fn pieces<'a>(hay: &'a [u8], separator: &[u8], limit: usize) -> Vec<&'a [u8]> {
    let mut out = Vec::new();
    let mut rest = hay;
    while out.len() < limit
        && let Some(i) = find_bytes(rest, separator)
    {
        out.push(rest.get(..i).unwrap_or_default());
        rest = rest.get(i + separator.len()..).unwrap_or_default();
    }
    out.push(rest);
    out
}

fn replace(vm: &mut Vm, args: &Args) -> Res {
    let (old, new) = (vm.need_buffer(args.at(1)?)?, vm.need_buffer(args.at(2)?)?);
    let limit = match args.get(3) {
        Some(n) => usize::try_from(vm.index(n)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let b = this(vm, args)?;
    let places = b.len() as u64 / old.len().max(1) as u64 + 1;
    vm.check_bytes(places.min(limit as u64).saturating_mul(new.len() as u64))?;
    let out = if old.is_empty() {
        let mut out = Vec::new();
        for i in 0..=b.len() {
            if i < limit {
                out.extend_from_slice(&new);
            }
            out.extend(b.get(i));
        }
        out
    } else {
        pieces(&b, &old, limit).join(new.as_slice())
    };
    same_or(vm, args, out)
}

/// The receiver itself, where it is exact bytes and the only part.
fn list_of(vm: &mut Vm, args: &Args, parts: Vec<&[u8]>) -> Res {
    let r = args.at(0)?;
    if let [only] = parts.as_slice()
        && vm.is_exact(r, ids::BYTES)
        && vm.buffer(r) == Some(*only)
    {
        let own = vm.heap.own(r);
        return Ok(Flow::Value(vm.list_from_slots(vec![own.into()])));
    }
    let slots: Vec<Slot> = parts.into_iter().map(|p| vm.bytes_like(r, p.to_vec()).into()).collect();
    Ok(Flow::Value(vm.list_from_slots(slots)))
}

fn split(vm: &mut Vm, args: &Args, from_right: bool) -> Res {
    let limit = match args.get(2) {
        Some(n) => usize::try_from(vm.index(n)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let b = this(vm, args)?;
    if let Some(sep) = args.get(1).filter(|r| *r != vm.one.none) {
        let sep = vm.need_buffer(sep)?;
        if sep.is_empty() {
            return vm.value_err("empty separator");
        }
        if !from_right {
            return list_of(vm, args, pieces(&b, &sep, limit));
        }
        let mut parts: Vec<&[u8]> = Vec::new();
        let mut rest = b.as_slice();
        while parts.len() < limit
            && let Some(i) = rest.windows(sep.len()).rposition(|w| w == sep)
        {
            parts.push(rest.get(i + sep.len()..).unwrap_or_default());
            rest = rest.get(..i).unwrap_or_default();
        }
        parts.push(rest);
        parts.reverse();
        return list_of(vm, args, parts);
    }
    let mut parts: Vec<&[u8]> = Vec::new();
    let mut rest = if from_right { trimmed(&b, false, true, is_space) } else { trimmed(&b, true, false, is_space) };
    while !rest.is_empty() {
        let cut = if parts.len() >= limit {
            None
        } else if from_right {
            rest.iter().rposition(|c| is_space(*c))
        } else {
            rest.iter().position(|c| is_space(*c))
        };
        match cut {
            None => {
                parts.push(rest);
                break;
            }
            Some(i) if from_right => {
                parts.push(rest.get(i + 1..).unwrap_or_default());
                rest = trimmed(rest.get(..i).unwrap_or_default(), false, true, is_space);
            }
            Some(i) => {
                parts.push(rest.get(..i).unwrap_or_default());
                rest = trimmed(rest.get(i..).unwrap_or_default(), true, false, is_space);
            }
        }
    }
    if from_right {
        parts.reverse();
    }
    list_of(vm, args, parts)
}

fn trimmed(b: &[u8], left: bool, right: bool, drop: impl Fn(u8) -> bool) -> &[u8] {
    let start = if left { b.iter().position(|c| !drop(*c)).unwrap_or(b.len()) } else { 0 };
    let end = if right { b.iter().rposition(|c| !drop(*c)).map_or(start, |i| i + 1) } else { b.len() };
    b.get(start..end.max(start)).unwrap_or_default()
}

fn strip(vm: &mut Vm, args: &Args, left: bool, right: bool) -> Res {
    let b = this(vm, args)?;
    let out = match args.get(1).filter(|r| *r != vm.one.none) {
        None => trimmed(&b, left, right, is_space),
        Some(chars) => {
            let chars = vm.need_buffer(chars)?;
            trimmed(&b, left, right, |c| chars.contains(&c))
        }
    };
    let out = out.to_vec();
    same_or(vm, args, out)
}

fn splitlines(vm: &mut Vm, args: &Args) -> Res {
    let b = this(vm, args)?;
    let keep = args.get(1).is_some_and(|k| vm.truth_now(k) == Some(true));
    let mut parts: Vec<&[u8]> = Vec::new();
    let mut start = 0;
    while start < b.len() {
        let rest = b.get(start..).unwrap_or_default();
        let end = rest.iter().position(|c| matches!(c, b'\n' | b'\r')).unwrap_or(rest.len());
        let ending = match rest.get(end..).unwrap_or_default() {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => 1,
        };
        parts.push(rest.get(..if keep { end + ending } else { end }).unwrap_or_default());
        start += end + ending;
    }
    list_of(vm, args, parts)
}

fn partition(vm: &mut Vm, args: &Args, from_right: bool) -> Res {
    let sep = vm.need_buffer(args.at(1)?)?;
    if sep.is_empty() {
        return vm.value_err("empty separator");
    }
    let (r, b) = (args.at(0)?, this(vm, args)?);
    let found = if from_right { b.windows(sep.len()).rposition(|w| w == sep) } else { find_bytes(&b, &sep) };
    let empty: &[u8] = &[];
    let parts = match found {
        Some(i) => [b.get(..i).unwrap_or_default(), sep.as_slice(), b.get(i + sep.len()..).unwrap_or_default()],
        None if from_right => [empty, empty, b.as_slice()],
        None => [b.as_slice(), empty, empty],
    };
    let mut slots: Vec<Slot> = parts.iter().map(|p| vm.bytes_like(r, p.to_vec()).into()).collect();
    // Of bytes both are handed on as they are: the receiver where nothing was found, and the separator.
    if !matches!(vm.heap.body(r), pyvarium_heap::object::Body::ByteArray(_)) {
        let kept = match found {
            Some(_) => (1, args.at(1)?),
            None => (if from_right { 2 } else { 0 }, r),
        };
        let own = vm.heap.own(kept.1);
        let old = slots.get_mut(kept.0).map(|place| std::mem::replace(place, own.into()));
        vm.heap.release(old.unwrap_or(Slot::NULL));
    }
    Ok(Flow::Value(vm.tuple_from_slots(slots)))
}

fn join(vm: &mut Vm, args: &Args) -> Res {
    let (r, iterable) = (args.at(0)?, args.at(1)?);
    if vm.heap.items(iterable).is_none() {
        if !vm.has_slot(iterable, SlotId::Iter) && !vm.is_sequence(iterable) {
            return vm.type_err("can only join an iterable");
        }
        return vm.collect(iterable, kinds::BYTES_JOIN, Slot::borrow(r));
    }
    let items: Vec<Ref> = vm.heap.items(iterable).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    if let [one] = items.as_slice()
        && vm.is_exact(*one, ids::BYTES)
        && vm.is_exact(r, ids::BYTES)
    {
        return vm.own_flow(*one);
    }
    let mut parts: Vec<Vec<u8>> = Vec::with_capacity(items.len());
    for (i, item) in items.into_iter().enumerate() {
        let shown = vm.converted.iter().find(|(from, _)| *from == item).map_or(item, |(_, to)| *to);
        match vm.buffer(shown) {
            Some(b) => parts.push(b.to_vec()),
            None => {
                ask_python_quietly(vm, item)?;
                let message = format!("sequence item {i}: expected a bytes-like object, {} found", vm.type_name(item));
                return vm.type_err(&message);
            }
        }
    }
    let sep = this(vm, args)?;
    answer(vm, args, parts.join(sep.as_slice()))
}

fn affix(vm: &mut Vm, args: &Args, prefix: bool) -> Res {
    let name = if prefix { "startswith" } else { "endswith" };
    let hay = this(vm, args)?;
    let (start, end) = bounds(vm, args, hay.len())?;
    let what = args.at(1)?;
    let candidates: Vec<Vec<u8>> = match vm.heap.tuple(what) {
        Some(t) => {
            let items: Vec<Ref> = t.items.iter().filter_map(|s| s.get()).collect();
            items.into_iter().map(|r| vm.need_buffer(r)).collect::<Res<_>>()?
        }
        None => match vm.buffer(what) {
            Some(b) => vec![b.to_vec()],
            None => {
                ask_python(vm, what, Convert::Buffer)?;
                let message = format!("{name} first arg must be bytes or a tuple of bytes, not {}", vm.type_name(what));
                return vm.type_err(&message);
            }
        },
    };
    let window = if start <= end { hay.get(start..end) } else { None };
    let yes = window.is_some_and(|w| candidates.iter().any(|c| if prefix { w.starts_with(c) } else { w.ends_with(c) }));
    vm.bool_flow(yes)
}

fn remove_affix(vm: &mut Vm, args: &Args, prefix: bool) -> Res {
    let affix = vm.need_buffer(args.at(1)?)?;
    let b = this(vm, args)?;
    let cut = if prefix { b.strip_prefix(affix.as_slice()) } else { b.strip_suffix(affix.as_slice()) };
    let out = cut.unwrap_or(&b).to_vec();
    same_or(vm, args, out)
}

fn justify(vm: &mut Vm, args: &Args, name: &str) -> Res {
    let width = vm.size(args.at(1)?)?;
    let fill = match args.get(2) {
        None => b' ',
        Some(f) => match vm.buffer(f) {
            Some([one]) => *one,
            Some(b) => {
                let n = b.len();
                let message = format!("{name}(): argument 2 must be a byte string of length 1, not a bytes object of length {n}");
                return vm.type_err(&message);
            }
            None => {
                let message = format!("{name}() argument 2 must be a byte string of length 1, not {}", vm.given_name(f));
                return vm.type_err(&message);
            }
        },
    };
    let b = this(vm, args)?;
    let pad = width.saturating_sub(b.len());
    let left = match name {
        "ljust" => 0,
        "rjust" => pad,
        _ => pad / 2 + (pad & width & 1),
    };
    let mut out = vec![fill; left];
    out.extend_from_slice(&b);
    out.resize(b.len() + pad, fill);
    same_or(vm, args, out)
}

fn zfill(vm: &mut Vm, args: &Args) -> Res {
    let width = vm.size(args.at(1)?)?;
    let b = this(vm, args)?;
    let signed = matches!(b.first(), Some(b'+' | b'-'));
    let (sign, digits) = b.split_at(usize::from(signed));
    let out = [sign, &b"0".repeat(width.saturating_sub(b.len())), digits].concat();
    same_or(vm, args, out)
}

fn expandtabs(vm: &mut Vm, args: &Args) -> Res {
    let size = match args.get(1) {
        Some(n) => {
            let n = crate::run::sys_functions::c_int(vm, n)?.max(0);
            vm.check_bytes(n as u64)?;
            n as usize
        }
        None => 8,
    };
    let mut out = Vec::new();
    let mut column = 0;
    let b = this(vm, args)?;
    vm.check_bytes((b.iter().filter(|c| **c == b'\t').count() as u64).saturating_mul(size as u64))?;
    for c in b {
        match c {
            b'\t' => {
                let n = if size == 0 { 0 } else { size - column % size };
                out.resize(out.len() + n, b' ');
                column += n;
            }
            _ => {
                out.push(c);
                column = if matches!(c, b'\n' | b'\r') { 0 } else { column + 1 };
            }
        }
    }
    answer(vm, args, out)
}

fn maketrans(vm: &mut Vm, args: &Args) -> Res {
    let (from, to) = (vm.need_buffer(args.at(0)?)?, vm.need_buffer(args.at(1)?)?);
    if from.len() != to.len() {
        return vm.value_err("maketrans arguments must have same length");
    }
    let mut table: Vec<u8> = (0..=255).collect();
    for (f, t) in from.into_iter().zip(to) {
        if let Some(place) = table.get_mut(usize::from(f)) {
            *place = t;
        }
    }
    Ok(Flow::Value(vm.new_bytes(table)))
}

fn translate(vm: &mut Vm, args: &Args) -> Res {
    let table = match args.get(1).filter(|r| *r != vm.one.none) {
        None => None,
        Some(t) => {
            let t = vm.need_buffer(t)?;
            if t.len() != 256 {
                return vm.value_err("translation table must be 256 characters long");
            }
            Some(t)
        }
    };
    let delete = match args.get(2) {
        Some(d) => vm.need_buffer(d)?,
        None => Vec::new(),
    };
    let mapped = |b: u8| table.as_ref().and_then(|t| t.get(usize::from(b)).copied()).unwrap_or(b);
    let out = this(vm, args)?.into_iter().filter(|b| !delete.contains(b)).map(mapped).collect();
    same_or(vm, args, out)
}

/// The items of an iterator have been gathered. slots: the separator, the list.
pub static BYTES_JOIN: NativeDef = NativeDef {
    name: "join",
    catches: false,
    resume: |vm, f, answer| {
        // The answer of an item that had to be asked.
        if let (Answer::Value(v), 2) = (&answer, f.pc) {
            return Ok(Next::Done(Own::assume(v.r())));
        }
        if let Answer::Value(v) = answer {
            f.set(1, v.into());
        }
        let (Some(r), Some(list)) = (f.get(0), f.get(1)) else { return Err(crate::vm_bug!("join")) };
        let joined = match join(vm, &Args::two(r, list)) {
            Err(Stop::Convert(..)) => {
                f.pc = 2;
                let class = if vm.heap.bytearray(r).is_some() { ids::BYTEARRAY } else { ids::BYTES };
                let method = vm.getattr_str(vm.ty(class), "join")?;
                let method = vm.value_of(method)?;
                let flow = vm.call_args(method.r(), &[r, list]);
                vm.heap.decref_own(method);
                flow
            }
            done => done,
        };
        match joined? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
