//! Native callables and getters as objects: builtin functions, method and wrapper descriptors,
//! getset and member descriptors, and those of `__slots__` and `__dict__`.
//!
//! CPython: Objects/descrobject.c, Objects/methodobject.c.

use std::rc::Rc;

use pyvarium_heap::object::{Body, Builtin};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, NativeFn, TYPE_DEFAULT, TypeDef, TypeId};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::tables::FnEntry;
use crate::vm::Vm;
use crate::vm_bug;

const fn descr_type(
    name: &'static str,
    basicsize: u32,
    extra_flags: u32,
    slots: &'static [(SlotId, NativeFn)],
    getset: &'static [GetSetDef],
) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::OBJECT),
        layout: Layout::Builtin,
        flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION | extra_flags,
        basicsize,
        slots,
        getset,
        ..TYPE_DEFAULT
    }
}

const NAME: GetSetDef = GetSetDef::member("__name__", |vm, a| match of_class(vm, a.at(0)?) {
    Some((_, name)) => vm.own_flow(name),
    None => text(vm, a, |e| e.name.to_owned()),
});
const QUALNAME: GetSetDef = GetSetDef::ro("__qualname__", |vm, a| match of_class(vm, a.at(0)?) {
    Some((class, name)) => {
        let text = format!("{}.{}", vm.type_qualname(class), vm.heap.str_lossy(name));
        Ok(Flow::Value(vm.new_str(&text)))
    }
    None => text(vm, a, |e| e.qualname.clone()),
});
const OBJCLASS: GetSetDef = GetSetDef::member("__objclass__", |vm, a| {
    let r = a.at(0)?;
    if let Some((class, _)) = of_class(vm, r) {
        return vm.own_flow(class);
    }
    let owner = vm.heap.builtin(r).and_then(|b| b.owner.get());
    vm.own_flow(owner.unwrap_or(vm.one.none))
});

const NAMES: &[GetSetDef] = &[NAME, QUALNAME, OBJCLASS, GetSetDef::ro("__doc__", doc)];

/// Descriptors of calls have a signature besides.
const CALLED_NAMES: &[GetSetDef] = &[NAME, QUALNAME, OBJCLASS, GetSetDef::ro("__doc__", doc), SIGNATURE];

const SIGNATURE: GetSetDef = GetSetDef::ro("__text_signature__", |vm, a| {
    let e = entry(vm, a.at(0)?)?;
    vm.native_signature(e)
});

/// Class and name of a descriptor that a class statement made.
fn of_class(vm: &Vm, descr: Ref) -> Option<(Ref, Ref)> {
    let n = vm.heap.native(descr)?;
    Some((n.slot(0).get()?, n.slot(1).get()?))
}

/// The doc of `__slots__` places is nowhere; those of `__dict__` and `__weakref__` are fixed.
fn doc_of_class(vm: &mut Vm, descr: Ref) -> Res {
    if vm.is_exact(descr, ids::MEMBER_DESCRIPTOR) {
        return vm.none_flow();
    }
    let text = if member_index(vm, descr) == 0 { "dictionary for instance variables" } else { "list of weak references to the object" };
    Ok(Flow::Value(vm.new_str(text)))
}

fn doc(vm: &mut Vm, args: &Args) -> Res {
    if of_class(vm, args.at(0)?).is_some() {
        return doc_of_class(vm, args.at(0)?);
    }
    let e = entry(vm, args.at(0)?)?;
    vm.native_doc(e)
}

const FUNCTION_NAMES: &[GetSetDef] = &[
    GetSetDef::ro("__name__", |vm, a| text(vm, a, |e| e.name.to_owned())),
    GetSetDef::ro("__qualname__", |vm, a| text(vm, a, |e| if e.owner.is_none() { e.name.to_owned() } else { e.qualname.clone() })),
    GetSetDef::ro("__self__", |vm, a| {
        let r = a.at(0)?;
        let this = vm.heap.builtin(r).and_then(|b| b.this.get());
        vm.own_flow(this.unwrap_or(vm.one.none))
    }),
    GetSetDef::member("__module__", |vm, a| {
        let r = a.at(0)?;
        let owner = vm.heap.builtin(r).and_then(|b| b.owner.get());
        vm.own_flow(owner.unwrap_or(vm.one.none))
    }),
    GetSetDef::ro("__doc__", doc),
    SIGNATURE,
];

