//! Functions that take file descriptors.

use pyvarium_heap::Ref;
use pyvarium_vm::args::Args;
use pyvarium_vm::fs::errno;
use pyvarium_vm::{Flow, Res, Vm};

use super::{PLAIN, act, c_int, path};

fn fd_at(vm: &mut Vm, a: &Args, i: usize) -> Res<i32> {
    c_int(vm, a.at(i)?)
}

pub fn open(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "open", "path", PLAIN)?;
    let flags = i64::from(c_int(vm, a.at(1)?)?);
    let mode = a.get(2).map(|r| c_int(vm, r)).transpose()?.unwrap_or(0o777) as u32;
    let fd = act(vm, a.get(3), &[p.object], |fs, now| fs.open(&p.bytes, flags, mode, now))?;
    Ok(Flow::Value(vm.new_int(i64::from(fd))))
}

pub fn close(vm: &mut Vm, a: &Args) -> Res {
    let fd = fd_at(vm, a, 0)?;
    act(vm, None, &[], |fs, _| Ok(fs.close(fd)?))?;
    vm.none_flow()
}

pub fn closerange(vm: &mut Vm, a: &Args) -> Res {
    let (low, high) = (fd_at(vm, a, 0)?, fd_at(vm, a, 1)?);
    for fd in low..high.min(1 << 16) {
        let _ = vm.fs.close(fd);
    }
    vm.none_flow()
}

fn length_at(vm: &mut Vm, r: Ref) -> Res<u64> {
    let n = vm.index(r)?;
    match u64::try_from(n) {
        Ok(n) => Ok(n),
        Err(_) => Err(vm.os_error(errno::EINVAL, &[])),
    }
}

pub fn read(vm: &mut Vm, a: &Args) -> Res {
    let (fd, n) = (fd_at(vm, a, 0)?, length_at(vm, a.at(1)?)?);
    let bytes = act(vm, None, &[], |fs, _| fs.read(fd, Some(n)))?;
    Ok(Flow::Value(vm.new_bytes(bytes)))
}

pub fn pread(vm: &mut Vm, a: &Args) -> Res {
    let (fd, n, at) = (fd_at(vm, a, 0)?, length_at(vm, a.at(1)?)?, length_at(vm, a.at(2)?)?);
    let bytes = act(vm, None, &[], |fs, _| fs.pread(fd, n, at))?;
    Ok(Flow::Value(vm.new_bytes(bytes)))
}

pub fn readinto(vm: &mut Vm, a: &Args) -> Res {
    let (fd, buffer) = (fd_at(vm, a, 0)?, a.at(1)?);
    let Some(n) = vm.writable_len(buffer) else {
        let message = format!("readinto() argument 2 must be read-write bytes-like object, not {}", vm.given_name(buffer));
        return vm.type_err(&message);
    };
    let bytes = act(vm, None, &[], |fs, _| fs.read(fd, Some(n as u64)))?;
    vm.write_buffer(buffer, &bytes);
    Ok(Flow::Value(vm.new_int(bytes.len() as i64)))
}

fn write_at(vm: &mut Vm, a: &Args, at: Option<u64>) -> Res {
    let fd = fd_at(vm, a, 0)?;
    let bytes = vm.need_bytes(a.at(1)?)?;
    match vm.fd_write(fd, &bytes, at) {
        Ok(n) => Ok(Flow::Value(vm.new_int(n as i64))),
        Err(errno) => Err(vm.os_error(errno, &[])),
    }
}

pub fn write(vm: &mut Vm, a: &Args) -> Res {
    write_at(vm, a, None)
}

pub fn pwrite(vm: &mut Vm, a: &Args) -> Res {
    let at = length_at(vm, a.at(2)?)?;
    write_at(vm, a, Some(at))
}

pub fn lseek(vm: &mut Vm, a: &Args) -> Res {
    let (fd, offset, whence) = (fd_at(vm, a, 0)?, vm.index(a.at(1)?)?, c_int(vm, a.at(2)?)?);
    let at = act(vm, None, &[], |fs, _| Ok(fs.lseek(fd, offset, i64::from(whence))?))?;
    Ok(Flow::Value(vm.new_int(at as i64)))
}

pub fn ftruncate(vm: &mut Vm, a: &Args) -> Res {
    let (fd, n) = (fd_at(vm, a, 0)?, length_at(vm, a.at(1)?)?);
    act(vm, None, &[], |fs, now| fs.ftruncate(fd, n, now))?;
    vm.none_flow()
}

/// A descriptor, or an object with `fileno`, that must be open; nothing more is done to it.
pub fn check_fd(vm: &mut Vm, a: &Args) -> Res {
    let fd = fd_at(vm, a, 0)?;
    act(vm, None, &[], |fs, _| Ok(fs.opened(fd).map(|_| ())?))?;
    vm.none_flow()
}

pub fn dup(vm: &mut Vm, a: &Args) -> Res {
    let fd = fd_at(vm, a, 0)?;
    let new = act(vm, None, &[], |fs, _| Ok(fs.dup(fd)?))?;
    Ok(Flow::Value(vm.new_int(i64::from(new))))
}

pub fn dup2(vm: &mut Vm, a: &Args) -> Res {
    let (fd, to) = (fd_at(vm, a, 0)?, fd_at(vm, a, 1)?);
    act(vm, None, &[], |fs, _| Ok(fs.dup2(fd, to)?))?;
    Ok(Flow::Value(vm.new_int(i64::from(to))))
}

pub fn isatty(vm: &mut Vm, a: &Args) -> Res {
    fd_at(vm, a, 0)?;
    vm.bool_flow(false)
}

pub fn get_inheritable(vm: &mut Vm, a: &Args) -> Res {
    let fd = fd_at(vm, a, 0)?;
    act(vm, None, &[], |fs, _| Ok(fs.opened(fd).map(|_| ())?))?;
    vm.bool_flow(fd < 3)
}

pub fn get_blocking(vm: &mut Vm, a: &Args) -> Res {
    let _ = check_fd(vm, a)?;
    vm.bool_flow(true)
}

pub fn device_encoding(vm: &mut Vm, a: &Args) -> Res {
    fd_at(vm, a, 0)?;
    vm.none_flow()
}

/// No stream is a terminal.
pub fn get_terminal_size(vm: &mut Vm, a: &Args) -> Res {
    let fd = a.get(0).map(|r| c_int(vm, r)).transpose()?.unwrap_or(1);
    let errno = if vm.fs.opened(fd).is_ok() { errno::ENOTTY } else { errno::EBADF };
    Err(vm.os_error(errno, &[]))
}
