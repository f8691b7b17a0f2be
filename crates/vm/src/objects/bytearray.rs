//! `bytearray`: bytes that change. Buffers that others look into while it changes are not modelled.
//!
//! CPython: Objects/bytearrayobject.c.

use std::rc::Rc;

use pyvarium_heap::object::{Body, ByteArray};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::objects::bytes::{self, Source};
use crate::objects::slice::{Indices, wrap_index};
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub static BYTEARRAY: TypeDef = TypeDef {
    name: "bytearray",
    base: Some(ids::OBJECT),
    layout: Layout::ByteArray,
    flags: flags::BASETYPE | flags::MATCH_SELF,
    basicsize: 56,
    slots: &[
        (SlotId::Repr, bytearray_repr),
        (SlotId::Str, bytearray_repr),
        (SlotId::RichCompare, bytes::bytes_richcompare),
        (SlotId::Iter, |vm, a| {
            let b = vm.heap.own(a.at(0)?);
            Ok(Flow::Value(vm.new_native(ids::BYTEARRAY_ITERATOR, &[b.into()], &[0])))
        }),
        (SlotId::Remainder, |vm, a| {
            if vm.heap.bytearray(a.at(0)?).is_none() {
                return vm.not_implemented();
            }
            crate::objects::bytes_percent::bytes_mod(vm, a)
        }),
        (SlotId::Length, bytes::bytes_length),
        (SlotId::Subscript, bytes::bytes_subscript),
        (SlotId::AssSubscript, ass_subscript),
        (SlotId::Contains, bytes::bytes_contains),
        (SlotId::Concat, bytes::bytes_concat),
        (SlotId::Repeat, bytes::bytes_repeat),
        (SlotId::InplaceConcat, |vm, a| {
            let r = a.at(0)?;
            if vm.buffer(a.at(1)?).is_none() {
                crate::objects::buffer_wrapper::ask_python_quietly(vm, a.at(1)?)?;
                let message = format!("can't concat {} to {}", vm.type_name(a.at(1)?), vm.type_name(r));
                return vm.type_err(&message);
            }
            let _ = extend(vm, a)?;
            vm.own_flow(r)
        }),
        (SlotId::InplaceRepeat, |vm, a| {
            let r = a.at(0)?;
            let out = bytes::repeated(vm, r, a.at(1)?)?;
            let _ = change(vm, a, |b| *b = out)?;
            vm.own_flow(r)
        }),
        (SlotId::Init, init),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let cls = a.at(0)?;
        if cls == vm.ty(ids::BYTEARRAY) {
            return Ok(Flow::Value(vm.new_bytearray(Vec::new())));
        }
        Ok(Flow::Value(vm.alloc_instance(cls)))
    })),
    methods: METHODS,
    ..TYPE_DEFAULT
};