const WRAPPER_NAMES: &[GetSetDef] = &[
    NAME,
    QUALNAME,
    GetSetDef::ro("__objclass__", |vm, a| {
        let e = entry(vm, a.at(0)?)?;
        let owner = e.owner.map_or(vm.one.none, |id| vm.ty(id));
        vm.own_flow(owner)
    }),
    GetSetDef::member("__self__", |vm, a| {
        let this = vm.heap.builtin(a.at(0)?).and_then(|b| b.this.get());
        vm.own_flow(this.unwrap_or(vm.one.none))
    }),
    GetSetDef::ro("__doc__", doc),
    SIGNATURE,
];

/// Of the same object and the same function. CPython: meth_richcompare, wrapper_richcompare.
fn bound_compare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let same_type = vm.heap.type_of(a) == vm.heap.type_of(b);
    if !same_type || (args.op != crate::protocol::compare::EQ && args.op != crate::protocol::compare::NE) {
        return vm.not_implemented();
    }
    let parts = |vm: &Vm, r: Ref| vm.heap.builtin(r).map(|b| (b.this.get(), b.function));
    let equal = parts(vm, a) == parts(vm, b);
    vm.bool_flow(equal == (args.op == crate::protocol::compare::EQ))
}

/// CPython: meth_hash.
fn bound_hash(vm: &mut Vm, args: &Args) -> Res {
    let parts = vm.heap.builtin(args.at(0)?).map(|b| (b.this.get(), b.function));
    let (this, function) = parts.ok_or_else(|| vm_bug!("not a builtin"))?;
    let address = this.map_or(0, |r| vm.heap.address(r));
    let hash = pyvarium_heap::hash::hash_pointer(address) ^ i64::from(function);
    Ok(Flow::Value(vm.new_int(if hash == -1 { -2 } else { hash })))
}

const REDUCE: &[FnDef] = &[FnDef::new("__reduce__", "", crate::objects::pickling::reduce_descriptor)];

const CALL: (SlotId, NativeFn) = (SlotId::Call, |vm, a| vm.call_builtin(a.at(0)?, &a.rest()));

pub static BUILTIN_FUNCTION: TypeDef =
    TypeDef { methods: &[FnDef::new("__reduce__", "", crate::objects::pickling::reduce_builtin)], ..BUILTIN };
const BUILTIN: TypeDef = descr_type(
    "builtin_function_or_method",
    56,
    0,
    &[(SlotId::Repr, builtin_repr), (SlotId::Hash, bound_hash), (SlotId::RichCompare, bound_compare), CALL],
    FUNCTION_NAMES,
);
pub static METHOD_DESCRIPTOR: TypeDef = TypeDef { methods: REDUCE, ..METHOD_DESCRIPTOR_BARE };
const METHOD_DESCRIPTOR_BARE: TypeDef = descr_type(
    "method_descriptor",
    56,
    flags::METHOD_DESCRIPTOR,
    &[(SlotId::Repr, |vm, a| repr_as(vm, a, "method")), CALL, (SlotId::DescrGet, |vm, a| bind_to_instance(vm, a, ids::BUILTIN_FUNCTION))],
    CALLED_NAMES,
);
pub static CLASSMETHOD_DESCRIPTOR: TypeDef = descr_type(
    "classmethod_descriptor",
    56,
    0,
    &[(SlotId::Repr, |vm, a| repr_as(vm, a, "method")), CALL, (SlotId::DescrGet, bind_to_class)],
    CALLED_NAMES,
);
pub static WRAPPER_DESCRIPTOR: TypeDef = TypeDef { methods: REDUCE, ..WRAPPER_DESCRIPTOR_BARE };
const WRAPPER_DESCRIPTOR_BARE: TypeDef = descr_type(
    "wrapper_descriptor",
    56,
    flags::METHOD_DESCRIPTOR,
    &[
        (SlotId::Repr, |vm, a| repr_as(vm, a, "slot wrapper")),
        CALL,
        (SlotId::DescrGet, |vm, a| bind_to_instance(vm, a, ids::METHOD_WRAPPER)),
    ],
    CALLED_NAMES,
);
pub static METHOD_WRAPPER: TypeDef =
    TypeDef { methods: &[FnDef::new("__reduce__", "", crate::objects::pickling::reduce_wrapper)], ..METHOD_WRAPPER_BARE };
