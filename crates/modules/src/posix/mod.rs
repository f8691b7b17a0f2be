//! The posix module over the machine's own file system: what CPython's `os`, `os.path`, `pathlib`, `shutil`,
//! `tempfile` and `importlib` ask for. There are no processes but the one that runs.
//!
//! CPython: Modules/posixmodule.c.

pub mod constants;
pub mod descriptors;
pub mod files;
pub mod pathname;
pub mod process;
pub mod results;
pub mod scandir;

use pyvarium_heap::Ref;
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::fs::{Fs, Read};
use pyvarium_vm::native::{FnDef, Library, ModuleDef, TypeId};
use pyvarium_vm::{Flow, Res, Stop, Vm};

use crate::first::posix as first;

pub const STAT_RESULT: TypeId = TypeId(first::TYPE);
pub const DIR_ENTRY: TypeId = TypeId(first::TYPE + 1);
pub const SCANDIR_ITERATOR: TypeId = TypeId(first::TYPE + 2);
pub const TERMINAL_SIZE: TypeId = TypeId(first::TYPE + 3);
pub const TIMES_RESULT: TypeId = TypeId(first::TYPE + 4);
pub const UNAME_RESULT: TypeId = TypeId(first::TYPE + 5);
pub const STATVFS_RESULT: TypeId = TypeId(first::TYPE + 6);

pub const LIBRARY: Library = Library {
    types: &[
        &results::STAT_RESULT_TYPE,
        &scandir::DIR_ENTRY_TYPE,
        &scandir::SCANDIR_ITERATOR_TYPE,
        &results::TERMINAL_SIZE_TYPE,
        &results::TIMES_RESULT_TYPE,
        &results::UNAME_RESULT_TYPE,
        &results::STATVFS_RESULT_TYPE,
    ],
    natives: &[],
    modules: &[&POSIX],
};

pub static POSIX: ModuleDef = ModuleDef {
    name: "posix",
    doc: Some(
        "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard (a thinly\n\
         disguised Unix interface).  Refer to the library manual and\ncorresponding Unix manual entries for more information on calls.",
    ),
    functions: FUNCTIONS,
    types: &[STAT_RESULT, TERMINAL_SIZE, TIMES_RESULT, UNAME_RESULT, STATVFS_RESULT, DIR_ENTRY],
    exec: Some(|vm, module| {
        results::ready(vm);
        constants::fill(vm, module)
    }),
};

