//! functools.partial and its Placeholder.
//!
//! CPython: Modules/_functoolsmodule.c, partialobject.

use std::rc::Rc;

use pyvarium_heap::object::{Body, Extended, Instance, Native};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::objects::generic_alias::generic_alias;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Vm, vm_bug};

use crate::ask::{has_part, own, part, set_part};
use crate::functools::{PARTIAL, PLACEHOLDER};

pub static PLACEHOLDER_TYPE: TypeDef = TypeDef {
    name: "functools._PlaceholderType",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    doc: Some("The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments."),
    slots: &[(SlotId::Repr, |vm, _| Ok(Flow::Value(vm.new_str("Placeholder"))))],
    new: Some(("*args, **kwargs", |vm, a| {
        if a.len() > 1 {
            return vm.type_err("PlaceholderType takes no arguments");
        }
        let singleton = vm.dict_get_named(vm.modules, "_functools").and_then(|m| vm.module_dict(m));
        match singleton.and_then(|d| vm.dict_get_named(d, "Placeholder")) {
            Some(r) => vm.own_flow(r),
            None => Ok(Flow::Value(vm.new_native(PLACEHOLDER, &[], &[]))),
        }
    })),
    methods: &[FnDef::new("__reduce__", "", |vm, _| Ok(Flow::Value(vm.new_str("Placeholder"))))],
    ..TYPE_DEFAULT
};

const FUNC: usize = 0;
const ARGS: usize = 1;
const KEYWORDS: usize = 2;

/// slots: function, tuple of arguments, dict of keywords; ints: number of placeholders.
pub static PARTIAL_TYPE: TypeDef = TypeDef {
    name: "functools.partial",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT | flags::METHOD_DESCRIPTOR,
    basicsize: 72,
    doc: Some("Create a new function with partial application of the given arguments and keywords."),
    slots: &[(SlotId::Call, partial_call), (SlotId::Repr, partial_repr), (SlotId::DescrGet, bind_to_instance)],
    new: Some(("*args, **kwargs", partial_new)),
    methods: &[
        FnDef::new("__reduce__", "", partial_reduce),
        FnDef::new("__setstate__", "object, /", partial_setstate),
        FnDef::class("__class_getitem__", "object, /", generic_alias),
    ],
    getset: &[
        GetSetDef::member("func", |vm, a| vm.native_slot(a, FUNC)),
        GetSetDef::member("args", |vm, a| vm.native_slot(a, ARGS)),
        GetSetDef::member("keywords", |vm, a| vm.native_slot(a, KEYWORDS)),
        GetSetDef::rw("__dict__", get_dict, set_dict),
    ],
    ..TYPE_DEFAULT
};

/// A native object that can have attributes of its own.
pub fn new_with_dict(vm: &mut Vm, class: Ref, ty: TypeId, slots: Vec<Slot>, ints: &[i64]) -> Own {
    let inner = Body::Native(Rc::new(Native { slots: slots.into(), ints: ints.into(), bytes: Vec::new() }));
    if class != vm.ty(ty) {
        return vm.alloc_with_body(class, inner);
    }
    let size = vm.tables.type_def(ty).map_or(64, |d| d.basicsize);
    vm.heap.alloc(class, Body::Extended(Rc::new(Extended { inner, instance: Instance::default() })), Shape::gc(size))
}

/// `__dict__`. CPython: PyObject_GenericGetDict.
pub fn get_dict(vm: &mut Vm, args: &Args) -> Res {
    match vm.materialize_dict(args.at(0)?) {
        Some(d) => vm.own_flow(d),
        None => vm.none_flow(),
    }
}

/// CPython: PyObject_GenericSetDict.
pub fn set_dict(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(v) = args.get(1) else { return vm.type_err("cannot delete __dict__") };
    if vm.heap.dict(v).is_none() {
        let message = format!("__dict__ must be set to a dictionary, not a '{}'", vm.type_name(v));
        return vm.type_err(&message);
    }
    vm.materialize_dict(r);
    let new = own(vm, v);
    let old = vm.heap.instance_mut(r).map(|i| std::mem::replace(&mut i.attrs.dict, new));
    if let Some(old) = old {
        vm.heap.release(old);
    }
    vm.none_flow()
}