const METHOD_WRAPPER_BARE: TypeDef = descr_type(
    "method-wrapper",
    32,
    0,
    &[(SlotId::Repr, method_wrapper_repr), (SlotId::Hash, bound_hash), (SlotId::RichCompare, bound_compare), CALL],
    WRAPPER_NAMES,
);
/// Of native types; and `__dict__` (ints: 0) and `__weakref__` (1) of a Python class's instances, which are of the
/// other body: slots class, name.
pub static GETSET_DESCRIPTOR: TypeDef = descr_type(
    "getset_descriptor",
    48,
    0,
    &[(SlotId::Repr, |vm, a| repr_as(vm, a, "attribute")), (SlotId::DescrGet, get_native), (SlotId::DescrSet, set_native)],
    NAMES,
);
/// Of native types; and a place of `__slots__`, which is of the other body: slots class, name; ints: index among the
/// members.
pub static MEMBER_DESCRIPTOR: TypeDef = TypeDef { methods: REDUCE, ..MEMBER_DESCRIPTOR_BARE };
const MEMBER_DESCRIPTOR_BARE: TypeDef = descr_type(
    "member_descriptor",
    48,
    0,
    &[(SlotId::Repr, |vm, a| repr_as(vm, a, "member")), (SlotId::DescrGet, get_native), (SlotId::DescrSet, set_native)],
    NAMES,
);

fn entry(vm: &Vm, r: Ref) -> Res<&'static FnEntry> {
    let index = vm.heap.builtin(r).map(|b| b.function as usize);
    index.and_then(|i| vm.tables.functions.get(i)).ok_or_else(|| vm_bug!("no native function"))
}

fn text(vm: &mut Vm, args: &Args, f: fn(&FnEntry) -> String) -> Res {
    let s = f(entry(vm, args.at(0)?)?);
    Ok(Flow::Value(vm.intern(&s)))
}

impl Vm {
    pub fn new_builtin(&mut self, ty: TypeId, function: u32, this: Slot, owner: Slot) -> Own {
        let class = self.ty(ty);
        let size = self.tables.type_def(ty).map_or(56, |d| d.basicsize);
        self.heap.alloc(class, Body::Builtin(Rc::new(Builtin { function, this, owner })), Shape::gc(size))
    }
}

fn builtin_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let e = entry(vm, r)?;
    let this = vm.heap.builtin(r).and_then(|b| b.this.get()).filter(|t| !vm.is_exact(*t, ids::MODULE));
    let text = match this {
        Some(this) => format!("<built-in method {} of {} object at {}>", e.name, vm.type_name(this), vm.address_text(this)),
        None => format!("<built-in function {}>", e.name),
    };
    Ok(Flow::Value(vm.new_str(&text)))
}

fn method_wrapper_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let e = entry(vm, r)?;
    let Some(this) = vm.heap.builtin(r).and_then(|b| b.this.get()) else { return Err(vm_bug!("method-wrapper")) };
    let text = format!("<method-wrapper '{}' of {} object at {}>", e.name, vm.type_name(this), vm.address_text(this));
    Ok(Flow::Value(vm.new_str(&text)))
}

fn repr_as(vm: &mut Vm, args: &Args, what: &str) -> Res {
    let r = args.at(0)?;
    if let Some((class, name)) = of_class(vm, r) {
        let text = format!("<{what} '{}' of '{}' objects>", vm.heap.str_lossy(name), vm.name_of_type(class));
        return Ok(Flow::Value(vm.new_str(&text)));
    }
    let e = entry(vm, r)?;
    let owner = e.owner.map(|id| vm.message_name(vm.ty(id))).unwrap_or_default();
    Ok(Flow::Value(vm.new_str(&format!("<{what} '{}' of '{owner}' objects>", e.name))))
}

