//! `bytes`: operators, indexing, construction. What bytearray shares with it is generic over both.
//!
//! CPython: Objects/bytesobject.c.

use std::rc::Rc;

use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, NativeFn, Next, TYPE_DEFAULT, TypeDef};
use crate::objects::slice::wrap_index;
use crate::protocol::compare::holds;
use crate::protocol::iter::self_iter;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub static BYTES: TypeDef = TypeDef {
    name: "bytes",
    base: Some(ids::OBJECT),
    layout: Layout::Bytes,
    flags: flags::BASETYPE | flags::MATCH_SELF,
    basicsize: 33,
    itemsize: 1,
    doc: Some(
        "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of \
         bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes \
         object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string \
         encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer",
    ),
    slots: &[
        (SlotId::Repr, bytes_repr),
        (SlotId::Str, bytes_repr),
        (SlotId::Hash, crate::protocol::hash::value_hash),
        (SlotId::RichCompare, bytes_richcompare),
        (SlotId::Iter, |vm, a| {
            let b = vm.heap.own(a.at(0)?);
            Ok(Flow::Value(vm.new_native(ids::BYTES_ITERATOR, &[b.into()], &[0])))
        }),
        (SlotId::Remainder, |vm, a| {
            if !matches!(vm.heap.body(a.at(0)?), Body::Bytes(_)) {
                return vm.not_implemented();
            }
            crate::objects::bytes_percent::bytes_mod(vm, a)
        }),
        (SlotId::Length, bytes_length),
        (SlotId::Subscript, bytes_subscript),
        (SlotId::Contains, bytes_contains),
        (SlotId::Concat, bytes_concat),
        (SlotId::Repeat, bytes_repeat),
    ],
    new: Some(("source=b'', encoding='utf-8', errors='strict'", bytes_new)),
    methods: crate::objects::bytes_methods::METHODS,
    ..TYPE_DEFAULT
};

const fn iterator(name: &'static str, slots: &'static [(SlotId, NativeFn)]) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::OBJECT),
        layout: Layout::Native,
        flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
        basicsize: 32,
        slots,
        methods: crate::objects::iterators_state::SEQUENCE,
        ..TYPE_DEFAULT
    }
}

pub static BYTES_ITERATOR: TypeDef = iterator("bytes_iterator", &[(SlotId::Iter, self_iter), (SlotId::IterNext, bytes_next)]);
pub static BYTEARRAY_ITERATOR: TypeDef = iterator("bytearray_iterator", &[(SlotId::Iter, self_iter), (SlotId::IterNext, bytes_next)]);

fn bytes_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let Some(n) = vm.heap.native(it) else { return Err(vm_bug!("bytes iterator")) };
    let (seq, i) = (n.slot(0).get(), n.int(0));
    let Some(seq) = seq else { return Err(Stop::Exhausted) };
    match vm.buffer(seq).and_then(|b| b.get(i as usize)).copied() {
        Some(byte) => {
            if let Some(n) = vm.heap.native_mut(it) {
                n.set_int(0, i + 1);
            }
            Ok(Flow::Value(vm.new_int(i64::from(byte))))
        }
        None => crate::objects::iterators::finish(vm, it),
    }
}

impl Vm {
    /// The bytes of a bytes-like object.
    pub fn buffer(&self, r: Ref) -> Option<&[u8]> {
        match self.heap.body(r) {
            Body::Bytes(b) => Some(b),
            Body::ByteArray(b) => Some(b),
            Body::Native(_) => {
                crate::objects::memoryview::contiguous(self, r).or_else(|| crate::objects::buffer_wrapper::contents(self, r))
            }
            _ => None,
        }
    }

    /// The bytes of an argument that has to be bytes-like.
    pub fn need_buffer(&mut self, r: Ref) -> Res<Vec<u8>> {
        match self.buffer(r) {
            Some(b) => Ok(b.to_vec()),
            None => {
                crate::objects::buffer_wrapper::ask_python(self, r, crate::stop::Convert::Buffer)?;
                let message = format!("a bytes-like object is required, not '{}'", self.type_name(r));
                self.type_err(&message)
            }
        }
    }

    /// What a method of `like` answers: bytes for bytes, a bytearray for a bytearray.
    pub fn bytes_like(&mut self, like: Ref, b: Vec<u8>) -> Own {
        if matches!(self.heap.body(like), Body::ByteArray(_)) { self.new_bytearray(b) } else { self.new_bytes(b) }
    }

    pub fn new_bytes(&mut self, b: Vec<u8>) -> Own {
        if b.is_empty() {
            return Own::assume(self.one.empty_bytes);
        }
        if let [byte] = b.as_slice()
            && let Some(r) = self.one.byte_chars.get(usize::from(*byte))
        {
            return Own::assume(*r);
        }
        let ty = self.ty(ids::BYTES);
        let size = 33 + b.len() as u32;
        self.heap.alloc(ty, Body::Bytes(Rc::new(b)), Shape::plain(size))
    }