// The compiler works this out: a wrong index is an error of the build.
#[allow(clippy::indexing_slicing)]
static METHODS: &[FnDef] = &{
    const OWN: &[FnDef] = &[
        FnDef::new("append", "item, /", |vm, a| {
            let byte = vm.byte_value(a.at(1)?)?;
            change(vm, a, |b| b.push(byte))
        }),
        FnDef::new("__sizeof__", "", crate::objects::object::object_sizeof),
        FnDef::new("__alloc__", "", |vm, a| {
            let n = vm.sizeof(a.at(0)?) as i64 - 56;
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("resize", "size, /", |vm, a| {
            let n = vm.index(a.at(1)?)?;
            if n < 0 {
                return vm.value_err(&format!("Can only resize to positive sizes, got {n}"));
            }
            vm.check_bytes(n as u64)?;
            change(vm, a, |b| b.resize(n as usize, 0))
        }),
        FnDef::new("clear", "", |vm, a| change(vm, a, Vec::clear)),
        FnDef::new("__reduce__", "", crate::objects::pickling::reduce_bytearray),
        FnDef::new("__reduce_ex__", "proto=0, /", crate::objects::pickling::reduce_bytearray),
        FnDef::new("copy", "", |vm, a| {
            let b = vm.buffer(a.at(0)?).unwrap_or_default().to_vec();
            Ok(Flow::Value(vm.new_bytearray(b)))
        }),
        FnDef::new("extend", "iterable_of_ints, /", extend),
        FnDef::new("__release_buffer__", "buffer, /", crate::objects::buffer_wrapper::release_method),
        FnDef::new("insert", "index, item, /", |vm, a| {
            let at = vm.index_clamped(a.at(1)?)?;
            let byte = vm.byte_value(a.at(2)?)?;
            change(vm, a, |b| {
                let n = b.len() as i64;
                let at = if at < 0 { (at + n).max(0) } else { at.min(n) };
                b.insert(at as usize, byte);
            })
        }),
        FnDef::new("pop", "index=-1, /", pop),
        FnDef::new("remove", "value, /", |vm, a| {
            let byte = vm.byte_value(a.at(1)?)?;
            match vm.buffer(a.at(0)?).and_then(|b| b.iter().position(|x| *x == byte)) {
                Some(i) => change(vm, a, |b| {
                    b.remove(i);
                }),
                None => vm.value_err("value not found in bytearray"),
            }
        }),
        FnDef::new("reverse", "", |vm, a| change(vm, a, |b| b.reverse())),
    ];
    const SHARED: &[FnDef] = crate::objects::bytes_methods::METHODS;
    // What only bytes has stands first there: __bytes__ and __getnewargs__.
    const N: usize = OWN.len() + SHARED.len() - 2;
    let mut all = [const { FnDef::new("", "", |_, _| Err(Stop::Exhausted)) }; N];
    let mut i = 0;
    while i < N {
        let from = if i < OWN.len() { &OWN[i] } else { &SHARED[i - OWN.len() + 2] };
        all[i] = FnDef { name: from.name, params: from.params, kind: from.kind, call: from.call };
        i += 1;
    }
    all
};

impl Vm {
    pub fn new_bytearray(&mut self, b: Vec<u8>) -> Own {
        let ty = self.ty(ids::BYTEARRAY);
        self.heap.alloc(ty, Body::ByteArray(Rc::new(ByteArray::new(b))), Shape::plain(56))
    }
}

/// Changes the bytes, and maybe how many they are.
fn change(vm: &mut Vm, args: &Args, f: impl FnOnce(&mut Vec<u8>)) -> Res {
    if vm.has_exports {
        let r = args.at(0)?;
        let Some(mut new) = vm.buffer(r).map(<[u8]>::to_vec) else { return Err(vm_bug!("not a bytearray")) };
        let before = new.len();
        f(&mut new);
        if new.len() != before {
            vm.check_resize(r)?;
        }
        if let Some(b) = vm.heap.bytearray_mut(r) {
            **b = new;
        }
        return vm.none_flow();
    }
    match vm.heap.bytearray_mut(args.at(0)?) {
        Some(b) => f(b),
        None => return Err(vm_bug!("not a bytearray")),
    }
    vm.none_flow()
}

fn bytearray_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let text = pyvarium_code::text::bytes_repr(vm.buffer(r).unwrap_or_default());
    let text = format!("{}({text})", vm.type_name(r));
    Ok(Flow::Value(vm.new_str(&text)))
}

fn init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let signature = Signature::parse("source=b'', encoding='utf-8', errors='strict'");
    let given = vm.bind(&signature, "bytearray", "bytearray", &args.rest())?.with_first(r);
    match bytes::source(vm, &given, "bytearray")? {
        Source::Bytes(new) => change(vm, args, |b| *b = new),
        Source::Text => bytes::encoded(vm, r, &given.rest()),
        Source::Iterable(x) => {
            let _ = change(vm, args, Vec::clear)?;
            vm.collect(x, kinds::BYTEARRAY_EXTEND, Slot::borrow(r))
        }
    }
}

fn extend(vm: &mut Vm, args: &Args) -> Res {
    let (r, x) = (args.at(0)?, args.at(1)?);
    if let Some(more) = vm.buffer(x).map(<[u8]>::to_vec) {
        return change(vm, args, |b| b.extend(more));
    }
    crate::objects::buffer_wrapper::ask_python(vm, x, crate::stop::Convert::Buffer)?;
    if vm.heap.text(x).is_some() {
        return vm.type_err("expected iterable of integers; got: 'str'");
    }
    if !vm.has_slot(x, SlotId::Iter) && !vm.is_sequence(x) {
        let message = format!("can't extend bytearray with {}", vm.type_name(x));
        return vm.type_err(&message);
    }
    vm.collect(x, kinds::BYTEARRAY_EXTEND, Slot::borrow(r))
}

/// slots: bytearray, the gathered list.
pub static BYTEARRAY_EXTEND: NativeDef = NativeDef {
    name: "bytearray.extend",
    catches: false,
    resume: |vm, f, answer| {
        let mut answer = answer;
        let r = f.get(0).ok_or_else(|| vm_bug!("bytearray.extend"))?;
        if f.pc == 1 {
            if let Answer::Value(v) = answer {
                f.set(1, v.into());
            }
            let list = f.get(1).ok_or_else(|| vm_bug!("bytearray.extend"))?;
            f.pc = 2;
            answer = match bytes::ask_items(vm, list, "byte")? {
                Flow::Value(v) => Answer::Value(v),
                Flow::Pushed => return Ok(Next::Wait),
            };
        }
        let Answer::Value(v) = answer else { return Err(vm_bug!("bytearray.extend")) };
        let more = vm.buffer(v.r()).map(<[u8]>::to_vec).unwrap_or_default();
        vm.heap.decref_own(v);
        vm.check_resize(r)?;
        if let Some(b) = vm.heap.bytearray_mut(r) {
            b.extend(more);
        }
        Ok(Next::Done(vm.none()))
    },
};

