//! `scandir` and its entries.
//!
//! CPython: Modules/posixmodule.c (DirEntry, ScandirIterator).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::fs::nodes::{S_IFDIR, S_IFLNK, S_IFMT, S_IFREG};
use pyvarium_vm::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, vm_bug};

use super::{ANY, DIR_ENTRY, SCANDIR_ITERATOR, act, flag, path, results};

/// slots: the entries to come; ints: the next one, whether it is closed.
pub static SCANDIR_ITERATOR_TYPE: TypeDef = TypeDef {
    name: "posix.ScandirIterator",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::DISALLOW_INSTANTIATION,
    basicsize: 64,
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, next)],
    methods: &[
        FnDef::new("__enter__", "", |vm, a| vm.own_flow(a.at(0)?)),
        FnDef::new("__exit__", "*args", close),
        FnDef::new("close", "", close),
    ],
    ..TYPE_DEFAULT
};

fn close(vm: &mut Vm, a: &Args) -> Res {
    let old = vm.heap.native_mut(a.at(0)?).map(|n| n.set_slot(0, Slot::NULL));
    vm.heap.release(old.unwrap_or_default());
    vm.none_flow()
}

fn next(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    let (list, i) = vm.heap.native(r).map_or((None, 0), |n| (n.slot(0).get(), n.int(0)));
    let item = list.and_then(|l| vm.heap.items(l)?.get(i as usize)?.get());
    let Some(item) = item else {
        let _ = close(vm, a)?;
        return Err(Stop::Exhausted);
    };
    if let Some(n) = vm.heap.native_mut(r) {
        n.set_int(0, i + 1);
    }
    vm.own_flow(item)
}

pub fn scandir(vm: &mut Vm, a: &Args) -> Res {
    let p = path(vm, a.get(0), "scandir", "path", ANY)?;
    let (entries, is_bytes) = (
        act(vm, None, &[p.object], |fs, _| {
            let ino = match p.fd {
                Some(fd) => fs.opened(fd)?.ino,
                None => fs.resolve(&p.bytes, true)?,
            };
            Ok(fs.names(ino)?)
        })?,
        p.is_bytes,
    );
    let list = vm.list_from_slots(Vec::new());
    for (name, ino) in entries {
        let mut full = if p.fd.is_some() { Vec::new() } else { p.bytes.clone() };
        if !full.is_empty() && !full.ends_with(b"/") {
            full.push(b'/');
        }
        full.extend_from_slice(&name);
        let text = |vm: &mut Vm, b: Vec<u8>| if is_bytes { vm.new_bytes(b) } else { vm.path_str(&b) };
        let slots = [text(vm, name).into(), text(vm, full).into(), Slot::NULL, Slot::NULL];
        let mode = vm.fs.node(ino).map_or(0, |n| n.mode);
        // The folder is remembered where it was given as a descriptor.
        let folder = p.fd.and_then(|fd| vm.fs.opened(fd).ok()).map_or(0, |f| f.ino as i64);
        let entry = vm.new_native(DIR_ENTRY, &slots, &[ino as i64, i64::from(mode), folder]);
        vm.list_push(list.r(), entry.into());
    }
    Ok(Flow::Value(vm.new_native(SCANDIR_ITERATOR, &[list.into()], &[0])))
}

/// slots: name, path, result of stat, result of lstat; ints: number of the node, mode as it was read, folder.
pub static DIR_ENTRY_TYPE: TypeDef = TypeDef {
    name: "posix.DirEntry",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::DISALLOW_INSTANTIATION,
    basicsize: 72,
    slots: &[(SlotId::Repr, |vm, a| {
        let name = slot(vm, a.at(0)?, 0)?;
        match vm.repr(name)? {
            Flow::Value(v) => {
                let text = format!("<DirEntry {}>", vm.text_of(&v));
                vm.heap.decref_own(v);
                Ok(Flow::Value(vm.new_str(&text)))
            }
            Flow::Pushed => Err(vm_bug!("the repr of a name")),
        }
    })],
    methods: &[
        FnDef::new("is_dir", "*, follow_symlinks=True", |vm, a| is_kind(vm, a, S_IFDIR)),
        FnDef::new("is_file", "*, follow_symlinks=True", |vm, a| is_kind(vm, a, S_IFREG)),
        FnDef::new("is_symlink", "", |vm, a| {
            let mode = vm.heap.native(a.at(0)?).map_or(0, |n| n.int(1));
            vm.bool_flow(mode as u32 & S_IFMT == S_IFLNK)
        }),
        FnDef::new("is_junction", "", |vm, _| vm.bool_flow(false)),
        FnDef::new("stat", "*, follow_symlinks=True", stat),
        FnDef::new("inode", "", |vm, a| {
            let ino = vm.heap.native(a.at(0)?).map_or(0, |n| n.int(0));
            Ok(Flow::Value(vm.new_int(ino)))
        }),
        FnDef::new("__fspath__", "", |vm, a| {
            let path = slot(vm, a.at(0)?, 1)?;
            vm.own_flow(path)
        }),
        FnDef::class("__class_getitem__", "object, /", pyvarium_vm::objects::generic_alias::generic_alias),
    ],
    getset: &[
        GetSetDef::member("name", |vm, a| {
            let name = slot(vm, a.at(0)?, 0)?;
            vm.own_flow(name)
        }),
        GetSetDef::member("path", |vm, a| {
            let path = slot(vm, a.at(0)?, 1)?;
            vm.own_flow(path)
        }),
    ],
    ..TYPE_DEFAULT
};

fn slot(vm: &Vm, r: Ref, i: usize) -> Res<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(i).get()).ok_or_else(|| vm_bug!("a directory entry"))
}

fn look(vm: &mut Vm, r: Ref, follow: bool) -> Res<pyvarium_vm::fs::FsRes<pyvarium_vm::fs::Stat>> {
    let path = slot(vm, r, 1)?;
    let bytes = vm.path_bytes(path)?;
    let folder = vm.heap.native(r).map_or(0, |n| n.int(2)) as u64;
    Ok(if folder == 0 { vm.fs.stat(&bytes, follow) } else { vm.fs.seen_from(folder, |fs| fs.stat(&bytes, follow)) })
}

/// CPython: DirEntry_test_mode.
fn is_kind(vm: &mut Vm, a: &Args, kind: u32) -> Res {
    let r = a.at(0)?;
    let follow = flag(vm, a, 1, true)?;
    let mode = vm.heap.native(r).map_or(0, |n| n.int(1)) as u32;
    if mode & S_IFMT != S_IFLNK || !follow {
        return vm.bool_flow(mode & S_IFMT == kind);
    }
    let found = look(vm, r, true)?;
    vm.bool_flow(found.is_ok_and(|st| st.mode & S_IFMT == kind))
}

fn stat(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    let follow = flag(vm, a, 1, true)?;
    let place = if follow { 2 } else { 3 };
    if let Some(known) = vm.heap.native(r).and_then(|n| n.slot(place).get()) {
        return vm.own_flow(known);
    }
    let st = match look(vm, r, follow)? {
        Ok(st) => st,
        Err(errno) => {
            let path = slot(vm, r, 1)?;
            return Err(vm.os_error(errno, &[path]));
        }
    };
    let result = results::stat_result(vm, &st);
    let keep = vm.heap.own(result.r());
    if let Some(n) = vm.heap.native_mut(r) {
        let old = n.set_slot(place, keep.into());
        vm.heap.release(old);
    }
    Ok(Flow::Value(result))
}
