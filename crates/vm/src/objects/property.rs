//! `property`, `classmethod`, `staticmethod`, and the read-only view of a class's dict.
//!
//! CPython: Objects/descrobject.c (property), Objects/funcobject.c (cm_*, sm_*).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::protocol::dict_ops::DictOp;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: fget, fset, fdel, doc, name.
pub static PROPERTY: TypeDef = TypeDef {
    name: "property",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 64,
    slots: &[(SlotId::DescrGet, property_get), (SlotId::DescrSet, property_set)],
    new: Some(("fget=None, fset=None, fdel=None, doc=None", |vm, a| {
        if a.at(0)? != vm.ty(ids::PROPERTY) {
            return Err(Stop::not_supported("subclasses of property"));
        }
        make(vm, [a.get(1), a.get(2), a.get(3), a.get(4), None])
    })),
    methods: &[
        FnDef::new("getter", "object, /", |vm, a| replaced(vm, a, 0)),
        FnDef::new("setter", "object, /", |vm, a| replaced(vm, a, 1)),
        FnDef::new("deleter", "object, /", |vm, a| replaced(vm, a, 2)),
        FnDef::new("__set_name__", "owner, name, /", |vm, a| {
            let (r, name) = (a.at(0)?, vm.heap.own(a.at(2)?));
            let old = vm.heap.native_mut(r).map(|n| n.set_slot(4, name.into()));
            if let Some(old) = old {
                vm.heap.release(old);
            }
            vm.none_flow()
        }),
    ],
    getset: &[
        GetSetDef::member("fget", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("fset", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::member("fdel", |vm, a| vm.native_slot(a, 2)),
        GetSetDef::member("__doc__", |vm, a| vm.native_slot(a, 3)),
        GetSetDef::ro("__name__", |vm, a| vm.native_slot(a, 4)),
        GetSetDef::ro("__isabstractmethod__", |vm, a| vm.is_any_slot_abstract(a, 3)),
    ],
    ..TYPE_DEFAULT
};

fn make(vm: &mut Vm, parts: [Option<Ref>; 5]) -> Res {
    let mut slots: Vec<Slot> = Vec::new();
    for part in parts {
        slots.push(match part.filter(|p| *p != vm.one.none) {
            Some(p) => vm.heap.own(p).into(),
            None => Slot::NULL,
        });
    }
    // Without a doc of its own it has its getter's.
    if slots.get(3).is_some_and(|s| s.is_null())
        && let Some(getter) = slots.first().and_then(|s| s.get())
        && let Some(doc) = vm.heap.function(getter).and_then(|f| f.doc.get()).filter(|d| *d != vm.one.none)
    {
        let own = vm.heap.own(doc);
        if let Some(place) = slots.get_mut(3) {
            *place = own.into();
        }
    }
    Ok(Flow::Value(vm.new_native(ids::PROPERTY, &slots, &[])))
}

fn replaced(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let (r, f) = (args.at(0)?, args.at(1)?);
    let mut parts = [None; 5];
    for (k, part) in parts.iter_mut().enumerate() {
        *part = if k == i { Some(f) } else { vm.heap.native(r).and_then(|n| n.slot(k).get()) };
    }
    make(vm, parts)
}

fn without(vm: &mut Vm, r: Ref, instance: Ref, what: &str) -> Stop {
    let name = vm.heap.native(r).and_then(|n| n.slot(4).get());
    let ty = vm.type_qualname(vm.heap.type_of(instance));
    let message = match name {
        Some(n) => format!("property '{}' of '{ty}' object has no {what}", vm.heap.str_lossy(n)),
        None => format!("property of '{ty}' object has no {what}"),
    };
    let key = name.unwrap_or(vm.one.none);
    exc::attribute_error(vm, &message, instance, key)
}

fn property_get(vm: &mut Vm, args: &Args) -> Res {
    let (r, instance) = (args.at(0)?, args.at(1)?);
    if instance == vm.one.none {
        return vm.own_flow(r);
    }
    match vm.heap.native(r).and_then(|n| n.slot(0).get()) {
        Some(getter) => vm.call_args(getter, &[instance]),
        None => Err(without(vm, r, instance, "getter")),
    }
}

fn property_set(vm: &mut Vm, args: &Args) -> Res {
    let (r, instance) = (args.at(0)?, args.at(1)?);
    let slot = |i| vm.heap.native(r).and_then(|n| n.slot(i).get());
    match args.get(2) {
        Some(v) => match slot(1) {
            Some(setter) => vm.call_args(setter, &[instance, v]),
            None => Err(without(vm, r, instance, "setter")),
        },
        None => match slot(2) {
            Some(deleter) => vm.call_args(deleter, &[instance]),
            None => Err(without(vm, r, instance, "deleter")),
        },
    }
}

fn wrapper_new(vm: &mut Vm, args: &Args, ty: crate::native::TypeId) -> Res {
    if args.at(0)? != vm.ty(ty) {
        return Err(Stop::not_supported("subclasses of classmethod or staticmethod"));
    }
    let f = vm.heap.own(args.at(1)?);
    Ok(Flow::Value(vm.new_native(ty, &[f.into()], &[])))
}

fn wrapper_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let inner = vm.heap.native(r).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("an empty wrapper"))?;
    let name = vm.type_name(r);
    match vm.repr(inner)? {
        Flow::Value(v) => {
            let text = format!("<{name}({})>", vm.text_of(&v));
            vm.heap.decref_own(v);
            Ok(Flow::Value(vm.new_str(&text)))
        }
        Flow::Pushed => Err(Stop::not_supported("repr of a wrapper around an object with a Python repr")),
    }
}

