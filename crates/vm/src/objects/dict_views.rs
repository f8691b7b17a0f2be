//! Views and iterators of dicts.
//!
//! CPython: Objects/dictobject.c, dictiter_* and dictview_*.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, NativeFn, TYPE_DEFAULT, TypeDef, TypeId};
use crate::objects::dict_view_sets;
use crate::objects::iterators::finish;
use crate::protocol::dict_ops::DictOp;
use crate::protocol::iter::self_iter;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

const HINT: &[FnDef] = &[
    FnDef::new("__length_hint__", "", |vm, a| {
        let it = a.at(0)?;
        let n = vm.heap.native(it).map_or(0, |n| if n.slot(0).is_null() { 0 } else { n.int(2) });
        Ok(Flow::Value(vm.new_int(n)))
    }),
    FnDef::new("__reduce__", "", crate::objects::iterators_state::reduce_rest),
];

const fn iterator_type(name: &'static str, next: &'static [(SlotId, NativeFn)]) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::OBJECT),
        layout: Layout::Native,
        flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
        basicsize: 56,
        slots: next,
        methods: HINT,
        ..TYPE_DEFAULT
    }
}

pub static DICT_KEYITERATOR: TypeDef =
    iterator_type("dict_keyiterator", &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next(vm, a, false, Part::Key))]);
pub static DICT_VALUEITERATOR: TypeDef =
    iterator_type("dict_valueiterator", &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next(vm, a, false, Part::Value))]);
pub static DICT_ITEMITERATOR: TypeDef =
    iterator_type("dict_itemiterator", &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next(vm, a, false, Part::Item))]);
pub static DICT_REVERSEKEYITERATOR: TypeDef =
    iterator_type("dict_reversekeyiterator", &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next(vm, a, true, Part::Key))]);

pub static DICT_REVERSEVALUEITERATOR: TypeDef =
    iterator_type("dict_reversevalueiterator", &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next(vm, a, true, Part::Value))]);
pub static DICT_REVERSEITEMITERATOR: TypeDef =
    iterator_type("dict_reverseitemiterator", &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next(vm, a, true, Part::Item))]);

const VIEW_GETSET: &[GetSetDef] = &[GetSetDef::ro("mapping", |vm, a| {
    let d = viewed(vm, a.at(0)?)?;
    let own = vm.heap.own(d);
    Ok(Flow::Value(vm.new_native(ids::MAPPINGPROXY, &[own.into()], &[])))
})];
const DISJOINT: FnDef = FnDef::new("isdisjoint", "other, /", |vm, a| dict_view_sets::isdisjoint(vm, a.at(0)?, a.at(1)?));
const KEYS_METHODS: &[FnDef] = &[FnDef::new("__reversed__", "", |vm, a| view_reversed(vm, a, ids::DICT_REVERSEKEYITERATOR)), DISJOINT];
const VALUES_METHODS: &[FnDef] = &[FnDef::new("__reversed__", "", |vm, a| view_reversed(vm, a, ids::DICT_REVERSEVALUEITERATOR))];
const ITEMS_METHODS: &[FnDef] = &[FnDef::new("__reversed__", "", |vm, a| view_reversed(vm, a, ids::DICT_REVERSEITEMITERATOR)), DISJOINT];

fn view_reversed(vm: &mut Vm, args: &Args, ty: TypeId) -> Res {
    let d = viewed(vm, args.at(0)?)?;
    reversed(vm, d, ty)
}

const fn view_type(name: &'static str, methods: &'static [FnDef], slots: &'static [(SlotId, NativeFn)]) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::OBJECT),
        layout: Layout::Native,
        flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
        basicsize: 24,
        slots,
        methods,
        getset: VIEW_GETSET,
        ..TYPE_DEFAULT
    }
}

