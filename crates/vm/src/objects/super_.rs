//! `super`.
//!
//! CPython: Objects/typeobject.c, super_init_impl, do_super_lookup, supercheck.

use pyvarium_heap::Ref;
use pyvarium_heap::types::{Layout, flags};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{GetSetDef, TYPE_DEFAULT, TypeDef};
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
    slots: &[(SlotId::Repr, super_repr), (SlotId::GetAttr, super_getattribute)],
    new: Some(("type=None, obj=None, /", super_new)),
    getset: &[
        GetSetDef::member("__thisclass__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("__self__", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::member("__self_class__", |vm, a| vm.native_slot(a, 2)),
    ],
    ..TYPE_DEFAULT
};

fn super_new(vm: &mut Vm, args: &Args) -> Res {
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
    let c = vm.heap.own(class);
    let Some(obj) = obj else { return Ok(Flow::Value(vm.new_native(ids::SUPER, &[c.into()], &[]))) };
    let walked = vm.super_check(class, obj)?;
    let (o, w) = (vm.heap.own(obj), vm.heap.own(walked));
    Ok(Flow::Value(vm.new_native(ids::SUPER, &[c.into(), o.into(), w.into()], &[])))
}

fn super_repr(vm: &mut Vm, args: &Args) -> Res {
    let n = vm.heap.native(args.at(0)?);
    let (class, walked) = n.map_or((None, None), |n| (n.slot(0).get(), n.slot(2).get()));
    let class = class.map(|c| vm.name_of_type(c)).unwrap_or_default();
    let text = match walked {
        Some(w) => format!("<super: <class '{class}'>, <{} object>>", vm.name_of_type(w)),
        None => format!("<super: <class '{class}'>, NULL>"),
    };
    Ok(Flow::Value(vm.new_str(&text)))
}

fn super_getattribute(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    let (class, obj) = vm.heap.native(r).map_or((None, None), |n| (n.slot(0).get(), n.slot(1).get()));
    match (class, obj) {
        (Some(class), Some(obj)) if name != vm.names.class => match vm.super_lookup(class, obj, name)? {
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
        let mro = self.mro_of(walked);
        let behind = mro.iter().skip_while(|c| **c != class).skip(1);
        for c in behind {
            let dict = self.heap.as_type(*c).and_then(|t| t.dict.get());
            if let Some(found) = dict.and_then(|d| self.dict_get_str(d, name)) {
                return Ok(Some((found, walked)));
            }
        }
        Ok(None)
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
                let text = self.heap.str_lossy(name);
                Err(exc::attribute_error(self, &format!("'super' object has no attribute '{text}'"), obj, name))
            }
        }
    }
}
