//! `f_locals` of a function's frame: a window on the locals, to look through and to write through.
//!
//! CPython: Objects/frameobject.c (PyFrameLocalsProxy_Type), PEP 667.

use pyvarium_heap::code::{CO_FAST_CELL, CO_FAST_FREE};
use pyvarium_heap::frame::PyFrame;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::{EQ, NE};
use crate::protocol::dict_ops::DictOp;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: frame.
pub static FRAME_LOCALS_PROXY: TypeDef = TypeDef {
    name: "FrameLocalsProxy",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::MAPPING,
    basicsize: 24,
    slots: &[
        (SlotId::Repr, |vm, a| {
            let r = a.at(0)?;
            let inside = vm
                .thread
                .frames
                .iter()
                .any(|f| matches!(f, pyvarium_heap::frame::Frame::Native(n) if n.kind == kinds::LOCALS_REPR.0 && n.get(0) == Some(r)));
            if inside {
                return Ok(Flow::Value(vm.new_str("{...}")));
            }
            let dict = locals_of(vm, a)?;
            vm.push_native(kinds::LOCALS_REPR, &[Slot::borrow(r), dict.into()], &[])
        }),
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
        (SlotId::Hash, |vm, _| vm.type_err("unhashable type: 'FrameLocalsProxy'")),
        (SlotId::AssSubscript, |vm, a| match a.get(2) {
            Some(value) => store(vm, a, a.at(1)?, value),
            None => delete(vm, a, a.at(1)?),
        }),
        (SlotId::Or, either),
        (SlotId::InplaceOr, |vm, a| {
            let (r, other) = (a.at(0)?, a.at(1)?);
            if vm.heap.dict(other).is_none() && !vm.is_exact(other, ids::FRAME_LOCALS_PROXY) {
                return vm.not_implemented();
            }
            update_from(vm, r, other)?;
            vm.own_flow(r)
        }),
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
        FnDef::new("update", "object, /", |vm, a| {
            update_from(vm, a.at(0)?, a.at(1)?)?;
            vm.none_flow()
        }),
        FnDef::new("setdefault", "key, default=None, /", |vm, a| {
            let key = a.at(1)?;
            if let Some(found) = local(vm, a, key)? {
                return vm.own_flow(found);
            }
            let value = a.get(2).unwrap_or(vm.one.none);
            let flow = store(vm, a, key, value)?;
            let done = vm.value_of(flow)?;
            vm.heap.decref_own(done);
            vm.own_flow(value)
        }),
        FnDef::new("pop", "key, default=None, /", |vm, a| {
            let key = a.at(1)?;
            let frame = frame_of(vm, a)?;
            if place_of(vm, frame, key).is_some() {
                return vm.value_err("cannot remove local variables from FrameLocalsProxy");
            }
            match (extra_of(vm, frame), a.get(2)) {
                (Some(extra), default) => vm.dict_op(DictOp::Pop, extra, key, default),
                (None, Some(default)) => vm.own_flow(default),
                (None, None) => Err(exc::key_error(vm, key)),
            }
        }),
        FnDef::new("__reversed__", "", |vm, a| {
            let mut list: Vec<Ref> = names_and_values(vm, a)?.into_iter().map(|(k, _)| k).collect();
            list.reverse();
            let own = vm.list_from(&list);
            let flow = vm.iter(own.r());
            vm.heap.decref_own(own);
            flow
        }),
    ],
    ..TYPE_DEFAULT
};

/// slots: the proxy, a dict of the locals.
pub static LOCALS_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: false,
    resume: |vm, f, answer| {
        if let Answer::Value(v) = answer {
            return Ok(Next::Done(v));
        }
        let dict = f.get(1).ok_or_else(|| vm_bug!("proxy repr"))?;
        match vm.repr(dict)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
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
    let mut pairs = vm.shown_frame(frame).map(|f| vm.fast_locals(f)).unwrap_or_default();
    if let Some(extra) = extra_of(vm, frame).and_then(|d| vm.heap.dict(d)) {
        pairs.extend(extra.iter());
    }
    Ok(pairs)
}

/// What was put in beside the names of the code.
pub(crate) fn extra_of(vm: &Vm, frame: Ref) -> Option<Ref> {
    vm.heap.frame_object(frame)?.extra_locals.get()
}

/// Where the code keeps a name.
fn place_of(vm: &Vm, frame: Ref, key: Ref) -> Option<usize> {
    let name = vm.heap.text(key)?;
    vm.shown_frame(frame)?.code.localsplus.iter().position(|n| n.get().is_some_and(|n| n == key || vm.heap.text(n) == Some(name)))
}

/// CPython: framelocalsproxy_setitem.
fn store(vm: &mut Vm, args: &Args, key: Ref, value: Ref) -> Res {
    let frame = frame_of(vm, args)?;
    let Some(i) = place_of(vm, frame, key) else {
        let extra = match extra_of(vm, frame) {
            Some(extra) => extra,
            None => {
                let dict = vm.new_dict();
                let r = dict.r();
                if let Some(o) = vm.heap.frame_object_mut(frame) {
                    o.extra_locals = dict.into();
                }
                r
            }
        };
        return vm.dict_op(DictOp::Set, extra, key, Some(value));
    };
    let shown = vm.shown_frame(frame);
    let kind = shown.and_then(|f| f.code.localspluskinds.get(i)).copied().unwrap_or(0);
    let there = shown.and_then(|f| f.slots.get(i)).and_then(|s| s.get());
    let new = Slot::own(vm.heap.own(value));
    let old = match there.filter(|c| kind & (CO_FAST_CELL | CO_FAST_FREE) != 0 && vm.heap.cell(*c).is_some()) {
        Some(cell) => vm.heap.set_cell(cell, new),
        None => match vm.shown_frame_mut(frame).and_then(|f| f.slots.get_mut(i)) {
            Some(place) => std::mem::replace(place, new),
            None => new,
        },
    };
    vm.heap.release(old);
    vm.none_flow()
}

fn delete(vm: &mut Vm, args: &Args, key: Ref) -> Res {
    let frame = frame_of(vm, args)?;
    if place_of(vm, frame, key).is_some() {
        return vm.value_err("cannot remove local variables from FrameLocalsProxy");
    }
    match extra_of(vm, frame) {
        Some(extra) => vm.dict_op(DictOp::Delete, extra, key, None),
        None => Err(exc::key_error(vm, key)),
    }
}

/// A dict or another such proxy, each of its items stored.
fn update_from(vm: &mut Vm, r: Ref, other: Ref) -> Res<()> {
    let pairs: Vec<(Ref, Ref)> = if vm.is_exact(other, ids::FRAME_LOCALS_PROXY) {
        names_and_values(vm, &Args::one(other))?
    } else if let Some(dict) = vm.heap.dict(other) {
        dict.iter().collect()
    } else {
        return vm.type_err("update() argument must be dict or another FrameLocalsProxy");
    };
    for (key, value) in pairs {
        let flow = store(vm, &Args::one(r), key, value)?;
        let done = vm.value_of(flow)?;
        vm.heap.decref_own(done);
    }
    Ok(())
}

/// `proxy | mapping`: a dict.
fn either(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let mut all = Vec::new();
    for side in [a, b] {
        if vm.is_exact(side, ids::FRAME_LOCALS_PROXY) {
            all.extend(names_and_values(vm, &Args::one(side))?);
        } else if let Some(dict) = vm.heap.dict(side) {
            all.extend(dict.iter());
        } else {
            return vm.not_implemented();
        }
    }
    Ok(Flow::Value(vm.dict_of_locals(all)))
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