const FUNCTIONS: &[FnDef] = &[
    FnDef::new("stat", "path, *, dir_fd=None, follow_symlinks=True", files::stat),
    FnDef::new("lstat", "path, *, dir_fd=None", files::lstat),
    FnDef::new("fstat", "fd", files::fstat),
    FnDef::new("statvfs", "path", files::statvfs),
    FnDef::new("access", "path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True", files::access),
    FnDef::new("chdir", "path", files::chdir),
    FnDef::new("fchdir", "fd", files::fchdir),
    FnDef::new("chmod", "path, mode, *, dir_fd=None, follow_symlinks=True", files::chmod),
    FnDef::new("fchmod", "fd, mode", files::fchmod),
    FnDef::new("chown", "path, uid, gid, *, dir_fd=None, follow_symlinks=True", files::chown),
    FnDef::new("lchown", "path, uid, gid", files::lchown),
    FnDef::new("getcwd", "", files::getcwd),
    FnDef::new("getcwdb", "", files::getcwdb),
    FnDef::new("link", "src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True", files::link),
    FnDef::new("symlink", "src, dst, target_is_directory=False, *, dir_fd=None", files::symlink),
    FnDef::new("readlink", "path, *, dir_fd=None", files::readlink),
    FnDef::new("listdir", "path=None", files::listdir),
    FnDef::new("mkdir", "path, mode=511, *, dir_fd=None", files::mkdir),
    FnDef::new("rmdir", "path, *, dir_fd=None", files::rmdir),
    FnDef::new("unlink", "path, *, dir_fd=None", |vm, a| files::unlink(vm, a, "unlink")),
    FnDef::new("remove", "path, *, dir_fd=None", |vm, a| files::unlink(vm, a, "remove")),
    FnDef::new("rename", "src, dst, *, src_dir_fd=None, dst_dir_fd=None", |vm, a| files::rename(vm, a, "rename")),
    FnDef::new("replace", "src, dst, *, src_dir_fd=None, dst_dir_fd=None", |vm, a| files::rename(vm, a, "replace")),
    FnDef::new("truncate", "path, length", files::truncate),
    FnDef::new("utime", "path, times=None, *, ns=<unrepresentable>, dir_fd=None, follow_symlinks=True", files::utime),
    FnDef::new("umask", "mask, /", files::umask),
    FnDef::new("scandir", "path=None", scandir::scandir),
    FnDef::new("open", "path, flags, mode=511, *, dir_fd=None", descriptors::open),
    FnDef::new("close", "fd", descriptors::close),
    FnDef::new("closerange", "fd_low, fd_high, /", descriptors::closerange),
    FnDef::new("read", "fd, length, /", descriptors::read),
    FnDef::new("pread", "fd, length, offset, /", descriptors::pread),
    FnDef::new("readinto", "fd, buffer, /", descriptors::readinto),
    FnDef::new("write", "fd, data, /", descriptors::write),
    FnDef::new("pwrite", "fd, buffer, offset, /", descriptors::pwrite),
    FnDef::new("lseek", "fd, position, whence, /", descriptors::lseek),
    FnDef::new("ftruncate", "fd, length, /", descriptors::ftruncate),
    FnDef::new("fsync", "fd", descriptors::check_fd),
    FnDef::new("fdatasync", "fd", descriptors::check_fd),
    FnDef::new("dup", "fd, /", descriptors::dup),
    FnDef::new("dup2", "fd, fd2, inheritable=True", descriptors::dup2),
    FnDef::new("isatty", "fd, /", descriptors::isatty),
    FnDef::new("get_inheritable", "fd, /", descriptors::get_inheritable),
    FnDef::new("set_inheritable", "fd, inheritable, /", descriptors::check_fd),
    FnDef::new("get_blocking", "fd, /", descriptors::get_blocking),
    FnDef::new("set_blocking", "fd, blocking, /", descriptors::check_fd),
    FnDef::new("device_encoding", "fd", descriptors::device_encoding),
    FnDef::new("get_terminal_size", "fd=1, /", descriptors::get_terminal_size),
    FnDef::new("sync", "", |vm, _| vm.none_flow()),
    FnDef::new("fspath", "path", pathname::fspath),
    FnDef::new("_path_normpath", "path", pathname::normpath),
    FnDef::new("_path_splitroot_ex", "path, /", pathname::splitroot_ex),
    FnDef::new("_path_exists", "path", |vm, a| pathname::test(vm, a, pathname::Test::Exists)),
    FnDef::new("_path_lexists", "path", |vm, a| pathname::test(vm, a, pathname::Test::LExists)),
    FnDef::new("_path_isfile", "path", |vm, a| pathname::test(vm, a, pathname::Test::File)),
    FnDef::new("_path_isdir", "path", |vm, a| pathname::test(vm, a, pathname::Test::Folder)),
    FnDef::new("_path_islink", "path", |vm, a| pathname::test(vm, a, pathname::Test::Link)),
    FnDef::new("_path_isdevdrive", "path", |vm, _| vm.bool_flow(false)),
    FnDef::new("getpid", "", |vm, _| process::number(vm, 42)),
    FnDef::new("getppid", "", |vm, _| process::number(vm, 1)),
    FnDef::new("getpgrp", "", |vm, _| process::number(vm, 42)),
    FnDef::new("getuid", "", |vm, _| process::number(vm, i64::from(pyvarium_vm::fs::UID))),
    FnDef::new("geteuid", "", |vm, _| process::number(vm, i64::from(pyvarium_vm::fs::UID))),
    FnDef::new("getgid", "", |vm, _| process::number(vm, i64::from(pyvarium_vm::fs::UID))),
    FnDef::new("getegid", "", |vm, _| process::number(vm, i64::from(pyvarium_vm::fs::UID))),
    FnDef::new("getlogin", "", |vm, _| Ok(Flow::Value(vm.new_str("pyvarium")))),
    FnDef::new("cpu_count", "", |vm, _| process::number(vm, 1)),
    FnDef::new("getloadavg", "", process::getloadavg),
    FnDef::new("uname", "", process::uname),
    FnDef::new("times", "", process::times),
    FnDef::new("urandom", "size, /", process::urandom),
    FnDef::new("getrandom", "size, flags=0", process::urandom),
    FnDef::new("strerror", "code, /", process::strerror),
    FnDef::new("putenv", "name, value, /", process::putenv),
    FnDef::new("unsetenv", "name, /", process::unsetenv),
    FnDef::new("_exit", "status", process::exit),
    FnDef::new("abort", "", |_, _| Err(Stop::not_supported("os.abort"))),
    FnDef::new("fork", "", |_, _| Err(Stop::not_supported("os.fork: there is only one process"))),
    FnDef::new("system", "command", |_, _| Err(Stop::not_supported("os.system: there is only one process"))),
    FnDef::new("kill", "pid, signal, /", |_, _| Err(Stop::not_supported("os.kill"))),
    FnDef::new("pipe", "", |_, _| Err(Stop::not_supported("os.pipe"))),
    FnDef::new("waitstatus_to_exitcode", "status", |vm, a| {
        let status = vm.index(a.at(0)?)?;
        match status & 0x7f {
            0 => Ok(Flow::Value(vm.new_int(status >> 8 & 0xff))),
            0x7f => {
                let signal = status >> 8 & 0xff;
                vm.value_err(&format!("process stopped by delivery of signal {signal}"))
            }
            signal => Ok(Flow::Value(vm.new_int(-signal))),
        }
    }),
    FnDef::new("waitpid", "pid, options, /", |_, _| Err(Stop::not_supported("os.waitpid: there is only one process"))),
    FnDef::new("sched_getaffinity", "pid, /", process::affinity),
    FnDef::new(
        "register_at_fork",
        "*, before=<unrepresentable>, after_in_child=<unrepresentable>, after_in_parent=<unrepresentable>",
        |vm, _| vm.none_flow(),
    ),
    FnDef::new("WIFSIGNALED", "status", |vm, a| process::status(vm, a, |n| i64::from(n & 0x7f != 0 && n & 0x7f != 0x7f), true)),
    FnDef::new("WIFEXITED", "status", |vm, a| process::status(vm, a, |n| i64::from(n & 0x7f == 0), true)),
    FnDef::new("WIFSTOPPED", "status", |vm, a| process::status(vm, a, |n| i64::from(n & 0xff == 0x7f), true)),
    FnDef::new("WEXITSTATUS", "status", |vm, a| process::status(vm, a, |n| n >> 8 & 0xff, false)),
    FnDef::new("WTERMSIG", "status", |vm, a| process::status(vm, a, |n| n & 0x7f, false)),
    FnDef::new("WSTOPSIG", "status", |vm, a| process::status(vm, a, |n| n >> 8 & 0xff, false)),
];

