//! Functions that take paths.

use pyvarium_heap::Ref;
use pyvarium_vm::args::Args;
use pyvarium_vm::fs::{Fail, Ino, errno};
use pyvarium_vm::{Flow, Res, Vm, exc};

use super::{ANY, FD, PLAIN, Path, STATVFS_RESULT, act, c_int, flag, path, results};

fn node(vm: &mut Vm, p: &Path, dir_fd: Option<Ref>, follow: bool) -> Res<Ino> {
    act(vm, dir_fd, &[p.object], |fs, _| match p.fd {
        Some(fd) => Ok(fs.opened(fd)?.ino),
        None => Ok(fs.resolve(&p.bytes, follow)?),
    })
}

fn do_stat(vm: &mut Vm, p: &Path, dir_fd: Option<Ref>, follow: bool) -> Res {
    let ino = node(vm, p, dir_fd, follow)?;
    let st = act(vm, None, &[p.object], |fs, _| Ok(fs.stat_of(ino)?))?;
    Ok(Flow::Value(results::stat_result(vm, &st)))
}

pub fn stat(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "stat", "path", FD)?;
    let follow = flag(vm, a, 2, true)?;
    do_stat(vm, &p, a.get(1), follow)
}

pub fn lstat(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "lstat", "path", PLAIN)?;
    do_stat(vm, &p, a.get(1), false)
}

pub fn fstat(vm: &mut Vm, a: &Args) -> Res {
    let fd = c_int(vm, a.at(0)?)?;
    let st = act(vm, None, &[], |fs, _| Ok(fs.fstat(fd)?))?;
    Ok(Flow::Value(results::stat_result(vm, &st)))
}

pub fn statvfs(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "statvfs", "path", FD)?;
    node(vm, &p, None, true)?;
    let items =
        [4096, 4096, 1 << 20, 1 << 19, 1 << 19, 1 << 20, 1 << 19, 1 << 19, 0, 255, 1].into_iter().map(|n| vm.new_int(n).into()).collect();
    Ok(Flow::Value(vm.new_structseq(STATVFS_RESULT, items)))
}

pub fn access(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "access", "path", PLAIN)?;
    let mode = c_int(vm, a.at(1)?)? as u32;
    let follow = flag(vm, a, 4, true)?;
    let found = act(vm, a.get(2), &[], |fs, _| Ok(fs.stat(&p.bytes, follow).ok()))?;
    vm.bool_flow(found.is_some_and(|st| st.mode >> 6 & mode & 7 == mode & 7))
}

pub fn chdir(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "chdir", "path", FD)?;
    match p.fd {
        Some(fd) => go_to_fd(vm, fd),
        None => act(vm, None, &[p.object], |fs, _| Ok(fs.chdir(&p.bytes)?))?,
    };
    vm.none_flow()
}

fn go_to_fd(vm: &mut Vm, fd: i32) {
    if let Ok(file) = vm.fs.opened(fd) {
        let ino = file.ino;
        vm.fs.cwd = ino;
    }
}

pub fn fchdir(vm: &mut Vm, a: &Args) -> Res {
    let fd = c_int(vm, a.at(0)?)?;
    act(vm, None, &[], |fs, _| {
        let ino = fs.opened(fd)?.ino;
        if fs.node(ino)?.is_folder() { Ok(()) } else { Err(errno::ENOTDIR.into()) }
    })?;
    go_to_fd(vm, fd);
    vm.none_flow()
}

pub fn chmod(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "chmod", "path", FD)?;
    let mode = c_int(vm, a.at(1)?)? as u32;
    let follow = flag(vm, a, 3, true)?;
    let ino = node(vm, &p, a.get(2), follow)?;
    act(vm, None, &[p.object], |fs, now| Ok(fs.chmod_node(ino, mode, now)?))?;
    vm.none_flow()
}

pub fn fchmod(vm: &mut Vm, a: &Args) -> Res {
    let (fd, mode) = (c_int(vm, a.at(0)?)?, c_int(vm, a.at(1)?)? as u32);
    act(vm, None, &[], |fs, now| {
        let ino = fs.opened(fd)?.ino;
        Ok(fs.chmod_node(ino, mode, now)?)
    })?;
    vm.none_flow()
}

fn change_owner(vm: &mut Vm, a: &Args, function: &str, dir_fd: Option<Ref>, follow: bool) -> Res {
    let p = path(vm, a.get(0), function, "path", if function == "chown" { FD } else { PLAIN })?;
    let (uid, gid) = (vm.index(a.at(1)?)?, vm.index(a.at(2)?)?);
    let ino = node(vm, &p, dir_fd, follow)?;
    act(vm, None, &[p.object], |fs, now| Ok(fs.set_owner(ino, uid, gid, now)?))?;
    vm.none_flow()
}

pub fn chown(vm: &mut Vm, a: &Args) -> Res {
    let follow = flag(vm, a, 4, true)?;
    change_owner(vm, a, "chown", a.get(3), follow)
}

pub fn lchown(vm: &mut Vm, a: &Args) -> Res {
    change_owner(vm, a, "lchown", None, false)
}

pub fn getcwd(vm: &mut Vm, _: &Args) -> Res {
    let bytes = act(vm, None, &[], |fs, _| Ok(fs.getcwd()?))?;
    Ok(Flow::Value(vm.path_str(&bytes)))
}

pub fn getcwdb(vm: &mut Vm, _: &Args) -> Res {
    let bytes = act(vm, None, &[], |fs, _| Ok(fs.getcwd()?))?;
    Ok(Flow::Value(vm.new_bytes(bytes)))
}

