//! `type`: attribute look-up on classes, their text, their slots kept in step with their dict.
//!
//! CPython: Objects/typeobject.c (type_getattro, type_setattro, update_slot, PyType_Modified).

use pyvarium_heap::Ref;
use pyvarium_heap::types::{Layout, SlotImpl, flags};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, TYPE_DEFAULT, TypeDef};
use crate::slots::{N_SLOTS, SLOT_NAMES, SlotId, SlotName};
use crate::stop::{Flow, Res};
use crate::tables::EntryKind;
use crate::vm::Vm;

pub static TYPE: TypeDef = TypeDef {
    name: "type",
    base: Some(ids::OBJECT),
    layout: Layout::Type,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 936,
    itemsize: 40,
    slots: &[
        (SlotId::Repr, type_repr),
        (SlotId::Call, type_call_slot),
        (SlotId::GetAttr, type_getattr),
        (SlotId::SetAttr, type_setattr),
        (SlotId::Init, type_init),
        (SlotId::Or, crate::objects::union::union_or),
    ],
    new: Some(("*args, **kwargs", crate::objects::class_new::type_new)),
    methods: &[
        FnDef::new("mro", "", type_mro),
        FnDef::new("__subclasses__", "", type_subclasses),
        FnDef::class("__prepare__", "*args, **kwargs", type_prepare),
        FnDef::new("__instancecheck__", "instance, /", type_instancecheck),
        FnDef::new("__subclasscheck__", "subclass, /", type_subclasscheck),
        FnDef::new("__dir__", "", type_dir),
        FnDef::new("__sizeof__", "", crate::objects::object::object_sizeof),
    ],
    getset: crate::objects::type_attrs::GETSET,
    ..TYPE_DEFAULT
};

fn type_repr(vm: &mut Vm, args: &Args) -> Res {
    let text = plain_repr(vm, args.at(0)?);
    Ok(Flow::Value(vm.new_str(&text)))
}

/// A class as `type` itself shows it.
pub(crate) fn plain_repr(vm: &mut Vm, r: Ref) -> String {
    let (module, name) = (vm.type_module(r), vm.type_qualname(r));
    // CPython: type_repr shows tp_name there.
    if module == "builtins" { format!("<class '{}'>", vm.name_of_type(r)) } else { format!("<class '{module}.{name}'>") }
}

fn type_call_slot(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    let rest = args.rest();
    vm.type_call(cls, &rest)
}

fn type_init(vm: &mut Vm, args: &Args) -> Res {
    let n = args.n_positional().saturating_sub(1);
    if n == 1 && args.n_kw > 0 {
        return vm.type_err("type.__init__() takes no keyword arguments");
    }
    if n != 1 && n != 3 {
        return vm.type_err("type.__init__() takes 1 or 3 arguments");
    }
    vm.none_flow()
}

/// CPython: _Py_type_getattro_impl.
fn type_getattr(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    if vm.heap.text(name).is_none() {
        let message = format!("attribute name must be string, not '{}'", vm.type_name(name));
        return vm.type_err(&message);
    }
    let meta = vm.heap.type_of(r);
    let meta_attr = vm.lookup_type(meta, name);
    if let Some(descr) = meta_attr
        && vm.is_data_descriptor(descr)
    {
        return vm.descr_get(descr, Some(r), meta);
    }
    if let Some(found) = vm.lookup_type(r, name) {
        return vm.descr_get(found, None, r);
    }
    match meta_attr {
        Some(descr) => vm.descr_get(descr, Some(r), meta),
        None => {
            let (class, text) = (vm.name_of_type(r), vm.heap.str_lossy(name));
            Err(exc::attribute_error(vm, &format!("type object '{class}' has no attribute '{text}'"), r, name))
        }
    }
}