fn bind_to_instance(vm: &mut Vm, args: &Args, ty: TypeId) -> Res {
    let (descr, instance) = (args.at(0)?, args.at(1)?);
    if instance == vm.one.none && args.get(2) != Some(vm.heap.type_of(instance)) {
        return vm.own_flow(descr);
    }
    let Some(b) = vm.heap.builtin(descr).cloned() else { return Err(vm_bug!("not a descriptor")) };
    check_owner(vm, descr, instance)?;
    let this = vm.heap.own(instance);
    Ok(Flow::Value(vm.new_builtin(ty, b.function, this.into(), Slot::NULL)))
}

fn check_owner(vm: &mut Vm, descr: Ref, instance: Ref) -> Res<()> {
    let (owner, name) = match of_class(vm, descr) {
        Some((class, name)) => (Some(class), vm.heap.str_lossy(name)),
        None => {
            let e = entry(vm, descr)?;
            (e.owner.map(|id| vm.ty(id)), e.name.to_owned())
        }
    };
    if let Some(owner) = owner
        && !vm.is_subtype(vm.heap.type_of(instance), owner)
    {
        let (o, given) = (vm.message_name(owner), vm.type_name(instance));
        return vm.type_err(&format!("descriptor '{name}' for '{o}' objects doesn't apply to a '{given}' object"));
    }
    Ok(())
}

fn bind_to_class(vm: &mut Vm, args: &Args) -> Res {
    let (descr, instance) = (args.at(0)?, args.at(1)?);
    let owner = args.get(2).filter(|o| *o != vm.one.none).unwrap_or(vm.heap.type_of(instance));
    let Some(b) = vm.heap.builtin(descr).cloned() else { return Err(vm_bug!("not a descriptor")) };
    let this = vm.heap.own(owner);
    Ok(Flow::Value(vm.new_builtin(ids::BUILTIN_FUNCTION, b.function, this.into(), Slot::NULL)))
}

fn get_native(vm: &mut Vm, args: &Args) -> Res {
    let (descr, instance) = (args.at(0)?, args.at(1)?);
    if instance == vm.one.none && args.get(2) != Some(vm.heap.type_of(instance)) {
        return vm.own_flow(descr);
    }
    check_owner(vm, descr, instance)?;
    if of_class(vm, descr).is_none() {
        return vm.call_getter(descr, instance);
    }
    if vm.is_exact(descr, ids::MEMBER_DESCRIPTOR) { slot_get(vm, args) } else { instance_get(vm, args) }
}

fn set_native(vm: &mut Vm, args: &Args) -> Res {
    let (descr, instance) = (args.at(0)?, args.at(1)?);
    check_owner(vm, descr, instance)?;
    if of_class(vm, descr).is_some() {
        return if vm.is_exact(descr, ids::MEMBER_DESCRIPTOR) { slot_set(vm, args) } else { instance_set(vm, args) };
    }
    let e = entry(vm, descr)?;
    match e.set {
        Some(set) => set(vm, &args.rest()),
        None => {
            let key = vm.intern(e.name).into_ref();
            Err(exc::attribute_error(vm, "readonly attribute", instance, key))
        }
    }
}

fn member_index(vm: &Vm, descr: Ref) -> usize {
    vm.heap.native(descr).map_or(0, |n| n.int(0)) as usize
}

fn slot_get(vm: &mut Vm, args: &Args) -> Res {
    let (descr, instance) = (args.at(0)?, args.at(1)?);
    let i = member_index(vm, descr);
    match vm.heap.instance(instance).and_then(|x| x.members.get(i)).and_then(|s| s.get()) {
        Some(v) => vm.own_flow(v),
        None => {
            let name = vm.heap.native(descr).and_then(|n| n.slot(1).get()).unwrap_or(vm.one.none);
            let ty = vm.heap.type_of(instance);
            Err(vm.no_attribute(instance, ty, name))
        }
    }
}

