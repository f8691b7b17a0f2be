//! `StringIO`.
//!
//! CPython: Modules/_io/stringio.c.

use pyvarium_heap::{Own, Ref, Text};

use super::base::{IO_TYPE, new};
use super::newline::{Ends, State, ends_number, ends_of, line_end, newline_arg, newlines, translate, written};
use super::{Io, go, int, plain_size, set_int};
use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TypeDef};
use crate::script::{Said, Script};
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

// Bytes: the text, four a code point, little-endian. Ints:
const POS: usize = 0;
const CLOSED: usize = 1;
const ENDS: usize = 2;
const WRITES: usize = 3;
/// 0: line ends stay, 1: they are known, 2: they are translated.
const READS: usize = 4;
const SEEN: usize = 5;

pub static STRING_IO: TypeDef = TypeDef {
    name: "_io.StringIO",
    base: Some(ids::TEXT_IO_BASE),
    basicsize: 112,
    new: Some(("*args, **kwargs", new)),
    slots: &[
        (SlotId::Init, |vm, a| {
            let sig = Signature::parse("initial_value='', newline='\\n'");
            let bound = vm.bind(&sig, "StringIO", "StringIO", &a.rest())?.with_first(a.at(0)?);
            go(vm, Io::StringNew, &bound)
        }),
        (SlotId::IterNext, |vm, a| {
            let r = a.at(0)?;
            if vm.is_exact(r, ids::STRING_IO) {
                let line = line(vm, r, -1)?;
                return if line.is_empty() { Err(Stop::Exhausted) } else { Ok(Flow::Value(text(vm, &line))) };
            }
            go(vm, Io::StringNext, a)
        }),
    ],
    methods: &[
        FnDef::new("close", "", |vm, a| {
            let r = a.at(0)?;
            set_int(vm, r, CLOSED, 1);
            if let Some(n) = vm.heap.native_mut(r) {
                n.bytes = Vec::new();
            }
            vm.none_flow()
        }),
        FnDef::new("getvalue", "", |vm, a| {
            open(vm, a.at(0)?)?;
            let all = points(vm, a.at(0)?);
            Ok(Flow::Value(text(vm, &all)))
        }),
        FnDef::new("read", "size=-1, /", |vm, a| {
            let n = plain_size(vm, a, 1)?;
            open(vm, a.at(0)?)?;
            let out = take(vm, a.at(0)?, n);
            Ok(Flow::Value(text(vm, &out)))
        }),
        FnDef::new("readline", "size=-1, /", |vm, a| {
            let n = plain_size(vm, a, 1)?;
            let out = line(vm, a.at(0)?, n)?;
            Ok(Flow::Value(text(vm, &out)))
        }),
        FnDef::new("tell", "", |vm, a| {
            open(vm, a.at(0)?)?;
            let n = int(vm, a.at(0)?, POS);
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("truncate", "pos=None, /", truncate),
        FnDef::new("seek", "pos, whence=0, /", seek),
        FnDef::new("write", "s, /", |vm, a| {
            let (r, given) = (a.at(0)?, a.at(1)?);
            let Some(t) = vm.heap.text(given) else {
                let message = format!("string argument expected, got '{}'", vm.type_name(given));
                return vm.type_err(&message);
            };
            let (n, points): (usize, Vec<u32>) = (t.len(), t.points().collect());
            open(vm, r)?;
            put(vm, r, &points)?;
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        FnDef::new("seekable", "", able),
        FnDef::new("readable", "", able),
        FnDef::new("writable", "", able),
        FnDef::new("__getstate__", "", |vm, a| {
            let r = a.at(0)?;
            open(vm, r)?;
            let all = points(vm, r);
            let value = text(vm, &all);
            let newline = vm.new_str("\n");
            let pos = int(vm, r, POS);
            let dict = match vm.existing_dict(r) {
                Some(d) => vm.dict_copy(d),
                None => vm.none(),
            };
            let items = vec![value.into(), newline.into(), vm.new_int(pos).into(), dict.into()];
            Ok(Flow::Value(vm.tuple_from_slots(items)))
        }),
    ],
    getset: &[
        GetSetDef::ro("closed", |vm, a| {
            let closed = int(vm, a.at(0)?, CLOSED) != 0;
            vm.bool_flow(closed)
        }),
        GetSetDef::ro("newlines", |vm, a| {
            open(vm, a.at(0)?)?;
            let seen = int(vm, a.at(0)?, SEEN);
            Ok(Flow::Value(newlines(vm, seen)))
        }),
        GetSetDef::ro("line_buffering", |vm, a| {
            open(vm, a.at(0)?)?;
            vm.bool_flow(false)
        }),
    ],
    ..IO_TYPE
};

fn open(vm: &mut Vm, r: Ref) -> Res<()> {
    if int(vm, r, CLOSED) != 0 { vm.value_err("I/O operation on closed file") } else { Ok(()) }
}

fn able(vm: &mut Vm, a: &Args) -> Res {
    open(vm, a.at(0)?)?;
    vm.bool_flow(true)
}

fn text(vm: &mut Vm, points: &[u32]) -> Own {
    vm.new_text(Text::from_point_slice(points))
}

fn points_of(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|c| u32::from_le_bytes(*c)).collect()
}

fn points(vm: &Vm, r: Ref) -> Vec<u32> {
    vm.heap.native(r).map(|n| points_of(&n.bytes)).unwrap_or_default()
}

fn rest(vm: &Vm, r: Ref) -> Vec<u32> {
    vm.heap.native(r).map(|n| points_of(n.bytes.get(n.int(POS) as usize * 4..).unwrap_or_default())).unwrap_or_default()
}

fn take(vm: &mut Vm, r: Ref, n: i64) -> Vec<u32> {
    let Some(b) = vm.heap.native_mut(r) else { return Vec::new() };
    let from = (b.int(POS) as usize * 4).min(b.bytes.len());
    let to = if n < 0 { b.bytes.len() } else { from.saturating_add((n as usize).saturating_mul(4)).min(b.bytes.len()) };
    let out = points_of(b.bytes.get(from..to).unwrap_or_default());
    b.set_int(POS, b.int(POS) + out.len() as i64);
    out
}

fn line(vm: &mut Vm, r: Ref, limit: i64) -> Res<Vec<u32>> {
    open(vm, r)?;
    let ends = ends_of(int(vm, r, ENDS));
    let ahead = rest(vm, r);
    let n = line_end(&ahead, ends).unwrap_or(ahead.len()) as i64;
    let n = if limit >= 0 { n.min(limit) } else { n };
    Ok(take(vm, r, n))
}

fn put(vm: &mut Vm, r: Ref, given: &[u32]) -> Res<()> {
    let reads = int(vm, r, READS);
    let mut out = given.to_vec();
    if reads > 0 {
        let mut state = State { pending_cr: false, seen: int(vm, r, SEEN) };
        out = translate(&out, reads == 2, true, &mut state);
        set_int(vm, r, SEEN, state.seen);
    }
    let out = written(out, int(vm, r, WRITES));
    let pos = int(vm, r, POS) as usize * 4;
    let end = pos + out.len() * 4;
    vm.check_bytes(end as u64)?;
    let Some(b) = vm.heap.native_mut(r) else { return Ok(()) };
    if out.is_empty() {
        return Ok(());
    }
    if b.bytes.len() < end {
        b.bytes.resize(end, 0);
    }
    for (i, p) in out.iter().enumerate() {
        if let Some(place) = b.bytes.get_mut(pos + i * 4..pos + i * 4 + 4) {
            place.copy_from_slice(&p.to_le_bytes());
        }
    }
    b.set_int(POS, (end / 4) as i64);
    Ok(())
}

/// self, initial value, newline.
pub fn init(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let newline = match s.arg(2) {
        None => super::newline::Newline { translates: false, universal: false, ends: Ends::Lf, writes: 0 },
        given => newline_arg(vm, given)?,
    };
    let initial = match s.some(vm, 1) {
        None => Vec::new(),
        Some(v) => match vm.heap.text(v) {
            Some(t) => t.points().collect(),
            None => {
                let message = format!("initial_value must be str or None, not {}", vm.type_name(v));
                return super::fail(exc::type_error(vm, &message));
            }
        },
    };
    s.once(vm, |vm| {
        if let Some(n) = vm.heap.native_mut(r) {
            n.bytes.clear();
        }
        let reads = i64::from(newline.universal) + i64::from(newline.translates);
        for (i, n) in [(POS, 0), (CLOSED, 0), (ENDS, ends_number(newline.ends)), (WRITES, newline.writes), (READS, reads), (SEEN, 0)] {
            set_int(vm, r, i, n);
        }
        put(vm, r, &initial)?;
        set_int(vm, r, POS, 0);
        Ok(0)
    })?;
    super::none(vm)
}

/// Of a subclass: its own `readline` is asked.
pub fn next(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    super::base::next(vm, s)
}

fn seek(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    let pos = vm.index(a.at(1)?)?;
    let whence = a.get(2).map(|w| vm.index(w)).transpose()?.unwrap_or(0);
    open(vm, r)?;
    if !(0..=2).contains(&whence) {
        return vm.value_err(&format!("Invalid whence ({whence}, should be 0, 1 or 2)"));
    }
    if pos < 0 && whence == 0 {
        return vm.value_err(&format!("Negative seek position {pos}"));
    }
    if whence != 0 && pos != 0 {
        return Err(exc::raise(vm, ids::OS_ERROR, "Can't do nonzero cur-relative seeks"));
    }
    let to = match whence {
        0 => pos,
        1 => int(vm, r, POS),
        _ => points(vm, r).len() as i64,
    };
    set_int(vm, r, POS, to);
    Ok(Flow::Value(vm.new_int(to)))
}

fn truncate(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    open(vm, r)?;
    let size = match a.get(1).filter(|x| *x != vm.one.none) {
        Some(n) => vm.index(n)?,
        None => int(vm, r, POS),
    };
    if size < 0 {
        return vm.value_err(&format!("Negative size value {size}"));
    }
    if let Some(n) = vm.heap.native_mut(r) {
        n.bytes.truncate(size as usize * 4);
    }
    Ok(Flow::Value(vm.new_int(size)))
}
