//! The abstract classes: `_IOBase`, `_RawIOBase`, `_BufferedIOBase`, `_TextIOBase`.
//!
//! CPython: Modules/_io/iobase.c, bufferedio.c (the base class), textio.c (the base class).

use pyvarium_heap::Ref;
use pyvarium_heap::types::{Layout, flags};

use super::{FLAGS, Io, alloc, fail, flow_none, go, is_closed, none, size_arg, unsupported, value};
use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::script::{Heard, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

/// `__new__` of all classes of the module: everything else is `__init__`'s.
pub fn new(vm: &mut Vm, a: &Args) -> Res {
    let cls = a.at(0)?;
    Ok(Flow::Value(alloc(vm, cls)))
}

pub fn no_init(vm: &mut Vm, _: &Args) -> Res {
    flow_none(vm)
}

macro_rules! io_script {
    ($which:ident) => {
        |vm, a| go(vm, Io::$which, a)
    };
}

pub static IO_BASE: TypeDef = TypeDef {
    name: "_io._IOBase",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: FLAGS | flags::HAS_DEL,
    basicsize: 32,
    slots: &[(SlotId::Iter, io_script!(BaseIter)), (SlotId::IterNext, io_script!(BaseNext)), (SlotId::Init, no_init)],
    new: Some(("*args, **kwargs", new)),
    methods: &[
        FnDef::new("seek", "offset, whence=0, /", |vm, _| Err(unsupported(vm, "seek"))),
        FnDef::new("tell", "", io_script!(BaseTell)),
        FnDef::new("truncate", "size=None, /", |vm, _| Err(unsupported(vm, "truncate"))),
        FnDef::new("flush", "", io_script!(BaseFlush)),
        FnDef::new("close", "", io_script!(BaseClose)),
        FnDef::new("seekable", "", |vm, _| vm.bool_flow(false)),
        FnDef::new("readable", "", |vm, _| vm.bool_flow(false)),
        FnDef::new("writable", "", |vm, _| vm.bool_flow(false)),
        FnDef::new("_checkClosed", "", io_script!(BaseCheckClosed)),
        FnDef::new("_checkSeekable", "", io_script!(BaseCheckSeekable)),
        FnDef::new("_checkReadable", "", io_script!(BaseCheckReadable)),
        FnDef::new("_checkWritable", "", io_script!(BaseCheckWritable)),
        FnDef::new("fileno", "", |vm, _| Err(unsupported(vm, "fileno"))),
        FnDef::new("isatty", "", io_script!(BaseIsatty)),
        FnDef::new("__enter__", "", io_script!(BaseEnter)),
        FnDef::new("__exit__", "*args", io_script!(BaseExit)),
        FnDef::new("readline", "size=-1, /", io_script!(BaseReadline)),
        FnDef::new("readlines", "hint=-1, /", io_script!(BaseReadlines)),
        FnDef::new("writelines", "lines, /", io_script!(BaseWritelines)),
        FnDef::new("__del__", "", io_script!(BaseDel)),
    ],
    getset: &[
        GetSetDef::ro("__dict__", |vm, a| {
            let d = vm.materialize_dict(a.at(0)?);
            vm.own_flow(d.unwrap_or(vm.one.none))
        }),
        GetSetDef::ro("closed", |vm, a| {
            let closed = base_closed(vm, a.at(0)?);
            vm.bool_flow(closed)
        }),
    ],
    ..TYPE_DEFAULT
};

pub const IO_TYPE: TypeDef =
    TypeDef { base: Some(ids::IO_BASE), layout: Layout::Native, flags: FLAGS | flags::HAS_DEL, basicsize: 32, ..TYPE_DEFAULT };

pub static RAW_IO_BASE: TypeDef = TypeDef {
    name: "_io._RawIOBase",
    methods: &[
        FnDef::new("read", "size=-1, /", io_script!(RawRead)),
        FnDef::new("readall", "", io_script!(RawReadall)),
        FnDef::new("readinto", "*args", not_implemented),
        FnDef::new("write", "*args", not_implemented),
    ],
    ..IO_TYPE
};

pub static BUFFERED_IO_BASE: TypeDef = TypeDef {
    name: "_io._BufferedIOBase",
    methods: &[
        FnDef::new("detach", "", |vm, _| Err(unsupported(vm, "detach"))),
        FnDef::new("read", "size=-1, /", |vm, _| Err(unsupported(vm, "read"))),
        FnDef::new("read1", "size=-1, /", |vm, _| Err(unsupported(vm, "read1"))),
        FnDef::new("readinto", "buffer, /", io_script!(BufferedBaseReadinto)),
        FnDef::new("readinto1", "buffer, /", io_script!(BufferedBaseReadinto1)),
        FnDef::new("write", "b, /", |vm, _| Err(unsupported(vm, "write"))),
    ],
    ..IO_TYPE
};

pub static TEXT_IO_BASE: TypeDef = TypeDef {
    name: "_io._TextIOBase",
    methods: &[
        FnDef::new("detach", "", |vm, _| Err(unsupported(vm, "detach"))),
        FnDef::new("read", "size=-1, /", |vm, _| Err(unsupported(vm, "read"))),
        FnDef::new("readline", "size=-1, /", |vm, _| Err(unsupported(vm, "readline"))),
        FnDef::new("write", "s, /", |vm, _| Err(unsupported(vm, "write"))),
    ],
    getset: &[
        GetSetDef::ro("encoding", |vm, _| flow_none(vm)),
        GetSetDef::ro("newlines", |vm, _| flow_none(vm)),
        GetSetDef::ro("errors", |vm, _| flow_none(vm)),
    ],
    ..IO_TYPE
};

fn not_implemented(vm: &mut Vm, _: &Args) -> Res {
    Err(Stop::Raise(exc::new_exception(vm, ids::NOT_IMPLEMENTED_ERROR, &[])))
}

/// CPython: iobase_is_closed.
fn base_closed(vm: &mut Vm, r: Ref) -> bool {
    let key = vm.intern("__IOBase_closed").into_ref();
    vm.instance_attr(r, key).is_some()
}

pub fn need_open(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<()> {
    if is_closed(vm, s, r)? { fail(super::closed_error(vm)) } else { Ok(()) }
}

pub fn tell(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let (zero, one) = (vm.new_int(0).into_ref(), vm.new_int(1).into_ref());
    let at = s.method(vm, r, "seek", &[zero, one])?;
    value(vm, at)
}

pub fn flush(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    if s.once(vm, |vm| Ok(i64::from(base_closed(vm, r))))? != 0 {
        return fail(super::closed_error(vm));
    }
    none(vm)
}

/// CPython: _io__IOBase_close_impl.
pub fn close(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    if s.once(vm, |vm| Ok(i64::from(base_closed(vm, r))))? != 0 {
        return none(vm);
    }
    let flushed = s.hear_method(vm, r, "flush", &[])?;
    let marked = mark_closed(vm, s, r)?;
    match (flushed, marked) {
        (_, Heard::Raised(e)) | (Heard::Raised(e), _) => super::again(vm, e),
        _ => none(vm),
    }
}

/// Remembers that the stream is closed, as any attribute is set.
pub fn mark_closed(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<Heard> {
    s.hear(vm, |vm| set_true(vm, r, "__IOBase_closed"))
}

fn set_true(vm: &mut Vm, r: Ref, name: &str) -> Res {
    let (name, yes) = (vm.intern(name).into_ref(), vm.one.true_);
    vm.setattr(r, name, Some(yes))
}

/// Bound: self, value. Of a place among the plain numbers.
pub fn set_finalizing<const PLACE: usize>(vm: &mut Vm, a: &Args) -> Res {
    let Some(value) = a.get(1) else { return vm.type_err("can't delete numeric/char attribute") };
    let yes = crate::tracing::frame_attrs::bool_of(vm, value)?;
    super::set_int(vm, a.at(0)?, PLACE, i64::from(yes));
    vm.none_flow()
}

pub fn get_finalizing<const PLACE: usize>(vm: &mut Vm, a: &Args) -> Res {
    let yes = super::int(vm, a.at(0)?, PLACE) != 0;
    vm.bool_flow(yes)
}

/// A stream that dies is closed, and `close` can see why. CPython: iobase_finalize.
pub fn del(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let closed = match s.hear(vm, |vm| vm.getattr_str(r, "closed"))? {
        Heard::Value(v) => s.truth(vm, v)?,
        _ => true,
    };
    if !closed {
        s.hear(vm, |vm| set_true(vm, r, "_finalizing"))?;
        s.hear_method(vm, r, "close", &[])?;
    }
    none(vm)
}

pub fn check_closed(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    need_open(vm, s, r)?;
    none(vm)
}

fn check(vm: &mut Vm, s: &mut Script<'_>, name: &str) -> Said {
    let r = s.at(0)?;
    let answer = s.method(vm, r, name, &[])?;
    if answer != vm.one.true_ {
        return fail(unsupported(vm, &format!("File or stream is not {name}.")));
    }
    value(vm, answer)
}

pub fn check_seekable(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    check(vm, s, "seekable")
}

pub fn check_readable(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    check(vm, s, "readable")
}

pub fn check_writable(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    check(vm, s, "writable")
}

pub fn isatty(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    need_open(vm, s, r)?;
    value(vm, vm.one.false_)
}

pub fn enter(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    need_open(vm, s, r)?;
    value(vm, r)
}

pub fn iter(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    enter(vm, s)
}

pub fn exit(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let done = s.method(vm, r, "close", &[])?;
    value(vm, done)
}

pub fn next(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let line = s.method(vm, r, "readline", &[])?;
    let n = s.ask(vm, |vm| vm.length(line))?;
    if vm.heap.small_int(n) == Some(0) { Err(Stop::Exhausted.into()) } else { value(vm, line) }
}

/// CPython: _io__IOBase_readline_impl: through `peek` where there is one, else a byte at a time.
pub fn readline(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let limit = size_arg(vm, s, 1)?;
    let peek = s.attr_opt(vm, r, "peek")?;
    let acc = s.keep(vm, |vm| Ok(vm.new_bytearray(Vec::new())))?;
    let mark = s.mark();
    let mut have = s.turn(vm)?;
    let one = vm.new_int(1).into_ref();
    while limit < 0 || have < limit {
        let mut want = 1;
        if let Some(peek) = peek {
            let ahead = s.ask(vm, |vm| vm.call_args(peek, &[one]))?;
            let Some(bytes) = vm.heap.bytes(ahead).cloned() else {
                let message = format!("peek() should have returned a bytes object, not '{}'", vm.type_name(ahead));
                return fail(exc::raise(vm, ids::OS_ERROR, &message));
            };
            if !bytes.is_empty() {
                let n = if limit >= 0 { bytes.len().min((limit - have) as usize) } else { bytes.len() };
                want = bytes.iter().take(n).position(|b| *b == b'\n').map_or(n, |i| i + 1) as i64;
            }
        }
        let want = vm.new_int(want);
        let want_ref = want.r();
        let got = if vm.heap.is_immortal(want_ref) { want_ref } else { s.keep(vm, |vm| Ok(vm.heap.own(want_ref)))? };
        vm.heap.decref_own(want);
        let piece = s.method(vm, r, "read", &[got])?;
        let Some(bytes) = vm.heap.bytes(piece).cloned() else {
            let message = format!("read() should have returned a bytes object, not '{}'", vm.type_name(piece));
            return fail(exc::raise(vm, ids::OS_ERROR, &message));
        };
        if bytes.is_empty() {
            break;
        }
        s.once(vm, |vm| {
            if let Some(all) = vm.heap.bytearray_mut(acc) {
                all.extend_from_slice(&bytes);
            }
            Ok(0)
        })?;
        have += bytes.len() as i64;
        s.set_int(mark, have);
        let ends = bytes.ends_with(b"\n");
        s.rewind(vm, mark + 1, 0);
        if ends {
            break;
        }
    }
    let all = vm.heap.bytearray(acc).map(|b| b.to_vec()).unwrap_or_default();
    Ok(vm.new_bytes(all))
}

pub fn readlines(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let hint = size_arg(vm, s, 1)?;
    let list = s.keep(vm, |vm| Ok(vm.list_from_slots(Vec::new())))?;
    let it = s.ask(vm, |vm| vm.iter(r))?;
    let mark = s.mark();
    let mut length = s.turn(vm)?;
    while let Some(line) = s.next(vm, it)? {
        s.once(vm, |vm| {
            let own = vm.heap.own(line);
            vm.list_push(list, own.into());
            Ok(0)
        })?;
        let n = s.ask(vm, |vm| vm.length(line))?;
        let n = vm.heap.small_int(n).unwrap_or(0);
        if hint > 0 && n > hint - length {
            break;
        }
        length += n;
        s.set_int(mark, length);
        s.rewind(vm, mark + 1, 0);
    }
    value(vm, list)
}

pub fn writelines(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, lines) = (s.at(0)?, s.at(1)?);
    need_open(vm, s, r)?;
    let it = s.ask(vm, |vm| vm.iter(lines))?;
    let mark = s.mark();
    while let Some(line) = s.next(vm, it)? {
        s.method(vm, r, "write", &[line])?;
        s.rewind(vm, mark, 0);
    }
    none(vm)
}

/// CPython: _io__RawIOBase_read_impl.
pub fn raw_read(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let n = match s.arg(1) {
        Some(n) => s.index(vm, n)?,
        None => -1,
    };
    if n < 0 {
        let all = s.method(vm, r, "readall", &[])?;
        return value(vm, all);
    }
    vm.check_bytes(n as u64)?;
    let buffer = s.keep(vm, |vm| Ok(vm.new_bytearray(vec![0; n as usize])))?;
    let got = s.method(vm, r, "readinto", &[buffer])?;
    if got == vm.one.none {
        return none(vm);
    }
    let count = s.index(vm, got)?;
    let all = vm.heap.bytearray(buffer).cloned().unwrap_or_default();
    if count < 0 || count as usize > all.len() {
        return fail(exc::value_error(vm, &format!("readinto returned {count} outside buffer size {}", all.len())));
    }
    Ok(vm.new_bytes(all.get(..count as usize).unwrap_or_default().to_vec()))
}

/// CPython: _io__RawIOBase_readall_impl.
pub fn raw_readall(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let acc = s.keep(vm, |vm| Ok(vm.new_bytearray(Vec::new())))?;
    let size = s.keep(vm, |vm| Ok(vm.new_int(BUFFER)))?;
    loop {
        let data = s.method(vm, r, "read", &[size])?;
        let so_far = s.once(vm, |vm| Ok(vm.heap.bytearray(acc).map_or(0, |b| b.len()) as i64))?;
        if data == vm.one.none {
            if so_far == 0 {
                return none(vm);
            }
            break;
        }
        let Some(bytes) = vm.heap.bytes(data).cloned() else {
            return fail(exc::type_error(vm, "read() should return bytes"));
        };
        if bytes.is_empty() {
            break;
        }
        s.once(vm, |vm| {
            if let Some(all) = vm.heap.bytearray_mut(acc) {
                all.extend_from_slice(&bytes);
            }
            Ok(0)
        })?;
    }
    let all = vm.heap.bytearray(acc).cloned().unwrap_or_default();
    Ok(vm.new_bytes(all.to_vec()))
}

const BUFFER: i64 = super::BUFFER_SIZE;

fn readinto_by(vm: &mut Vm, s: &mut Script<'_>, method: &str) -> Said {
    let (r, buffer) = (s.at(0)?, s.at(1)?);
    let Some(n) = vm.writable_len(buffer) else {
        let message =
            format!("{}() argument must be read-write bytes-like object, not {}", method.replace("read", "readinto"), vm.type_name(buffer));
        return fail(exc::type_error(vm, &message));
    };
    let size = s.keep(vm, |vm| Ok(vm.new_int(n as i64)))?;
    let data = s.method(vm, r, method, &[size])?;
    let Some(bytes) = vm.heap.bytes(data).cloned() else {
        return fail(exc::type_error(vm, "read() should return bytes"));
    };
    if bytes.len() > n {
        let message = format!("read() returned too much data: {n} bytes requested, {} returned", bytes.len());
        return fail(exc::value_error(vm, &message));
    }
    s.once(vm, |vm| {
        vm.write_buffer(buffer, &bytes);
        Ok(0)
    })?;
    Ok(vm.new_int(bytes.len() as i64))
}

pub fn buffered_readinto(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    readinto_by(vm, s, "read")
}

pub fn buffered_readinto1(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    readinto_by(vm, s, "read1")
}
