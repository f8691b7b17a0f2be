//! The `_struct` module: values as bytes in the layout of C structs.
//!
//! CPython: Modules/_struct.c.

use num_bigint::BigInt;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, GetSetDef, Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::objects::memory_items::{half_bits, half_value};
use pyvarium_vm::protocol::convert::truth_of_argument;
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::stop::Convert;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use crate::first::structs as first;
use crate::sre::run::{Subject, subject};
use crate::struct_format::{Format, Item, parse};

const ERROR: TypeId = TypeId(first::TYPE);
const STRUCT: TypeId = TypeId(first::TYPE + 1);
const ITERATOR: TypeId = TypeId(first::TYPE + 2);

pub const LIBRARY: Library = Library { types: &[&ERROR_TYPE, &STRUCT_TYPE, &ITERATOR_TYPE], natives: &[], modules: &[&MODULE] };

pub static MODULE: ModuleDef = ModuleDef {
    name: "_struct",
    doc: None,
    functions: &[
        FnDef::new("_clearcache", "", |vm, _| vm.none_flow()),
        FnDef::new("calcsize", "format, /", |vm, a| {
            let (format, _) = format_of(vm, a.at(0)?)?;
            Ok(Flow::Value(vm.new_int(format.size as i64)))
        }),
        FnDef::new("iter_unpack", "format, buffer, /", |vm, a| {
            let (_, text) = format_of(vm, a.at(0)?)?;
            iterate(vm, text, a.at(1)?)
        }),
        FnDef::new("pack", "*args", |vm, a| {
            let Some(first) = a.get(0) else { return vm.type_err("missing format argument") };
            let (format, _) = format_of(vm, first)?;
            pack(vm, &format, a, 1)
        }),
        FnDef::new("pack_into", "*args", |vm, a| {
            let Some(first) = a.get(0) else { return vm.type_err("missing format argument") };
            let (format, _) = format_of(vm, first)?;
            pack_into(vm, &format, a, 1)
        }),
        FnDef::new("unpack", "format, buffer, /", |vm, a| {
            let (format, _) = format_of(vm, a.at(0)?)?;
            unpack(vm, &format, a.at(1)?)
        }),
        FnDef::new("unpack_from", "format, /, buffer, offset=0", |vm, a| {
            let (format, _) = format_of(vm, a.at(0)?)?;
            unpack_from(vm, &format, a.at(1)?, a.get(2))
        }),
    ],
    types: &[STRUCT],
    exec: Some(|vm, module| {
        let error = vm.ty(ERROR);
        let own = vm.heap.own(error);
        if let Some(dict) = vm.module_dict(module) {
            vm.dict_set_named(dict, "error", own);
        }
        Ok(())
    }),
};

static ERROR_TYPE: TypeDef = TypeDef {
    name: "struct.error",
    base: Some(ids::EXCEPTION),
    layout: Layout::Exception,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 72,
    ..TYPE_DEFAULT
};

/// slots: the format, a str.
static STRUCT_TYPE: TypeDef = TypeDef {
    name: "_struct.Struct",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::WEAKREFS,
    basicsize: 56,
    doc: Some("Struct(fmt) --> compiled struct object"),
    slots: &[(SlotId::Repr, |vm, a| {
        let text = vm.heap.native(a.at(0)?).and_then(|n| n.slot(0).get()).map(|t| vm.heap.str_lossy(t)).unwrap_or_default();
        let name = vm.type_name(a.at(0)?);
        let name = name.rsplit('.').next().unwrap_or_default();
        let text = format!("{name}({})", pyvarium_vm::objects::str_::quote(&text.as_str().into()));
        Ok(Flow::Value(vm.new_str(&text)))
    })],
    new: Some(("format", |vm, a| {
        let (format, text) = format_of(vm, a.at(1)?)?;
        let text = vm.new_str(&text);
        let body = pyvarium_heap::object::Native {
            slots: [Slot::from(text)].as_slice().into(),
            ints: [format.size as i64].as_slice().into(),
            bytes: Vec::new(),
        };
        Ok(Flow::Value(vm.alloc_with_body(a.at(0)?, pyvarium_heap::Body::Native(std::rc::Rc::new(body)))))
    })),
    methods: &[
        FnDef::new("iter_unpack", "buffer, /", |vm, a| {
            let (_, text) = own_format(vm, a)?;
            iterate(vm, text, a.at(1)?)
        }),
        FnDef::new("pack", "*args", |vm, a| {
            let (format, _) = own_format(vm, a)?;
            pack(vm, &format, a, 1)
        }),
        FnDef::new("pack_into", "*args", |vm, a| {
            let (format, _) = own_format(vm, a)?;
            pack_into(vm, &format, a, 1)
        }),
        FnDef::new("unpack", "buffer, /", |vm, a| {
            let (format, _) = own_format(vm, a)?;
            unpack(vm, &format, a.at(1)?)
        }),
        FnDef::new("unpack_from", "buffer, offset=0", |vm, a| {
            let (format, _) = own_format(vm, a)?;
            unpack_from(vm, &format, a.at(1)?, a.get(2))
        }),
    ],
    getset: &[
        GetSetDef::ro("format", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::ro("size", |vm, a| {
            let size = vm.heap.native(a.at(0)?).map_or(0, |n| n.int(0));
            Ok(Flow::Value(vm.new_int(size)))
        }),
    ],
    ..TYPE_DEFAULT
};

/// slots: the format, the buffer; ints: where the next struct begins, bytes in a struct.
static ITERATOR_TYPE: TypeDef = TypeDef {
    name: "_struct.unpack_iterator",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 120,
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, iterator_next)],
    methods: &[FnDef::new("__length_hint__", "", |vm, a| {
        let it = a.at(0)?;
        let (buffer, at, size) = vm.heap.native(it).map_or((None, 0, 1), |n| (n.slot(1).get(), n.int(0), n.int(1)));
        let length = buffer.and_then(|b| subject(vm, b)).map_or(0, |s| length(&s));
        Ok(Flow::Value(vm.new_int((length - at) / size.max(1))))
    })],
    ..TYPE_DEFAULT
};