pub static DICT_KEYS: TypeDef = view_type(
    "dict_keys",
    KEYS_METHODS,
    &[
        (SlotId::Repr, view_repr),
        (SlotId::Iter, |vm, a| view_iter(vm, a, ids::DICT_KEYITERATOR)),
        (SlotId::Length, view_len),
        (SlotId::Contains, |vm, a| {
            let d = viewed(vm, a.at(0)?)?;
            vm.dict_op(DictOp::Contains, d, a.at(1)?, None)
        }),
        (SlotId::And, |vm, a| dict_view_sets::intersect(vm, a.at(0)?, a.at(1)?)),
        (SlotId::Or, |vm, a| dict_view_sets::union(vm, a.at(0)?, a.at(1)?)),
        (SlotId::Subtract, |vm, a| dict_view_sets::subtract(vm, a.at(0)?, a.at(1)?)),
        (SlotId::Xor, |vm, a| dict_view_sets::exclusive(vm, a.at(0)?, a.at(1)?)),
        (SlotId::RichCompare, dict_view_sets::richcompare),
    ],
);
pub static DICT_VALUES: TypeDef = view_type(
    "dict_values",
    VALUES_METHODS,
    &[(SlotId::Repr, view_repr), (SlotId::Iter, |vm, a| view_iter(vm, a, ids::DICT_VALUEITERATOR)), (SlotId::Length, view_len)],
);
pub static DICT_ITEMS: TypeDef = view_type(
    "dict_items",
    ITEMS_METHODS,
    &[
        (SlotId::Repr, view_repr),
        (SlotId::Iter, |vm, a| view_iter(vm, a, ids::DICT_ITEMITERATOR)),
        (SlotId::Length, view_len),
        (SlotId::Contains, dict_view_sets::items_contain),
        (SlotId::And, |vm, a| dict_view_sets::intersect(vm, a.at(0)?, a.at(1)?)),
        (SlotId::Or, |vm, a| dict_view_sets::union(vm, a.at(0)?, a.at(1)?)),
        (SlotId::Subtract, |vm, a| dict_view_sets::subtract(vm, a.at(0)?, a.at(1)?)),
        (SlotId::Xor, |vm, a| dict_view_sets::exclusive(vm, a.at(0)?, a.at(1)?)),
        (SlotId::RichCompare, dict_view_sets::richcompare),
    ],
);

pub fn view(vm: &mut Vm, dict: Ref, ty: TypeId) -> Res {
    let d = vm.heap.own(dict);
    Ok(Flow::Value(vm.new_native(ty, &[d.into()], &[])))
}

pub fn viewed(vm: &Vm, view: Ref) -> Res<Ref> {
    vm.heap.native(view).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("a view without dict"))
}

fn view_len(vm: &mut Vm, args: &Args) -> Res {
    let d = viewed(vm, args.at(0)?)?;
    let n = vm.heap.dict(d).map_or(0, |d| d.len());
    Ok(Flow::Value(vm.new_int(n as i64)))
}

fn view_iter(vm: &mut Vm, args: &Args, ty: TypeId) -> Res {
    let d = viewed(vm, args.at(0)?)?;
    iterator(vm, d, ty)
}

/// `dict_keys([...])`: the repr of a list of the items, in brackets.
fn view_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let name = vm.type_name(r);
    let mut wrapped = Vec::new();
    let d = viewed(vm, r)?;
    let pairs: Vec<(Ref, Ref)> = vm.heap.dict(d).map(|d| d.iter().collect()).unwrap_or_default();
    for (k, v) in pairs {
        let item: Slot = match name.as_str() {
            "dict_keys" => vm.heap.own(k).into(),
            "dict_values" => vm.heap.own(v).into(),
            _ => vm.tuple_from(&[k, v]).into(),
        };
        wrapped.push(item);
    }
    let list = vm.list_from_slots(wrapped);
    let l = list.r();
    let mark = vm.mark();
    match vm.repr(l)? {
        Flow::Value(v) => {
            let text = format!("{name}({})", vm.text_of(&v));
            vm.heap.decref_own(v);
            vm.heap.decref_own(list);
            Ok(Flow::Value(vm.new_str(&text)))
        }
        Flow::Pushed => {
            let prefix = vm.new_str(&name);
            vm.adapt(mark, crate::core::kinds::VIEW_REPR, &[list.into(), prefix.into()], &[])
        }
    }
}

