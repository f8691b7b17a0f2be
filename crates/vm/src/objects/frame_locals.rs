//! `f_locals` of a function's frame: a window on the locals. Reading shows what they are now; writing
//! through it is not there yet.
//!
//! CPython: Objects/frameobject.c (PyFrameLocalsProxy_Type), PEP 667.

use pyvarium_heap::code::{CO_FAST_CELL, CO_FAST_FREE};
use pyvarium_heap::frame::PyFrame;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{FnDef, NativeFn, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::{EQ, NE};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

const NO_WRITING: NativeFn = |_, _| Err(Stop::not_supported("changing locals through f_locals"));

/// slots: frame.
pub static FRAME_LOCALS_PROXY: TypeDef = TypeDef {
    name: "FrameLocalsProxy",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::MAPPING,
    basicsize: 24,
    slots: &[
        (SlotId::Repr, |vm, a| with_locals(vm, a, |vm, d| vm.repr(d))),
        (SlotId::Length, |vm, a| with_locals(vm, a, |vm, d| vm.length(d))),
        (SlotId::Iter, |vm, a| {
            let keys = keys(vm, a)?;
            let flow = vm.iter(keys.r());
            vm.heap.decref_own(keys);
            flow
        }),
        (SlotId::Subscript, |vm, a| {
            let key = a.at(1)?;
            match local(vm, a, key)? {
                Some(v) => vm.own_flow(v),
                None => {
                    // The words are CPython's own.
                    let flow = vm.repr(key)?;
                    let text = vm.value_of(flow)?;
                    let message = format!("local variable '{}' is not defined", vm.text_of(&text));
                    vm.heap.decref_own(text);
                    let message = vm.new_str(&message);
                    let e = exc::key_error(vm, message.r());
                    vm.heap.decref_own(message);
                    Err(e)
                }
            }
        }),
        (SlotId::AssSubscript, NO_WRITING),
        (SlotId::Contains, |vm, a| {
            let found = local(vm, a, a.at(1)?)?.is_some();
            vm.bool_flow(found)
        }),
        (SlotId::RichCompare, |vm, a| {
            let other = a.at(1)?;
            if !(a.op == EQ || a.op == NE) {
                return vm.not_implemented();
            }
            if vm.is_exact(other, ids::FRAME_LOCALS_PROXY) {
                let same = vm.heap.native(a.at(0)?).map(|n| n.slot(0).get()) == vm.heap.native(other).map(|n| n.slot(0).get());
                return vm.bool_flow(same == (a.op == EQ));
            }
            if vm.heap.dict(other).is_none() {
                return vm.not_implemented();
            }
            let op = a.op;
            let dict = locals_of(vm, a)?;
            let mark = vm.mark();
            let flow = vm.richcompare(dict.r(), other, op);
            held(vm, mark, dict, flow)
        }),
    ],
    methods: &[
        FnDef::new("get", "key, default=None, /", |vm, a| {
            let found = local(vm, a, a.at(1)?)?.or(a.get(2)).unwrap_or(vm.one.none);
            vm.own_flow(found)
        }),
        FnDef::new("keys", "", |vm, a| Ok(Flow::Value(keys(vm, a)?))),
        FnDef::new("values", "", |vm, a| {
            let list: Vec<Ref> = names_and_values(vm, a)?.into_iter().map(|(_, v)| v).collect();
            Ok(Flow::Value(vm.list_from(&list)))
        }),
        FnDef::new("items", "", |vm, a| {
            let pairs = names_and_values(vm, a)?;
            let slots = pairs.into_iter().map(|(k, v)| vm.tuple_from(&[k, v]).into()).collect();
            Ok(Flow::Value(vm.list_from_slots(slots)))
        }),
        FnDef::new("copy", "", |vm, a| Ok(Flow::Value(locals_of(vm, a)?))),
        FnDef::new("update", "*args, **kwargs", NO_WRITING),
        FnDef::new("setdefault", "key, default=None, /", NO_WRITING),
        FnDef::new("pop", "key, default=None, /", NO_WRITING),
    ],
    ..TYPE_DEFAULT
};

/// Runs `f` on a dict of the locals that lives as long as the answer is worked out.
fn with_locals(vm: &mut Vm, args: &Args, f: fn(&mut Vm, Ref) -> Res) -> Res {
    let dict = locals_of(vm, args)?;
    let mark = vm.mark();
    let flow = f(vm, dict.r());
    held(vm, mark, dict, flow)
}

fn held(vm: &mut Vm, mark: usize, dict: Own, flow: Res) -> Res {
    match flow {
        Ok(Flow::Pushed) => vm.adapt(mark, kinds::HOLD, &[dict.into()], &[]),
        other => {
            vm.heap.decref_own(dict);
            other
        }
    }
}

fn frame_of(vm: &Vm, args: &Args) -> Res<Ref> {
    vm.heap.native(args.at(0)?).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("a locals proxy without frame"))
}

fn names_and_values(vm: &Vm, args: &Args) -> Res<Vec<(Ref, Ref)>> {
    let frame = frame_of(vm, args)?;
    Ok(vm.shown_frame(frame).map(|f| vm.fast_locals(f)).unwrap_or_default())
}

fn keys(vm: &mut Vm, args: &Args) -> Res<Own> {
    let list: Vec<Ref> = names_and_values(vm, args)?.into_iter().map(|(k, _)| k).collect();
    Ok(vm.list_from(&list))
}

fn locals_of(vm: &mut Vm, args: &Args) -> Res<Own> {
    let pairs = names_and_values(vm, args)?;
    Ok(vm.dict_of_locals(pairs))
}

fn local(vm: &mut Vm, args: &Args, key: Ref) -> Res<Option<Ref>> {
    if vm.heap.text(key).is_none() {
        return Err(Stop::not_supported("f_locals with a key that is no str"));
    }
    let pairs = names_and_values(vm, args)?;
    Ok(pairs.into_iter().find(|(k, _)| *k == key || vm.eq_now(*k, key) == Some(true)).map(|(_, v)| v))
}

impl Vm {
    /// The locals that have a value, cells looked into, in the order of the code object.
    pub fn fast_locals(&self, frame: &PyFrame) -> Vec<(Ref, Ref)> {
        let mut pairs = Vec::new();
        for ((name, kind), value) in frame.code.localsplus.iter().zip(&frame.code.localspluskinds).zip(&frame.slots) {
            let is_cell = kind & (CO_FAST_CELL | CO_FAST_FREE) != 0;
            let value = match value.get() {
                Some(v) if is_cell => self.heap.cell(v).map_or(Some(v), |content| content.get()),
                other => other,
            };
            if let (Some(name), Some(value)) = (name.get(), value) {
                pairs.push((name, value));
            }
        }
        pairs
    }

    pub fn dict_of_locals(&mut self, pairs: Vec<(Ref, Ref)>) -> Own {
        let dict = self.new_dict();
        for (name, value) in pairs {
            self.dict_set_str(dict.r(), name, value);
        }
        dict
    }
}

/// CPython: frame_getlocals.
pub fn f_locals(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(frame) = vm.shown_frame(r) else { return Err(vm_bug!("a frame object without frame")) };
    if let Some(mapping) = frame.locals.get() {
        return vm.own_flow(mapping);
    }
    let own = vm.heap.own(r);
    Ok(Flow::Value(vm.new_native(ids::FRAME_LOCALS_PROXY, &[Slot::own(own)], &[])))
}