fn length(s: &Subject) -> i64 {
    match s {
        Subject::Bytes(b) => b.len() as i64,
        Subject::Text(_) => 0,
    }
}

fn error<T>(vm: &mut Vm, message: &str) -> Res<T> {
    Err(exc::raise(vm, ERROR, message))
}

fn format_of(vm: &mut Vm, r: Ref) -> Res<(Format, String)> {
    let text = if vm.heap.text(r).is_some() {
        vm.heap.str_lossy(r)
    } else if let Some(b) = vm.heap.bytes(r) {
        b.iter().map(|b| char::from(*b)).collect()
    } else if vm.is_exact(r, STRUCT) {
        vm.heap.native(r).and_then(|n| n.slot(0).get()).map(|t| vm.heap.str_lossy(t)).unwrap_or_default()
    } else {
        let message = format!("Struct() argument 1 must be a str or bytes object, not {}", vm.type_name(r));
        return vm.type_err(&message);
    };
    match parse(&text) {
        Ok(format) => Ok((format, text)),
        Err(message) => error(vm, message),
    }
}

fn own_format(vm: &mut Vm, args: &Args) -> Res<(Format, String)> {
    let text = vm.heap.native(args.at(0)?).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("a struct without format"))?;
    format_of(vm, text)
}

fn buffer(vm: &mut Vm, r: Ref) -> Res<Vec<u8>> {
    match subject(vm, r) {
        Some(Subject::Bytes(b)) => Ok(b.into_owned()),
        _ => {
            let message = format!("a bytes-like object is required, not '{}'", vm.type_name(r));
            vm.type_err(&message)
        }
    }
}

/// The arguments from `skip` on as bytes.
fn packed(vm: &mut Vm, format: &Format, args: &Args, skip: usize, name: &str) -> Res<Vec<u8>> {
    let values: Vec<Ref> = args.items.iter().skip(skip).filter_map(|s| s.get()).collect();
    if values.len() != format.n_values() {
        return error(vm, &format!("{name} expected {} items for packing (got {})", format.n_values(), values.len()));
    }
    vm.check_bytes(format.size as u64)?;
    let mut out = vec![0; format.size];
    let mut values = values.into_iter();
    for item in &format.items {
        for i in 0..item.repeat {
            let Some(value) = values.next() else { return Err(vm_bug!("too few values")) };
            let bytes = match pack_one(vm, item, value, format.is_big) {
                Err(Stop::Raise(e)) if vm.bigint(value).is_some() && vm.is_instance_of(e.r(), ids::OVERFLOW_ERROR) => {
                    vm.heap.decref_own(e);
                    return error(vm, "int too large to convert");
                }
                done => done?,
            };
            let at = item.offset + i * item.size;
            if let Some(place) = out.get_mut(at..at + bytes.len()) {
                place.copy_from_slice(&bytes);
            }
        }
    }
    Ok(out)
}