    /// An int that is to be one byte.
    pub fn byte_value(&mut self, r: Ref) -> Res<u8> {
        match u8::try_from(self.index_clamped(r)?) {
            Ok(b) => Ok(b),
            Err(_) => self.value_err("byte must be in range(0, 256)"),
        }
    }
}

fn bytes_repr(vm: &mut Vm, args: &Args) -> Res {
    let text = pyvarium_code::text::bytes_repr(vm.buffer(args.at(0)?).unwrap_or_default());
    Ok(Flow::Value(vm.new_str(&text)))
}

pub fn bytes_length(vm: &mut Vm, args: &Args) -> Res {
    let n = vm.buffer(args.at(0)?).map_or(0, <[u8]>::len);
    Ok(Flow::Value(vm.new_int(n as i64)))
}

pub fn bytes_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    // bytes compare with bytes alone; a bytearray with all that shows bytes.
    let plain = |r: Ref| matches!(vm.heap.body(r), Body::Bytes(_) | Body::ByteArray(_));
    if matches!(vm.heap.body(a), Body::Bytes(_)) && !plain(b) {
        return vm.not_implemented();
    }
    let (Some(x), Some(y)) = (vm.buffer(a), vm.buffer(b)) else { return vm.not_implemented() };
    let answer = holds(args.op, x, y);
    vm.bool_flow(answer)
}

pub fn bytes_subscript(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    let mutable = matches!(vm.heap.body(r), Body::ByteArray(_));
    let n = vm.buffer(r).map_or(0, <[u8]>::len);
    if let Some(s) = vm.slice_indices(key, n)? {
        if s.step == 1 && s.start == 0 && s.len == n && vm.is_exact(r, ids::BYTES) {
            return vm.own_flow(r);
        }
        let b = vm.buffer(r).unwrap_or_default();
        let cut: Vec<u8> = s.iter().filter_map(|i| b.get(i).copied()).collect();
        return Ok(Flow::Value(vm.bytes_like(r, cut)));
    }
    if !vm.has_slot(key, SlotId::Index) {
        let kind = if mutable { "bytearray" } else { "byte" };
        let message = format!("{kind} indices must be integers or slices, not {}", vm.type_name(key));
        return vm.type_err(&message);
    }
    let i = vm.index_for(key)?;
    match wrap_index(i, n).and_then(|i| vm.buffer(r)?.get(i).copied()) {
        Some(byte) => Ok(Flow::Value(vm.new_int(i64::from(byte)))),
        None => Err(exc::index_error(vm, if mutable { "bytearray index out of range" } else { "index out of range" })),
    }
}

/// Position of `needle` in `hay`.
pub fn find_bytes(hay: &[u8], needle: &[u8]) -> Option<usize> {
    if needle.is_empty() {
        return Some(0);
    }
    hay.windows(needle.len()).position(|w| w == needle)
}

pub fn bytes_contains(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    let needle = match vm.has_slot(key, SlotId::Index) {
        true => vec![vm.byte_value(key)?],
        false => vm.need_buffer(key)?,
    };
    let found = find_bytes(vm.buffer(r).unwrap_or_default(), &needle).is_some();
    vm.bool_flow(found)
}

pub fn bytes_concat(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let (Some(x), Some(y)) = (vm.buffer(a), vm.buffer(b)) else {
        crate::objects::buffer_wrapper::ask_python_quietly(vm, b)?;
        let message = format!("can't concat {} to {}", vm.type_name(b), vm.type_name(a));
        return vm.type_err(&message);
    };
    if x.is_empty() && vm.is_exact(a, ids::BYTES) && vm.is_exact(b, ids::BYTES) {
        return vm.own_flow(b);
    }
    if y.is_empty() && vm.is_exact(a, ids::BYTES) && vm.is_exact(b, ids::BYTES) {
        return vm.own_flow(a);
    }
    vm.check_bytes(x.len() as u64 + y.len() as u64)?;
    let out = [x, y].concat();
    Ok(Flow::Value(vm.bytes_like(a, out)))
}

pub fn repeated(vm: &mut Vm, r: Ref, count: Ref) -> Res<Vec<u8>> {
    if !vm.has_slot(count, SlotId::Index) {
        let message = format!("can't multiply sequence by non-int of type '{}'", vm.type_name(count));
        return vm.type_err(&message);
    }
    let n = vm.repeat_count(count)?;
    let b = vm.buffer(r).unwrap_or_default();
    let asked = (b.len() as u64).saturating_mul(n);
    if asked > i64::MAX as u64 {
        return Err(exc::overflow_error(vm, "repeated bytes are too long"));
    }
    vm.check_bytes(asked)?;
    Ok(if b.is_empty() { Vec::new() } else { b.repeat(n as usize) })
}

