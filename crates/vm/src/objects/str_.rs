//! `str`: operators, repr, indexing, `%`.
//!
//! CPython: Objects/unicodeobject.c.

use std::rc::Rc;

use pyvarium_heap::object::Body;
use pyvarium_heap::text::Text;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{Answer, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::{EQ, NE, holds};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub static STR: TypeDef = TypeDef {
    name: "str",
    base: Some(ids::OBJECT),
    layout: Layout::Str,
    flags: flags::BASETYPE | flags::MATCH_SELF,
    basicsize: 64,
    slots: &[
        (SlotId::Repr, |vm, a| {
            let text = repr_text(vm, a.at(0)?);
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        (SlotId::Str, str_str),
        (SlotId::Hash, crate::protocol::hash::value_hash),
        (SlotId::RichCompare, str_richcompare),
        (SlotId::Iter, |vm, a| {
            let r = a.at(0)?;
            let ascii = vm.heap.text(r).is_some_and(Text::is_ascii);
            let s = vm.heap.own(r);
            let ty = if ascii { ids::STR_ITERATOR } else { ids::STR_WIDE_ITERATOR };
            Ok(Flow::Value(vm.new_native(ty, &[s.into()], &[0])))
        }),
        (SlotId::Remainder, crate::objects::str_percent::str_mod),
        (SlotId::Length, |vm, a| {
            let n = vm.heap.text(a.at(0)?).map_or(0, Text::len);
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        (SlotId::Subscript, str_subscript),
        (SlotId::Contains, str_contains),
        (SlotId::Concat, str_concat),
        (SlotId::Repeat, str_repeat),
    ],
    new: Some(("object='', encoding='utf-8', errors='strict'", str_new)),
    methods: crate::objects::str_methods::METHODS,
    ..TYPE_DEFAULT
};

/// repr of a str as text. CPython: unicode_repr.
pub fn repr_text(vm: &Vm, r: Ref) -> String {
    match vm.heap.text(r) {
        Some(text) => quote(text),
        None => String::new(),
    }
}

pub fn quote(text: &Text) -> String {
    let has = |c: char| text.points().any(|p| p == c as u32);
    let q = if has('\'') && !has('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(q);
    for p in text.points() {
        match char::from_u32(p) {
            Some(c) if c == q || c == '\\' => {
                out.push('\\');
                out.push(c);
            }
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some(c) if (' '..'\x7f').contains(&c) => out.push(c),
            Some(c) if p > 0x7f && pyvarium_code::printable::is_printable(c) => out.push(c),
            _ if p < 0x100 => out.push_str(&format!("\\x{p:02x}")),
            _ if p < 0x10000 => out.push_str(&format!("\\u{p:04x}")),
            _ => out.push_str(&format!("\\U{p:08x}")),
        }
    }
    out.push(q);
    out
}

impl Vm {
    /// ascii(): repr with everything beyond ASCII escaped.
    pub fn ascii(&mut self, r: Ref) -> Res {
        let mark = self.mark();
        match self.repr(r)? {
            Flow::Value(v) => Ok(Flow::Value(self.ascii_of(v))),
            Flow::Pushed => self.adapt(mark, crate::core::kinds::ASCII, &[], &[]),
        }
    }

    fn ascii_of(&mut self, v: pyvarium_heap::Own) -> pyvarium_heap::Own {
        let Some(text) = self.heap.text(v.r()).filter(|t| !t.is_ascii()) else { return v };
        let mut out = String::new();
        for p in text.points() {
            match p {
                0..0x80 => out.push(p as u8 as char),
                0x80..0x100 => out.push_str(&format!("\\x{p:02x}")),
                0x100..0x10000 => out.push_str(&format!("\\u{p:04x}")),
                _ => out.push_str(&format!("\\U{p:08x}")),
            }
        }
        self.heap.decref_own(v);
        self.new_str(&out)
    }

    pub fn concat_texts(&self, parts: &[Ref]) -> Text {
        Text::concat_all(parts.iter().filter_map(|r| self.heap.text(*r)))
    }
}

pub static ASCII: crate::native::NativeDef = crate::native::NativeDef {
    name: "ascii",
    catches: false,
    resume: |vm, _, answer| match answer {
        crate::native::Answer::Value(v) => Ok(crate::native::Next::Done(vm.ascii_of(v))),
        _ => Err(crate::vm_bug!("ascii")),
    },
};

fn str_str(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if vm.is_exact(r, ids::STR) {
        return vm.own_flow(r);
    }
    let text = vm.heap.text(r).cloned().unwrap_or_else(|| Text::from(""));
    Ok(Flow::Value(vm.new_text(Text::from_units(text.units))))
}

fn str_new(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    vm.check_codec_names("str", args.get(2), args.get(3))?;
    let exact = cls == vm.ty(ids::STR);
    if let (Some(x), true) = (args.get(1), args.get(2).is_some() || args.get(3).is_some()) {
        // CPython: PyUnicode_FromEncodedObject.
        if vm.heap.text(x).is_some() {
            return vm.type_err("decoding str is not supported");
        }
        if vm.buffer(x).is_none() {
            crate::objects::buffer_wrapper::ask_python(vm, x, crate::stop::Convert::Buffer)?;
            let message = format!("decoding to str: need a bytes-like object, {} found", vm.type_name(x));
            return vm.type_err(&message);
        }
        let mark = vm.mark();
        return match crate::codecs::go(vm, crate::codecs::Work::BytesDecode, &args.rest())? {
            Flow::Value(v) if !exact => Ok(Flow::Value(of_class(vm, cls, v))),
            Flow::Pushed if !exact => vm.adapt(mark, crate::core::kinds::STR_SUBCLASS, &[Slot::borrow(cls)], &[]),
            flow => Ok(flow),
        };
    }
    match args.get(1) {
        None if exact => Ok(Flow::Value(vm.new_str(""))),
        None => Ok(Flow::Value(vm.alloc_instance(cls))),
        Some(x) if exact => vm.str(x),
        Some(x) => {
            let mark = vm.mark();
            match vm.str(x)? {
                Flow::Value(v) => Ok(Flow::Value(of_class(vm, cls, v))),
                Flow::Pushed => vm.adapt(mark, crate::core::kinds::STR_SUBCLASS, &[Slot::borrow(cls)], &[]),
            }
        }
    }
}

/// The text as an instance of a subclass. CPython: unicode_subtype_new.
fn of_class(vm: &mut Vm, cls: Ref, v: Own) -> Own {
    let text = vm.heap.text(v.r()).map(|t| t.units.clone());
    vm.heap.decref_own(v);
    let text = Text::from_units(text.unwrap_or(Text::from("").units));
    vm.alloc_with_body(cls, Body::Str(Rc::new(text)))
}

/// slots: the class. The text that it is to have is the answer.
pub static STR_SUBCLASS: NativeDef = NativeDef {
    name: "str",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(cls), Answer::Value(v)) = (f.get(0), answer) else { return Err(crate::vm_bug!("str")) };
        Ok(Next::Done(of_class(vm, cls, v)))
    },
};

fn str_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let (Some(x), Some(y)) = (vm.heap.text(a), vm.heap.text(b)) else { return vm.not_implemented() };
    let answer = match args.op {
        EQ => x == y,
        NE => x != y,
        op => match (x.as_ascii(), y.as_ascii()) {
            (Some(x), Some(y)) => holds(op, x, y),
            _ => holds(op, &x.points().cmp(y.points()), &std::cmp::Ordering::Equal),
        },
    };
    vm.bool_flow(answer)
}

fn str_subscript(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    let n = vm.heap.text(r).map_or(0, Text::len);
    if let Some(s) = vm.slice_indices(key, n)? {
        let Some(text) = vm.heap.text(r) else { return vm.not_implemented() };
        if s.step == 1 {
            if s.start == 0 && s.len == n && vm.is_exact(r, ids::STR) {
                return vm.own_flow(r);
            }
            let cut = text.slice(s.start as usize, s.start as usize + s.len);
            return Ok(Flow::Value(vm.new_text(cut)));
        }
        let points: Vec<u32> = s.iter().filter_map(|i| text.at(i)).collect();
        return Ok(Flow::Value(vm.new_text(Text::from_point_slice(&points))));
    }
    if !vm.has_slot(key, SlotId::Index) {
        let message = format!("string indices must be integers, not '{}'", vm.type_name(key));
        return vm.type_err(&message);
    }
    let i = vm.index_for(key)?;
    match vm.heap.text(r).and_then(|t| t.at(crate::objects::slice::wrap_index(i, n)?)) {
        Some(p) => Ok(Flow::Value(vm.new_text(Text::from_point_slice(&[p])))),
        None => Err(exc::index_error(vm, "string index out of range")),
    }
}

/// Position of `needle` in `hay` at or after `from`. Unit: code points.
pub fn find(hay: &Text, needle: &Text, from: usize, to: usize) -> Option<usize> {
    if from > hay.len() {
        return None;
    }
    if let (Some(h), Some(n)) = (hay.as_ascii(), needle.as_ascii()) {
        return h.get(from..to.min(h.len()))?.find(n).map(|i| i + from);
    }
    let hay: Vec<u32> = hay.points().collect();
    let needle: Vec<u32> = needle.points().collect();
    let window = hay.get(from..to.min(hay.len()))?;
    if needle.is_empty() {
        return Some(from);
    }
    window.windows(needle.len()).position(|w| w == needle).map(|i| i + from)
}

fn str_contains(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    let Some(needle) = vm.heap.text(key) else {
        let message = format!("'in <string>' requires string as left operand, not {}", vm.type_name(key));
        return vm.type_err(&message);
    };
    let found = vm.heap.text(r).is_some_and(|hay| find(hay, needle, 0, usize::MAX).is_some());
    vm.bool_flow(found)
}

fn str_concat(vm: &mut Vm, args: &Args) -> Res {
    concat(vm, args.at(0)?, args.at(1)?)
}

pub(crate) fn concat(vm: &mut Vm, a: Ref, b: Ref) -> Res {
    let (Some(x), Some(y)) = (vm.heap.text(a), vm.heap.text(b)) else {
        let message = format!("can only concatenate str (not \"{}\") to str", vm.type_name(b));
        return vm.type_err(&message);
    };
    // One side empty: the other is the answer, the same object.
    if x.is_empty() && vm.is_exact(b, ids::STR) {
        return vm.own_flow(b);
    }
    if y.is_empty() && vm.is_exact(a, ids::STR) {
        return vm.own_flow(a);
    }
    let bytes = (x.len() + y.len()) as u64 * u64::from(x.kind().max(y.kind()));
    vm.check_bytes(bytes)?;
    let (Some(x), Some(y)) = (vm.heap.text(a), vm.heap.text(b)) else { return vm.not_implemented() };
    let text = x.concat(y);
    Ok(Flow::Value(vm.new_text(text)))
}

fn str_repeat(vm: &mut Vm, args: &Args) -> Res {
    let (r, count) = (args.at(0)?, args.at(1)?);
    if !vm.has_slot(count, SlotId::Index) {
        let message = format!("can't multiply sequence by non-int of type '{}'", vm.type_name(count));
        return vm.type_err(&message);
    }
    let n = vm.repeat_count(count)?;
    let Some(text) = vm.heap.text(r) else { return vm.not_implemented() };
    if n == 1 && vm.is_exact(r, ids::STR) {
        return vm.own_flow(r);
    }
    let bytes = (text.len() as u64).saturating_mul(n).saturating_mul(u64::from(text.kind()));
    if bytes > i64::MAX as u64 {
        return Err(exc::overflow_error(vm, "repeated string is too long"));
    }
    vm.check_bytes(bytes)?;
    // An empty text is not made longer by any count.
    let n = if text.is_empty() { 0 } else { n as usize };
    let repeated = match text.as_ascii() {
        Some(s) => Text::from(s.repeat(n)),
        None => {
            let points: Vec<u32> = text.points().collect();
            Text::from_point_slice(&points.repeat(n))
        }
    };
    Ok(Flow::Value(vm.new_text(repeated)))
}

impl Vm {
    /// A count for `*`: negative is none.
    pub fn repeat_count(&mut self, r: Ref) -> Res<u64> {
        if let Body::BigInt(_) = self.heap.body(r) {
            return Err(exc::overflow_error(self, "cannot fit 'int' into an index-sized integer"));
        }
        Ok(self.index_clamped(r)?.max(0) as u64)
    }

    /// An index, for subscripts: too large is IndexError.
    pub fn index_for(&mut self, r: Ref) -> Res<i64> {
        if let Body::BigInt(_) = self.heap.body(r) {
            return Err(exc::index_error(self, "cannot fit 'int' into an index-sized integer"));
        }
        self.index_clamped(r)
    }
}

impl Vm {
    /// A str that nothing has been done to, where `r` is an exact one with this text; else a new one. CPython:
    /// unicode_result_unchanged.
    pub(crate) fn same_or_new_str(&mut self, r: Ref, text: &str) -> Own {
        if self.is_exact(r, ids::STR) { self.written_str(r, text) } else { self.new_str(text) }
    }

    /// As `same_or_new_str`, and an instance of a subclass stays one. CPython: _PyUnicodeWriter_WriteStr of a whole str.
    pub(crate) fn written_str(&mut self, r: Ref, text: &str) -> Own {
        let is_same = self.heap.text(r).is_some_and(|t| t.to_str_lossy() == text);
        if is_same { self.heap.own(r) } else { self.new_str(text) }
    }
}

pub fn str_format(vm: &mut Vm, args: &Args) -> Res {
    let (r, spec) = (args.at(0)?, args.at(1)?);
    let spec_text = vm.heap.str_lossy(spec);
    if spec_text.is_empty() {
        return vm.str(r);
    }
    let text = vm.heap.str_lossy(r);
    match vm.format_spec(r, &spec_text)?.text(&text) {
        Ok(out) => Ok(Flow::Value(vm.written_str(r, &out))),
        Err(message) => vm.bad_format(r, &message),
    }
}
