//! `defaultdict`: a dict that makes what is missing.
//!
//! CPython: Modules/_collectionsmodule.c, defdictobject.

use std::rc::Rc;

use pyvarium_heap::object::{Body, Extended, Instance};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use pyvarium_vm::objects::generic_alias::generic_alias;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Vm, exc, vm_bug};

use super::{DEFAULTDICT, DEFAULTDICT_MISSING, DEFAULTDICT_REPR};
use crate::ask;
use crate::ask::{own, value};

/// The first of the places behind the dict: the factory, empty for None.
pub static DEFAULTDICT_TYPE: TypeDef = TypeDef {
    name: "collections.defaultdict",
    base: Some(ids::DICT),
    layout: Layout::Dict,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 56,
    doc: Some(
        "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\nA defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.",
    ),
    slots: &[(SlotId::Init, init), (SlotId::Repr, repr), (SlotId::Or, or)],
    new: Some(("*args, **kwargs", |vm, a| {
        let class = a.at(0)?;
        if class != vm.ty(DEFAULTDICT) {
            return Ok(Flow::Value(vm.alloc_instance(class)));
        }
        let instance = Instance { members: std::iter::once(Slot::NULL).collect(), ..Instance::default() };
        let body = Body::Extended(Rc::new(Extended { inner: Body::Dict(Rc::default()), instance }));
        Ok(Flow::Value(vm.heap.alloc(class, body, Shape::gc(56))))
    })),
    methods: &[
        FnDef::new("__missing__", "key, /", |vm, a| {
            let (r, key) = (a.at(0)?, a.at(1)?);
            let Some(factory) = factory(vm, r) else { return Err(exc::key_error(vm, key)) };
            vm.push_native(DEFAULTDICT_MISSING, &[Slot::borrow(r), Slot::borrow(key), Slot::borrow(factory), Slot::NULL], &[])
        }),
        FnDef::new("copy", "", |vm, a| {
            let r = a.at(0)?;
            like(vm, r, r)
        }),
        FnDef::new("__copy__", "", |vm, a| {
            let r = a.at(0)?;
            like(vm, r, r)
        }),
        FnDef::new("__reduce__", "", reduce),
        FnDef::class("__class_getitem__", "object, /", generic_alias),
    ],
    getset: &[GetSetDef::member_rw(
        "default_factory",
        |vm, a| match factory(vm, a.at(0)?) {
            Some(f) => vm.own_flow(f),
            None => vm.none_flow(),
        },
        |vm, a| {
            let given = a.get(1);
            set_factory(vm, a.at(0)?, given);
            vm.none_flow()
        },
    )],
    ..TYPE_DEFAULT
};

fn factory(vm: &Vm, r: Ref) -> Option<Ref> {
    vm.heap.instance(r)?.members.first()?.get()
}

fn set_factory(vm: &mut Vm, r: Ref, given: Option<Ref>) {
    let new = match given.filter(|g| *g != vm.one.none) {
        Some(g) => own(vm, g),
        None => Slot::NULL,
    };
    let old = vm.heap.instance_mut(r).and_then(|i| i.members.first_mut().map(|place| std::mem::replace(place, new)));
    vm.heap.release(old.unwrap_or(Slot::NULL));
}

/// slots: dict, key, factory, the new value.
pub static MISSING_FRAME: NativeDef = NativeDef {
    name: "defaultdict.__missing__",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Some(key), Some(factory)) = (f.get(0), f.get(1), f.get(2)) else { return Err(vm_bug!("__missing__")) };
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask!(f, answer, 1, vm.call_args(factory, &[])),
                1 => {
                    let made = value(&mut answer)?;
                    let m = made.r();
                    f.set(3, made.into());
                    ask!(f, answer, 2, vm.setitem(r, key, Some(m)));
                }
                _ => {
                    let none = value(&mut answer)?;
                    vm.heap.decref_own(none);
                    let made = f.set(3, Slot::NULL).get().ok_or_else(|| vm_bug!("__missing__"))?;
                    return Ok(Next::Done(Own::assume(made)));
                }
            }
        }
    },
};

fn init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let mut rest = args.clone();
    if args.n_positional() > 1 {
        let given = args.at(1)?;
        if given != vm.one.none && vm.heap.as_type(given).is_none() && !vm.has_slot(given, SlotId::Call) {
            return vm.type_err("first argument must be callable or None");
        }
        set_factory(vm, r, Some(given));
        rest.items.remove(1);
    } else {
        set_factory(vm, r, None);
    }
    let dict = vm.ty(ids::DICT);
    match vm.slot(dict, SlotId::Init) {
        pyvarium_heap::types::SlotImpl::Native(i) => vm.call_slot_function(i, &rest),
        _ => Err(vm_bug!("dict without __init__")),
    }
}

