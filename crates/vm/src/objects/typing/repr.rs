//! How a type stands in the text of an annotation.
//!
//! CPython: Objects/typevarobject.c, _Py_typing_type_repr.

use pyvarium_heap::Ref;
use pyvarium_heap::object::Body;

use crate::core::ids;
use crate::script::{Said, Script};
use crate::vm::Vm;

pub(crate) fn type_text(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<String> {
    if r == vm.one.ellipsis {
        return Ok("...".to_owned());
    }
    if r == vm.ty(ids::NONE_TYPE) {
        return Ok("None".to_owned());
    }
    if s.attr_opt(vm, r, "__origin__")?.is_some() && s.attr_opt(vm, r, "__args__")?.is_some() {
        return s.repr(vm, r);
    }
    let Some(qualname) = s.attr_opt(vm, r, "__qualname__")? else { return s.repr(vm, r) };
    let Some(module) = s.attr_opt(vm, r, "__module__")?.filter(|m| *m != vm.one.none) else { return s.repr(vm, r) };
    let qualname = s.str(vm, qualname)?;
    if vm.heap.text(module).is_some_and(|t| t.is_str("builtins")) {
        return Ok(qualname);
    }
    Ok(format!("{}.{qualname}", s.str(vm, module)?))
}

/// Items of a list or tuple, with lists among them in brackets. CPython: ga_repr_items_list.
pub(crate) fn item_text(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<String> {
    if !vm.is_exact(r, ids::LIST) {
        return type_text(vm, s, r);
    }
    let items: Vec<Ref> = match vm.heap.body(r) {
        Body::List(l) => l.items.iter().filter_map(|s| s.get()).collect(),
        _ => Vec::new(),
    };
    let mut shown = Vec::new();
    for item in items {
        shown.push(type_text(vm, s, item)?);
    }
    Ok(format!("[{}]", shown.join(", ")))
}