fn pack_one(vm: &mut Vm, item: &Item, value: Ref, is_big: bool) -> Res<Vec<u8>> {
    let order = |mut little: Vec<u8>| {
        if is_big {
            little.reverse();
        }
        little
    };
    let data = |vm: &Vm| vm.buffer(value).map(<[u8]>::to_vec);
    match item.code {
        'c' => match vm.heap.bytes(value).cloned() {
            Some(b) if b.len() == 1 => Ok(b),
            _ => error(vm, "char format requires a bytes object of length 1"),
        },
        's' => match data(vm) {
            Some(mut b) => {
                b.resize(item.size, 0);
                Ok(b)
            }
            None => error(vm, "argument for 's' must be a bytes object"),
        },
        'p' => match data(vm) {
            Some(b) => {
                let n = b.len().min(item.size.saturating_sub(1));
                let mut out = vec![n.min(255) as u8];
                out.extend(b.iter().take(n));
                out.resize(item.size, 0);
                out.truncate(item.size);
                Ok(out)
            }
            None => error(vm, "argument for 'p' must be a bytes object"),
        },
        '?' => Ok(vec![u8::from(truth_of_argument(vm, value)?)]),
        'e' | 'f' | 'd' => {
            let v = real(vm, value, "required argument is not a float")?;
            Ok(order(float_bytes(vm, item.code, v)?))
        }
        'F' | 'D' => {
            let parts = match vm.complex(value) {
                Some(parts) => parts,
                None => (real(vm, value, "required argument is not a complex")?, 0.0),
            };
            let code = item.code.to_ascii_lowercase();
            let mut out = order(float_bytes(vm, code, parts.0)?);
            out.extend(order(float_bytes(vm, code, parts.1)?));
            Ok(out)
        }
        _ => {
            let n = match vm.bigint(value).map(|n| n.into_owned()) {
                Some(n) => n,
                None if vm.has_slot(value, SlotId::Index) => return Err(Stop::Convert(Convert::Index, value)),
                None => return error(vm, "required argument is not an integer"),
            };
            let bits = item.size as u32 * 8;
            let (least, most) = if item.is_signed() {
                (-(BigInt::from(1) << (bits - 1)), (BigInt::from(1) << (bits - 1)) - 1)
            } else {
                (BigInt::from(0), (BigInt::from(1) << bits) - 1)
            };
            if n < least || n > most {
                if item.code == 'P' {
                    return error(vm, "int too large to convert");
                }
                return error(vm, &format!("'{}' format requires {least} <= number <= {most}", item.code));
            }
            let mut little = n.to_signed_bytes_le();
            let fill = if n.sign() == num_bigint::Sign::Minus { 0xFF } else { 0 };
            little.resize(item.size, fill);
            Ok(order(little))
        }
    }
}

fn real(vm: &mut Vm, value: Ref, message: &str) -> Res<f64> {
    match vm.real(value) {
        Err(Stop::Raise(e)) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => {
            vm.heap.decref_own(e);
            error(vm, message)
        }
        done => done,
    }
}

fn float_bytes(vm: &mut Vm, code: char, v: f64) -> Res<Vec<u8>> {
    let little = match code {
        'd' => Some(v.to_le_bytes().to_vec()),
        'f' => Some(v as f32).filter(|f| f.is_finite() || !v.is_finite()).map(|f| f.to_le_bytes().to_vec()),
        _ => half_bits(v).map(|h| h.to_le_bytes().to_vec()),
    };
    match little {
        Some(bytes) => Ok(bytes),
        None => Err(exc::overflow_error(vm, &format!("float too large to pack with {code} format"))),
    }
}

fn pack(vm: &mut Vm, format: &Format, args: &Args, skip: usize) -> Res {
    let bytes = packed(vm, format, args, skip, "pack")?;
    Ok(Flow::Value(vm.new_bytes(bytes)))
}

fn pack_into(vm: &mut Vm, format: &Format, args: &Args, skip: usize) -> Res {
    let Some(target) = args.get(skip) else { return error(vm, "pack_into expected buffer argument") };
    let Some(offset) = args.get(skip + 1) else { return error(vm, "pack_into expected offset argument") };
    let given = args.len() - skip - 2;
    if given != format.n_values() {
        return error(vm, &format!("pack_into expected {} items for packing (got {given})", format.n_values()));
    }
    let Some(length) = vm.heap.bytearray(target).map(|b| b.len() as i64) else {
        let message = format!("argument must be read-write bytes-like object, not {}", vm.given_name(target));
        return vm.type_err(&message);
    };
    let at = place(vm, format.size as i64, offset, length, true)?;
    let bytes = packed(vm, format, args, skip + 2, "pack_into")?;
    if let Some(b) = vm.heap.bytearray_mut(target)
        && let Some(into) = b.get_mut(at..at + bytes.len())
    {
        into.copy_from_slice(&bytes);
    }
    vm.none_flow()
}