/// A defaultdict of the same class and factory with the items of `from`. CPython: new_defdict.
fn like(vm: &mut Vm, r: Ref, from: Ref) -> Res {
    let class = vm.heap.type_of(r);
    let factory = factory(vm, r).unwrap_or(vm.one.none);
    vm.call_args(class, &[factory, from])
}

/// CPython: defdict_or.
fn or(vm: &mut Vm, args: &Args) -> Res {
    let (left, right) = (args.at(0)?, args.at(1)?);
    let this = if vm.is_instance_of(left, DEFAULTDICT) { left } else { right };
    let other = if this == left { right } else { left };
    if vm.heap.dict(other).is_none() {
        return vm.not_implemented();
    }
    let mark = vm.mark();
    match like(vm, this, left)? {
        Flow::Value(new) => {
            let mark = vm.mark();
            match vm.dict_update(new.r(), right) {
                Ok(Flow::Value(none)) => {
                    vm.heap.decref_own(none);
                    Ok(Flow::Value(new))
                }
                Ok(Flow::Pushed) => vm.adapt(mark, pyvarium_vm::core::kinds::ANSWER_INSTEAD, &[new.into()], &[]),
                Err(stop) => {
                    vm.heap.decref_own(new);
                    Err(stop)
                }
            }
        }
        Flow::Pushed => vm.adapt(mark, DEFAULTDICT_REPR, &[Slot::borrow(this), Slot::NULL, Slot::borrow(right)], &[1]),
    }
}

fn repr(vm: &mut Vm, args: &Args) -> Res {
    vm.push_native(DEFAULTDICT_REPR, &[Slot::borrow(args.at(0)?), Slot::NULL, Slot::NULL], &[0])
}

/// slots: dict, the text of its items or a new dict, what the new one is updated with; ints: 1 for `|`.
pub static REPR_FRAME: NativeDef = NativeDef {
    name: "defaultdict",
    catches: false,
    resume: |vm, f, answer| {
        let r = f.get(0).ok_or_else(|| vm_bug!("defaultdict"))?;
        let mut answer = answer;
        loop {
            match (f.int(0), f.pc) {
                (0, 0) => ask!(f, answer, 1, pyvarium_vm::objects::seq_repr::start(vm, r)),
                (0, 1) => {
                    let text = value(&mut answer)?;
                    f.set(1, text.into());
                    let factory = factory(vm, r).unwrap_or(vm.one.none);
                    // A factory that shows this dict again is not followed.
                    ask!(f, answer, 2, vm.repr_of_parts(factory, "...", &[String::new(), String::new()], &[factory]));
                }
                (0, _) => {
                    let factory = value(&mut answer)?;
                    let items = f.get(1).map(|t| vm.heap.str_lossy(t)).unwrap_or_default();
                    let name = vm.name_of_type(vm.heap.type_of(r));
                    let text = format!("{name}({}, {items})", vm.text_of(&factory));
                    vm.heap.decref_own(factory);
                    return Ok(Next::Done(vm.new_str(&text)));
                }
                (_, 1) => {
                    let new = value(&mut answer)?;
                    let (n, right) = (new.r(), f.get(2).ok_or_else(|| vm_bug!("defaultdict"))?);
                    f.set(1, new.into());
                    ask!(f, answer, 2, vm.dict_update(n, right));
                }
                _ => {
                    let none = value(&mut answer)?;
                    vm.heap.decref_own(none);
                    let new = f.set(1, Slot::NULL).get().ok_or_else(|| vm_bug!("defaultdict"))?;
                    return Ok(Next::Done(Own::assume(new)));
                }
            }
        }
    },
};

fn reduce(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let given: Vec<Ref> = factory(vm, r).into_iter().collect();
    let given = vm.tuple_from(&given);
    let class = vm.heap.type_of(r);
    let flow = pyvarium_vm::objects::dict_views::view(vm, r, ids::DICT_ITEMS)?;
    let view = vm.value_of(flow)?;
    let flow = vm.iter(view.r())?;
    let iterator = vm.value_of(flow)?;
    vm.heap.decref_own(view);
    let none = vm.one.none;
    let parts = vec![own(vm, class), given.into(), own(vm, none), own(vm, none), iterator.into()];
    Ok(Flow::Value(vm.tuple_from_slots(parts)))
}
