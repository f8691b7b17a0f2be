//! `BufferedReader`, `BufferedWriter`, `BufferedRandom`: what they hold, and everything but the transfer of bytes.
//!
//! CPython: Modules/_io/bufferedio.c.

use pyvarium_heap::{Ref, Slot};

use super::base::{IO_TYPE, new};
use super::base::{get_finalizing, set_finalizing};
use super::{BUFFER_SIZE, Io, alloc, fail, fileio, go, int, is_closed, none, set_int, set_slot, slot, unsupported, value};
use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TypeDef};
use crate::script::{Heard, Said, Script};
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::stop::Res;
use crate::vm::Vm;

// Slots: the raw stream. Bytes: what was read ahead, or what waits to be written. Ints:
pub const RAW: usize = 0;
/// 0: not made yet, 1: in use, 2: detached.
pub const OK: usize = 0;
pub const SIZE: usize = 1;
/// Of what was read ahead: how much has been taken. Unit: bytes.
pub const POS: usize = 2;
/// What the bytes are: one of the next three.
pub const MODE: usize = 3;
/// It is closed because it dies.
const FINALIZING: usize = 4;
pub const IDLE: i64 = 0;
pub const READING: i64 = 1;
pub const WRITING: i64 = 2;

macro_rules! io_script {
    ($which:ident) => {
        |vm, a| go(vm, Io::$which, a)
    };
}

macro_rules! forward {
    ($name:literal) => {
        FnDef::new($name, "", |vm, a| {
            let name = vm.intern($name).into_ref();
            let mut all = Args::one(a.at(0)?);
            all.push(name);
            go(vm, Io::BufferedForward, &all)
        })
    };
}

const INIT: (SlotId, crate::native::NativeFn) = (SlotId::Init, |vm, a| {
    let sig = Signature::parse("raw, buffer_size=131072");
    let r = a.at(0)?;
    let name = vm.type_name(r);
    let name = name.rsplit('.').next().unwrap_or_default().to_owned();
    let bound = vm.bind(&sig, &name, &name, &a.rest())?.with_first(r);
    go(vm, Io::BufferedInit, &bound)
});

const GETSET: &[GetSetDef] = &[
    GetSetDef::member("raw", |vm, a| {
        let raw = slot(vm, a.at(0)?, RAW);
        vm.own_flow(raw.unwrap_or(vm.one.none))
    }),
    GetSetDef::member_rw("_finalizing", get_finalizing::<FINALIZING>, set_finalizing::<FINALIZING>),
    GetSetDef::ro("closed", |vm, a| forward_attr(vm, a, "closed")),
    GetSetDef::ro("name", |vm, a| forward_attr(vm, a, "name")),
    GetSetDef::ro("mode", |vm, a| forward_attr(vm, a, "mode")),
];

fn forward_attr(vm: &mut Vm, a: &Args, name: &str) -> Res {
    let raw = plain_raw(vm, a.at(0)?)?;
    vm.getattr_str(raw, name)
}

/// The raw stream of one in use. CPython: CHECK_INITIALIZED.
pub fn plain_raw(vm: &mut Vm, r: Ref) -> Res<Ref> {
    match (int(vm, r, OK), slot(vm, r, RAW)) {
        (1, Some(raw)) => Ok(raw),
        (2, _) => vm.value_err("raw stream has been detached"),
        _ => vm.value_err("I/O operation on uninitialized object"),
    }
}

