//! Bound methods of Python functions.
//!
//! CPython: Objects/classobject.c.

use pyvarium_heap::Ref;
use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Layout, flags};

use crate::args::Args;
use crate::core::ids;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::{EQ, NE};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

pub static METHOD: TypeDef = TypeDef {
    name: "method",
    base: Some(ids::OBJECT),
    layout: Layout::Method,
    flags: flags::HAVE_GC,
    basicsize: 48,
    slots: &[
        (SlotId::Repr, method_repr),
        (SlotId::Hash, method_hash),
        (SlotId::RichCompare, method_richcompare),
        (SlotId::GetAttr, method_getattr),
        (SlotId::DescrGet, |vm, a| {
            let r = a.at(0)?;
            vm.own_flow(r)
        }),
        (SlotId::Call, |vm, a| {
            let (f, this) = parts(vm, a.at(0)?)?;
            vm.call(f, &a.rest().with_first(this))
        }),
    ],
    new: Some(("function, instance, /", |vm, a| {
        let (f, this) = (a.at(1)?, a.at(2)?);
        if !vm.is_callable(f) {
            return vm.type_err("first argument must be callable");
        }
        if this == vm.one.none {
            return vm.type_err("instance must not be None");
        }
        Ok(Flow::Value(vm.new_method(f, this)))
    })),
    methods: &[FnDef::new("__reduce__", "", crate::objects::pickling::reduce_method)],
    getset: &[
        GetSetDef::ro("__doc__", |vm, a| {
            let (f, name) = (parts(vm, a.at(0)?)?.0, vm.names.doc);
            vm.getattr(f, name)
        }),
        GetSetDef::member("__func__", |vm, a| {
            let f = parts(vm, a.at(0)?)?.0;
            vm.own_flow(f)
        }),
        GetSetDef::member("__self__", |vm, a| {
            let s = parts(vm, a.at(0)?)?.1;
            vm.own_flow(s)
        }),
    ],
    ..TYPE_DEFAULT
};

fn parts(vm: &Vm, r: Ref) -> Res<(Ref, Ref)> {
    match vm.heap.body(r) {
        Body::Method(f, s) => match (f.get(), s.get()) {
            (Some(f), Some(s)) => Ok((f, s)),
            _ => Err(vm_bug!("an empty method")),
        },
        _ => Err(vm_bug!("not a method")),
    }
}

/// `__qualname__`, else `__name__`, else a question mark.
fn shown_name(vm: &mut Vm, f: Ref) -> Res<String> {
    if vm.heap.function(f).is_some() {
        return Ok(vm.qualname_of(pyvarium_heap::Slot::borrow(f)));
    }
    let ty = vm.heap.type_of(f);
    let is_python = vm.heap.as_type(ty).is_some_and(|t| t.has(pyvarium_heap::types::flags::HEAPTYPE));
    for key in [vm.names.qualname, vm.intern("__name__").into_ref()] {
        if !is_python && let Some(Flow::Value(v)) = vm.getattr_opt(f, key)? {
            let text = vm.text_of(&v);
            vm.heap.decref_own(v);
            return Ok(text);
        }
    }
    Ok("?".to_owned())
}

fn method_repr(vm: &mut Vm, args: &Args) -> Res {
    let (f, this) = parts(vm, args.at(0)?)?;
    let name = shown_name(vm, f)?;
    let mark = vm.mark();
    match vm.repr(this)? {
        Flow::Value(v) => {
            let text = format!("<bound method {name} of {}>", vm.text_of(&v));
            vm.heap.decref_own(v);
            Ok(Flow::Value(vm.new_str(&text)))
        }
        Flow::Pushed => {
            let prefix = vm.new_str(&format!("<bound method {name} of "));
            vm.adapt(mark, crate::core::kinds::WRAP_TEXT, &[prefix.into()], &[])
        }
    }
}

/// Puts a prefix and `>` around a text. slots: prefix.
pub static WRAP_TEXT: crate::native::NativeDef = crate::native::NativeDef {
    name: "repr",
    catches: false,
    resume: |vm, f, answer| {
        let (crate::native::Answer::Value(v), Some(prefix)) = (answer, f.get(0)) else { return Err(vm_bug!("repr")) };
        let text = format!("{}{}>", vm.heap.str_lossy(prefix), vm.text_of(&v));
        vm.heap.decref_own(v);
        Ok(crate::native::Next::Done(vm.new_str(&text)))
    },
};

fn method_hash(vm: &mut Vm, args: &Args) -> Res {
    let (f, this) = parts(vm, args.at(0)?)?;
    let pointer = |vm: &Vm, r: Ref| pyvarium_heap::hash::hash_pointer(vm.heap.address(r));
    let h = pointer(vm, this) ^ pointer(vm, f);
    Ok(Flow::Value(vm.new_int(if h == -1 { -2 } else { h })))
}

fn method_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if (args.op != EQ && args.op != NE) || !vm.is_exact(b, ids::METHOD) {
        return vm.not_implemented();
    }
    let same = parts(vm, a)? == parts(vm, b)?;
    vm.bool_flow(same == (args.op == EQ))
}

/// What a method does not have itself is its function's.
fn method_getattr(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    let ty = vm.heap.type_of(r);
    match vm.lookup_type(ty, name) {
        Some(descr) => vm.descr_get(descr, Some(r), ty),
        None => {
            let f = parts(vm, r)?.0;
            vm.getattr(f, name)
        }
    }
}
