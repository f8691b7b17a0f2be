//! Python functions: their attributes, and how a class hands them out as methods.
//!
//! CPython: Objects/funcobject.c.

use pyvarium_heap::object::{Body, Function};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Shape, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::native::{GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::objects::{annotations, function_new};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub static FUNCTION: TypeDef = TypeDef {
    name: "function",
    base: Some(ids::OBJECT),
    layout: Layout::Function,
    flags: flags::HAVE_GC | flags::METHOD_DESCRIPTOR,
    basicsize: 152,
    slots: &[
        (SlotId::Repr, function_repr),
        (SlotId::DescrGet, function_get),
        (SlotId::Call, |vm, a| vm.call_function(a.at(0)?, &a.rest())),
    ],
    new: Some(("code, globals, name=None, argdefs=None, closure=None, kwdefaults=None", function_new::function_new)),
    getset: &[
        GetSetDef::rw("__code__", |vm, a| field(vm, a, |f| f.code), function_new::set_code),
        GetSetDef::rw("__defaults__", |vm, a| field(vm, a, |f| f.defaults), function_new::set_defaults),
        GetSetDef::rw("__kwdefaults__", |vm, a| field(vm, a, |f| f.kwdefaults), function_new::set_kwdefaults),
        GetSetDef::rw("__name__", |vm, a| field(vm, a, |f| f.name), function_new::set_name),
        GetSetDef::rw("__qualname__", |vm, a| field(vm, a, |f| f.qualname), function_new::set_qualname),
        GetSetDef::rw("__annotations__", annotations::function_annotations, annotations::set_function_annotations),
        GetSetDef::rw("__annotate__", annotations::function_annotate, annotations::set_function_annotate),
        GetSetDef::rw(
            "__type_params__",
            |vm, a| {
                let params = vm.heap.function(a.at(0)?).and_then(|f| f.typeparams.get());
                vm.own_flow(params.unwrap_or(vm.one.empty_tuple))
            },
            |vm, a| match a.get(1).filter(|p| vm.heap.tuple(*p).is_some()) {
                Some(params) => {
                    vm.set_function_type_params(a.at(0)?, params);
                    vm.none_flow()
                }
                None => vm.type_err("__type_params__ must be set to a tuple"),
            },
        ),
        GetSetDef::rw("__dict__", crate::objects::descr::generic_dict, function_new::set_dict),
        GetSetDef::member("__closure__", |vm, a| field(vm, a, |f| f.closure)),
        GetSetDef::member_rw("__doc__", |vm, a| field(vm, a, |f| f.doc), |vm, a| set_field(vm, a, |f| &mut f.doc)),
        GetSetDef::member("__globals__", |vm, a| field(vm, a, |f| f.globals)),
        GetSetDef::member_rw("__module__", |vm, a| field(vm, a, |f| f.module), |vm, a| set_field(vm, a, |f| &mut f.module)),
        GetSetDef::member("__builtins__", |vm, a| field(vm, a, |f| f.builtins)),
    ],
    ..TYPE_DEFAULT
};

fn field(vm: &mut Vm, args: &Args, f: fn(&Function) -> Slot) -> Res {
    let r = args.at(0)?;
    let slot = vm.heap.function(r).map(f).and_then(|s| s.get());
    vm.own_flow(slot.unwrap_or(vm.one.none))
}

fn set_field(vm: &mut Vm, args: &Args, place: fn(&mut Function) -> &mut Slot) -> Res {
    let r = args.at(0)?;
    let new = match args.get(1).filter(|v| *v != vm.one.none) {
        Some(v) => vm.heap.own(v).into(),
        None => Slot::NULL,
    };
    let old = vm.heap.function_mut(r).map(|f| std::mem::replace(place(f), new));
    if let Some(old) = old {
        vm.heap.release(old);
    }
    vm.none_flow()
}

fn function_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let text = format!("<function {} at {}>", vm.qualname_of(Slot::borrow(r)), vm.address_text(r));
    Ok(Flow::Value(vm.new_str(&text)))
}

fn function_get(vm: &mut Vm, args: &Args) -> Res {
    let (f, instance) = (args.at(0)?, args.at(1)?);
    if instance == vm.one.none && args.get(2) != Some(vm.heap.type_of(instance)) {
        return vm.own_flow(f);
    }
    Ok(Flow::Value(vm.new_method(f, instance)))
}

impl Vm {
    pub(crate) fn set_function_type_params(&mut self, function: Ref, params: Ref) {
        let own = Slot::own(self.heap.own(params));
        let old = self.heap.function_mut(function).map(|f| std::mem::replace(&mut f.typeparams, own));
        self.heap.release(old.unwrap_or(own));
    }

    pub fn new_method(&mut self, function: Ref, this: Ref) -> pyvarium_heap::Own {
        let (f, s) = (self.heap.own(function), self.heap.own(this));
        let ty = self.ty(ids::METHOD);
        self.heap.alloc(ty, Body::Method(f.into(), s.into()), Shape::gc(48))
    }
}
