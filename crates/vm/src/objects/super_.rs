//! `super`.
//!
//! CPython: Objects/typeobject.c, super_init_impl, do_super_lookup, supercheck.

use pyvarium_heap::object::{Body, Native};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};
use std::rc::Rc;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::script::{self, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: class, object, the class whose MRO is walked.
pub static SUPER: TypeDef = TypeDef {
    name: "super",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 40,
    slots: &[(SlotId::Repr, super_repr), (SlotId::GetAttr, super_getattribute), (SlotId::DescrGet, super_get), (SlotId::Init, super_init)],
    new: Some(("*args, **kwargs", |vm, a| {
        let class = a.at(0)?;
        if class == vm.ty(ids::SUPER) {
            return Ok(Flow::Value(vm.new_native(ids::SUPER, &[Slot::NULL; 3], &[])));
        }
        let body = Native { slots: [Slot::NULL; 3][..].into(), ..Native::default() };
        Ok(Flow::Value(vm.alloc_with_body(class, Body::Native(Rc::new(body)))))
    })),
    getset: &[
        GetSetDef::member("__thisclass__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("__self__", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::member("__self_class__", |vm, a| vm.native_slot(a, 2)),
    ],
    ..TYPE_DEFAULT
};

fn super_init(vm: &mut Vm, args: &Args) -> Res {
    if args.n_kw > 0 {
        return vm.type_err("super() takes no keyword arguments");
    }
    let n = args.len() - 1;
    if n > 2 {
        return vm.type_err(&format!("super() expected at most 2 arguments, got {n}"));
    }
    let (class, obj) = match args.get(1) {
        Some(class) => (class, args.get(2).filter(|o| *o != vm.one.none)),
        None => {
            let (c, o) = vm.super_from_frame()?;
            (c, Some(o))
        }
    };
    if vm.heap.as_type(class).is_none() {
        let given = vm.type_name(class);
        return vm.type_err(&format!("super() argument 1 must be a type, not {given}"));
    }
    vm.run_script(kinds::SUPER_INIT, &[Slot::borrow(args.at(0)?), Slot::borrow(class), obj.map_or(Slot::NULL, Slot::borrow)])
}

/// Args: the super object, class, object.
pub static SUPER_INIT: NativeDef = NativeDef {
    name: "super",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, class, obj) = (s.at(0)?, s.at(1)?, s.arg(2));
            let walked = match obj {
                Some(obj) => Some(checked(vm, s, class, obj)?),
                None => None,
            };
            for (i, part) in [Some(class), obj, walked].into_iter().enumerate() {
                let new = part.map_or(Slot::NULL, |r| vm.heap.own(r).into());
                let old = vm.heap.native_mut(this).map(|n| n.set_slot(i, new));
                vm.heap.release(old.unwrap_or(new));
            }
            Ok(vm.none())
        })
    },
};

/// CPython: supercheck: the object's class, or what it says is its class.
fn checked(vm: &mut Vm, s: &mut Script<'_>, class: Ref, obj: Ref) -> Said<Ref> {
    let fits = (vm.heap.as_type(obj).is_some() && vm.is_subtype(obj, class)) || vm.is_subtype(vm.heap.type_of(obj), class);
    if !fits {
        let said = s.attr_opt(vm, obj, "__class__")?;
        if let Some(said) = said.filter(|c| vm.heap.as_type(*c).is_some() && vm.is_subtype(*c, class)) {
            return Ok(said);
        }
    }
    Ok(vm.super_check(class, obj)?)
}

/// An unbound super object as a class attribute. CPython: super_descr_get.
fn super_get(vm: &mut Vm, args: &Args) -> Res {
    let (r, obj) = (args.at(0)?, args.at(1)?);
    let bound = vm.heap.native(r).is_some_and(|n| !n.slot(1).is_null());
    if obj == vm.one.none || bound {
        return vm.own_flow(r);
    }
    vm.run_script_of(kinds::SUPER_GET, &[r, obj])
}

/// Args: the super object, the object.
pub static SUPER_GET: NativeDef = NativeDef {
    name: "super",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, obj) = (s.at(0)?, s.at(1)?);
            let Some(class) = vm.heap.native(this).and_then(|n| n.slot(0).get()) else { return Ok(vm.heap.own(this)) };
            let maker = vm.heap.type_of(this);
            let new = s.call(vm, maker, &[class, obj])?;
            Ok(vm.heap.own(new))
        })
    },
};

fn super_repr(vm: &mut Vm, args: &Args) -> Res {
    let n = vm.heap.native(args.at(0)?);
    let (class, walked) = n.map_or((None, None), |n| (n.slot(0).get(), n.slot(2).get()));
    let class = class.map_or_else(|| "NULL".to_owned(), |c| vm.message_name(c));
    let text = match walked {
        Some(w) => format!("<super: <class '{class}'>, <{} object>>", vm.message_name(w)),
        None => format!("<super: <class '{class}'>, NULL>"),
    };
    Ok(Flow::Value(vm.new_str(&text)))
}

fn super_getattribute(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    let (class, obj, walked) = vm.heap.native(r).map_or((None, None, None), |n| (n.slot(0).get(), n.slot(1).get(), n.slot(2).get()));
    match (class, obj, walked) {
        (Some(class), Some(obj), Some(walked)) if name != vm.names.class => match vm.super_walk(class, walked, name) {
            Some((found, walked)) => vm.bind_super(found, obj, walked),
            None => vm.generic_getattr(r, name).map_err(|stop| vm.super_error(stop, r, name)),
        },
        _ => vm.generic_getattr(r, name),
    }
}