pub fn link(vm: &mut Vm, a: &Args) -> Res {
    let src = path(vm, a.get(0), "link", "src", PLAIN)?;
    let dst = path(vm, a.get(1), "link", "dst", PLAIN)?;
    let follow = flag(vm, a, 4, true)?;
    act(vm, a.get(2), &[src.object, dst.object], |fs, now| Ok(fs.link(&src.bytes, &dst.bytes, follow, now)?))?;
    vm.none_flow()
}

pub fn symlink(vm: &mut Vm, a: &Args) -> Res {
    let src = path(vm, a.get(0), "symlink", "src", PLAIN)?;
    let dst = path(vm, a.get(1), "symlink", "dst", PLAIN)?;
    act(vm, a.get(3), &[src.object, dst.object], |fs, now| Ok(fs.symlink(&src.bytes, &dst.bytes, now)?))?;
    vm.none_flow()
}

pub fn readlink(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "readlink", "path", PLAIN)?;
    let target = act(vm, a.get(1), &[p.object], |fs, _| Ok(fs.readlink(&p.bytes)?))?;
    Ok(Flow::Value(if p.is_bytes { vm.new_bytes(target) } else { vm.path_str(&target) }))
}

pub fn listdir(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "listdir", "path", ANY)?;
    let ino = node(vm, &p, None, true)?;
    let names = act(vm, None, &[p.object], |fs, _| Ok(fs.names(ino)?))?;
    let items = names.into_iter().map(|(name, _)| if p.is_bytes { vm.new_bytes(name) } else { vm.path_str(&name) }.into()).collect();
    Ok(Flow::Value(vm.list_from_slots(items)))
}

pub fn mkdir(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "mkdir", "path", PLAIN)?;
    let mode = a.get(1).map(|r| c_int(vm, r)).transpose()?.unwrap_or(0o777) as u32;
    act(vm, a.get(2), &[p.object], |fs, now| Ok(fs.mkdir(&p.bytes, mode, now)?))?;
    vm.none_flow()
}

pub fn rmdir(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "rmdir", "path", PLAIN)?;
    act(vm, a.get(1), &[p.object], |fs, now| Ok(fs.rmdir(&p.bytes, now)?))?;
    vm.none_flow()
}

pub fn unlink(vm: &mut Vm, a: &Args, function: &str) -> Res {
    let p = path(vm, a.get(0), function, "path", PLAIN)?;
    act(vm, a.get(1), &[p.object], |fs, now| Ok(fs.unlink(&p.bytes, now)?))?;
    vm.none_flow()
}

pub fn rename(vm: &mut Vm, a: &Args, function: &str) -> Res {
    let src = path(vm, a.get(0), function, "src", PLAIN)?;
    let dst = path(vm, a.get(1), function, "dst", PLAIN)?;
    act(vm, a.get(2), &[src.object, dst.object], |fs, now| Ok(fs.rename(&src.bytes, &dst.bytes, now)?))?;
    vm.none_flow()
}

pub fn truncate(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "truncate", "path", FD)?;
    let length = vm.index(a.at(1)?)?;
    let ino = node(vm, &p, None, true)?;
    act(vm, None, &[p.object], |fs, now| {
        let length = u64::try_from(length).map_err(|_| Fail::Errno(errno::EINVAL))?;
        if fs.node(ino)?.is_folder() { Err(errno::EISDIR.into()) } else { fs.truncate(ino, length, now) }
    })?;
    vm.none_flow()
}

/// Seconds since 1970 as an int or float. Unit of the answer: nanoseconds.
fn seconds(vm: &mut Vm, r: Ref) -> Res<i64> {
    match vm.heap.float(r) {
        Some(f) if f.is_nan() => vm.value_err("Invalid value NaN (not a number)"),
        Some(f) if f.abs() < 9e9 => {
            let whole = f.floor();
            Ok(whole as i64 * 1_000_000_000 + ((f - whole) * 1e9).floor() as i64)
        }
        Some(_) => Err(exc::overflow_error(vm, "timestamp out of range for platform time_t")),
        None => Ok(vm.index(r)?.saturating_mul(1_000_000_000)),
    }
}

pub fn utime(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "utime", "path", FD)?;
    let pair = |vm: &Vm, r: Ref| -> Option<(Ref, Ref)> {
        match vm.heap.tuple(r)?.items.as_slice() {
            [x, y] => Some((x.get()?, y.get()?)),
            _ => None,
        }
    };
    let times = a.get(1).filter(|r| *r != vm.one.none);
    let (atime, mtime) = match (times, a.get(2)) {
        (Some(_), Some(_)) => return vm.value_err("utime: you may specify either 'times' or 'ns' but not both"),
        (Some(t), None) => match pair(vm, t) {
            Some((x, y)) => (seconds(vm, x)?, seconds(vm, y)?),
            None => return vm.type_err("utime: 'times' must be either a tuple of two ints or None"),
        },
        (None, Some(ns)) => match pair(vm, ns) {
            Some((x, y)) => (vm.index(x)?, vm.index(y)?),
            None => return vm.type_err("utime: 'ns' must be a tuple of two ints"),
        },
        (None, None) => (vm.now(), vm.now()),
    };
    let follow = flag(vm, a, 4, true)?;
    let ino = node(vm, &p, a.get(3), follow)?;
    act(vm, None, &[p.object], |fs, now| Ok(fs.set_times(ino, atime, mtime, now)?))?;
    vm.none_flow()
}

pub fn umask(vm: &mut Vm, a: &Args) -> Res {
    let mask = c_int(vm, a.at(0)?)? as u32;
    let old = vm.fs.set_umask(mask);
    Ok(Flow::Value(vm.new_int(i64::from(old))))
}
