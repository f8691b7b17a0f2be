//! `list[int]` and `int | str`: what annotations are made of. A starred alias, type variables and
//! `__mro_entries__` are not there yet.
//!
//! CPython: Objects/genericaliasobject.c, Objects/unionobject.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::native::{GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::{EQ, NE};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: origin, arguments (a tuple).
pub static GENERIC_ALIAS: TypeDef = TypeDef {
    name: "types.GenericAlias",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::BASETYPE,
    basicsize: 64,
    slots: &[
        (SlotId::Repr, |vm, a| {
            let text = alias_text(vm, a.at(0)?)?;
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        (SlotId::Hash, |vm, a| {
            let (origin, args) = parts(vm, a.at(0)?)?;
            let (x, y) = (hash_now(vm, origin)?, hash_now(vm, args)?);
            Ok(Flow::Value(vm.new_int(x ^ y)))
        }),
        (SlotId::RichCompare, alias_compare),
        (SlotId::GetAttr, alias_getattr),
        (SlotId::Call, |vm, a| {
            let (origin, _) = parts(vm, a.at(0)?)?;
            if vm.heap.as_type(origin).is_some_and(|t| t.has(flags::HEAPTYPE)) {
                return Err(Stop::not_supported("calling an alias of a Python class (__orig_class__)"));
            }
            vm.call(origin, &a.rest())
        }),
        (SlotId::Subscript, |vm, a| {
            let text = alias_text(vm, a.at(0)?)?;
            vm.type_err(&format!("{text} is not a generic class"))
        }),
        (SlotId::Iter, |_, _| Err(Stop::not_supported("starred generic aliases"))),
        (SlotId::Or, union_or),
    ],
    new: Some(("origin, args, /", |vm, a| {
        let (origin, args) = (a.at(1)?, a.at(2)?);
        generic_alias(vm, &Args::two(origin, args))
    })),
    getset: &[
        GetSetDef::member("__origin__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("__args__", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::ro("__parameters__", |vm, _| Ok(Flow::Value(vm.tuple_from(&[])))),
        GetSetDef::member("__unpacked__", |vm, _| vm.bool_flow(false)),
    ],
    ..TYPE_DEFAULT
};

/// slots: members (a tuple).
pub static UNION: TypeDef = TypeDef {
    name: "typing.Union",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 64,
    slots: &[
        (SlotId::Repr, |vm, a| {
            let mut shown = Vec::new();
            for member in members(vm, a.at(0)?) {
                shown.push(if member == vm.ty(ids::NONE_TYPE) { "None".to_owned() } else { type_text(vm, member)? });
            }
            Ok(Flow::Value(vm.new_str(&shown.join(" | "))))
        }),
        (SlotId::Hash, |vm, a| {
            // The same whatever the order.
            let mut all = 0i64;
            for member in members(vm, a.at(0)?) {
                all = all.wrapping_add(hash_now(vm, member)?);
            }
            Ok(Flow::Value(vm.new_int(all)))
        }),
        (SlotId::RichCompare, |vm, a| {
            let (x, y) = (a.at(0)?, a.at(1)?);
            if !vm.is_exact(y, ids::UNION) || (a.op != EQ && a.op != NE) {
                return vm.not_implemented();
            }
            let (xs, ys) = (members(vm, x), members(vm, y));
            let mut same = xs.len() == ys.len();
            for member in &xs {
                same = same && contains(vm, &ys, *member)?;
            }
            vm.bool_flow(same == (a.op == EQ))
        }),
        (SlotId::Or, union_or),
    ],
    getset: &[
        GetSetDef::member("__args__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::ro("__parameters__", |vm, _| Ok(Flow::Value(vm.tuple_from(&[])))),
        GetSetDef::ro("__origin__", |vm, _| {
            let union = vm.ty(ids::UNION);
            vm.own_flow(union)
        }),
        GetSetDef::ro("__name__", |vm, _| Ok(Flow::Value(vm.new_str("Union")))),
        GetSetDef::ro("__qualname__", |vm, _| Ok(Flow::Value(vm.new_str("Union")))),
    ],
    ..TYPE_DEFAULT
};

/// `__class_getitem__` of the builtin containers. CPython: Py_GenericAlias.
pub fn generic_alias(vm: &mut Vm, args: &Args) -> Res {
    let (origin, key) = (args.at(0)?, args.at(1)?);
    let given = match vm.heap.tuple(key) {
        Some(_) => vm.heap.own(key),
        None => vm.tuple_from(&[key]),
    };
    let origin = vm.heap.own(origin);
    Ok(Flow::Value(vm.new_native(ids::GENERIC_ALIAS, &[origin.into(), given.into()], &[])))
}

fn parts(vm: &Vm, r: Ref) -> Res<(Ref, Ref)> {
    let n = vm.heap.native(r);
    n.and_then(|n| Some((n.slot(0).get()?, n.slot(1).get()?))).ok_or_else(|| vm_bug!("an empty generic alias"))
}

fn members(vm: &Vm, union: Ref) -> Vec<Ref> {
    let tuple = vm.heap.native(union).and_then(|n| n.slot(0).get());
    tuple.and_then(|t| vm.heap.items(t)).unwrap_or_default().iter().filter_map(|s| s.get()).collect()
}

fn hash_now(vm: &mut Vm, r: Ref) -> Res<i64> {
    if let Some(items) = vm.heap.tuple(r).map(|t| t.items.iter().filter_map(|s| s.get()).collect::<Vec<_>>()) {
        let hashes = items.into_iter().map(|item| hash_now(vm, item)).collect::<Res<Vec<i64>>>()?;
        return Ok(pyvarium_heap::hash::hash_tuple(hashes.into_iter()));
    }
    match vm.hash(r)? {
        Flow::Value(v) => Ok(vm.hash_from(v)),
        Flow::Pushed => Err(Stop::not_supported("a type argument with a Python __hash__")),
    }
}

fn alias_text(vm: &mut Vm, r: Ref) -> Res<String> {
    let (origin, args) = parts(vm, r)?;
    let items: Vec<Ref> = vm.heap.items(args).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let mut shown = Vec::with_capacity(items.len());
    for item in &items {
        shown.push(type_text(vm, *item)?);
    }
    let inside = if items.is_empty() { "()".to_owned() } else { shown.join(", ") };
    Ok(format!("{}[{inside}]", type_text(vm, origin)?))
}

/// CPython: Objects/typevarobject.c, _Py_typing_type_repr.
fn type_text(vm: &mut Vm, r: Ref) -> Res<String> {
    if r == vm.one.ellipsis {
        return Ok("...".to_owned());
    }
    if vm.heap.as_type(r).is_some() {
        let (module, name) = (vm.type_module(r), vm.type_qualname(r));
        return Ok(if module == "builtins" { name } else { format!("{module}.{name}") });
    }
    if vm.heap.function(r).is_some() || vm.heap.builtin(r).is_some() {
        return Err(Stop::not_supported("a function as a type argument"));
    }
    match vm.repr(r)? {
        Flow::Value(v) => {
            let text = vm.text_of(&v);
            vm.heap.decref_own(v);
            Ok(text)
        }
        Flow::Pushed => Err(Stop::not_supported("a type argument with a Python repr")),
    }
}

fn alias_compare(vm: &mut Vm, args: &Args) -> Res {
    let (x, y) = (args.at(0)?, args.at(1)?);
    if !vm.is_exact(y, ids::GENERIC_ALIAS) || (args.op != EQ && args.op != NE) {
        return vm.not_implemented();
    }
    let ((a, xs), (b, ys)) = (parts(vm, x)?, parts(vm, y)?);
    if a != b {
        return vm.bool_flow(args.op == NE);
    }
    vm.richcompare(xs, ys, args.op)
}

/// What an alias does not have itself its origin answers. CPython: ga_getattro.
fn alias_getattr(vm: &mut Vm, args: &Args) -> Res {
    const OWN: &[&str] = &[
        "__class__",
        "__origin__",
        "__args__",
        "__unpacked__",
        "__parameters__",
        "__typing_unpacked_tuple_args__",
        "__mro_entries__",
        "__reduce_ex__",
        "__reduce__",
        "__copy__",
        "__deepcopy__",
        "__bases__",
    ];
    let (r, name) = (args.at(0)?, args.at(1)?);
    let text = vm.heap.str_lossy(name);
    if OWN.contains(&text.as_str()) {
        return vm.generic_getattr(r, name);
    }
    let (origin, _) = parts(vm, r)?;
    vm.getattr(origin, name)
}

/// May this stand in a union? None is said to be its type.
fn member_of_union(vm: &Vm, r: Ref) -> Option<Vec<Ref>> {
    if r == vm.one.none {
        return Some(vec![vm.ty(ids::NONE_TYPE)]);
    }
    if vm.is_exact(r, ids::UNION) {
        return Some(members(vm, r));
    }
    (vm.heap.as_type(r).is_some() || vm.is_exact(r, ids::GENERIC_ALIAS)).then(|| vec![r])
}

fn contains(vm: &mut Vm, list: &[Ref], r: Ref) -> Res<bool> {
    for other in list {
        if *other == r {
            return Ok(true);
        }
        if vm.heap.as_type(r).is_some() && vm.heap.as_type(*other).is_some() {
            // Classes are compared by identity; one with a Python __eq__ in its metaclass would be asked.
            continue;
        }
        match vm.richcompare_bool(*other, r, EQ)? {
            Flow::Value(v) => {
                let same = v.r() == vm.one.true_;
                vm.heap.decref_own(v);
                if same {
                    return Ok(true);
                }
            }
            Flow::Pushed => return Err(Stop::not_supported("a type argument with a Python __eq__")),
        }
    }
    Ok(false)
}

/// `X | Y`. CPython: _Py_union_type_or.
pub fn union_or(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let (Some(xs), Some(ys)) = (member_of_union(vm, a), member_of_union(vm, b)) else { return vm.not_implemented() };
    let mut all: Vec<Ref> = Vec::new();
    for member in xs.into_iter().chain(ys) {
        if !contains(vm, &all, member)? {
            all.push(member);
        }
    }
    if let [one] = all.as_slice() {
        return vm.own_flow(*one);
    }
    let tuple: Own = vm.tuple_from(&all);
    Ok(Flow::Value(vm.new_native(ids::UNION, &[Slot::own(tuple)], &[])))
}