pub static BUFFERED_READER: TypeDef = TypeDef {
    name: "_io.BufferedReader",
    base: Some(ids::BUFFERED_IO_BASE),
    basicsize: 160,
    slots: &[INIT, (SlotId::Repr, io_script!(BufferedRepr)), (SlotId::IterNext, io_script!(BufferedNext))],
    new: Some(("*args, **kwargs", new)),
    methods: &[
        FnDef::new("detach", "", io_script!(BufferedDetach)),
        FnDef::new("flush", "", |vm, a| {
            let mut all = Args::one(a.at(0)?);
            all.push(vm.intern("flush").into_ref());
            go(vm, Io::BufferedForward, &all)
        }),
        FnDef::new("_dealloc_warn", "source, /", io_script!(BufferedDeallocWarn)),
        FnDef::new("close", "", io_script!(BufferedClose)),
        forward!("seekable"),
        forward!("fileno"),
        forward!("isatty"),
        forward!("readable"),
        FnDef::new("read", "size=-1, /", io_script!(BufferedRead)),
        FnDef::new("peek", "size=0, /", io_script!(BufferedPeek)),
        FnDef::new("read1", "size=-1, /", io_script!(BufferedRead1)),
        FnDef::new("readinto", "buffer, /", io_script!(BufferedReadinto)),
        FnDef::new("readinto1", "buffer, /", io_script!(BufferedReadinto1)),
        FnDef::new("readline", "size=-1, /", io_script!(BufferedReadline)),
        FnDef::new("seek", "target, whence=0, /", io_script!(BufferedSeek)),
        FnDef::new("tell", "", io_script!(BufferedTell)),
        FnDef::new("truncate", "pos=None, /", io_script!(BufferedTruncate)),
        FnDef::new("__reduce__", "", fileio::cannot_pickle),
        FnDef::new("__reduce_ex__", "protocol, /", fileio::cannot_pickle),
    ],
    getset: GETSET,
    ..IO_TYPE
};

pub static BUFFERED_WRITER: TypeDef = TypeDef {
    name: "_io.BufferedWriter",
    base: Some(ids::BUFFERED_IO_BASE),
    basicsize: 160,
    slots: &[INIT, (SlotId::Repr, io_script!(BufferedRepr))],
    new: Some(("*args, **kwargs", new)),
    methods: &[
        FnDef::new("_dealloc_warn", "source, /", io_script!(BufferedDeallocWarn)),
        FnDef::new("close", "", io_script!(BufferedClose)),
        FnDef::new("detach", "", io_script!(BufferedDetach)),
        forward!("seekable"),
        forward!("fileno"),
        forward!("isatty"),
        forward!("writable"),
        FnDef::new("write", "buffer, /", io_script!(BufferedWrite)),
        FnDef::new("truncate", "pos=None, /", io_script!(BufferedTruncate)),
        FnDef::new("flush", "", io_script!(BufferedFlush)),
        FnDef::new("seek", "target, whence=0, /", io_script!(BufferedSeek)),
        FnDef::new("tell", "", io_script!(BufferedTell)),
        FnDef::new("__reduce__", "", fileio::cannot_pickle),
        FnDef::new("__reduce_ex__", "protocol, /", fileio::cannot_pickle),
    ],
    getset: GETSET,
    ..IO_TYPE
};

pub static BUFFERED_RANDOM: TypeDef = TypeDef {
    name: "_io.BufferedRandom",
    base: Some(ids::BUFFERED_IO_BASE),
    basicsize: 160,
    slots: &[INIT, (SlotId::Repr, io_script!(BufferedRepr)), (SlotId::IterNext, io_script!(BufferedNext))],
    new: Some(("*args, **kwargs", new)),
    methods: &[
        FnDef::new("_dealloc_warn", "source, /", io_script!(BufferedDeallocWarn)),
        FnDef::new("close", "", io_script!(BufferedClose)),
        FnDef::new("detach", "", io_script!(BufferedDetach)),
        forward!("seekable"),
        forward!("readable"),
        forward!("writable"),
        forward!("fileno"),
        forward!("isatty"),
        FnDef::new("flush", "", io_script!(BufferedFlush)),
        FnDef::new("seek", "target, whence=0, /", io_script!(BufferedSeek)),
        FnDef::new("tell", "", io_script!(BufferedTell)),
        FnDef::new("truncate", "pos=None, /", io_script!(BufferedTruncate)),
        FnDef::new("read", "size=-1, /", io_script!(BufferedRead)),
        FnDef::new("read1", "size=-1, /", io_script!(BufferedRead1)),
        FnDef::new("readinto", "buffer, /", io_script!(BufferedReadinto)),
        FnDef::new("readinto1", "buffer, /", io_script!(BufferedReadinto1)),
        FnDef::new("readline", "size=-1, /", io_script!(BufferedReadline)),
        FnDef::new("peek", "size=0, /", io_script!(BufferedPeek)),
        FnDef::new("write", "buffer, /", io_script!(BufferedWrite)),
        FnDef::new("__reduce__", "", fileio::cannot_pickle),
        FnDef::new("__reduce_ex__", "protocol, /", fileio::cannot_pickle),
    ],
    getset: GETSET,
    ..IO_TYPE
};

