//! `object`: what every class inherits.
//!
//! CPython: Objects/typeobject.c (object_new, object_repr, ...), Objects/object.c.

use std::rc::Rc;

use pyvarium_heap::object::{Body, Extended, Instance, List, Native, Tuple};
use pyvarium_heap::types::{Layout, SlotImpl, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::{EQ, NE};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub static OBJECT: TypeDef = TypeDef {
    name: "object",
    layout: Layout::Object,
    flags: flags::BASETYPE,
    basicsize: 16,
    doc: Some(
        "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
    ),
    slots: &[
        (SlotId::Repr, object_repr),
        (SlotId::Str, object_str),
        (SlotId::Hash, crate::protocol::hash::generic_hash),
        (SlotId::GetAttr, object_getattribute),
        (SlotId::SetAttr, object_setattr),
        (SlotId::RichCompare, object_richcompare),
        (SlotId::Init, object_init),
    ],
    new: Some(("*args, **kwargs", object_new)),
    methods: &[
        FnDef::new("__format__", "format_spec, /", |vm, a| with_spec(vm, a, object_format)),
        FnDef::class("__init_subclass__", "*args, **kwargs", object_init_subclass),
        FnDef::class("__subclasshook__", "object, /", object_subclasshook),
        FnDef::new("__reduce_ex__", "protocol, /", crate::objects::reduce::reduce_ex),
        FnDef::new("__reduce__", "", crate::objects::reduce::reduce),
        FnDef::new("__getstate__", "", crate::objects::reduce::getstate),
        FnDef::new("__sizeof__", "", object_sizeof),
        FnDef::new("__dir__", "", object_dir),
    ],
    getset: &[GetSetDef::rw("__class__", get_class, set_class)],
    ..TYPE_DEFAULT
};

pub fn object_getattribute(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    vm.generic_getattr(r, name)
}

pub fn object_setattr(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    vm.generic_setattr(r, name, args.get(2))
}

fn object_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let ty = vm.heap.type_of(r);
    let (module, name) = (vm.type_module(ty), vm.type_qualname(ty));
    let address = vm.address_text(r);
    let text =
        if module == "builtins" { format!("<{name} object at {address}>") } else { format!("<{module}.{name} object at {address}>") };
    Ok(Flow::Value(vm.new_str(&text)))
}

pub(crate) fn object_str(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    vm.repr(r)
}

pub(crate) fn object_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    match args.op {
        EQ if a == b => vm.bool_flow(true),
        NE => {
            // By default `!=` asks `==` and turns the answer round.
            match vm.slot_of(a, SlotId::RichCompare) {
                SlotImpl::Python => {
                    let eq = vm.names.eq;
                    let mark = vm.mark();
                    match vm.call_special(a, eq, &[b])? {
                        Flow::Value(v) if v.r() == vm.one.not_implemented => Ok(Flow::Value(v)),
                        Flow::Value(v) => match vm.truth_of_own(v)? {
                            Flow::Value(t) => vm.bool_flow(t.r() != vm.one.true_),
                            Flow::Pushed => vm.adapt(mark, crate::core::kinds::NOT_EQUAL, &[], &[]),
                        },
                        Flow::Pushed => vm.adapt(mark, crate::core::kinds::NOT_EQUAL, &[], &[]),
                    }
                }
                _ if a == b => vm.bool_flow(false),
                _ => vm.not_implemented(),
            }
        }
        _ => vm.not_implemented(),
    }
}

/// Turns the answer of `__eq__` round, for the default `__ne__`.
pub static NOT_EQUAL: crate::native::NativeDef = crate::native::NativeDef {
    name: "object.__ne__",
    catches: false,
    resume: |vm, f, answer| {
        let crate::native::Answer::Value(v) = answer else { return Err(crate::vm_bug!("not equal")) };
        if f.pc == 1 {
            if v.r() == vm.one.not_implemented {
                return Ok(crate::native::Next::Done(v));
            }
            f.pc = 2;
            return match vm.truth_of_own(v)? {
                Flow::Value(t) => Ok(crate::native::Next::Done(Own::assume(vm.bool_ref(t.r() != vm.one.true_)))),
                Flow::Pushed => Ok(crate::native::Next::Wait),
            };
        }
        Ok(crate::native::Next::Done(Own::assume(vm.bool_ref(v.r() != vm.one.true_))))
    },
};

