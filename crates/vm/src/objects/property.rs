//! `property`.
//!
//! CPython: Objects/descrobject.c (property).

use pyvarium_heap::object::{Body, Native};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};
use std::rc::Rc;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{FnDef, GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::script::{self, Heard, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

const DOC: usize = 3;
const NAME: usize = 4;

/// slots: fget, fset, fdel, doc, name; ints: the doc is the getter's.
pub static PROPERTY: TypeDef = TypeDef {
    name: "property",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 64,
    slots: &[
        (SlotId::DescrGet, property_get),
        (SlotId::DescrSet, property_set),
        (SlotId::Init, |vm, a| {
            let sig = crate::signature::Signature::parse("fget=None, fset=None, fdel=None, doc=None");
            let bound = vm.bind(&sig, "property", "property", &a.rest())?.with_first(a.at(0)?);
            crate::script::start(vm, kinds::PROPERTY_INIT, &bound)
        }),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let class = a.at(0)?;
        if class == vm.ty(ids::PROPERTY) {
            return Ok(Flow::Value(vm.new_native(ids::PROPERTY, &[Slot::NULL; 5], &[0])));
        }
        let body = Native { slots: [Slot::NULL; 5][..].into(), ints: [0][..].into(), bytes: Vec::new() };
        Ok(Flow::Value(vm.alloc_with_body(class, Body::Native(Rc::new(body)))))
    })),
    methods: &[
        FnDef::new("getter", "object, /", |vm, a| replaced(vm, a, 0)),
        FnDef::new("setter", "object, /", |vm, a| replaced(vm, a, 1)),
        FnDef::new("deleter", "object, /", |vm, a| replaced(vm, a, 2)),
        FnDef::new("__set_name__", "*args", |vm, a| {
            let n = a.len() - 1;
            if n != 2 {
                return vm.type_err(&format!("__set_name__() takes 2 positional arguments but {n} were given"));
            }
            put(vm, a.at(0)?, NAME, a.get(2));
            vm.none_flow()
        }),
    ],
    getset: &[
        GetSetDef::member("fget", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("fset", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::member("fdel", |vm, a| vm.native_slot(a, 2)),
        GetSetDef::member_rw(
            "__doc__",
            |vm, a| vm.native_slot(a, DOC),
            |vm, a| {
                put(vm, a.at(0)?, DOC, a.get(1));
                vm.none_flow()
            },
        ),
        GetSetDef::rw(
            "__name__",
            |vm, a| crate::script::start(vm, kinds::PROPERTY_NAME, a),
            |vm, a| {
                put(vm, a.at(0)?, NAME, a.get(1));
                vm.none_flow()
            },
        ),
        GetSetDef::ro("__isabstractmethod__", |vm, a| vm.is_any_slot_abstract(a, 3)),
    ],
    ..TYPE_DEFAULT
};

fn part(vm: &Vm, r: Ref, i: usize) -> Option<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(i).get())
}

fn put(vm: &mut Vm, r: Ref, i: usize, value: Option<Ref>) {
    let new = value.map_or(Slot::NULL, |v| vm.heap.own(v).into());
    let old = vm.heap.native_mut(r).map(|n| n.set_slot(i, new));
    vm.heap.release(old.unwrap_or(new));
}

/// Args: the property, fget, fset, fdel, doc. CPython: property_init_impl.
pub static PROPERTY_INIT: NativeDef = NativeDef {
    name: "property",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let given = |vm: &Vm, i: usize| s.arg(i).filter(|r| *r != vm.one.none);
            let (get, set, del, doc) = (given(vm, 1), given(vm, 2), given(vm, 3), given(vm, 4));
            s.act(vm, |vm| {
                for (i, value) in [get, set, del, None, None].into_iter().enumerate() {
                    put(vm, this, i, value);
                }
                Ok(())
            })?;
            // Without a doc of its own it has its getter's.
            let mut text = doc;
            let mut getters = false;
            if let (None, Some(get)) = (doc, get) {
                text = s.attr_opt(vm, get, "__doc__")?.filter(|d| *d != vm.one.none);
                getters = text.is_some();
            }
            if vm.is_exact(this, ids::PROPERTY) {
                put(vm, this, DOC, text);
            } else {
                // A subclass's own `__doc__` would hide it.
                let text = text.unwrap_or(vm.one.none);
                let told = s.hear(vm, |vm| {
                    let name = vm.names.doc;
                    vm.setattr(this, name, Some(text))
                })?;
                match told {
                    Heard::Raised(e) if getters || !vm.is_instance_of(e, ids::ATTRIBUTE_ERROR) => return Err(s.reraise(vm, e)),
                    _ => {}
                }
            }
            if let Some(n) = vm.heap.native_mut(this) {
                n.set_int(0, i64::from(getters));
            }
            Ok(vm.none())
        })
    },
};

