//! `__slots__`: which places instances get, and whether they keep attributes and weak references.
//!
//! CPython: Objects/typeobject.c (type_new_slots, type_new_slots_impl, type_new_slots_bases).

use pyvarium_heap::Ref;
use pyvarium_heap::types::{Layout, flags};

use crate::core::ids;
use crate::objects::typing::subst::fail;
use crate::script::{Said, Script};
use crate::vm::Vm;

/// What the class adds to its base.
#[derive(Debug, Default)]
pub struct Members {
    /// Mangled, sorted. Immortal.
    pub names: Vec<Ref>,
    pub adds_dict: bool,
    pub adds_weakref: bool,
    /// Instances keep attributes, here or in a base.
    pub keeps_attributes: bool,
}

pub fn declared(vm: &mut Vm, s: &mut Script<'_>, bases: &[Ref], base: Ref, dict: Ref, class: Ref) -> Said<Members> {
    let itemsize = vm.heap.as_type(base).map_or(0, |t| t.itemsize);
    let (may_add_dict, may_add_weakref) = (!keeps_dict(vm, base), !keeps_weakrefs(vm, base) && itemsize == 0);
    let slots = vm.names.slots;
    let mut members = Members::default();
    match vm.dict_get_str(dict, slots) {
        None => {
            members.adds_dict = may_add_dict;
            members.adds_weakref = may_add_weakref;
            members.keeps_attributes = may_add_dict || vm.heap.as_type(base).is_some_and(|t| t.has(flags::MANAGED_DICT));
            return Ok(members);
        }
        Some(given) if vm.heap.text(given).is_some() => visit(vm, s, &[given], base, dict, class, &mut members)?,
        Some(given) => {
            let given = s.items(vm, given)?;
            visit(vm, s, &given, base, dict, class, &mut members)?;
        }
    }
    // A base that is not the first may bring what this class was not given.
    for other in bases.iter().filter(|b| **b != base) {
        members.adds_dict |= may_add_dict && keeps_dict(vm, *other);
        members.adds_weakref |= may_add_weakref && keeps_weakrefs(vm, *other);
    }
    members.keeps_attributes = members.adds_dict || vm.heap.as_type(base).is_some_and(|t| t.has(flags::MANAGED_DICT));
    Ok(members)
}

fn visit(vm: &mut Vm, s: &mut Script<'_>, given: &[Ref], base: Ref, dict: Ref, class: Ref, members: &mut Members) -> Said<()> {
    let (itemsize, base_name) = (vm.heap.as_type(base).map_or(0, |t| t.itemsize), vm.message_name(base));
    if !given.is_empty() && itemsize != 0 {
        return fail(vm, &format!("nonempty __slots__ not supported for subtype of '{base_name}'"));
    }
    let class = vm.heap.str_lossy(class);
    let mut names = Vec::new();
    for name in given {
        if vm.heap.text(*name).is_none() {
            let given = vm.type_name(*name);
            return fail(vm, &format!("__slots__ items must be strings, not '{given}'"));
        }
        let text = vm.heap.str_lossy(*name);
        if !crate::objects::str_methods::is_identifier(&text) {
            return fail(vm, "__slots__ must be identifiers");
        }
        let (place, may) = match text.as_str() {
            "__dict__" => (&mut members.adds_dict, !keeps_dict(vm, base)),
            "__weakref__" => (&mut members.adds_weakref, !keeps_weakrefs(vm, base)),
            _ => {
                names.push(mangle(&text, &class));
                continue;
            }
        };
        if *place || !may {
            return fail(vm, &format!("{text} slot disallowed: we already got one"));
        }
        *place = true;
    }
    for name in &names {
        let key = vm.intern(name).into_ref();
        let made_by_the_body = ["__qualname__", "__classcell__", "__classdictcell__"].contains(&name.as_str());
        // When the class-making is run again after a pause, the dict has the members already.
        let conflicts = vm.dict_get_str(dict, key).is_some_and(|v| !vm.is_exact(v, ids::MEMBER_DESCRIPTOR));
        if conflicts && !made_by_the_body {
            let shown = s.repr(vm, key)?;
            return Err(crate::exc::value_error(vm, &format!("{shown} in __slots__ conflicts with class variable")).into());
        }
    }
    names.sort();
    members.names = names.iter().map(|n| vm.intern(n).into_ref()).collect();
    Ok(())
}

fn mangle(name: &str, class: &str) -> String {
    let class = class.trim_start_matches('_');
    if name.starts_with("__") && !name.ends_with("__") && !class.is_empty() { format!("_{class}{name}") } else { name.to_owned() }
}

/// tp_dictoffset: instances have a `__dict__`.
pub(crate) fn keeps_dict(vm: &Vm, ty: Ref) -> bool {
    let Some(t) = vm.heap.as_type(ty) else { return false };
    let natively = vm.is_subtype(ty, vm.ty(ids::MODULE));
    t.has(flags::MANAGED_DICT) || matches!(t.layout, Layout::Exception | Layout::Type | Layout::Function) || natively
}

/// tp_weaklistoffset: instances can be weakly referenced.
pub(crate) fn keeps_weakrefs(vm: &Vm, ty: Ref) -> bool {
    let Some(t) = vm.heap.as_type(ty) else { return false };
    t.has(flags::WEAKREFS)
        || matches!(t.layout, Layout::Type | Layout::Function | Layout::Generator | Layout::Set | Layout::Method | Layout::Code)
}