/// Puts `name(` and `)` around a repr. slots: held list, name.
pub static VIEW_REPR: crate::native::NativeDef = crate::native::NativeDef {
    name: "repr",
    catches: false,
    resume: |vm, f, answer| {
        let (crate::native::Answer::Value(v), Some(name)) = (answer, f.get(1)) else { return Err(vm_bug!("view repr")) };
        let text = format!("{}({})", vm.heap.str_lossy(name), vm.text_of(&v));
        vm.heap.decref_own(v);
        Ok(crate::native::Next::Done(vm.new_str(&text)))
    },
};

/// slots: dict, for items the tuple that is given out while nobody else holds it; ints: next entry,
/// size at the start, how many are left.
pub fn iterator(vm: &mut Vm, dict: Ref, ty: TypeId) -> Res {
    let n = vm.heap.dict(dict).map_or(0, |d| d.len()) as i64;
    let d = vm.heap.own(dict);
    let it = vm.new_native(ty, &[d.into()], &[0, n, n]);
    Ok(Flow::Value(with_result(vm, it, ty == ids::DICT_ITEMITERATOR)))
}

/// An iterator over items has the tuple that it gives out.
fn with_result(vm: &mut Vm, it: Own, items: bool) -> Own {
    if items {
        let none = vm.one.none;
        let result = vm.tuple_from(&[none, none]);
        if let Some(n) = vm.heap.native_mut(it.r()) {
            n.set_slot(1, result.into());
        }
    }
    it
}

pub fn reversed(vm: &mut Vm, dict: Ref, ty: TypeId) -> Res {
    let (n, last) = vm.heap.dict(dict).map_or((0, 0), |d| (d.len() as i64, d.entries().len() as i64));
    let d = vm.heap.own(dict);
    let it = vm.new_native(ty, &[d.into()], &[last - 1, n, n]);
    Ok(Flow::Value(with_result(vm, it, ty == ids::DICT_REVERSEITEMITERATOR)))
}

#[derive(Clone, Copy)]
enum Part {
    Key,
    Value,
    Item,
}

fn next(vm: &mut Vm, args: &Args, backwards: bool, part: Part) -> Res {
    let it = args.at(0)?;
    let Some(n) = vm.heap.native(it) else { return Err(vm_bug!("dict iterator")) };
    let (dict, mut i, size, left) = (n.slot(0).get(), n.int(0), n.int(1), n.int(2));
    let Some(dict) = dict else { return Err(Stop::Exhausted) };
    let Some(d) = vm.heap.dict(dict) else { return Err(vm_bug!("dict iterator")) };
    if d.len() as i64 != size {
        if let Some(n) = vm.heap.native_mut(it) {
            // Sticky: every further step says it again.
            n.set_int(1, -1);
        }
        return Err(exc::runtime_error(vm, "dictionary changed size during iteration"));
    }
    let step = if backwards { -1 } else { 1 };
    let found = loop {
        let Some(entry) = usize::try_from(i).ok().and_then(|i| d.entries().get(i)) else { break None };
        i += step;
        if let (Some(k), Some(v)) = (entry.key.get(), entry.value.get()) {
            break Some((k, v));
        }
    };
    let Some((k, v)) = found else { return finish(vm, it) };
    if left <= 0 {
        return Err(exc::runtime_error(vm, "dictionary keys changed during iteration"));
    }
    if let Some(n) = vm.heap.native_mut(it) {
        n.set_int(0, i);
        n.set_int(2, left - 1);
    }
    match part {
        Part::Key => vm.own_flow(k),
        Part::Value => vm.own_flow(v),
        Part::Item => {
            let items = vec![vm.heap.own(k).into(), vm.heap.own(v).into()];
            Ok(Flow::Value(vm.reuse_result(it, 1, items)))
        }
    }
}