pub fn bytes_repeat(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let out = repeated(vm, r, args.at(1)?)?;
    if vm.is_exact(r, ids::BYTES) && vm.buffer(r).is_some_and(|b| b.len() == out.len()) {
        return vm.own_flow(r);
    }
    Ok(Flow::Value(vm.bytes_like(r, out)))
}

/// What a source of bytes comes to.
pub enum Source {
    Bytes(Vec<u8>),
    /// An iterable that has to be gathered first.
    Iterable(Ref),
    /// A text that has to be encoded.
    Text,
}

/// The arguments of bytes() and bytearray(), class left out. CPython: bytes_new_impl, bytearray___init___impl.
pub fn source(vm: &mut Vm, args: &Args, what: &str) -> Res<Source> {
    let (x, encoding, errors) = (args.get(1), args.get(2), args.get(3));
    vm.check_codec_names(what, encoding, errors)?;
    let needs_text = match (encoding, errors) {
        (None, None) => None,
        (Some(_), _) => Some("encoding without a string argument"),
        (None, Some(_)) => Some("errors without a string argument"),
    };
    let Some(x) = x else {
        return match needs_text {
            Some(message) => vm.type_err(message),
            None => Ok(Source::Bytes(Vec::new())),
        };
    };
    if let Some(message) = needs_text {
        if vm.heap.text(x).is_none() {
            return vm.type_err(message);
        }
        return Ok(Source::Text);
    }
    if vm.heap.text(x).is_some() {
        return vm.type_err("string argument without an encoding");
    }
    crate::objects::buffer_wrapper::ask_python(vm, x, crate::stop::Convert::BufferFull)?;
    if let Some(b) = vm.buffer(x) {
        return Ok(Source::Bytes(b.to_vec()));
    }
    if vm.is_exact(x, ids::MEMORYVIEW) {
        return Ok(Source::Bytes(crate::objects::memoryview::contents(vm, x)));
    }
    if vm.has_slot(x, SlotId::Index) {
        if let Body::BigInt(_) = vm.heap.body(x) {
            return Err(exc::overflow_error(vm, "cannot fit 'int' into an index-sized integer"));
        }
        let n = vm.index_clamped(x)?;
        let Ok(n) = u64::try_from(n) else { return vm.value_err("negative count") };
        vm.check_bytes(n)?;
        return Ok(Source::Bytes(vec![0; n as usize]));
    }
    if !vm.has_slot(x, SlotId::Iter) && !vm.is_sequence(x) {
        let message = format!("cannot convert '{}' object to {what}", vm.type_name(x));
        return vm.type_err(&message);
    }
    Ok(Source::Iterable(x))
}

fn bytes_of_class(vm: &mut Vm, cls: Ref, b: Vec<u8>) -> Own {
    if cls == vm.ty(ids::BYTES) {
        return vm.new_bytes(b);
    }
    vm.alloc_with_body(cls, Body::Bytes(Rc::new(b)))
}

fn bytes_new(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    if let (Some(x), None, None) = (args.get(1), args.get(2), args.get(3)) {
        if cls == vm.ty(ids::BYTES) && vm.is_exact(x, ids::BYTES) {
            return vm.own_flow(x);
        }
        let dunder = vm.intern("__bytes__").into_ref();
        let ty = vm.heap.type_of(x);
        if let Some(method) = vm.lookup_type(ty, dunder).filter(|_| !matches!(vm.heap.body(x), Body::Bytes(_))) {
            let mark = vm.mark();
            return match vm.call_found(method, x, &[])? {
                Flow::Value(v) => {
                    let _ = vm.push_native(kinds::BYTES_NEW, &[Slot::borrow(cls), v.into()], &[1])?;
                    vm.set_top_pc(2)
                }
                Flow::Pushed => vm.adapt(mark, kinds::BYTES_NEW, &[Slot::borrow(cls), Slot::NULL], &[1]),
            };
        }
    }
    match source(vm, args, "bytes")? {
        Source::Bytes(b) => Ok(Flow::Value(bytes_of_class(vm, cls, b))),
        Source::Iterable(x) => vm.collect(x, kinds::BYTES_NEW, Slot::borrow(cls)),
        Source::Text => encoded(vm, cls, &args.rest()),
    }
}

/// Bytes of a text, for a class or a bytearray. `args`: text, encoding, errors.
pub fn encoded(vm: &mut Vm, target: Ref, args: &Args) -> Res {
    let mark = vm.mark();
    match crate::codecs::go(vm, crate::codecs::Work::BytesNew, args)? {
        Flow::Value(v) => give_encoded(vm, target, v).map(Flow::Value),
        Flow::Pushed => vm.adapt(mark, kinds::BYTES_ENCODED, &[Slot::borrow(target)], &[]),
    }
}