fn pop(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let at = match args.get(1) {
        Some(i) => vm.index(i)?,
        None => -1,
    };
    let n = vm.buffer(r).map_or(0, <[u8]>::len);
    if n == 0 {
        return Err(exc::index_error(vm, "pop from empty bytearray"));
    }
    let Some(i) = wrap_index(at, n) else { return Err(exc::index_error(vm, "pop index out of range")) };
    vm.check_resize(r)?;
    let byte = vm.heap.bytearray_mut(r).map_or(0, |b| b.remove(i));
    Ok(Flow::Value(vm.new_int(i64::from(byte))))
}

fn ass_subscript(vm: &mut Vm, args: &Args) -> Res {
    let (r, key, value) = (args.at(0)?, args.at(1)?, args.get(2));
    let n = vm.buffer(r).map_or(0, <[u8]>::len);
    if let Some(s) = vm.slice_indices(key, n)? {
        return ass_slice(vm, args, s, value);
    }
    if !vm.has_slot(key, SlotId::Index) {
        let message = format!("bytearray indices must be integers or slices, not {}", vm.type_name(key));
        return vm.type_err(&message);
    }
    let at = vm.index_for(key)?;
    let byte = value.map(|v| vm.byte_value(v)).transpose()?;
    let Some(i) = wrap_index(at, n) else { return Err(exc::index_error(vm, "bytearray index out of range")) };
    match byte {
        Some(byte) => change(vm, args, |b| {
            if let Some(place) = b.get_mut(i) {
                *place = byte;
            }
        }),
        None => change(vm, args, |b| {
            b.remove(i);
        }),
    }
}

fn ass_slice(vm: &mut Vm, args: &Args, s: Indices, value: Option<Ref>) -> Res {
    let new = match value {
        None => Vec::new(),
        Some(v) => match vm.buffer(v) {
            Some(b) => b.to_vec(),
            None if vm.heap.text(v).is_some() || vm.has_slot(v, SlotId::Index) => {
                return vm.type_err("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
            }
            None => {
                // CPython: PyByteArray_FromObject.
                let (key, class, mark) = (args.at(1)?, vm.ty(ids::BYTEARRAY), vm.mark());
                return match vm.call_args(class, &[v])? {
                    Flow::Value(v) => assign_made(vm, args.at(0)?, key, v),
                    Flow::Pushed => vm.adapt(mark, kinds::BYTEARRAY_ASSIGN, &[Slot::borrow(args.at(0)?), Slot::borrow(key)], &[]),
                };
            }
        },
    };
    if s.step == 1 {
        return change(vm, args, |b| {
            let start = (s.start as usize).min(b.len());
            let end = (start + s.len).min(b.len());
            b.splice(start..end, new);
        });
    }
    let mut indices: Vec<usize> = s.iter().collect();
    // Nothing in the place of something deletes.
    if value.is_some() && !new.is_empty() {
        if new.len() != indices.len() {
            let (given, wanted) = (new.len(), indices.len());
            return vm.value_err(&format!("attempt to assign bytes of size {given} to extended slice of size {wanted}"));
        }
        return change(vm, args, |b| {
            for (i, byte) in indices.into_iter().zip(new) {
                if let Some(place) = b.get_mut(i) {
                    *place = byte;
                }
            }
        });
    }
    indices.sort_unstable();
    change(vm, args, |b| {
        for i in indices.into_iter().rev() {
            if i < b.len() {
                b.remove(i);
            }
        }
    })
}

fn assign_made(vm: &mut Vm, r: Ref, key: Ref, made: Own) -> Res {
    let args = Args::three(r, key, made.r());
    let done = ass_subscript(vm, &args);
    vm.heap.decref_own(made);
    done
}

/// slots: the bytearray, the slice. The answer is what is put there, as a bytearray.
pub static BYTEARRAY_ASSIGN: NativeDef = NativeDef {
    name: "bytearray",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Some(key), Answer::Value(made)) = (f.get(0), f.get(1), answer) else { return Err(vm_bug!("bytearray")) };
        match assign_made(vm, r, key, made)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