impl Vm {
    fn super_error(&mut self, stop: crate::stop::Stop, r: Ref, name: Ref) -> crate::stop::Stop {
        match stop {
            crate::stop::Stop::Raise(e) => {
                self.heap.decref_own(e);
                let text = self.heap.str_lossy(name);
                exc::attribute_error(self, &format!("'super' object has no attribute '{text}'"), r, name)
            }
            other => other,
        }
    }

    /// CPython: super_init_without_args: the running method's first argument and `__class__` cell.
    fn super_from_frame(&mut self) -> Res<(Ref, Ref)> {
        let Some(frame) = self.innermost_py() else { return Err(vm_bug!("super() without frame")) };
        if frame.code.argcount == 0 {
            return Err(exc::runtime_error(self, "super(): no arguments"));
        }
        let first = frame.local(0);
        let first_is_cell = frame.code.localspluskinds.first().is_some_and(|k| k & pyvarium_heap::code::CO_FAST_CELL != 0);
        let free = frame.code.localspluskinds.iter().position(|k| k & pyvarium_heap::code::CO_FAST_FREE != 0);
        let class_name = self.names.class;
        let cell = free.and_then(|start| {
            (start..frame.n_localsplus())
                .find(|i| frame.code.localsplus.get(*i).and_then(|s| s.get()) == Some(class_name))
                .and_then(|i| frame.local(i).get())
        });
        let first = match first.get() {
            Some(c) if first_is_cell && self.heap.cell(c).is_some() => self.heap.cell(c).and_then(|s| s.get()),
            other => other,
        };
        let Some(first) = first else { return Err(exc::runtime_error(self, "super(): arg[0] deleted")) };
        let Some(cell) = cell else { return Err(exc::runtime_error(self, "super(): __class__ cell not found")) };
        match self.heap.cell(cell).and_then(|s| s.get()) {
            Some(class) => Ok((class, first)),
            None => Err(exc::runtime_error(self, "super(): empty __class__ cell")),
        }
    }

    fn super_check(&mut self, class: Ref, obj: Ref) -> Res<Ref> {
        if self.heap.as_type(obj).is_some() && self.is_subtype(obj, class) {
            return Ok(obj);
        }
        let ty = self.heap.type_of(obj);
        if self.is_subtype(ty, class) {
            return Ok(ty);
        }
        let (kind, name) =
            if self.heap.as_type(obj).is_some() { ("type", self.name_of_type(obj)) } else { ("instance of", self.type_name(obj)) };
        let wanted = self.name_of_type(class);
        let message = format!("super(type, obj): obj ({kind} {name}) is not an instance or subtype of type ({wanted}).");
        self.type_err(&message)
    }

    /// What the MRO has behind `class`. Borrowed; with the class whose MRO it is.
    fn super_lookup(&mut self, class: Ref, obj: Ref, name: Ref) -> Res<Option<(Ref, Ref)>> {
        let walked = self.super_check(class, obj)?;
        Ok(self.super_walk(class, walked, name))
    }

    fn super_walk(&self, class: Ref, walked: Ref, name: Ref) -> Option<(Ref, Ref)> {
        let mro = self.mro_of(walked);
        let mut behind = mro.iter().skip_while(|c| **c != class).skip(1);
        behind.find_map(|c| {
            let dict = self.heap.as_type(*c).and_then(|t| t.dict.get())?;
            Some((self.dict_get_str(dict, name)?, walked))
        })
    }

    fn bind_super(&mut self, found: Ref, obj: Ref, walked: Ref) -> Res {
        // Asked of a class: class methods bind to it, functions stay plain.
        let instance = if obj == walked { None } else { Some(obj) };
        self.descr_get(found, instance, walked)
    }

    /// LOAD_SUPER_ATTR for a call: a function that gets self in front.
    pub(crate) fn super_method(&mut self, class: Ref, obj: Ref, name: Ref) -> Res<Option<Ref>> {
        let found = self.super_lookup(class, obj, name)?;
        Ok(found.filter(|(f, walked)| self.is_method_descriptor(*f) && *walked != obj).map(|(f, _)| f))
    }

    /// `super(class, obj).name` without the super object.
    pub fn super_getattr(&mut self, class: Ref, obj: Ref, name: Ref) -> Res {
        match self.super_lookup(class, obj, name)? {
            Some((found, walked)) => self.bind_super(found, obj, walked),
            None => {
                let ty = self.ty(ids::SUPER);
                if let Some(found) = self.lookup_type(ty, name) {
                    // CPython: _PySuper_Lookup makes the object after all.
                    let walked = self.super_check(class, obj)?;
                    let parts = [class, obj, walked].map(|r| Slot::own(self.heap.own(r)));
                    let made = self.new_native(ids::SUPER, &parts, &[]);
                    let mark = self.mark();
                    return match self.descr_get(found, Some(made.r()), ty) {
                        Ok(Flow::Pushed) => self.adapt(mark, kinds::HOLD, &[made.into()], &[]),
                        done => {
                            self.heap.decref_own(made);
                            done
                        }
                    };
                }
                let text = self.heap.str_lossy(name);
                Err(exc::attribute_error(self, &format!("'super' object has no attribute '{text}'"), obj, name))
            }
        }
    }
}