/// A path argument. `object` is for messages.
pub struct Path {
    pub bytes: Vec<u8>,
    pub fd: Option<i32>,
    pub object: Option<Ref>,
    pub is_bytes: bool,
}

/// What a path argument may be besides str, bytes and os.PathLike.
#[derive(Clone, Copy, Default)]
pub struct Takes {
    pub fd: bool,
    pub none: bool,
}

pub const FD: Takes = Takes { fd: true, none: false };
pub const PLAIN: Takes = Takes { fd: false, none: false };
pub const ANY: Takes = Takes { fd: true, none: true };

/// CPython: path_converter.
pub fn path(vm: &mut Vm, given: Option<Ref>, function: &str, argument: &str, takes: Takes) -> Res<Path> {
    let none = vm.one.none;
    let Some(r) = given.filter(|r| *r != none || !takes.none) else {
        return Ok(Path { bytes: b".".to_vec(), fd: None, object: None, is_bytes: false });
    };
    let is_bytes = vm.heap.bytes(r).is_some();
    if vm.heap.text(r).is_some() || is_bytes {
        let has_null = match vm.heap.text(r) {
            Some(t) => t.points().any(|p| p == 0),
            None => vm.heap.bytes(r).is_some_and(|b| b.contains(&0)),
        };
        if has_null {
            return vm.value_err(&format!("{function}: embedded null character in {argument}"));
        }
        return Ok(Path { bytes: vm.path_bytes(r)?, fd: None, object: Some(r), is_bytes });
    }
    if takes.fd && vm.has_slot(r, pyvarium_vm::slots::SlotId::Index) {
        let fd = vm.index(r)?;
        return Ok(Path { bytes: Vec::new(), fd: Some(i32::try_from(fd).unwrap_or(-1)), object: Some(r), is_bytes: false });
    }
    let (ty, fspath) = (vm.heap.type_of(r), vm.intern("__fspath__").into_ref());
    if vm.lookup_type(ty, fspath).is_some() {
        return Err(Stop::Convert(pyvarium_vm::stop::Convert::Path, r));
    }
    let allowed = match (takes.fd, takes.none) {
        (true, true) => "string, bytes, os.PathLike, integer or None",
        (true, false) => "string, bytes, os.PathLike or integer",
        (false, true) => "string, bytes, os.PathLike or None",
        (false, false) => "string, bytes or os.PathLike",
    };
    let message = format!("{function}: {argument} should be {allowed}, not {}", vm.type_name(r));
    vm.type_err(&message)
}

