//! Line ends: `IncrementalNewlineDecoder`, and the search for the end of a line.
//!
//! CPython: Modules/_io/textio.c (_PyIncrementalNewlineDecoder_decode, _PyIO_find_line_ending).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Slot, Text};

use super::{Io, fail, go, int, set_int, set_slot, slot};
use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::script::{Said, Script};
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub const CR: u32 = 13;
pub const LF: u32 = 10;

/// Kinds of line ends seen.
pub const SEEN_CR: i64 = 1;
pub const SEEN_LF: i64 = 2;
pub const SEEN_CRLF: i64 = 4;

/// What a decoder of line ends remembers.
#[derive(Clone, Copy, Default, Debug)]
pub struct State {
    pub pending_cr: bool,
    pub seen: i64,
}

/// Takes text in; a carriage return at its end waits for what follows.
pub fn translate(points: &[u32], translate: bool, is_final: bool, state: &mut State) -> Vec<u32> {
    let mut input: Vec<u32> = Vec::with_capacity(points.len() + 1);
    if state.pending_cr && (is_final || !points.is_empty()) {
        input.push(CR);
        state.pending_cr = false;
    }
    input.extend_from_slice(points);
    if !is_final && input.last() == Some(&CR) {
        input.pop();
        state.pending_cr = true;
    }
    let mut out = Vec::with_capacity(input.len());
    let mut i = 0;
    while let Some(p) = input.get(i).copied() {
        i += 1;
        match p {
            LF => {
                state.seen |= SEEN_LF;
                out.push(LF);
            }
            CR => {
                let pair = input.get(i) == Some(&LF);
                state.seen |= if pair { SEEN_CRLF } else { SEEN_CR };
                i += usize::from(pair);
                match (translate, pair) {
                    (true, _) => out.push(LF),
                    (false, true) => out.extend([CR, LF]),
                    (false, false) => out.push(CR),
                }
            }
            _ => out.push(p),
        }
    }
    out
}

/// The `newlines` attribute.
pub fn newlines(vm: &mut Vm, seen: i64) -> Own {
    let all: Vec<&str> =
        [(SEEN_CR, "\r"), (SEEN_LF, "\n"), (SEEN_CRLF, "\r\n")].iter().filter(|(bit, _)| seen & bit != 0).map(|(_, s)| *s).collect();
    match all.as_slice() {
        [] => vm.none(),
        [one] => vm.new_str(one),
        many => {
            let slots: Vec<Slot> = many.iter().map(|s| vm.new_str(s).into()).collect();
            vm.tuple_from_slots(slots)
        }
    }
}

/// How lines end for a reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ends {
    /// "\n" only.
    Lf,
    /// "\n", "\r" and "\r\n".
    Any,
    Cr,
    CrLf,
}

/// Behind the end of the first line; None: there is no end.
pub fn line_end(points: &[u32], ends: Ends) -> Option<usize> {
    match ends {
        Ends::Lf => points.iter().position(|p| *p == LF).map(|i| i + 1),
        Ends::Cr => points.iter().position(|p| *p == CR).map(|i| i + 1),
        Ends::CrLf => points.windows(2).position(|w| w == [CR, LF]).map(|i| i + 2),
        Ends::Any => {
            let i = points.iter().position(|p| *p == LF || *p == CR)?;
            let pair = points.get(i) == Some(&CR) && points.get(i + 1) == Some(&LF);
            Some(i + 1 + usize::from(pair))
        }
    }
}

// Slots: the decoder below or None, errors. Ints: pending "\r", translating, kinds seen.
const PENDING: usize = 0;
const TRANSLATE: usize = 1;
const SEEN: usize = 2;

pub static NEWLINE_DECODER: TypeDef = TypeDef {
    name: "_io.IncrementalNewlineDecoder",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 48,
    new: Some(("*args, **kwargs", |vm, a| Ok(Flow::Value(vm.alloc_instance(a.at(0)?))))),
    slots: &[(SlotId::Init, init)],
    methods: &[
        FnDef::new("decode", "input, final=False", |vm, a| go(vm, Io::NewlineDecode, a)),
        FnDef::new("getstate", "", |vm, a| go(vm, Io::NewlineGetstate, a)),
        FnDef::new("setstate", "state, /", |vm, a| go(vm, Io::NewlineSetstate, a)),
        FnDef::new("reset", "", |vm, a| go(vm, Io::NewlineReset, a)),
    ],
    getset: &[GetSetDef::ro("newlines", |vm, a| {
        let seen = int(vm, a.at(0)?, SEEN);
        Ok(Flow::Value(newlines(vm, seen)))
    })],
    ..TYPE_DEFAULT
};

fn init(vm: &mut Vm, a: &Args) -> Res {
    let sig = Signature::parse("decoder, translate, errors='strict'");
    let b = vm.bind(&sig, "IncrementalNewlineDecoder", "IncrementalNewlineDecoder", &a.rest())?;
    let r = a.at(0)?;
    let decoder = vm.heap.own(b.at(0)?);
    let translate = crate::protocol::convert::truth_of_argument(vm, b.at(1)?)?;
    set_slot(vm, r, 0, decoder.into());
    for (i, n) in [(PENDING, 0), (TRANSLATE, i64::from(translate)), (SEEN, 0)] {
        set_int(vm, r, i, n);
    }
    vm.none_flow()
}

