//! `FileIO`: a file descriptor as a raw stream.
//!
//! CPython: Modules/_io/fileio.c.

use pyvarium_heap::{Own, Ref};

use super::base::IO_TYPE;
use super::base::{get_finalizing, set_finalizing};
use super::{Io, alloc, fail, go, int, none, plain_size, set_attr, set_int, unsupported};
use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::fs::{descriptors, errno};
use crate::native::{FnDef, GetSetDef, TypeDef};
use crate::script::{Heard, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

/// Ints: descriptor or -1, readable, writable, appending, created, whether closing closes it, made by `__init__`.
pub const FD: usize = 0;
pub const READABLE: usize = 1;
pub const WRITABLE: usize = 2;
const APPENDING: usize = 3;
const CREATED: usize = 4;
const CLOSEFD: usize = 5;
/// It is closed because it dies.
const FINALIZING: usize = 6;

pub static FILE_IO: TypeDef = TypeDef {
    name: "_io.FileIO",
    base: Some(ids::RAW_IO_BASE),
    basicsize: 88,
    new: Some(("*args, **kwargs", |vm, a| {
        let cls = a.at(0)?;
        let own = alloc(vm, cls);
        set_int(vm, own.r(), FD, -1);
        set_int(vm, own.r(), CLOSEFD, 1);
        Ok(Flow::Value(own))
    })),
    slots: &[
        (SlotId::Repr, repr),
        (SlotId::Init, |vm, a| {
            let sig = crate::signature::Signature::parse("file, mode='r', closefd=True, opener=None");
            let bound = vm.bind(&sig, "FileIO", "FileIO", &a.rest())?.with_first(a.at(0)?);
            go(vm, Io::FileInit, &bound)
        }),
    ],
    methods: &[
        FnDef::new("read", "size=-1, /", |vm, a| {
            let n = plain_size(vm, a, 1)?;
            let bytes = read(vm, a.at(0)?, n)?;
            Ok(Flow::Value(vm.new_bytes(bytes)))
        }),
        FnDef::new("readall", "", |vm, a| {
            let bytes = read(vm, a.at(0)?, -1)?;
            Ok(Flow::Value(vm.new_bytes(bytes)))
        }),
        FnDef::new("readinto", "buffer, /", |vm, a| {
            let (r, buffer) = (a.at(0)?, a.at(1)?);
            check(vm, r)?;
            let Some(n) = vm.writable_len(buffer) else {
                let message = format!("readinto() argument must be read-write bytes-like object, not {}", vm.given_name(buffer));
                return vm.type_err(&message);
            };
            let bytes = read(vm, r, n as i64)?;
            vm.write_buffer(buffer, &bytes);
            Ok(Flow::Value(vm.new_int(bytes.len() as i64)))
        }),
        FnDef::new("write", "b, /", |vm, a| {
            check(vm, a.at(0)?)?;
            if vm.heap.text(a.at(1)?).is_some() {
                return vm.type_err("a bytes-like object is required, not 'str'");
            }
            let bytes = vm.need_bytes(a.at(1)?)?;
            let n = write(vm, a.at(0)?, &bytes)?;
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("seek", "pos, whence=0, /", |vm, a| {
            let pos = vm.index(a.at(1)?)?;
            let whence = a.get(2).map(|r| vm.index(r)).transpose()?.unwrap_or(0);
            let at = seek(vm, a.at(0)?, pos, whence)?;
            Ok(Flow::Value(vm.new_int(at)))
        }),
        FnDef::new("tell", "", |vm, a| {
            let at = seek(vm, a.at(0)?, 0, 1)?;
            Ok(Flow::Value(vm.new_int(at)))
        }),
        FnDef::new("truncate", "size=None, /", |vm, a| {
            let r = a.at(0)?;
            check(vm, r)?;
            if int(vm, r, WRITABLE) == 0 {
                return Err(unsupported(vm, "File not open for writing"));
            }
            let size = match a.get(1).filter(|x| *x != vm.one.none) {
                Some(n) => vm.index(n)?,
                None => seek(vm, r, 0, 1)?,
            };
            truncate(vm, r, size)?;
            Ok(Flow::Value(vm.new_int(size)))
        }),
        FnDef::new("close", "", |vm, a| go(vm, Io::FileClose, a)),
        FnDef::new("seekable", "", |vm, a| {
            check(vm, a.at(0)?)?;
            let yes = seekable(vm, a.at(0)?);
            vm.bool_flow(yes)
        }),
        FnDef::new("readable", "", |vm, a| {
            check(vm, a.at(0)?)?;
            let yes = int(vm, a.at(0)?, READABLE) != 0;
            vm.bool_flow(yes)
        }),
        FnDef::new("writable", "", |vm, a| {
            check(vm, a.at(0)?)?;
            let yes = int(vm, a.at(0)?, WRITABLE) != 0;
            vm.bool_flow(yes)
        }),
        FnDef::new("fileno", "", |vm, a| {
            check(vm, a.at(0)?)?;
            let fd = int(vm, a.at(0)?, FD);
            Ok(Flow::Value(vm.new_int(fd)))
        }),
        FnDef::new("isatty", "", |vm, a| {
            check(vm, a.at(0)?)?;
            vm.bool_flow(false)
        }),
        FnDef::new("_isatty_open_only", "", |vm, _| vm.bool_flow(false)),
        FnDef::new("_dealloc_warn", "source, /", |vm, a| go(vm, Io::FileDeallocWarn, a)),
        FnDef::new("__reduce__", "", cannot_pickle),
        FnDef::new("__reduce_ex__", "protocol, /", cannot_pickle),
    ],
    getset: &[
        GetSetDef::ro("closed", |vm, a| {
            let closed = int(vm, a.at(0)?, FD) < 0;
            vm.bool_flow(closed)
        }),
        GetSetDef::ro("closefd", |vm, a| {
            let yes = int(vm, a.at(0)?, CLOSEFD) != 0;
            vm.bool_flow(yes)
        }),
        GetSetDef::ro("mode", |vm, a| {
            let mode = mode_text(vm, a.at(0)?);
            Ok(Flow::Value(vm.new_str(mode)))
        }),
        GetSetDef::member_rw("_finalizing", get_finalizing::<FINALIZING>, set_finalizing::<FINALIZING>),
        GetSetDef::ro("_blksize", |vm, _| Ok(Flow::Value(vm.new_int(4096)))),
    ],
    ..IO_TYPE
};

pub fn cannot_pickle(vm: &mut Vm, a: &Args) -> Res {
    let name = vm.type_name(a.at(0)?);
    vm.type_err(&format!("cannot pickle '{name}' instances"))
}

fn check(vm: &mut Vm, r: Ref) -> Res<i32> {
    let fd = int(vm, r, FD);
    if fd < 0 {
        return vm.value_err("I/O operation on closed file");
    }
    Ok(fd as i32)
}

/// `n` below 0: up to the end.
pub fn read(vm: &mut Vm, r: Ref, n: i64) -> Res<Vec<u8>> {
    let fd = check(vm, r)?;
    if int(vm, r, READABLE) == 0 {
        return Err(unsupported(vm, "File not open for reading"));
    }
    let done = vm.fs.read(fd, u64::try_from(n).ok());
    done.map_err(|fail| vm.fs_stop(fail, &[]))
}

pub fn write(vm: &mut Vm, r: Ref, bytes: &[u8]) -> Res<i64> {
    let fd = check(vm, r)?;
    if int(vm, r, WRITABLE) == 0 {
        return Err(unsupported(vm, "File not open for writing"));
    }
    vm.check_bytes(bytes.len() as u64)?;
    match vm.fd_write(fd, bytes, None) {
        Ok(n) => Ok(n as i64),
        Err(errno) => Err(vm.os_error(errno, &[])),
    }
}

pub fn seek(vm: &mut Vm, r: Ref, pos: i64, whence: i64) -> Res<i64> {
    let fd = check(vm, r)?;
    match vm.fs.lseek(fd, pos, whence) {
        Ok(at) => Ok(at as i64),
        Err(errno) => Err(vm.os_error(errno, &[])),
    }
}

pub fn truncate(vm: &mut Vm, r: Ref, size: i64) -> Res<()> {
    let fd = check(vm, r)?;
    let Ok(size) = u64::try_from(size) else { return Err(vm.os_error(errno::EINVAL, &[])) };
    let now = vm.now();
    let done = vm.fs.ftruncate(fd, size, now);
    done.map_err(|fail| vm.fs_stop(fail, &[]))
}

pub fn seekable(vm: &mut Vm, r: Ref) -> bool {
    let fd = int(vm, r, FD) as i32;
    vm.fs.lseek(fd, 0, 1).is_ok()
}

/// A standard stream: what is written to it is seen at once.
pub fn is_standard(vm: &Vm, r: Ref) -> bool {
    vm.is_exact(r, ids::FILE_IO) && vm.fs.is_device(int(vm, r, FD) as i32).unwrap_or(false)
}

/// CPython: mode_string.
fn mode_text(vm: &Vm, r: Ref) -> &'static str {
    let has = |i| int(vm, r, i) != 0;
    match (has(CREATED), has(APPENDING), has(READABLE), has(WRITABLE)) {
        (true, _, true, _) => "xb+",
        (true, ..) => "xb",
        (_, true, true, _) => "ab+",
        (_, true, ..) => "ab",
        (_, _, true, true) => "rb+",
        (_, _, true, false) => "rb",
        _ => "wb",
    }
}

fn repr(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    let ty = vm.type_name(r);
    let fd = int(vm, r, FD);
    if fd < 0 {
        return Ok(Flow::Value(vm.new_str(&format!("<{ty} [closed]>"))));
    }
    let key = vm.intern("name").into_ref();
    let closefd = if int(vm, r, CLOSEFD) != 0 { "True" } else { "False" };
    let mode = mode_text(vm, r);
    let rest = format!(" mode='{mode}' closefd={closefd}>");
    match vm.instance_attr(r, key) {
        Some(name) => {
            let mark = vm.mark();
            let flow = vm.repr(name)?;
            vm.wrap_text(mark, &format!("<{ty} name="), flow, &rest)
        }
        None => Ok(Flow::Value(vm.new_str(&format!("<{ty} fd={fd}{rest}")))),
    }
}

struct Mode {
    flags: i64,
    readable: bool,
    writable: bool,
    appending: bool,
    created: bool,
}

fn parse_mode(vm: &mut Vm, text: &str) -> Res<Mode> {
    let mut m = Mode { flags: 0, readable: false, writable: false, appending: false, created: false };
    let (mut rwa, mut plus) = (false, false);
    let wrong = "Must have exactly one of create/read/write/append mode and at most one plus";
    for c in text.chars() {
        match c {
            'x' | 'r' | 'w' | 'a' => {
                if rwa {
                    return vm.value_err(wrong);
                }
                rwa = true;
                m.readable = c == 'r';
                m.writable = c != 'r';
                m.appending = c == 'a';
                m.created = c == 'x';
                m.flags |= match c {
                    'x' => descriptors::O_EXCL | descriptors::O_CREAT,
                    'w' => descriptors::O_CREAT | descriptors::O_TRUNC,
                    'a' => descriptors::O_APPEND | descriptors::O_CREAT,
                    _ => 0,
                };
            }
            'b' => {}
            '+' => {
                if plus {
                    return vm.value_err(wrong);
                }
                (m.readable, m.writable, plus) = (true, true, true);
            }
            _ => return vm.value_err(&format!("invalid mode: {text}")),
        }
    }
    if !rwa {
        return vm.value_err(wrong);
    }
    m.flags |= match (m.readable, m.writable) {
        (true, true) => descriptors::O_RDWR,
        (false, true) => descriptors::O_WRONLY,
        _ => 0,
    };
    m.flags |= 0o2_000_000;
    Ok(m)
}

/// self, file, mode, closefd, opener. CPython: _io_FileIO___init___impl.
pub fn init(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, file) = (s.at(0)?, s.at(1)?);
    s.once(vm, |vm| {
        let old = int(vm, r, FD);
        if old >= 0 {
            if int(vm, r, CLOSEFD) != 0 {
                let _ = vm.fs.close(old as i32);
            }
            set_int(vm, r, FD, -1);
        }
        Ok(0)
    })?;
    let mode_text = match s.arg(2) {
        Some(m) => match vm.heap.text(m) {
            Some(t) => t.to_str_lossy().into_owned(),
            None => {
                let message = format!("FileIO() argument 'mode' must be str, not {}", vm.given_name(m));
                return fail(exc::type_error(vm, &message));
            }
        },
        None => "r".to_owned(),
    };
    let closefd = match s.arg(3) {
        Some(c) => s.truth(vm, c)?,
        None => true,
    };
    if vm.heap.float(file).is_some() {
        return fail(exc::type_error(vm, "integer argument expected, got float"));
    }
    let mut fd = -1;
    let mut name = file;
    if vm.is_instance_of(file, ids::INT) {
        fd = vm.index(file)?;
        if fd < 0 {
            return fail(exc::value_error(vm, "negative file descriptor"));
        }
    } else {
        name = path_of(vm, s, file)?;
    }
    let mode = parse_mode(vm, &mode_text)?;
    let given = fd >= 0;
    if !given {
        if !closefd {
            return fail(exc::value_error(vm, "Cannot use closefd=False with file name"));
        }
        match s.some(vm, 4) {
            None => {
                let path = vm.path_bytes(name)?;
                fd = s.once(vm, |vm| {
                    let now = vm.now();
                    let opened = vm.fs.open(&path, mode.flags, 0o666, now);
                    opened.map(i64::from).map_err(|fail| vm.fs_stop(fail, &[name]))
                })?;
            }
            Some(opener) => {
                let flags = s.keep(vm, |vm| Ok(vm.new_int(mode.flags)))?;
                let answer = s.ask(vm, |vm| vm.call_args(opener, &[name, flags]))?;
                if !vm.is_instance_of(answer, ids::INT) {
                    return fail(exc::type_error(vm, "expected integer from opener"));
                }
                fd = vm.index(answer)?;
                if fd < 0 {
                    return fail(exc::value_error(vm, &format!("opener returned {fd}")));
                }
            }
        }
    }
    s.once(vm, |vm| {
        let stat = match vm.fs.fstat(fd as i32) {
            Ok(stat) => stat,
            Err(errno) => return Err(vm.os_error(errno, if given { &[] } else { std::slice::from_ref(&name) })),
        };
        if stat.mode & crate::fs::nodes::S_IFMT == crate::fs::nodes::S_IFDIR {
            if !given {
                let _ = vm.fs.close(fd as i32);
            }
            return Err(vm.os_error(errno::EISDIR, &[name]));
        }
        for (i, n) in [
            (FD, fd),
            (READABLE, i64::from(mode.readable)),
            (WRITABLE, i64::from(mode.writable)),
            (APPENDING, i64::from(mode.appending)),
            (CREATED, i64::from(mode.created)),
            (CLOSEFD, i64::from(closefd)),
        ] {
            set_int(vm, r, i, n);
        }
        set_attr(vm, r, "name", name)?;
        if mode.appending {
            let _ = vm.fs.lseek(fd as i32, 0, 2);
        }
        Ok(0)
    })?;
    none(vm)
}

/// A path as str or bytes, `__fspath__` asked.
pub fn path_of(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<Ref> {
    if vm.heap.text(r).is_some() || vm.heap.bytes(r).is_some() {
        return Ok(r);
    }
    let (ty, key) = (vm.heap.type_of(r), vm.intern("__fspath__").into_ref());
    if vm.lookup_type(ty, key).is_none() {
        let message = format!("expected str, bytes or os.PathLike object, not {}", vm.type_name(r));
        return fail(exc::type_error(vm, &message));
    }
    let v = s.ask(vm, |vm| vm.ask_path(r))?;
    let held = vm.heap.own(v);
    let checked = vm.check_path(r, &held);
    vm.heap.decref_own(held);
    checked?;
    Ok(v)
}

pub fn dealloc_warn(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, source) = (s.at(0)?, s.at(1)?);
    warn_unclosed(vm, s, r, source)?;
    none(vm)
}

/// `source`, which dies, stands on a descriptor that nobody has closed. CPython: fileio_dealloc_warn.
fn warn_unclosed(vm: &mut Vm, s: &mut Script<'_>, r: Ref, source: Ref) -> Said<()> {
    if s.once(vm, |vm| Ok(i64::from(int(vm, r, FD) >= 0 && int(vm, r, CLOSEFD) != 0)))? == 0 {
        return Ok(());
    }
    let warned = match s.hear(vm, |vm| vm.repr(source))? {
        Heard::Value(shown) => s.hear(vm, |vm| {
            let text = format!("unclosed file {}", vm.heap.str_lossy(shown));
            let (category, text) = (vm.ty(ids::RESOURCE_WARNING), vm.new_str(&text));
            let flow = vm.do_warn(category, text.r(), 1, Some(source), &[]);
            vm.heap.decref_own(text);
            flow
        })?,
        other => other,
    };
    if let Heard::Raised(e) = warned
        && vm.is_instance_of(e, ids::WARNING)
    {
        s.hear(vm, |vm| {
            let held = vm.heap.own(e);
            vm.write_unraisable_at(held, "while finalizing file", r)
        })?;
    }
    Ok(())
}

/// CPython: _io_FileIO_close_impl: the base class marks it, then the descriptor goes.
pub fn close(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let key = vm.intern("__IOBase_closed").into_ref();
    let exact = vm.is_exact(r, ids::FILE_IO);
    let flushed = if exact || s.once(vm, |vm| Ok(i64::from(vm.instance_attr(r, key).is_some())))? != 0 {
        Heard::Exhausted
    } else {
        s.hear_method(vm, r, "flush", &[])?
    };
    let marked = match exact {
        true => s.hear(vm, |vm| set_attr(vm, r, "__IOBase_closed", vm.one.true_).and_then(|()| vm.none_flow()))?,
        false => super::base::mark_closed(vm, s, r)?,
    };
    if s.once(vm, |vm| Ok(int(vm, r, FINALIZING)))? != 0 {
        warn_unclosed(vm, s, r, r)?;
    }
    let errno = s.once(vm, |vm| {
        let fd = int(vm, r, FD);
        set_int(vm, r, FD, -1);
        if fd < 0 || int(vm, r, CLOSEFD) == 0 {
            return Ok(0);
        }
        Ok(vm.fs.close(fd as i32).map_or_else(i64::from, |()| 0))
    })?;
    if let (_, Heard::Raised(e)) | (Heard::Raised(e), _) = (flushed, marked) {
        return super::again(vm, e);
    }
    if errno != 0 {
        return fail(vm.os_error(errno as i32, &[]));
    }
    none(vm)
}

/// A raw stream over a descriptor, for the standard streams.
pub fn of_fd(vm: &mut Vm, fd: i32, writes: bool, name: &str) -> Res<Own> {
    let cls = vm.ty(ids::FILE_IO);
    let own = alloc(vm, cls);
    for (i, n) in [(FD, i64::from(fd)), (READABLE, i64::from(!writes)), (WRITABLE, i64::from(writes)), (CLOSEFD, 0)] {
        set_int(vm, own.r(), i, n);
    }
    let name = vm.new_str(name);
    set_attr(vm, own.r(), "name", name.r())?;
    vm.heap.decref_own(name);
    Ok(own)
}