fn give_encoded(vm: &mut Vm, target: Ref, v: Own) -> Res<Own> {
    if target == vm.ty(ids::BYTES) {
        return Ok(v);
    }
    let bytes = vm.buffer(v.r()).map(<[u8]>::to_vec).unwrap_or_default();
    vm.heap.decref_own(v);
    if vm.heap.bytearray(target).is_none() {
        return Ok(bytes_of_class(vm, target, bytes));
    }
    vm.check_resize(target)?;
    if let Some(b) = vm.heap.bytearray_mut(target) {
        **b = bytes;
    }
    Ok(vm.none())
}

/// slots: the class, or the bytearray that is to hold the bytes.
pub static BYTES_ENCODED: NativeDef = NativeDef {
    name: "bytes",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(target), Answer::Value(v)) = (f.get(0), answer) else { return Err(vm_bug!("bytes")) };
        give_encoded(vm, target, v).map(Next::Done)
    },
};

/// slots: class, the gathered list or the answer of `__bytes__`; ints: 1 for the latter.
pub static BYTES_NEW: NativeDef = NativeDef {
    name: "bytes",
    catches: false,
    resume: |vm, f, answer| {
        if f.pc == ITEMS {
            let (Some(cls), Answer::Value(v)) = (f.get(0), answer) else { return Err(vm_bug!("bytes")) };
            let b = vm.buffer(v.r()).map(<[u8]>::to_vec).unwrap_or_default();
            vm.heap.decref_own(v);
            return Ok(Next::Done(bytes_of_class(vm, cls, b)));
        }
        if let Answer::Value(v) = answer {
            f.set(1, v.into());
        }
        let (Some(cls), Some(made)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("bytes")) };
        if f.int(0) == 1 {
            let Body::Bytes(b) = vm.heap.body(made) else {
                let message = format!("__bytes__ returned non-bytes (type {})", vm.type_name(made));
                return vm.type_err(&message);
            };
            if cls == vm.ty(ids::BYTES) {
                return Ok(Next::Done(vm.heap.own(made)));
            }
            let b = b.as_ref().clone();
            return Ok(Next::Done(bytes_of_class(vm, cls, b)));
        }
        f.pc = ITEMS;
        match ask_items(vm, made, "bytes")? {
            Flow::Value(v) => {
                let b = vm.buffer(v.r()).map(<[u8]>::to_vec).unwrap_or_default();
                vm.heap.decref_own(v);
                Ok(Next::Done(bytes_of_class(vm, cls, b)))
            }
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};

/// A state of `BYTES_NEW`.
const ITEMS: u16 = 5;

/// A bytes object of a list of numbers, which Python may have to make.
pub fn ask_items(vm: &mut Vm, list: Ref, what: &str) -> Res {
    let items = vm.heap.items(list).unwrap_or_default();
    if items.iter().all(|s| s.get().is_some_and(|r| matches!(vm.heap.body(r), Body::Int(_)))) {
        let b = bytes_of_items(vm, list, what)?;
        return Ok(Flow::Value(vm.new_bytes(b)));
    }
    let what = vm.new_str(what);
    vm.run_script(kinds::BYTES_OF_ITEMS, &[Slot::borrow(list), what.into()])
}

/// Arguments: the list, what errors call an item.
pub static BYTES_OF_ITEMS: NativeDef = NativeDef {
    name: "bytes",
    catches: true,
    resume: |vm, f, answer| {
        crate::script::resume(vm, f, answer, |vm, s| {
            let (list, what) = (s.at(0)?, s.at(1)?);
            let (mut out, mut i) = (Vec::new(), 0);
            while let Some(item) = vm.heap.items(list).and_then(|items| items.get(i)?.get()) {
                match u8::try_from(s.index_clamped(vm, item)?) {
                    Ok(b) => out.push(b),
                    Err(_) => {
                        let message = format!("{} must be in range(0, 256)", vm.heap.str_lossy(what));
                        return Err(exc::value_error(vm, &message).into());
                    }
                }
                i += 1;
            }
            Ok(vm.new_bytes(out))
        })
    },
};

/// A list of ints as bytes.
pub fn bytes_of_items(vm: &mut Vm, list: Ref, what: &str) -> Res<Vec<u8>> {
    let items: Vec<Ref> = vm.heap.items(list).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        match u8::try_from(vm.index_clamped(item)?) {
            Ok(b) => out.push(b),
            Err(_) => return vm.value_err(&format!("{what} must be in range(0, 256)")),
        }
    }
    Ok(out)
}