fn slot_set(vm: &mut Vm, args: &Args) -> Res {
    let (descr, instance) = (args.at(0)?, args.at(1)?);
    let i = member_index(vm, descr);
    let new = match args.get(2) {
        Some(v) => vm.heap.own(v).into(),
        None => Slot::NULL,
    };
    let deleting = new.is_null();
    let old = match vm.heap.instance_mut(instance).and_then(|x| x.members.get_mut(i)) {
        Some(place) => std::mem::replace(place, new),
        None => return Err(vm_bug!("no member {i}")),
    };
    if deleting && old.is_null() {
        // CPython: Python/structmember.c, PyMember_SetOne.
        let name = vm.heap.native(descr).and_then(|n| n.slot(1).get()).unwrap_or(vm.one.none);
        return Err(exc::raise(vm, ids::ATTRIBUTE_ERROR, &vm.heap.str_lossy(name)));
    }
    vm.heap.release(old);
    vm.none_flow()
}

fn instance_get(vm: &mut Vm, args: &Args) -> Res {
    let (descr, instance) = (args.at(0)?, args.at(1)?);
    if member_index(vm, descr) == 1 {
        let first = vm.heap.weakrefs(instance).first().copied();
        return vm.own_flow(first.unwrap_or(vm.one.none));
    }
    match vm.materialize_dict(instance) {
        Some(d) => vm.own_flow(d),
        None => {
            let name = vm.names.dict;
            let ty = vm.heap.type_of(instance);
            Err(vm.no_attribute(instance, ty, name))
        }
    }
}

fn instance_set(vm: &mut Vm, args: &Args) -> Res {
    let (descr, instance) = (args.at(0)?, args.at(1)?);
    if member_index(vm, descr) == 1 {
        let name = vm.names.weakref;
        let t = vm.type_name(instance);
        return Err(exc::attribute_error(vm, &format!("attribute '__weakref__' of '{t}' objects is not writable"), instance, name));
    }
    match args.get(2) {
        Some(v) if vm.heap.dict(v).is_some() => {
            vm.materialize_dict(instance);
            let own = vm.heap.own(v);
            let old = vm.heap.instance_mut(instance).map(|i| {
                i.attrs.is_shown = false;
                std::mem::replace(&mut i.attrs.dict, own.into())
            });
            if let Some(old) = old {
                vm.heap.release(old);
            }
            vm.none_flow()
        }
        Some(v) => {
            let message = format!("__dict__ must be set to a dictionary, not a '{}'", vm.type_name(v));
            vm.type_err(&message)
        }
        None => {
            // The dict goes; the next attribute makes a new one.
            vm.materialize_dict(instance);
            let old = vm.heap.instance_mut(instance).map(|i| {
                i.attrs.is_shown = false;
                std::mem::take(&mut i.attrs.dict)
            });
            vm.heap.release(old.unwrap_or(Slot::NULL));
            vm.none_flow()
        }
    }
}

/// `__dict__` of natives whose instances keep attributes. CPython: PyObject_GenericGetDict.
pub fn generic_dict(vm: &mut Vm, args: &Args) -> Res {
    let dict = vm.materialize_dict(args.at(0)?).unwrap_or(vm.one.none);
    vm.own_flow(dict)
}

/// CPython: PyObject_GenericSetDict.
pub fn set_generic_dict(vm: &mut Vm, args: &Args) -> Res {
    let instance = args.at(0)?;
    match args.get(1) {
        Some(new) if vm.heap.dict(new).is_some() => {
            vm.materialize_dict(instance);
            let own = Slot::own(vm.heap.own(new));
            let old = vm.heap.instance_mut(instance).map(|i| {
                i.attrs.is_shown = false;
                std::mem::replace(&mut i.attrs.dict, own)
            });
            vm.heap.release(old.unwrap_or(own));
            vm.none_flow()
        }
        Some(new) => {
            let message = format!("__dict__ must be set to a dictionary, not a '{}'", vm.type_name(new));
            vm.type_err(&message)
        }
        None => vm.type_err("cannot delete __dict__"),
    }
}