/// Where a struct begins in a buffer; an error if it is not whole there.
fn place(vm: &mut Vm, size: i64, offset: Ref, length: i64, packs: bool) -> Res<usize> {
    let mut offset = vm.index(offset)?;
    let (name, doing) = if packs { ("pack_into", "packing") } else { ("unpack_from", "unpacking") };
    if offset < 0 {
        if offset + size > 0 {
            let message = if packs {
                format!("no space to pack {size} bytes at offset {offset}")
            } else {
                format!("not enough data to unpack {size} bytes at offset {offset}")
            };
            return error(vm, &message);
        }
        if offset + length < 0 {
            return error(vm, &format!("offset {offset} out of range for {length}-byte buffer"));
        }
        offset += length;
    }
    if length - offset < size {
        let least = i128::from(size) + i128::from(offset);
        return error(
            vm,
            &format!(
                "{name} requires a buffer of at least {least} bytes for {doing} {size} bytes at offset {offset} (actual buffer size is {length})"
            ),
        );
    }
    Ok(offset as usize)
}

fn unpack(vm: &mut Vm, format: &Format, from: Ref) -> Res {
    let bytes = buffer(vm, from)?;
    if bytes.len() != format.size {
        return error(vm, &format!("unpack requires a buffer of {} bytes", format.size));
    }
    Ok(Flow::Value(values(vm, format, &bytes)))
}

fn unpack_from(vm: &mut Vm, format: &Format, from: Ref, offset: Option<Ref>) -> Res {
    let bytes = buffer(vm, from)?;
    let zero = vm.new_int(0);
    let at = place(vm, format.size as i64, offset.unwrap_or(zero.r()), bytes.len() as i64, false);
    vm.heap.decref_own(zero);
    let part = bytes.get(at?..).unwrap_or_default();
    Ok(Flow::Value(values(vm, format, part)))
}

fn values(vm: &mut Vm, format: &Format, bytes: &[u8]) -> Own {
    let mut slots: Vec<Slot> = Vec::new();
    for item in &format.items {
        for i in 0..item.repeat {
            let at = item.offset + i * item.size;
            let own = unpack_one(vm, item, bytes.get(at..at + item.size).unwrap_or_default(), format.is_big);
            slots.push(own.into());
        }
    }
    vm.tuple_from_slots(slots)
}

fn unpack_one(vm: &mut Vm, item: &Item, bytes: &[u8], is_big: bool) -> Own {
    let little = |bytes: &[u8]| -> Vec<u8> { if is_big { bytes.iter().rev().copied().collect() } else { bytes.to_vec() } };
    let float = |bytes: &[u8]| {
        let b = little(bytes);
        match b.len() {
            2 => half_value(b.iter().rev().fold(0, |n, b| n << 8 | u16::from(*b))),
            4 => f64::from(f32::from_bits(b.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b)))),
            _ => f64::from_bits(b.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b))),
        }
    };
    match item.code {
        'c' | 's' => vm.new_bytes(bytes.to_vec()),
        'p' => {
            let (first, rest) = bytes.split_first().map_or((0, bytes), |(n, rest)| (usize::from(*n), rest));
            vm.new_bytes(rest.iter().take(first).copied().collect())
        }
        '?' => {
            let yes = vm.bool_ref(bytes.iter().any(|b| *b != 0));
            vm.heap.own(yes)
        }
        'e' | 'f' | 'd' => vm.new_float(float(bytes)),
        'F' | 'D' => {
            let (re, im) = bytes.split_at(bytes.len() / 2);
            vm.new_complex(float(re), float(im))
        }
        _ if item.is_signed() => vm.new_bigint(BigInt::from_signed_bytes_le(&little(bytes))),
        _ => vm.new_bigint(BigInt::from_bytes_le(num_bigint::Sign::Plus, &little(bytes))),
    }
}

fn iterate(vm: &mut Vm, format: String, from: Ref) -> Res {
    let size = parse(&format).map_or(0, |f| f.size) as i64;
    let n = buffer(vm, from)?.len() as i64;
    if size == 0 {
        return error(vm, "cannot iteratively unpack with a struct of length 0");
    }
    if n % size != 0 {
        return error(vm, &format!("iterative unpacking requires a buffer of a multiple of {size} bytes"));
    }
    let slots = [vm.new_str(&format).into(), vm.heap.own(from).into()];
    Ok(Flow::Value(vm.new_native(ITERATOR, &slots, &[0, size])))
}

fn iterator_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let parts = vm.heap.native(it).map(|n| (n.slot(0).get(), n.slot(1).get(), n.int(0), n.int(1)));
    let Some((Some(text), Some(from), at, size)) = parts else { return Err(Stop::Exhausted) };
    let bytes = buffer(vm, from)?;
    let Some(part) = bytes.get(at as usize..(at + size) as usize) else { return Err(Stop::Exhausted) };
    let (format, _) = format_of(vm, text)?;
    if let Some(n) = vm.heap.native_mut(it) {
        n.set_int(0, at + size);
    }
    Ok(Flow::Value(values(vm, &format, part)))
}
