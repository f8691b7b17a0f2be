//! Names of paths, and quick questions about what is there.
//!
//! CPython: Python/fileutils.c (_Py_normpath), Modules/posixmodule.c (os__path_*).

use pyvarium_heap::{Ref, Text};
use pyvarium_vm::args::Args;
use pyvarium_vm::fs::nodes::{S_IFDIR, S_IFLNK, S_IFMT, S_IFREG};
use pyvarium_vm::stop::Convert;
use pyvarium_vm::{Flow, Res, Stop, Vm};

use super::{FD, is_int, path};

/// CPython: PyOS_FSPath. What `__fspath__` answers comes back as it is.
pub fn fspath(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    if vm.heap.text(r).is_some() || vm.heap.bytes(r).is_some() {
        return vm.own_flow(r);
    }
    let (ty, name) = (vm.heap.type_of(r), vm.intern("__fspath__").into_ref());
    if vm.lookup_type(ty, name).is_some_and(|method| method != vm.one.none) {
        return Err(Stop::Convert(Convert::Path, r));
    }
    let message = format!("expected str, bytes or os.PathLike object, not {}", vm.type_name(r));
    vm.type_err(&message)
}

/// The code points of a str, the bytes of bytes.
fn units(vm: &mut Vm, r: Ref, function: &str) -> Res<(Vec<u32>, bool)> {
    if let Some(t) = vm.heap.text(r) {
        return Ok((t.points().collect(), false));
    }
    if let Some(b) = vm.heap.bytes(r) {
        return Ok((b.iter().map(|b| u32::from(*b)).collect(), true));
    }
    let (ty, name) = (vm.heap.type_of(r), vm.intern("__fspath__").into_ref());
    if vm.lookup_type(ty, name).is_some_and(|method| method != vm.one.none) {
        return Err(Stop::Convert(Convert::Path, r));
    }
    let message = format!("{function}: path should be string, bytes or os.PathLike, not {}", vm.type_name(r));
    vm.type_err(&message)
}

fn text(vm: &mut Vm, units: &[u32], is_bytes: bool) -> pyvarium_heap::Own {
    if is_bytes { vm.new_bytes(units.iter().map(|u| *u as u8).collect()) } else { vm.new_text(Text::from_point_slice(units)) }
}

const SLASH: u32 = b'/' as u32;
const DOT: u32 = b'.' as u32;

pub fn normpath(vm: &mut Vm, a: &Args) -> Res {
    let (path, is_bytes) = units(vm, a.at(0)?, "_path_normpath")?;
    if path.is_empty() {
        return Ok(Flow::Value(text(vm, &[DOT], is_bytes)));
    }
    let n_root = match path.iter().take_while(|u| **u == SLASH).count() {
        2 => 2,
        n => n.min(1),
    };
    let mut parts: Vec<&[u32]> = Vec::new();
    for part in path.split(|u| *u == SLASH) {
        match part {
            [] | [DOT] => {}
            [DOT, DOT] => match parts.last() {
                Some([DOT, DOT]) => parts.push(part),
                Some(_) => {
                    parts.pop();
                }
                None if n_root == 0 => parts.push(part),
                None => {}
            },
            _ => parts.push(part),
        }
    }
    let mut out = vec![SLASH; n_root];
    out.extend(parts.join(&SLASH));
    if out.is_empty() {
        out.push(DOT);
    }
    Ok(Flow::Value(text(vm, &out, is_bytes)))
}

/// Drive, root, rest.
pub fn splitroot_ex(vm: &mut Vm, a: &Args) -> Res {
    let (path, is_bytes) = units(vm, a.at(0)?, "_path_splitroot_ex")?;
    let n_root = match path.iter().take_while(|u| **u == SLASH).count() {
        2 => 2,
        n => n.min(1),
    };
    let (root, rest) = path.split_at_checked(n_root).unwrap_or((&path, &[]));
    let parts = vec![text(vm, &[], is_bytes).into(), text(vm, root, is_bytes).into(), text(vm, rest, is_bytes).into()];
    Ok(Flow::Value(vm.tuple_from_slots(parts)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Test {
    Exists,
    LExists,
    File,
    Folder,
    Link,
}

/// False, not an error, where there is nothing or the path is no path.
pub fn test(vm: &mut Vm, a: &Args, test: Test) -> Res {
    let r = a.at(0)?;
    let takes = if matches!(test, Test::LExists | Test::Link) { super::PLAIN } else { FD };
    let function = match test {
        Test::Exists => "_path_exists",
        Test::LExists => "_path_lexists",
        Test::File => "_path_isfile",
        Test::Folder => "_path_isdir",
        Test::Link => "_path_islink",
    };
    let p = match path(vm, Some(r), function, "path", takes) {
        Err(Stop::Raise(e)) if !is_int(vm, r) && vm.is_instance_of(e.r(), pyvarium_vm::core::ids::VALUE_ERROR) => {
            vm.heap.decref_own(e);
            return vm.bool_flow(false);
        }
        done => done?,
    };
    let follow = !matches!(test, Test::LExists | Test::Link);
    let found = match p.fd {
        Some(fd) => vm.fs.fstat(fd),
        None => vm.fs.stat(&p.bytes, follow),
    };
    vm.bool_flow(found.is_ok_and(|st| match test {
        Test::Exists | Test::LExists => true,
        Test::File => st.mode & S_IFMT == S_IFREG,
        Test::Folder => st.mode & S_IFMT == S_IFDIR,
        Test::Link => st.mode & S_IFMT == S_IFLNK,
    }))
}