/// self, raw, buffer size.
pub fn init(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, raw) = (s.at(0)?, s.at(1)?);
    let size = match s.arg(2) {
        Some(n) => s.index(vm, n)?,
        None => BUFFER_SIZE,
    };
    let writer = vm.is_instance_of(r, ids::BUFFERED_WRITER);
    let random = vm.is_instance_of(r, ids::BUFFERED_RANDOM);
    if random {
        ask_able(vm, s, raw, "seekable")?;
    }
    if !writer {
        ask_able(vm, s, raw, "readable")?;
    }
    if writer || random {
        ask_able(vm, s, raw, "writable")?;
    }
    if size <= 0 {
        return fail(exc::value_error(vm, "buffer size must be strictly positive"));
    }
    vm.check_bytes(size as u64)?;
    s.once(vm, |vm| {
        let own = vm.heap.own(raw);
        set_slot(vm, r, RAW, own.into());
        for (i, n) in [(OK, 1), (SIZE, size), (POS, 0), (MODE, IDLE)] {
            set_int(vm, r, i, n);
        }
        if let Some(n) = vm.heap.native_mut(r) {
            n.bytes.clear();
        }
        Ok(0)
    })?;
    none(vm)
}

fn ask_able(vm: &mut Vm, s: &mut Script<'_>, raw: Ref, name: &str) -> Said<()> {
    if vm.is_exact(raw, ids::FILE_IO) {
        let yes = match name {
            "seekable" => fileio::seekable(vm, raw),
            "readable" => int(vm, raw, fileio::READABLE) != 0,
            _ => int(vm, raw, fileio::WRITABLE) != 0,
        };
        return if yes { Ok(()) } else { fail(unsupported(vm, &format!("File or stream is not {name}."))) };
    }
    let answer = s.method(vm, raw, name, &[])?;
    if answer == vm.one.true_ { Ok(()) } else { fail(unsupported(vm, &format!("File or stream is not {name}."))) }
}

pub fn raw_of(vm: &mut Vm, r: Ref) -> Said<Ref> {
    Ok(plain_raw(vm, r)?)
}

/// The raw stream, if it is open; else this text of a ValueError.
pub fn open_raw(vm: &mut Vm, s: &mut Script<'_>, r: Ref, what: &str) -> Said<Ref> {
    let raw = raw_of(vm, r)?;
    if is_closed(vm, s, raw)? { fail(exc::value_error(vm, what)) } else { Ok(raw) }
}

pub fn forward(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, name) = (s.at(0)?, s.at(1)?);
    let raw = raw_of(vm, r)?;
    let method = s.ask(vm, |vm| vm.getattr(raw, name))?;
    let answer = s.ask(vm, |vm| vm.call_args(method, &[]))?;
    value(vm, answer)
}

/// What has been read ahead and not taken. Unit: bytes.
pub fn n_ahead(vm: &Vm, r: Ref) -> i64 {
    let Some(n) = vm.heap.native(r) else { return 0 };
    if n.int(MODE) == READING { n.bytes.len() as i64 - n.int(POS) } else { 0 }
}

pub fn forget_ahead(vm: &mut Vm, r: Ref) {
    if let Some(n) = vm.heap.native_mut(r)
        && n.int(MODE) == READING
    {
        n.bytes.clear();
        n.set_int(POS, 0);
        n.set_int(MODE, IDLE);
    }
}

/// Writes what waits. CPython: _bufferedwriter_flush_unlocked.
pub fn flush_pending(vm: &mut Vm, s: &mut Script<'_>, r: Ref, raw: Ref) -> Said<()> {
    loop {
        let waiting = s.once(vm, |vm| {
            let n = vm.heap.native(r).filter(|n| n.int(MODE) == WRITING);
            Ok(n.map_or(0, |n| n.bytes.len() as i64))
        })?;
        if waiting == 0 {
            s.once(vm, |vm| {
                if int(vm, r, MODE) == WRITING {
                    set_int(vm, r, MODE, IDLE);
                }
                Ok(0)
            })?;
            return Ok(());
        }
        let data = s.keep(vm, |vm| {
            let bytes = vm.heap.native(r).map(|n| n.bytes.clone()).unwrap_or_default();
            Ok(vm.new_bytes(bytes))
        })?;
        let Some(n) = write_raw(vm, s, raw, data)? else {
            return fail(blocking_error(vm, 0));
        };
        s.once(vm, |vm| {
            if let Some(b) = vm.heap.native_mut(r) {
                b.bytes.drain(..(n as usize).min(b.bytes.len()));
            }
            Ok(0)
        })?;
    }
}

