//! `classmethod` and `staticmethod`.
//!
//! CPython: Objects/funcobject.c (cm_*, sm_*, functools_wraps, descriptor_get_wrapped_attribute).

use pyvarium_heap::object::{Body, Native};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};
use std::rc::Rc;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{FnDef, GetSetDef, NativeDef, NativeFn, TYPE_DEFAULT, TypeDef};
use crate::script;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

const fn wrapper(name: &'static str, slots: &'static [(SlotId, NativeFn)]) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::OBJECT),
        layout: Layout::Native,
        flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT,
        basicsize: 32,
        slots,
        new: Some(("*args, **kwargs", wrapper_new)),
        methods: METHODS,
        getset: GETSET,
        ..TYPE_DEFAULT
    }
}

const METHODS: &[FnDef] = &[FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias)];

const GETSET: &[GetSetDef] = &[
    GetSetDef::member("__func__", |vm, a| vm.native_slot(a, 0)),
    GetSetDef::member("__wrapped__", |vm, a| vm.native_slot(a, 0)),
    GetSetDef::ro("__isabstractmethod__", |vm, a| vm.is_any_slot_abstract(a, 1)),
    GetSetDef::rw("__dict__", crate::objects::descr::generic_dict, crate::objects::descr::set_generic_dict),
    GetSetDef::rw("__annotations__", |vm, a| of_wrapped(vm, a, "__annotations__"), |vm, a| set_own(vm, a, "__annotations__")),
    GetSetDef::rw("__annotate__", |vm, a| of_wrapped(vm, a, "__annotate__"), |vm, a| set_own(vm, a, "__annotate__")),
];

/// slots: the function.
pub static CLASSMETHOD: TypeDef =
    wrapper("classmethod", &[(SlotId::Repr, wrapper_repr), (SlotId::DescrGet, class_get), (SlotId::Init, wrapper_init)]);

/// slots: the function.
pub static STATICMETHOD: TypeDef = wrapper(
    "staticmethod",
    &[
        (SlotId::Repr, wrapper_repr),
        (SlotId::DescrGet, |vm, a| vm.native_slot(a, 0)),
        (SlotId::Call, static_call),
        (SlotId::Init, wrapper_init),
    ],
);

fn inner(vm: &Vm, r: Ref) -> Option<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(0).get())
}

fn class_get(vm: &mut Vm, args: &Args) -> Res {
    let (r, instance) = (args.at(0)?, args.at(1)?);
    let class = args.get(2).filter(|o| *o != vm.one.none).unwrap_or(vm.heap.type_of(instance));
    match inner(vm, r) {
        Some(f) => Ok(Flow::Value(vm.new_method(f, class))),
        None => Err(exc::runtime_error(vm, "uninitialized classmethod object")),
    }
}

fn static_call(vm: &mut Vm, args: &Args) -> Res {
    match inner(vm, args.at(0)?) {
        Some(f) => vm.call(f, &args.rest()),
        None => Err(exc::runtime_error(vm, "uninitialized staticmethod object")),
    }
}

fn wrapper_new(vm: &mut Vm, args: &Args) -> Res {
    let class = args.at(0)?;
    let body = Native { slots: [Slot::NULL][..].into(), ..Native::default() };
    Ok(Flow::Value(vm.alloc_with_body(class, Body::Native(Rc::new(body)))))
}

fn wrapper_init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let id = if vm.is_instance_of(r, ids::CLASSMETHOD) { "classmethod" } else { "staticmethod" };
    if args.n_kw > 0 {
        return vm.type_err(&format!("{id}() takes no keyword arguments"));
    }
    let n = args.len() - 1;
    if n != 1 {
        return vm.type_err(&format!("{id} expected 1 argument, got {n}"));
    }
    crate::script::start(vm, kinds::WRAPPER_INIT, args)
}

/// Args: the wrapper, the function. What the function says of itself the wrapper says too.
pub static WRAPPER_INIT: NativeDef = NativeDef {
    name: "classmethod",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, function) = (s.at(0)?, s.at(1)?);
            s.act(vm, |vm| {
                let own = Slot::own(vm.heap.own(function));
                let old = vm.heap.native_mut(this).map(|n| n.set_slot(0, own));
                vm.heap.release(old.unwrap_or(own));
                Ok(())
            })?;
            for name in ["__module__", "__name__", "__qualname__", "__doc__"] {
                if let Some(value) = s.attr_opt(vm, function, name)? {
                    s.ask(vm, |vm| {
                        let key = vm.intern(name).into_ref();
                        vm.setattr(this, key, Some(value))
                    })?;
                }
            }
            Ok(vm.none())
        })
    },
};

fn wrapper_repr(vm: &mut Vm, args: &Args) -> Res {
    crate::script::start(vm, kinds::WRAPPER_REPR, args)
}

/// Args: the wrapper.
pub static WRAPPER_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let name = if vm.is_instance_of(this, ids::CLASSMETHOD) { "classmethod" } else { "staticmethod" };
            let shown = match inner(vm, this) {
                Some(function) => s.repr(vm, function)?,
                None => "<NULL>".to_owned(),
            };
            Ok(vm.new_str(&format!("<{name}({shown})>")))
        })
    },
};

/// Annotations are the function's, and kept once asked for.
fn of_wrapped(vm: &mut Vm, args: &Args, name: &str) -> Res {
    let r = args.at(0)?;
    let key = vm.intern(name);
    if let Some(own) = vm.instance_attr(r, key.r()) {
        return vm.own_flow(own);
    }
    vm.run_script(kinds::WRAPPED_ATTRIBUTE, &[Slot::borrow(r), key.into()])
}

/// Args: the wrapper, the attribute's name.
pub static WRAPPED_ATTRIBUTE: NativeDef = NativeDef {
    name: "__annotations__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, key) = (s.at(0)?, s.at(1)?);
            let function = inner(vm, this).unwrap_or(vm.one.none);
            let value = s.ask(vm, |vm| vm.getattr(function, key))?;
            vm.set_instance_attr(this, key, Some(value))?;
            Ok(vm.heap.own(value))
        })
    },
};

fn set_own(vm: &mut Vm, args: &Args, name: &str) -> Res {
    let (r, key) = (args.at(0)?, vm.intern(name).into_ref());
    if vm.set_instance_attr(r, key, args.get(1))? {
        return vm.none_flow();
    }
    let message = format!("'{}' object has no attribute '{name}'", vm.type_name(r));
    Err(exc::attribute_error(vm, &message, r, key))
}