/// `__name__`: its own, else its getter's. CPython: property_name.
fn name(vm: &mut Vm, s: &mut Script<'_>, this: Ref) -> Said<Option<Ref>> {
    if let Some(own) = part(vm, this, NAME) {
        return Ok(Some(own));
    }
    match part(vm, this, 0) {
        Some(get) => s.attr_opt(vm, get, "__name__"),
        None => Ok(None),
    }
}

/// Args: the property.
pub static PROPERTY_NAME: NativeDef = NativeDef {
    name: "property",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            match name(vm, s, this)? {
                Some(found) => Ok(vm.heap.own(found)),
                None => {
                    let key = vm.names.name;
                    Err(exc::attribute_error(vm, "'property' object has no attribute '__name__'", this, key).into())
                }
            }
        })
    },
};

fn replaced(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let which = vm.new_int(i as i64);
    vm.run_script(kinds::PROPERTY_COPY, &[Slot::borrow(args.at(0)?), Slot::borrow(args.at(1)?), which.into()])
}

/// Args: the property, the new function, whose place it takes. CPython: property_copy.
pub static PROPERTY_COPY: NativeDef = NativeDef {
    name: "property",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, function, which) = (s.at(0)?, s.at(1)?, s.at(2)?);
            let (which, none) = (vm.heap.small_int(which).unwrap_or_default() as usize, vm.one.none);
            let mut parts = [none; 4];
            for (i, place) in parts.iter_mut().enumerate() {
                *place = if i == which && function != none { function } else { part(vm, this, i).unwrap_or(none) };
            }
            let getters = vm.heap.native(this).is_some_and(|n| n.int(0) != 0);
            if getters
                && parts.first() != Some(&none)
                && let Some(doc) = parts.get_mut(DOC)
            {
                *doc = none;
            }
            let class = vm.heap.type_of(this);
            let new = s.call(vm, class, &parts)?;
            if vm.is_instance_of(new, ids::PROPERTY) {
                let name = part(vm, this, NAME);
                put(vm, new, NAME, name);
            }
            Ok(vm.heap.own(new))
        })
    },
};

fn property_get(vm: &mut Vm, args: &Args) -> Res {
    let (r, instance) = (args.at(0)?, args.at(1)?);
    if instance == vm.one.none && args.get(2) != Some(vm.heap.type_of(instance)) {
        return vm.own_flow(r);
    }
    match part(vm, r, 0) {
        Some(getter) => vm.call_args(getter, &[instance]),
        None => without(vm, r, instance, "getter"),
    }
}

fn property_set(vm: &mut Vm, args: &Args) -> Res {
    let (r, instance) = (args.at(0)?, args.at(1)?);
    match args.get(2) {
        Some(v) => match part(vm, r, 1) {
            Some(setter) => vm.call_args(setter, &[instance, v]),
            None => without(vm, r, instance, "setter"),
        },
        None => match part(vm, r, 2) {
            Some(deleter) => vm.call_args(deleter, &[instance]),
            None => without(vm, r, instance, "deleter"),
        },
    }
}

fn without(vm: &mut Vm, r: Ref, instance: Ref, what: &str) -> Res {
    let what = vm.new_str(what);
    vm.run_script(kinds::PROPERTY_WITHOUT, &[Slot::borrow(r), Slot::borrow(instance), what.into()])
}

/// Args: the property, the instance, what the property has not.
pub static PROPERTY_WITHOUT: NativeDef = NativeDef {
    name: "property",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, instance, what) = (s.at(0)?, s.at(1)?, s.at(2)?);
            let name = name(vm, s, this)?;
            let ty = vm.heap.type_of(instance);
            let class = vm.as_text(s, ty, "__qualname__")?;
            let what = vm.heap.str_lossy(what);
            let message = match name {
                Some(name) => format!("property {} of {class} object has no {what}", s.repr(vm, name)?),
                None => format!("property of {class} object has no {what}"),
            };
            Err(exc::raise(vm, ids::ATTRIBUTE_ERROR, &message).into())
        })
    },
};

impl Vm {
    /// The repr of an attribute.
    fn as_text(&mut self, s: &mut Script<'_>, r: Ref, attribute: &str) -> Said<String> {
        let value = s.attr(self, r, attribute)?;
        s.repr(self, value)
    }
}