pub fn blocking_error(vm: &mut Vm, written: i64) -> crate::stop::Stop {
    let (number, text, n) = (vm.new_int(11), vm.new_str("write could not complete without blocking"), vm.new_int(written));
    let e = exc::new_exception(vm, ids::BLOCKING_IO_ERROR, &[number.r(), text.r(), n.r()]);
    exc::set_extra(vm, e.r(), 0, number.into());
    exc::set_extra(vm, e.r(), 1, text.into());
    vm.heap.decref_own(n);
    crate::stop::Stop::Raise(e)
}

/// One write to the raw stream; None: it would block. CPython: _bufferedwriter_raw_write.
pub fn write_raw(vm: &mut Vm, s: &mut Script<'_>, raw: Ref, data: Ref) -> Said<Option<i64>> {
    let len = vm.bytes_of(data).map_or(0, |b| b.len()) as i64;
    if vm.is_exact(raw, ids::FILE_IO) {
        let n = s.once(vm, |vm| {
            let bytes = vm.bytes_of(data).unwrap_or_default();
            fileio::write(vm, raw, &bytes)
        })?;
        return Ok(Some(n));
    }
    let view_type = vm.ty(ids::MEMORYVIEW);
    let view = s.ask(vm, |vm| vm.call_args(view_type, &[data]))?;
    let answer = s.method(vm, raw, "write", &[view])?;
    if answer == vm.one.none {
        return Ok(None);
    }
    let n = s.index(vm, answer)?;
    if n < 0 || n > len {
        let message = format!("raw write() returned invalid length {n} (should have been between 0 and {len})");
        return fail(exc::raise(vm, ids::OS_ERROR, &message));
    }
    Ok(Some(n))
}

pub fn flush(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let raw = open_raw(vm, s, r, "flush of closed file")?;
    flush_pending(vm, s, r, raw)?;
    rewind_ahead(vm, s, r, raw)?;
    none(vm)
}

/// Sets the raw stream back to where the reader of the buffer is.
pub fn rewind_ahead(vm: &mut Vm, s: &mut Script<'_>, r: Ref, raw: Ref) -> Said<()> {
    let ahead = s.once(vm, |vm| Ok(n_ahead(vm, r)))?;
    if ahead > 0 {
        raw_seek(vm, s, raw, -ahead, 1)?;
    }
    s.once(vm, |vm| {
        forget_ahead(vm, r);
        Ok(0)
    })?;
    Ok(())
}

pub fn raw_seek(vm: &mut Vm, s: &mut Script<'_>, raw: Ref, pos: i64, whence: i64) -> Said<i64> {
    if vm.is_exact(raw, ids::FILE_IO) {
        return s.once(vm, |vm| fileio::seek(vm, raw, pos, whence));
    }
    let pos = s.keep(vm, |vm| Ok(vm.new_int(pos)))?;
    let whence = s.keep(vm, |vm| Ok(vm.new_int(whence)))?;
    let answer = s.method(vm, raw, "seek", &[pos, whence])?;
    let at = s.index(vm, answer)?;
    if at < 0 {
        return fail(exc::raise(vm, ids::OS_ERROR, &format!("Raw stream returned invalid position {at}")));
    }
    Ok(at)
}

pub fn raw_tell(vm: &mut Vm, s: &mut Script<'_>, raw: Ref) -> Said<i64> {
    if vm.is_exact(raw, ids::FILE_IO) {
        return s.once(vm, |vm| fileio::seek(vm, raw, 0, 1));
    }
    let answer = s.method(vm, raw, "tell", &[])?;
    let at = s.index(vm, answer)?;
    if at < 0 {
        return fail(exc::raise(vm, ids::OS_ERROR, &format!("Raw stream returned invalid position {at}")));
    }
    Ok(at)
}

/// CPython: _io__Buffered_close_impl.
pub fn close(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let raw = raw_of(vm, r)?;
    if is_closed(vm, s, raw)? {
        return none(vm);
    }
    if s.once(vm, |vm| Ok(int(vm, r, FINALIZING)))? != 0 {
        s.hear_method(vm, raw, "_dealloc_warn", &[r])?;
    }
    let flushed = s.hear_method(vm, r, "flush", &[])?;
    let done = s.hear_method(vm, raw, "close", &[])?;
    s.once(vm, |vm| {
        if let Some(n) = vm.heap.native_mut(r) {
            n.bytes = Vec::new();
            n.set_int(MODE, IDLE);
        }
        Ok(0)
    })?;
    match (flushed, done) {
        (Heard::Raised(e), _) | (_, Heard::Raised(e)) => super::again(vm, e),
        (_, Heard::Value(v)) => value(vm, v),
        _ => none(vm),
    }
}