/// A truth value among the arguments.
pub fn flag(vm: &mut Vm, args: &Args, i: usize, default: bool) -> Res<bool> {
    match args.get(i) {
        Some(r) => pyvarium_vm::protocol::convert::truth_of_argument(vm, r),
        None => Ok(default),
    }
}

/// A C int among the arguments. CPython: PyLong_AsInt.
pub fn c_int(vm: &mut Vm, r: Ref) -> Res<i32> {
    let n = vm.index(r)?;
    match i32::try_from(n) {
        Ok(n) => Ok(n),
        Err(_) => Err(pyvarium_vm::exc::overflow_error(vm, "Python int too large to convert to C int")),
    }
}

/// Does something in the file system, with paths seen from `dir_fd`; errors name these objects.
pub fn act<T>(vm: &mut Vm, dir_fd: Option<Ref>, names: &[Option<Ref>], act: impl FnOnce(&mut Fs, i64) -> Read<T>) -> Res<T> {
    let now = vm.now();
    let names: Vec<Ref> = names.iter().filter_map(|n| *n).collect();
    let folder = match dir_fd.filter(|r| *r != vm.one.none) {
        Some(r) => {
            if !vm.has_slot(r, pyvarium_vm::slots::SlotId::Index) {
                let message = format!("argument should be integer or None, not {}", vm.type_name(r));
                return vm.type_err(&message);
            }
            let fd = c_int(vm, r)?;
            match vm.fs.opened(fd) {
                Ok(file) => Some(file.ino),
                Err(errno) => return Err(vm.os_error(errno, &names)),
            }
        }
        None => None,
    };
    let done = match folder {
        Some(folder) => vm.fs.seen_from(folder, |fs| act(fs, now)),
        None => act(&mut vm.fs, now),
    };
    done.map_err(|fail| vm.fs_stop(fail, &names))
}

pub fn is_int(vm: &Vm, r: Ref) -> bool {
    vm.is_instance_of(r, ids::INT)
}