fn excess_args(vm: &Vm, args: &Args) -> bool {
    let _ = vm;
    args.len() > 1
}

/// CPython: object_init: extra arguments are an error unless `__new__` is the class's own.
fn object_init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if excess_args(vm, args) {
        let ty = vm.heap.type_of(r);
        let name = vm.name_of_type(ty);
        let own_init = vm.slot(ty, SlotId::Init) == SlotImpl::Python;
        if own_init {
            return vm.type_err("object.__init__() takes exactly one argument (the instance to initialize)");
        }
        // A class that makes no instances has no `__new__` at all.
        let makes = vm.heap.as_type(ty).is_some_and(|t| !t.has(flags::DISALLOW_INSTANTIATION));
        if makes && !has_own_new(vm, ty) {
            return vm.type_err(&format!("{name}.__init__() takes exactly one argument (the instance to initialize)"));
        }
    }
    vm.none_flow()
}

fn has_own_new(vm: &mut Vm, ty: Ref) -> bool {
    let new = vm.names.new;
    let (own, base) = (vm.lookup_type(ty, new), vm.lookup_type(vm.ty(ids::OBJECT), new));
    own != base
}

fn object_new(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    if excess_args(vm, args) {
        if has_own_new(vm, cls) {
            return vm.type_err("object.__new__() takes exactly one argument (the type to instantiate)");
        }
        if !matches!(vm.slot(cls, SlotId::Init), SlotImpl::Python) {
            let name = vm.name_of_type(cls);
            return vm.type_err(&format!("{name}() takes no arguments"));
        }
    }
    if vm.heap.as_type(cls).is_some_and(|t| t.has(flags::IS_ABSTRACT)) {
        return vm.abstract_error(cls);
    }
    Ok(Flow::Value(vm.alloc_instance(cls)))
}

impl Vm {
    fn abstract_error(&mut self, cls: Ref) -> Res {
        let name = self.names.abstractmethods;
        let methods = self.heap.as_type(cls).and_then(|t| t.dict.get()).and_then(|d| self.dict_get_str(d, name));
        let mut list: Vec<String> = match methods.map(|m| self.heap.full_body(m)) {
            Some(Body::Set(set)) => set.iter().map(|r| self.heap.str_lossy(r)).collect(),
            Some(Body::Dict(dict)) => dict.iter().map(|(k, _)| self.heap.str_lossy(k)).collect(),
            Some(Body::Tuple(_) | Body::List(_)) => {
                let items = methods.and_then(|m| self.heap.items(m)).unwrap_or_default();
                items.iter().filter_map(|s| s.get()).map(|r| self.heap.str_lossy(r)).collect()
            }
            _ => Vec::new(),
        };
        list.sort();
        let (n, class) = (list.len(), self.name_of_type(cls));
        let quoted: Vec<String> = list.iter().map(|m| format!("'{m}'")).collect();
        let s = if n == 1 { "" } else { "s" };
        self.type_err(&format!(
            "Can't instantiate abstract class {class} without an implementation for abstract method{s} {}",
            quoted.join(", ")
        ))
    }

    /// The names of all `__slots__` places, base classes' first.
    pub(crate) fn slot_names(&self, ty: Ref) -> Vec<(i64, String)> {
        let mut names = Vec::new();
        let mut at = Some(ty);
        while let Some(class) = at {
            let Some(t) = self.heap.as_type(class) else { break };
            let entries = t.dict.get().and_then(|d| self.heap.dict(d)).into_iter().flat_map(|d| d.iter());
            for (key, value) in entries {
                if self.is_exact(value, ids::MEMBER_DESCRIPTOR)
                    && let Some(n) = self.heap.native(value)
                {
                    names.push((n.int(0), self.heap.str_lossy(key)));
                }
            }
            at = t.base.get();
        }
        names.sort();
        names
    }