/// CPython: _io__Buffered__dealloc_warn_impl.
pub fn dealloc_warn(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, source) = (s.at(0)?, s.at(1)?);
    if let (1, Some(raw)) = (int(vm, r, OK), slot(vm, r, RAW)) {
        s.hear_method(vm, raw, "_dealloc_warn", &[source])?;
    }
    none(vm)
}

pub fn detach(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let raw = raw_of(vm, r)?;
    s.method(vm, r, "flush", &[])?;
    let kept = s.keep(vm, |vm| Ok(vm.heap.own(raw)))?;
    s.once(vm, |vm| {
        set_int(vm, r, OK, 2);
        set_slot(vm, r, RAW, Slot::NULL);
        Ok(0)
    })?;
    value(vm, kept)
}

/// CPython: buffered_repr.
pub fn repr(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let ty = vm.type_name(r);
    match s.hear(vm, |vm| vm.getattr_str(r, "name"))? {
        Heard::Value(name) => {
            let shown = s.ask(vm, |vm| vm.repr(name))?;
            let text = format!("<{ty} name={}>", vm.heap.str_lossy(shown));
            Ok(vm.new_str(&text))
        }
        Heard::Raised(e) if !vm.is_instance_of(e, ids::ATTRIBUTE_ERROR) && !vm.is_instance_of(e, ids::VALUE_ERROR) => super::again(vm, e),
        _ => Ok(vm.new_str(&format!("<{ty}>"))),
    }
}

pub fn tell(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let raw = raw_of(vm, r)?;
    let at = raw_tell(vm, s, raw)?;
    let offset = s.once(vm, |vm| {
        let waiting = vm.heap.native(r).filter(|n| n.int(MODE) == WRITING).map_or(0, |n| n.bytes.len() as i64);
        Ok(waiting - n_ahead(vm, r))
    })?;
    Ok(vm.new_int((at + offset).max(0)))
}

pub fn seek(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, target) = (s.at(0)?, s.at(1)?);
    let whence = match s.arg(2) {
        Some(w) => s.index(vm, w)?,
        None => 0,
    };
    if !(0..=4).contains(&whence) {
        return fail(exc::value_error(vm, &format!("whence value {whence} unsupported")));
    }
    let raw = open_raw(vm, s, r, "seek of closed file")?;
    ask_able(vm, s, raw, "seekable")?;
    let mut target = s.index(vm, target)?;
    flush_pending(vm, s, r, raw)?;
    if whence == 1 {
        target -= s.once(vm, |vm| Ok(n_ahead(vm, r)))?;
    }
    let at = raw_seek(vm, s, raw, target, whence)?;
    s.once(vm, |vm| {
        forget_ahead(vm, r);
        Ok(0)
    })?;
    Ok(vm.new_int(at))
}

pub fn truncate(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let raw = open_raw(vm, s, r, "truncate of closed file")?;
    if vm.is_instance_of(r, ids::BUFFERED_READER) {
        return fail(unsupported(vm, "truncate"));
    }
    flush_pending(vm, s, r, raw)?;
    rewind_ahead(vm, s, r, raw)?;
    let pos = match s.some(vm, 1) {
        Some(p) => p,
        None => {
            let at = raw_tell(vm, s, raw)?;
            s.keep(vm, |vm| Ok(vm.new_int(at)))?
        }
    };
    let answer = s.method(vm, raw, "truncate", &[pos])?;
    value(vm, answer)
}

/// A buffered stream over a raw one, made by natives.
pub fn over(vm: &mut Vm, ty: crate::native::TypeId, raw: pyvarium_heap::Own, size: i64) -> pyvarium_heap::Own {
    let cls = vm.ty(ty);
    let own = alloc(vm, cls);
    set_slot(vm, own.r(), RAW, raw.into());
    for (i, n) in [(OK, 1), (SIZE, size)] {
        set_int(vm, own.r(), i, n);
    }
    own
}
