//! `BufferedRWPair`: a reader and a writer as one.
//!
//! CPython: Modules/_io/bufferedio.c (rwpair).

use super::base::{IO_TYPE, new};
use super::buffered::over;
use super::{BUFFER_SIZE, Io, fail, go, none, set_slot, slot, unsupported, value};
use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TypeDef};
use crate::script::{Heard, Said, Script};
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::vm::Vm;

const READER: usize = 0;
const WRITER: usize = 1;

macro_rules! forward {
    ($name:literal, $params:literal, $to:literal) => {
        FnDef::new($name, $params, |vm, a| {
            let name = vm.intern($name).into_ref();
            let to = vm.new_int($to).into_ref();
            let mut all = Args::one(a.at(0)?);
            all.push(name);
            all.push(to);
            all.items.push(a.items.get(1).copied().unwrap_or_default());
            go(vm, Io::PairForward, &all)
        })
    };
}

pub static BUFFERED_RW_PAIR: TypeDef = TypeDef {
    name: "_io.BufferedRWPair",
    base: Some(ids::BUFFERED_IO_BASE),
    basicsize: 48,
    new: Some(("*args, **kwargs", new)),
    slots: &[(SlotId::Init, |vm, a| {
        let sig = Signature::parse("reader, writer, buffer_size=131072, /");
        let bound = vm.bind(&sig, "BufferedRWPair", "BufferedRWPair", &a.rest())?.with_first(a.at(0)?);
        go(vm, Io::PairInit, &bound)
    })],
    methods: &[
        forward!("read", "size=-1, /", 0),
        forward!("peek", "size=0, /", 0),
        forward!("read1", "size=-1, /", 0),
        forward!("readinto", "buffer, /", 0),
        forward!("readinto1", "buffer, /", 0),
        forward!("write", "buffer, /", 1),
        forward!("flush", "", 1),
        forward!("readable", "", 0),
        forward!("writable", "", 1),
        FnDef::new("close", "", |vm, a| go(vm, Io::PairClose, a)),
        FnDef::new("isatty", "", |vm, _| vm.bool_flow(false)),
    ],
    getset: &[GetSetDef::ro("closed", |vm, a| go(vm, Io::PairClosed, a))],
    ..IO_TYPE
};

pub fn init(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, reader, writer) = (s.at(0)?, s.at(1)?, s.at(2)?);
    let size = match s.arg(3) {
        Some(n) => s.index(vm, n)?,
        None => BUFFER_SIZE,
    };
    for (stream, name) in [(reader, "readable"), (writer, "writable")] {
        if s.method(vm, stream, name, &[])? != vm.one.true_ {
            return fail(unsupported(vm, &format!("File or stream is not {name}.")));
        }
    }
    if size <= 0 {
        return fail(exc::value_error(vm, "buffer size must be strictly positive"));
    }
    s.once(vm, |vm| {
        for (i, ty, raw) in [(READER, ids::BUFFERED_READER, reader), (WRITER, ids::BUFFERED_WRITER, writer)] {
            let own = vm.heap.own(raw);
            let stream = over(vm, ty, own, size);
            set_slot(vm, r, i, stream.into());
        }
        Ok(0)
    })?;
    none(vm)
}

/// self, name, which, the argument.
pub fn forward(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, name, which) = (s.at(0)?, s.at(1)?, s.at(2)?);
    let to = slot(vm, r, vm.heap.small_int(which).unwrap_or(0) as usize);
    let Some(to) = to else { return fail(exc::value_error(vm, "I/O operation on uninitialized object")) };
    let method = s.ask(vm, |vm| vm.getattr(to, name))?;
    let args: Vec<_> = s.arg(3).into_iter().collect();
    let answer = s.ask(vm, |vm| vm.call_args(method, &args))?;
    value(vm, answer)
}

/// The writer first. CPython: bufferedrwpair_close.
pub fn close(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let (Some(reader), Some(writer)) = (slot(vm, r, READER), slot(vm, r, WRITER)) else { return none(vm) };
    let first = s.hear_method(vm, writer, "close", &[])?;
    let second = s.hear_method(vm, reader, "close", &[])?;
    match (first, second) {
        (Heard::Raised(e), _) | (_, Heard::Raised(e)) => super::again(vm, e),
        (_, Heard::Value(v)) => value(vm, v),
        _ => none(vm),
    }
}

pub fn closed(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let Some(writer) = slot(vm, r, WRITER) else {
        return fail(exc::runtime_error(vm, "the BufferedRWPair object is being garbage-collected"));
    };
    let answer = s.attr(vm, writer, "closed")?;
    value(vm, answer)
}