pub fn decode(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, input) = (s.at(0)?, s.at(1)?);
    let is_final = match s.arg(2) {
        Some(f) => s.truth(vm, f)?,
        None => false,
    };
    let Some(decoder) = slot(vm, r, 0) else {
        return fail(exc::value_error(vm, "IncrementalNewlineDecoder.__init__() not called"));
    };
    let text = if decoder == vm.one.none {
        input
    } else {
        let flag = vm.bool_ref(is_final);
        s.method(vm, decoder, "decode", &[input, flag])?
    };
    let Some(t) = vm.heap.text(text) else {
        let message = format!("decoder should return a string result, not '{}'", vm.type_name(text));
        return fail(exc::type_error(vm, &message));
    };
    let points: Vec<u32> = t.points().collect();
    let out = s.keep(vm, |vm| {
        let mut state = State { pending_cr: int(vm, r, PENDING) != 0, seen: int(vm, r, SEEN) };
        let out = translate(&points, int(vm, r, TRANSLATE) != 0, is_final, &mut state);
        set_int(vm, r, PENDING, i64::from(state.pending_cr));
        set_int(vm, r, SEEN, state.seen);
        Ok(vm.new_text(Text::from_point_slice(&out)))
    })?;
    super::value(vm, out)
}

pub fn getstate(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let decoder = slot(vm, r, 0).filter(|d| *d != vm.one.none);
    let pending = int(vm, r, PENDING);
    let (buffer, flag) = match decoder {
        None => (vm.one.empty_bytes, 0),
        Some(d) => {
            let state = s.method(vm, d, "getstate", &[])?;
            let parts: Vec<_> = vm.heap.items(state).unwrap_or_default().iter().filter_map(|x| x.get()).collect();
            match parts.as_slice() {
                [buffer, flag] => (*buffer, vm.index(*flag)?),
                _ => return fail(exc::type_error(vm, "illegal decoder state")),
            }
        }
    };
    let buffer = vm.heap.own(buffer);
    let flag = vm.new_int(flag << 1 | pending);
    Ok(vm.tuple_from_slots(vec![buffer.into(), flag.into()]))
}

pub fn setstate(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, state) = (s.at(0)?, s.at(1)?);
    if vm.heap.tuple(state).is_none() {
        return fail(exc::type_error(vm, "state argument must be a tuple"));
    }
    let parts: Vec<_> = vm.heap.items(state).unwrap_or_default().iter().filter_map(|x| x.get()).collect();
    let &[buffer, flag] = parts.as_slice() else { return fail(exc::type_error(vm, "setstate(): illegal state argument")) };
    let flag = s.index(vm, flag)?;
    s.once(vm, |vm| {
        set_int(vm, r, PENDING, flag & 1);
        Ok(0)
    })?;
    if let Some(d) = slot(vm, r, 0).filter(|d| *d != vm.one.none) {
        let inner = s.keep(vm, |vm| {
            let (b, n) = (vm.heap.own(buffer), vm.new_int(flag >> 1));
            Ok(vm.tuple_from_slots(vec![b.into(), n.into()]))
        })?;
        s.method(vm, d, "setstate", &[inner])?;
    }
    super::none(vm)
}

pub fn reset(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    s.once(vm, |vm| {
        set_int(vm, r, PENDING, 0);
        set_int(vm, r, SEEN, 0);
        Ok(0)
    })?;
    if let Some(d) = slot(vm, r, 0).filter(|d| *d != vm.one.none) {
        s.method(vm, d, "reset", &[])?;
    }
    super::none(vm)
}

/// What `newline` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newline {
    /// Reading turns all line ends into "\n".
    pub translates: bool,
    /// Reading knows all line ends.
    pub universal: bool,
    pub ends: Ends,
    /// Writing puts this for "\n": 0 nothing, 1 "\r\n", 2 "\r".
    pub writes: i64,
}

/// The `newline` argument of text streams.
pub fn newline_arg(vm: &mut Vm, given: Option<pyvarium_heap::Ref>) -> Res<Newline> {
    let plain = Newline { translates: false, universal: false, ends: Ends::Lf, writes: 0 };
    let Some(r) = given.filter(|r| *r != vm.one.none) else {
        return Ok(Newline { translates: true, universal: true, ..plain });
    };
    let Some(t) = vm.heap.text(r) else {
        let message = format!("newline must be str or None, not {}", vm.type_name(r));
        return vm.type_err(&message);
    };
    match &*t.to_str_lossy() {
        "" => Ok(Newline { universal: true, ends: Ends::Any, ..plain }),
        "\n" => Ok(plain),
        "\r" => Ok(Newline { ends: Ends::Cr, writes: 2, ..plain }),
        "\r\n" => Ok(Newline { ends: Ends::CrLf, writes: 1, ..plain }),
        _ => {
            let shown = crate::objects::str_::repr_text(vm, r);
            vm.value_err(&format!("illegal newline value: {shown}"))
        }
    }
}

pub fn ends_number(ends: Ends) -> i64 {
    match ends {
        Ends::Lf => 0,
        Ends::Any => 1,
        Ends::Cr => 2,
        Ends::CrLf => 3,
    }
}

pub fn ends_of(n: i64) -> Ends {
    match n {
        0 => Ends::Lf,
        1 => Ends::Any,
        2 => Ends::Cr,
        _ => Ends::CrLf,
    }
}

/// Text as it is written.
pub fn written(points: Vec<u32>, writes: i64) -> Vec<u32> {
    match writes {
        1 => points.into_iter().flat_map(|p| if p == LF { vec![CR, LF] } else { vec![p] }).collect(),
        2 => points.into_iter().map(|p| if p == LF { CR } else { p }).collect(),
        _ => points,
    }
}