/// What the wrapped function has, the wrapper has too (`__name__`, `__doc__`, ...).
fn wrapper_getattr(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    let ty = vm.heap.type_of(r);
    if let Some(descr) = vm.lookup_type(ty, name).filter(|_| !vm.heap.str_lossy(name).ends_with("doc__")) {
        return vm.descr_get(descr, Some(r), ty);
    }
    match vm.heap.native(r).and_then(|n| n.slot(0).get()) {
        Some(inner)
            if ["__name__", "__qualname__", "__doc__", "__module__", "__annotations__"].contains(&vm.heap.str_lossy(name).as_str()) =>
        {
            vm.getattr(inner, name)
        }
        _ => Err(vm.no_attribute(r, ty, name)),
    }
}

pub static CLASSMETHOD: TypeDef = TypeDef {
    name: "classmethod",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 32,
    slots: &[
        (SlotId::Repr, wrapper_repr),
        (SlotId::GetAttr, wrapper_getattr),
        (SlotId::DescrGet, |vm, a| {
            let (r, instance) = (a.at(0)?, a.at(1)?);
            let class = a.get(2).filter(|o| *o != vm.one.none).unwrap_or(vm.heap.type_of(instance));
            let f = vm.heap.native(r).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("an empty classmethod"))?;
            Ok(Flow::Value(vm.new_method(f, class)))
        }),
    ],
    new: Some(("function, /", |vm, a| wrapper_new(vm, a, ids::CLASSMETHOD))),
    getset: &[
        GetSetDef::member("__func__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("__wrapped__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::ro("__isabstractmethod__", |vm, a| vm.is_any_slot_abstract(a, 1)),
    ],
    ..TYPE_DEFAULT
};

pub static STATICMETHOD: TypeDef = TypeDef {
    name: "staticmethod",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 32,
    slots: &[
        (SlotId::Repr, wrapper_repr),
        (SlotId::GetAttr, wrapper_getattr),
        (SlotId::DescrGet, |vm, a| vm.native_slot(a, 0)),
        (SlotId::Call, |vm, a| {
            let f = vm.heap.native(a.at(0)?).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("an empty staticmethod"))?;
            vm.call(f, &a.rest())
        }),
    ],
    new: Some(("function, /", |vm, a| wrapper_new(vm, a, ids::STATICMETHOD))),
    getset: &[
        GetSetDef::member("__func__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("__wrapped__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::ro("__isabstractmethod__", |vm, a| vm.is_any_slot_abstract(a, 1)),
    ],
    ..TYPE_DEFAULT
};

fn proxied(vm: &Vm, args: &Args) -> Res<Ref> {
    vm.heap.native(args.at(0)?).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("an empty mappingproxy"))
}

pub static MAPPINGPROXY: TypeDef = TypeDef {
    name: "mappingproxy",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::MAPPING,
    basicsize: 24,
    slots: &[
        (SlotId::Str, |vm, a| {
            let mapping = vm.heap.native(a.at(0)?).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("mappingproxy"))?;
            vm.str(mapping)
        }),
        (SlotId::Repr, |vm, a| {
            let d = proxied(vm, a)?;
            let mark = vm.mark();
            match vm.repr(d)? {
                Flow::Value(v) => {
                    let text = format!("mappingproxy({})", vm.text_of(&v));
                    vm.heap.decref_own(v);
                    Ok(Flow::Value(vm.new_str(&text)))
                }
                Flow::Pushed => {
                    let name = vm.new_str("mappingproxy");
                    vm.adapt(mark, crate::core::kinds::VIEW_REPR, &[Slot::NULL, name.into()], &[])
                }
            }
        }),
        (SlotId::Iter, |vm, a| {
            let d = proxied(vm, a)?;
            vm.iter(d)
        }),
        (SlotId::Length, |vm, a| {
            let d = proxied(vm, a)?;
            vm.length(d)
        }),
        (SlotId::Subscript, |vm, a| {
            let d = proxied(vm, a)?;
            vm.getitem(d, a.at(1)?)
        }),
        (SlotId::Contains, |vm, a| {
            let d = proxied(vm, a)?;
            vm.contains(d, a.at(1)?)
        }),
    ],
    new: Some(("mapping, /", |vm, a| {
        let d = vm.heap.own(a.at(1)?);
        Ok(Flow::Value(vm.new_native(ids::MAPPINGPROXY, &[d.into()], &[])))
    })),
    methods: &[
        FnDef::new("get", "key, default=None, /", |vm, a| {
            let d = proxied(vm, a)?;
            vm.dict_op(DictOp::GetDefault, d, a.at(1)?, a.get(2))
        }),
        FnDef::new("keys", "", |vm, a| crate::objects::dict_views::view(vm, proxied(vm, a)?, ids::DICT_KEYS)),
        FnDef::new("values", "", |vm, a| crate::objects::dict_views::view(vm, proxied(vm, a)?, ids::DICT_VALUES)),
        FnDef::new("items", "", |vm, a| crate::objects::dict_views::view(vm, proxied(vm, a)?, ids::DICT_ITEMS)),
        FnDef::new("copy", "", |vm, a| {
            let d = proxied(vm, a)?;
            let own = vm.dict_copy(d);
            Ok(Flow::Value(own))
        }),
    ],
    ..TYPE_DEFAULT
};