fn type_setattr(vm: &mut Vm, args: &Args) -> Res {
    let (r, name, value) = (args.at(0)?, args.at(1)?, args.get(2));
    if vm.heap.text(name).is_none() && vm.heap.as_type(r).is_some_and(|t| t.has(flags::HEAPTYPE)) {
        let message = format!("attribute name must be string, not '{}'", vm.type_name(name));
        return vm.type_err(&message);
    }
    if vm.heap.as_type(r).is_none_or(|t| !t.has(flags::HEAPTYPE)) {
        let (class, text) = (vm.name_of_type(r), vm.heap.str_lossy(name));
        let message = match value {
            Some(_) => format!("cannot set '{text}' attribute of immutable type '{class}'"),
            None => format!("cannot set '{text}' attribute of immutable type '{class}'"),
        };
        return vm.type_err(&message);
    }
    let meta = vm.heap.type_of(r);
    let meta_attr = vm.lookup_type(meta, name);
    if meta_attr.is_some_and(|d| vm.is_data_descriptor(d)) {
        return vm.generic_setattr(r, name, value);
    }
    let Some(dict) = vm.heap.as_type(r).and_then(|t| t.dict.get()) else { return vm.none_flow() };
    match value {
        Some(v) => vm.dict_set_str(dict, name, v),
        None => {
            if !vm.dict_del_str(dict, name) {
                let (class, text) = (vm.name_of_type(r), vm.heap.str_lossy(name));
                return Err(exc::attribute_error(vm, &format!("type object '{class}' has no attribute '{text}'"), r, name));
            }
        }
    }
    vm.type_modified(r);
    let text = vm.heap.str_lossy(name);
    if text.starts_with("__") {
        vm.update_slots_below(r);
    }
    vm.none_flow()
}

fn type_mro(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let bases = vm.heap.as_type(r).and_then(|t| t.bases.get());
    let bases: Vec<Ref> = bases.map(|b| crate::objects::typing::subst::items_of(vm, b)).unwrap_or_default();
    let mut mro = vec![r];
    mro.extend(vm.c3(&bases)?);
    Ok(Flow::Value(vm.list_from(&mro)))
}

fn type_subclasses(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let subs = vm.heap.as_type(r).map(|t| t.subclasses.clone()).unwrap_or_default();
    Ok(Flow::Value(vm.list_from(&subs)))
}

fn type_prepare(vm: &mut Vm, _args: &Args) -> Res {
    Ok(Flow::Value(vm.new_dict()))
}

fn type_instancecheck(vm: &mut Vm, args: &Args) -> Res {
    let (cls, r) = (args.at(0)?, args.at(1)?);
    let yes = vm.is_subtype(vm.heap.type_of(r), cls);
    vm.bool_flow(yes)
}

fn type_subclasscheck(vm: &mut Vm, args: &Args) -> Res {
    let (cls, r) = (args.at(0)?, args.at(1)?);
    if vm.heap.as_type(r).is_none() {
        return vm.type_err("issubclass() arg 1 must be a class");
    }
    let yes = vm.is_subtype(r, cls);
    vm.bool_flow(yes)
}

fn type_dir(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let names = vm.class_dir(r);
    let slots = names.into_iter().map(|n| vm.intern(&n).into()).collect();
    Ok(Flow::Value(vm.list_from_slots(slots)))
}

impl Vm {
    pub fn type_qualname(&self, ty: Ref) -> String {
        match self.heap.as_type(ty).and_then(|t| t.qualname.get()) {
            Some(q) => self.heap.str_lossy(q),
            None => self.name_of_type(ty),
        }
    }

    /// As messages with `%T` name a class. CPython: _PyType_GetFullyQualifiedName.
    pub fn full_type_name(&self, ty: Ref) -> String {
        let (module, qualname) = (self.type_module(ty), self.type_qualname(ty));
        if module == "builtins" || module == "__main__" { qualname } else { format!("{module}.{qualname}") }
    }