/// As functions bind: a method of the instance, or itself when asked of the class.
pub fn bind_to_instance(vm: &mut Vm, args: &Args) -> Res {
    let (r, instance) = (args.at(0)?, args.at(1)?);
    if instance == vm.one.none {
        return vm.own_flow(r);
    }
    Ok(Flow::Value(vm.new_method(r, instance)))
}

fn is_placeholder(vm: &Vm, r: Ref) -> bool {
    vm.is_exact(r, PLACEHOLDER)
}

fn items(vm: &Vm, r: Option<Ref>) -> Vec<Ref> {
    r.and_then(|t| vm.heap.items(t)).unwrap_or_default().iter().filter_map(|s| s.get()).collect()
}

fn keyword_values(args: &Args) -> Vec<Ref> {
    args.items.iter().skip(args.n_positional()).filter_map(|s| s.get()).collect()
}

fn partial_new(vm: &mut Vm, args: &Args) -> Res {
    let class = args.at(0)?;
    let Some(mut function) = args.positional().nth(1) else { return vm.type_err("type 'partial' takes at least one argument") };
    if vm.heap.as_type(function).is_none() && !vm.has_slot(function, SlotId::Call) {
        return vm.type_err("the first argument must be callable");
    }
    let given: Vec<Ref> = args.positional().skip(2).collect();
    if given.last().is_some_and(|r| is_placeholder(vm, *r)) {
        return vm.type_err("trailing Placeholders are not allowed");
    }
    if keyword_values(args).iter().any(|r| is_placeholder(vm, *r)) {
        return vm.type_err("Placeholder cannot be passed as a keyword argument");
    }
    // A partial of a partial without attributes is flat.
    let mut inner = None;
    if vm.is_instance_of(function, PARTIAL) && !has_attributes(vm, function) {
        inner = Some(function);
        function = has_part(vm, function, FUNC)?;
    }
    let mut all = Vec::new();
    let mut rest = given.into_iter();
    for r in items(vm, inner.and_then(|p| part(vm, p, ARGS))) {
        all.push(if is_placeholder(vm, r) { rest.next().unwrap_or(r) } else { r });
    }
    all.extend(rest);
    let n_placeholders = all.iter().filter(|r| is_placeholder(vm, **r)).count();
    let keywords = match inner.and_then(|p| part(vm, p, KEYWORDS)) {
        Some(d) => vm.dict_copy(d),
        None => vm.new_dict(),
    };
    for (name, value) in items(vm, args.kwnames.filter(|_| args.n_kw > 0)).into_iter().zip(keyword_values(args)) {
        vm.dict_set_str(keywords.r(), name, value);
    }
    let slots = vec![own(vm, function), vm.tuple_from(&all).into(), keywords.into()];
    Ok(Flow::Value(new_with_dict(vm, class, PARTIAL, slots, &[n_placeholders as i64])))
}

fn has_attributes(vm: &Vm, r: Ref) -> bool {
    vm.heap.instance(r).is_some_and(|i| !i.attrs.dict.is_null() || !i.attrs.inline.is_empty())
}

fn partial_call(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let function = has_part(vm, r, FUNC)?;
    let n_placeholders = crate::ask::int(vm, r, 0) as usize;
    let given: Vec<Ref> = args.positional().skip(1).collect();
    if given.len() < n_placeholders {
        let n = given.len();
        return vm.type_err(&format!("missing positional arguments in 'partial' call; expected at least {n_placeholders}, got {n}"));
    }
    let mut all = Args::default();
    let mut rest = given.into_iter();
    for x in items(vm, part(vm, r, ARGS)) {
        all.push(if is_placeholder(vm, x) { rest.next().unwrap_or(x) } else { x });
    }
    rest.for_each(|x| all.push(x));
    // Keywords kept from the start come first; those of the call replace them.
    let mut keywords: Vec<(Ref, Ref)> = part(vm, r, KEYWORDS).and_then(|d| vm.heap.dict(d)).map(|d| d.iter().collect()).unwrap_or_default();
    for (name, value) in items(vm, args.kwnames.filter(|_| args.n_kw > 0)).into_iter().zip(keyword_values(args)) {
        let text = vm.heap.str_lossy(name);
        match keywords.iter_mut().find(|(k, _)| *k == name || vm.heap.str_lossy(*k) == text) {
            Some((_, old)) => *old = value,
            None => keywords.push((name, value)),
        }
    }
    if keywords.is_empty() {
        return hold_call(vm, function, &all, Vec::new());
    }
    let names: Vec<Ref> = keywords.iter().map(|(k, _)| *k).collect();
    let names = vm.tuple_from(&names);
    all.items.extend(keywords.iter().map(|(_, v)| Slot::borrow(*v)));
    all.kwnames = Some(names.r());
    all.n_kw = keywords.len();
    hold_call(vm, function, &all, vec![names.into()])
}