    /// A bare instance of a class with the layout of its native base. CPython: PyType_GenericAlloc.
    pub fn alloc_instance(&mut self, cls: Ref) -> Own {
        let (layout, flags_, size, members) = match self.heap.as_type(cls) {
            Some(t) => (t.layout, t.flags, t.basicsize, t.n_member_slots),
            None => (Layout::Object, 0, 16, 0),
        };
        let managed = flags_ & flags::MANAGED_DICT != 0;
        let inner = match layout {
            Layout::Tuple => Some(Body::Tuple(Rc::new(Tuple::default()))),
            Layout::List => Some(Body::List(Rc::new(List::default()))),
            Layout::Dict => Some(Body::Dict(Rc::default())),
            Layout::Set => Some(Body::Set(Rc::default())),
            Layout::Int => Some(Body::Int(0)),
            Layout::Float => Some(Body::Float(0.0)),
            Layout::Str => Some(Body::Str(Rc::new("".into()))),
            Layout::Bytes => Some(Body::Bytes(Rc::default())),
            Layout::ByteArray => Some(Body::ByteArray(Rc::default())),
            Layout::Exception => Some(Body::Exception(Rc::default())),
            Layout::Native => Some(Body::Native(Rc::new(Native::default()))),
            _ => None,
        };
        let heap_type = flags_ & flags::HEAPTYPE != 0;
        self.alloc_with(cls, inner, heap_type, managed, size, members)
    }

    /// An instance whose builtin part is made already.
    pub fn alloc_with_body(&mut self, cls: Ref, inner: Body) -> Own {
        let (flags_, size, members) = match self.heap.as_type(cls) {
            Some(t) => (t.flags, t.basicsize, t.n_member_slots),
            None => (0, 16, 0),
        };
        let heap_type = flags_ & (flags::HEAPTYPE | flags::MANAGED_DICT) != 0;
        self.alloc_with(cls, Some(inner), heap_type, flags_ & flags::MANAGED_DICT != 0, size, members)
    }

    fn alloc_with(&mut self, cls: Ref, inner: Option<Body>, heap_type: bool, managed: bool, size: u32, members: u32) -> Own {
        let gc = self.heap.as_type(cls).is_some_and(|t| t.has(flags::HAVE_GC));
        let body = match (inner, heap_type || managed) {
            (Some(inner), false) => inner,
            (None, false) => Body::Plain,
            (inner, true) => {
                let instance = Instance { members: smallvec::smallvec![Slot::NULL; members as usize], ..Instance::default() };
                match inner {
                    Some(inner) => Body::Extended(Rc::new(Extended { inner, instance })),
                    None => Body::Instance(Rc::new(instance)),
                }
            }
        };
        if managed
            && matches!(body, Body::Instance(_) | Body::Extended(_))
            && self.heap.as_type(cls).is_some_and(|t| t.takes_room_back() && t.itemsize == 0 && t.has(flags::HEAPTYPE))
            && let Some(t) = self.heap.as_type_mut(cls)
        {
            t.shared_room -= 1;
        }
        // Managed dict and weakref pointers lie in front of the GC header.
        let prefixed = self.heap.as_type(cls).is_some_and(|t| t.has(flags::HEAPTYPE) || t.has(flags::WEAKREFS));
        let extra = if managed && prefixed { 16 } else { 0 };
        let shape = if gc { Shape::gc(size + extra) } else { Shape::plain(size) };
        self.heap.alloc(cls, body, shape)
    }
}

fn object_format(vm: &mut Vm, args: &Args) -> Res {
    let (r, spec) = (args.at(0)?, args.at(1)?);
    if vm.heap.text(spec).is_some_and(|t| !t.is_empty()) {
        let message = format!("unsupported format string passed to {}.__format__", vm.type_name(r));
        return vm.type_err(&message);
    }
    vm.str(r)
}