    /// `__module__` as text.
    pub fn type_module(&self, ty: Ref) -> String {
        let heap_type = self.heap.as_type(ty).is_some_and(|t| t.has(flags::HEAPTYPE));
        if heap_type {
            let module = self.heap.as_type(ty).and_then(|t| t.dict.get()).and_then(|d| self.dict_get_str(d, self.names.module));
            let module = module.filter(|m| self.heap.text(*m).is_some());
            return module.map(|m| self.heap.str_lossy(m)).unwrap_or_else(|| "builtins".to_owned());
        }
        let def = self.heap.as_type(ty).and_then(|t| self.tables.types.get(t.def as usize));
        match def.and_then(|d| d.name.rsplit_once('.')) {
            Some((module, _)) => module.to_owned(),
            None => "builtins".to_owned(),
        }
    }

    /// New versions for a class and all below it, so that caches forget.
    pub fn type_modified(&mut self, ty: Ref) {
        let mut below = vec![ty];
        while let Some(ty) = below.pop() {
            self.next_type_version += 1;
            let version = self.next_type_version;
            if let Some(t) = self.heap.as_type_mut(ty) {
                t.version = version;
                below.extend(t.subclasses.iter().copied());
            }
        }
    }

    pub(crate) fn update_slots_below(&mut self, ty: Ref) {
        let mut below = vec![ty];
        while let Some(ty) = below.pop() {
            self.fix_up_slots(ty);
            below.extend(self.heap.as_type(ty).map(|t| t.subclasses.clone()).unwrap_or_default());
        }
    }

    /// Sets every slot of a Python class from what its MRO has under the dunder names.
    /// CPython: fixup_slot_dispatchers, update_one_slot.
    pub fn fix_up_slots(&mut self, ty: Ref) {
        let mut slots = vec![SlotImpl::None; N_SLOTS];
        for entry in SLOT_NAMES {
            let name = self.intern(entry.name).into_ref();
            let Some(found) = self.lookup_type(ty, name) else { continue };
            let implementation = if found == self.one.none && entry.slot == SlotId::Hash {
                SlotImpl::None
            } else {
                self.slot_of_attribute(ty, found, entry)
            };
            let Some(place) = slots.get_mut(entry.slot as usize) else { continue };
            *place = match (*place, implementation) {
                // A Python method in any of the names of a slot makes the slot Python's.
                (SlotImpl::Python, _) | (_, SlotImpl::Python) => SlotImpl::Python,
                (SlotImpl::None, new) => new,
                (old, _) => old,
            };
        }
        let del = self.names.del;
        let has_del = self.lookup_type(ty, del).is_some();
        if let Some(t) = self.heap.as_type_mut(ty) {
            t.slots = slots;
            if has_del {
                t.flags |= flags::HAS_DEL;
            } else {
                t.flags &= !flags::HAS_DEL;
            }
        }
    }

    fn slot_of_attribute(&self, ty: Ref, found: Ref, name: &SlotName) -> SlotImpl {
        let slot = name.slot;
        let entry = self.heap.builtin(found).and_then(|b| self.tables.functions.get(b.function as usize));
        match entry {
            Some(e) if matches!(e.kind, EntryKind::Wrapper(s, _) if s == slot) => {
                // The defining type's own native slot, if `ty` inherits from it.
                let owner = e.owner.map(|id| self.ty(id));
                match owner {
                    Some(owner) if self.is_subtype(ty, owner) => self.slot(owner, slot),
                    _ => SlotImpl::Python,
                }
            }
            // A method that stands for the slot (METH_COEXIST).
            Some(e) if e.kind == EntryKind::Method && SLOT_NAMES.iter().any(|s| s.name == e.name && s.slot == slot) => {
                match e.owner.map(|id| self.ty(id)) {
                    Some(owner) if self.is_subtype(ty, owner) && self.slot(owner, slot) != SlotImpl::None => self.slot(owner, slot),
                    _ => SlotImpl::Python,
                }
            }
            // A name of two slots, such as `__add__` of Add and Concat: the other one has it.
            Some(e) if matches!(e.kind, EntryKind::Wrapper(s, _) if SLOT_NAMES.iter().any(|n| n.slot == s && n.name == name.name)) => {
                SlotImpl::None
            }
            _ => SlotImpl::Python,
        }
    }
}
