//! `BytesIO`.
//!
//! CPython: Modules/_io/bytesio.c.

use pyvarium_heap::{Ref, Slot};

use super::base::{IO_TYPE, new};
use super::{Io, go, int, none, plain_size, set_int};
use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TypeDef};
use crate::script::{Said, Script};
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

// Bytes: the contents. Ints: position, whether it is closed.
const POS: usize = 0;
const CLOSED: usize = 1;

pub static BYTES_IO: TypeDef = TypeDef {
    name: "_io.BytesIO",
    base: Some(ids::BUFFERED_IO_BASE),
    basicsize: 64,
    new: Some(("*args, **kwargs", new)),
    slots: &[
        (SlotId::Init, init),
        (SlotId::Iter, |vm, a| {
            open(vm, a.at(0)?)?;
            vm.own_flow(a.at(0)?)
        }),
        (SlotId::IterNext, |vm, a| {
            let bytes = line(vm, a.at(0)?, -1)?;
            if bytes.is_empty() { Err(Stop::Exhausted) } else { Ok(Flow::Value(vm.new_bytes(bytes))) }
        }),
    ],
    methods: &[
        FnDef::new("readable", "", able),
        FnDef::new("seekable", "", able),
        FnDef::new("writable", "", able),
        FnDef::new("close", "", |vm, a| {
            let r = a.at(0)?;
            vm.check_resize(r)?;
            set_int(vm, r, CLOSED, 1);
            if let Some(n) = vm.heap.native_mut(r) {
                n.bytes = Vec::new();
            }
            vm.none_flow()
        }),
        FnDef::new("flush", "", |vm, a| {
            open(vm, a.at(0)?)?;
            vm.none_flow()
        }),
        FnDef::new("isatty", "", |vm, a| {
            open(vm, a.at(0)?)?;
            vm.bool_flow(false)
        }),
        FnDef::new("tell", "", |vm, a| {
            open(vm, a.at(0)?)?;
            let n = int(vm, a.at(0)?, POS);
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("write", "b, /", write),
        FnDef::new("writelines", "lines, /", |vm, a| go(vm, Io::BytesWritelines, a)),
        FnDef::new("read1", "size=-1, /", read),
        FnDef::new("readinto", "buffer, /", |vm, a| {
            let (r, buffer) = (a.at(0)?, a.at(1)?);
            open(vm, r)?;
            let Some(n) = vm.writable_len(buffer) else {
                let message = format!("readinto() argument must be read-write bytes-like object, not {}", vm.given_name(buffer));
                return vm.type_err(&message);
            };
            let bytes = take(vm, r, n as i64);
            vm.write_buffer(buffer, &bytes);
            Ok(Flow::Value(vm.new_int(bytes.len() as i64)))
        }),
        FnDef::new("readline", "size=-1, /", |vm, a| {
            let n = plain_size(vm, a, 1)?;
            let bytes = line(vm, a.at(0)?, n)?;
            Ok(Flow::Value(vm.new_bytes(bytes)))
        }),
        FnDef::new("readlines", "size=None, /", |vm, a| {
            let limit = plain_size(vm, a, 1)?;
            let (mut slots, mut total): (Vec<Slot>, i64) = (Vec::new(), 0);
            loop {
                let bytes = line(vm, a.at(0)?, -1)?;
                if bytes.is_empty() {
                    break;
                }
                total += bytes.len() as i64;
                slots.push(vm.new_bytes(bytes).into());
                if limit > 0 && total >= limit {
                    break;
                }
            }
            Ok(Flow::Value(vm.list_from_slots(slots)))
        }),
        FnDef::new("read", "size=-1, /", read),
        FnDef::new("getbuffer", "", |vm, a| {
            open(vm, a.at(0)?)?;
            Ok(Flow::Value(crate::objects::buffer_wrapper::of_bytes_io(vm, a.at(0)?)))
        }),
        FnDef::new("getvalue", "", |vm, a| {
            open(vm, a.at(0)?)?;
            let bytes = vm.heap.native(a.at(0)?).map(|n| n.bytes.clone()).unwrap_or_default();
            Ok(Flow::Value(vm.new_bytes(bytes)))
        }),
        FnDef::new("seek", "pos, whence=0, /", seek),
        FnDef::new("truncate", "size=None, /", truncate),
        FnDef::new("__getstate__", "", |vm, a| {
            open(vm, a.at(0)?)?;
            let r = a.at(0)?;
            let bytes = vm.heap.native(r).map(|n| n.bytes.clone()).unwrap_or_default();
            let pos = int(vm, r, POS);
            let dict = match vm.existing_dict(r) {
                Some(d) => vm.dict_copy(d),
                None => vm.none(),
            };
            let items = vec![vm.new_bytes(bytes).into(), vm.new_int(pos).into(), dict.into()];
            Ok(Flow::Value(vm.tuple_from_slots(items)))
        }),
    ],
    getset: &[GetSetDef::ro("closed", |vm, a| {
        let closed = int(vm, a.at(0)?, CLOSED) != 0;
        vm.bool_flow(closed)
    })],
    ..IO_TYPE
};

fn open(vm: &mut Vm, r: Ref) -> Res<()> {
    if int(vm, r, CLOSED) != 0 { Err(super::closed_error(vm)) } else { Ok(()) }
}

fn able(vm: &mut Vm, a: &Args) -> Res {
    open(vm, a.at(0)?)?;
    vm.bool_flow(true)
}

fn init(vm: &mut Vm, a: &Args) -> Res {
    let sig = Signature::parse("initial_bytes=b''");
    let bound = vm.bind(&sig, "BytesIO", "BytesIO", &a.rest())?;
    let r = a.at(0)?;
    vm.check_resize(r)?;
    let bytes = match bound.get(0).filter(|x| *x != vm.one.none) {
        Some(b) => need_shaped(vm, b)?,
        None => Vec::new(),
    };
    if let Some(n) = vm.heap.native_mut(r) {
        n.bytes = bytes;
        n.set_int(POS, 0);
        n.set_int(CLOSED, 0);
    }
    vm.none_flow()
}

/// Takes bytes from the position on; `n` below 0: all.
fn take(vm: &mut Vm, r: Ref, n: i64) -> Vec<u8> {
    let Some(b) = vm.heap.native_mut(r) else { return Vec::new() };
    let from = (b.int(POS) as usize).min(b.bytes.len());
    let to = if n < 0 { b.bytes.len() } else { from.saturating_add(n as usize).min(b.bytes.len()) };
    let out = b.bytes.get(from..to).unwrap_or_default().to_vec();
    b.set_int(POS, b.int(POS) + out.len() as i64);
    out
}

fn read(vm: &mut Vm, a: &Args) -> Res {
    open(vm, a.at(0)?)?;
    let n = plain_size(vm, a, 1)?;
    let bytes = take(vm, a.at(0)?, n);
    Ok(Flow::Value(vm.new_bytes(bytes)))
}

fn line(vm: &mut Vm, r: Ref, limit: i64) -> Res<Vec<u8>> {
    open(vm, r)?;
    let Some(b) = vm.heap.native(r) else { return Ok(Vec::new()) };
    let rest = b.bytes.get(b.int(POS) as usize..).unwrap_or_default();
    let n = rest.iter().position(|c| *c == b'\n').map_or(rest.len(), |i| i + 1);
    let n = if limit >= 0 { n.min(limit as usize) } else { n };
    Ok(take(vm, r, n as i64))
}

fn put(vm: &mut Vm, r: Ref, bytes: &[u8]) -> Res<()> {
    let pos = int(vm, r, POS) as usize;
    vm.check_bytes((pos + bytes.len()) as u64)?;
    let Some(b) = vm.heap.native_mut(r) else { return Ok(()) };
    if bytes.is_empty() {
        return Ok(());
    }
    if b.bytes.len() < pos + bytes.len() {
        b.bytes.resize(pos + bytes.len(), 0);
    }
    if let Some(place) = b.bytes.get_mut(pos..pos + bytes.len()) {
        place.copy_from_slice(bytes);
    }
    b.set_int(POS, (pos + bytes.len()) as i64);
    Ok(())
}

/// CPython: PyObject_GetBuffer with PyBUF_CONTIG_RO.
fn need_shaped(vm: &mut Vm, r: Ref) -> Res<Vec<u8>> {
    if vm.bytes_of(r).is_none() {
        crate::objects::buffer_wrapper::ask_python(vm, r, crate::stop::Convert::BufferShape)?;
    }
    vm.need_bytes(r)
}

fn write(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    open(vm, r)?;
    vm.check_resize(r)?;
    let bytes = need_shaped(vm, a.at(1)?)?;
    put(vm, r, &bytes)?;
    Ok(Flow::Value(vm.new_int(bytes.len() as i64)))
}

pub fn writelines(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, lines) = (s.at(0)?, s.at(1)?);
    s.once(vm, |vm| open(vm, r).map(|()| 0))?;
    let it = s.ask(vm, |vm| vm.iter(lines))?;
    let mark = s.mark();
    while let Some(line) = s.next(vm, it)? {
        s.once(vm, |vm| {
            vm.check_resize(r)?;
            let bytes = vm.need_bytes(line)?;
            put(vm, r, &bytes)?;
            Ok(0)
        })?;
        s.rewind(vm, mark, 0);
    }
    none(vm)
}

fn seek(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    let pos = vm.index(a.at(1)?)?;
    let whence = a.get(2).map(|w| vm.index(w)).transpose()?.unwrap_or(0);
    open(vm, r)?;
    if pos < 0 && whence == 0 {
        return vm.value_err(&format!("negative seek value {pos}"));
    }
    let from = match whence {
        0 => 0,
        1 => int(vm, r, POS),
        2 => vm.heap.native(r).map_or(0, |n| n.bytes.len() as i64),
        _ => return vm.value_err(&format!("invalid whence ({whence}, should be 0, 1 or 2)")),
    };
    let Some(to) = from.checked_add(pos) else { return Err(exc::overflow_error(vm, "new position too large")) };
    set_int(vm, r, POS, to.max(0));
    Ok(Flow::Value(vm.new_int(to.max(0))))
}

fn truncate(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    open(vm, r)?;
    vm.check_resize(r)?;
    let size = match a.get(1).filter(|x| *x != vm.one.none) {
        Some(n) => vm.index(n)?,
        None => int(vm, r, POS),
    };
    if size < 0 {
        return vm.value_err(&format!("negative size value {size}"));
    }
    if let Some(n) = vm.heap.native_mut(r) {
        n.bytes.truncate(size as usize);
    }
    Ok(Flow::Value(vm.new_int(size)))
}
