//! `memoryview` of bytes: one dimension of unsigned bytes, read only. Of a bytearray it is not there
//! yet, since that must not change its size while somebody looks in.
//!
//! CPython: Objects/memoryobject.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::objects::slice::wrap_index;
use crate::protocol::compare::{EQ, NE};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

/// slots: the object looked into; ints: start, step, length.
pub static MEMORYVIEW: TypeDef = TypeDef {
    name: "memoryview",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::SEQUENCE,
    basicsize: 144,
    itemsize: 8,
    slots: &[
        (SlotId::Repr, |vm, a| {
            let text = format!("<memory at {}>", vm.address_text(a.at(0)?));
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        (SlotId::RichCompare, |vm, a| {
            let (x, y) = (a.at(0)?, a.at(1)?);
            if a.op != EQ && a.op != NE {
                return vm.not_implemented();
            }
            let other = match vm.buffer(y) {
                Some(b) => b.to_vec(),
                None if vm.is_exact(y, ids::MEMORYVIEW) => contents(vm, y),
                None => return vm.not_implemented(),
            };
            let same = contents(vm, x) == other;
            vm.bool_flow(same == (a.op == EQ))
        }),
        (SlotId::Hash, |vm, a| {
            let b = contents(vm, a.at(0)?);
            Ok(Flow::Value(vm.new_int(pyvarium_heap::hash::hash_bytes(&b))))
        }),
        (SlotId::Length, |vm, a| {
            let n = vm.heap.native(a.at(0)?).map_or(0, |n| n.int(2));
            Ok(Flow::Value(vm.new_int(n)))
        }),
        (SlotId::Subscript, subscript),
        (SlotId::AssSubscript, |vm, _| vm.type_err("cannot modify read-only memory")),
    ],
    new: Some(("object", |vm, a| {
        let r = a.at(1)?;
        if vm.heap.bytes(r).is_none() {
            if vm.buffer(r).is_some() || vm.is_exact(r, ids::MEMORYVIEW) {
                return Err(Stop::not_supported("a memoryview of anything but bytes"));
            }
            let message = format!("memoryview: a bytes-like object is required, not '{}'", vm.type_name(r));
            return vm.type_err(&message);
        }
        let n = vm.buffer(r).map_or(0, <[u8]>::len) as i64;
        let object = vm.heap.own(r);
        Ok(Flow::Value(view(vm, object, 0, 1, n)))
    })),
    methods: &[
        FnDef::new("tobytes", "", |vm, a| {
            let b = contents(vm, a.at(0)?);
            Ok(Flow::Value(vm.new_bytes(b)))
        }),
        FnDef::new("tolist", "", |vm, a| {
            let slots = contents(vm, a.at(0)?).into_iter().map(|b| vm.new_int(i64::from(b)).into()).collect();
            Ok(Flow::Value(vm.list_from_slots(slots)))
        }),
    ],
    getset: &[
        GetSetDef::ro("obj", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::ro("nbytes", |vm, a| {
            let n = vm.heap.native(a.at(0)?).map_or(0, |n| n.int(2));
            Ok(Flow::Value(vm.new_int(n)))
        }),
        GetSetDef::ro("readonly", |vm, _| vm.bool_flow(true)),
        GetSetDef::ro("itemsize", |vm, _| Ok(Flow::Value(vm.new_int(1)))),
        GetSetDef::ro("ndim", |vm, _| Ok(Flow::Value(vm.new_int(1)))),
        GetSetDef::ro("format", |vm, _| Ok(Flow::Value(vm.new_str("B")))),
    ],
    ..TYPE_DEFAULT
};

fn view(vm: &mut Vm, object: Own, start: i64, step: i64, n: i64) -> Own {
    vm.new_native(ids::MEMORYVIEW, &[object.into()], &[start, step, n])
}

/// The bytes that a view shows.
pub fn contents(vm: &Vm, r: Ref) -> Vec<u8> {
    let Some(n) = vm.heap.native(r) else { return Vec::new() };
    let b = n.slot(0).get().and_then(|o| vm.buffer(o)).unwrap_or_default();
    let (start, step) = (n.int(0), n.int(1));
    (0..n.int(2)).filter_map(|i| b.get((start + i * step) as usize).copied()).collect()
}

fn subscript(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    let (object, start, step, n) = match vm.heap.native(r) {
        Some(x) => (x.slot(0).get(), x.int(0), x.int(1), x.int(2)),
        None => (None, 0, 1, 0),
    };
    if let (Some(s), Some(object)) = (vm.slice_indices(key, n as usize)?, object) {
        let object = vm.heap.own(object);
        return Ok(Flow::Value(view(vm, object, start + s.start * step, step * s.step, s.len as i64)));
    }
    if !vm.has_slot(key, SlotId::Index) {
        return vm.type_err("memoryview: invalid slice key");
    }
    let at = vm.index_for(key)?;
    let byte = wrap_index(at, n as usize).and_then(|i| contents(vm, r).get(i).copied());
    match byte {
        Some(byte) => Ok(Flow::Value(vm.new_int(i64::from(byte)))),
        None => Err(exc::index_error(vm, "index out of bounds on dimension 1")),
    }
}