fn object_init_subclass(vm: &mut Vm, args: &Args) -> Res {
    if args.len() > 1 {
        let name = args.get(0).map(|c| vm.name_of_type(c)).unwrap_or_default();
        if args.n_kw > 0 {
            return vm.type_err(&format!("{name}.__init_subclass__() takes no keyword arguments"));
        }
        return vm.type_err(&format!("{name}.__init_subclass__() takes no arguments ({} given)", args.len() - 1));
    }
    vm.none_flow()
}

fn object_subclasshook(vm: &mut Vm, _args: &Args) -> Res {
    vm.not_implemented()
}

pub(crate) fn object_sizeof(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let n = vm.sizeof(r);
    Ok(Flow::Value(vm.new_int(n as i64)))
}

fn object_dir(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let names = vm.dir_names(r);
    let slots = names.into_iter().map(|n| vm.intern(&n).into()).collect();
    Ok(Flow::Value(vm.list_from_slots(slots)))
}

/// The specification must be a str.
pub(crate) fn with_spec(vm: &mut Vm, args: &Args, format: crate::native::NativeFn) -> Res {
    let spec = args.at(1)?;
    if vm.heap.text(spec).is_none() {
        let message = format!("__format__() argument must be str, not {}", vm.given_name(spec));
        return vm.type_err(&message);
    }
    format(vm, args)
}

fn get_class(vm: &mut Vm, args: &Args) -> Res {
    let ty = vm.heap.type_of(args.at(0)?);
    vm.own_flow(ty)
}

/// A module becomes one of a Python class of modules, or a plain one again, if the class adds no places.
fn set_module_class(vm: &mut Vm, r: Ref, new: Ref) -> Res {
    let old = vm.heap.type_of(r);
    let size = |t: Ref| vm.heap.as_type(t).map(|t| t.basicsize);
    if size(old) != size(new) {
        let (o, n) = (vm.name_of_type(old), vm.name_of_type(new));
        return vm.type_err(&format!("__class__ assignment: '{n}' object layout differs from '{o}'"));
    }
    if let Some(body) = vm.heap.full_body_mut(r) {
        let plain = std::mem::take(body);
        *body = match plain {
            Body::Extended(_) => plain,
            inner => Body::Extended(Rc::new(Extended { inner, instance: Instance::default() })),
        };
    }
    vm.heap.set_type(r, new);
    vm.none_flow()
}

fn set_class(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(new) = args.get(1) else { return vm.type_err("can't delete __class__ attribute") };
    if vm.heap.as_type(new).is_none() {
        let message = format!("__class__ must be set to a class, not '{}' object", vm.type_name(new));
        return vm.type_err(&message);
    }
    let old = vm.heap.type_of(r);
    let both = |f: u32| vm.heap.as_type(old).is_some_and(|t| t.has(f)) && vm.heap.as_type(new).is_some_and(|t| t.has(f));
    let modules = vm.is_subtype(old, vm.ty(ids::MODULE)) && vm.is_subtype(new, vm.ty(ids::MODULE));
    if modules && !both(flags::HEAPTYPE) {
        return set_module_class(vm, r, new);
    }
    if !both(flags::HEAPTYPE) {
        return vm.type_err("__class__ assignment only supported for mutable types or ModuleType subclasses");
    }
    let features = flags::MANAGED_DICT | flags::WEAKREFS;
    let shape = |t: Ref| vm.heap.as_type(t).map(|t| (t.layout, t.basicsize, t.itemsize, t.n_member_slots, t.flags & features));
    if shape(old) != shape(new) || vm.slot_names(old) != vm.slot_names(new) {
        let (o, n) = (vm.name_of_type(old), vm.name_of_type(new));
        return vm.type_err(&format!("__class__ assignment: '{n}' object layout differs from '{o}'"));
    }
    // The values stand in the order of the old class's keys: they go into a dict of their own.
    if vm.has_inline_values(r) {
        vm.materialize_dict(r);
        if let Some(i) = vm.heap.instance_mut(r) {
            i.attrs.is_shown = false;
        }
    }
    vm.heap.set_type(r, new);
    vm.none_flow()
}