/// Calls, and keeps `held` until the call has ended.
pub fn hold_call(vm: &mut Vm, function: Ref, args: &Args, held: Vec<Slot>) -> Res {
    let mark = vm.mark();
    match vm.call(function, args) {
        Ok(Flow::Pushed) if !held.is_empty() => vm.adapt(mark, pyvarium_vm::core::kinds::HOLD, &held, &[]),
        done => {
            vm.heap.release_all(held.into_iter());
            done
        }
    }
}

fn partial_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let ty = vm.heap.type_of(r);
    let mut texts = vec![format!("{}.{}(", vm.type_module(ty), vm.type_qualname(ty))];
    let mut parts = vec![has_part(vm, r, FUNC)?];
    for x in items(vm, part(vm, r, ARGS)) {
        texts.push(", ".to_owned());
        parts.push(x);
    }
    let keywords: Vec<(Ref, Ref)> = part(vm, r, KEYWORDS).and_then(|d| vm.heap.dict(d)).map(|d| d.iter().collect()).unwrap_or_default();
    for (k, v) in keywords {
        texts.push(format!(", {}=", vm.heap.str_lossy(k)));
        parts.push(v);
    }
    texts.push(")".to_owned());
    vm.repr_of_parts(r, "...", &texts, &parts)
}

fn partial_reduce(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let (function, given, keywords) = (has_part(vm, r, FUNC)?, has_part(vm, r, ARGS)?, has_part(vm, r, KEYWORDS)?);
    let dict = if has_attributes(vm, r) { vm.materialize_dict(r).unwrap_or(vm.one.none) } else { vm.one.none };
    let ty = vm.heap.type_of(r);
    let one = vm.tuple_from(&[function]);
    let state = vm.tuple_from(&[function, given, keywords, dict]);
    let ty = own(vm, ty);
    Ok(Flow::Value(vm.tuple_from_slots(vec![ty, one.into(), state.into()])))
}

fn partial_setstate(vm: &mut Vm, args: &Args) -> Res {
    let (r, state) = (args.at(0)?, args.at(1)?);
    let parts = if vm.heap.tuple(state).is_some() { items(vm, Some(state)) } else { Vec::new() };
    let [function, given, keywords, dict] = parts[..] else { return vm.type_err("invalid partial state") };
    let callable = vm.heap.as_type(function).is_some() || vm.has_slot(function, SlotId::Call);
    let keywords_fit = keywords == vm.one.none || vm.heap.dict(keywords).is_some();
    if !callable || vm.heap.tuple(given).is_none() || !keywords_fit {
        return vm.type_err("invalid partial state");
    }
    let arguments = items(vm, Some(given));
    if arguments.last().is_some_and(|x| is_placeholder(vm, *x)) {
        return vm.type_err("trailing Placeholders are not allowed");
    }
    let n_placeholders = arguments.iter().filter(|x| is_placeholder(vm, **x)).count();
    let tuple: Slot = if vm.is_exact(given, ids::TUPLE) { own(vm, given) } else { vm.tuple_from(&arguments).into() };
    let keywords: Slot = match keywords {
        k if k == vm.one.none => vm.new_dict().into(),
        k if vm.is_exact(k, ids::DICT) => own(vm, k),
        k => vm.dict_copy(k).into(),
    };
    let function = own(vm, function);
    set_part(vm, r, FUNC, function);
    set_part(vm, r, ARGS, tuple);
    set_part(vm, r, KEYWORDS, keywords);
    crate::ask::set_int(vm, r, 0, n_placeholders as i64);
    let Some(i) = vm.heap.instance_mut(r) else { return Err(vm_bug!("partial")) };
    let inline = std::mem::take(&mut i.attrs.inline);
    let old = std::mem::replace(&mut i.attrs.dict, Slot::NULL);
    vm.heap.release_all(inline.into_iter().flat_map(|(n, v)| [n, v]));
    vm.heap.release(old);
    if dict != vm.one.none {
        let new = own(vm, dict);
        if let Some(i) = vm.heap.instance_mut(r) {
            i.attrs.dict = new;
        }
    }
    vm.none_flow()
}
