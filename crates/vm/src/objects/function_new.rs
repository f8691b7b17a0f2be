//! `types.FunctionType(code, globals, ...)`, and assigning to a function's parts.
//!
//! CPython: Objects/funcobject.c (func_new_impl, func_set_code and the other setters).

use pyvarium_heap::code::CO_FAST_FREE;
use pyvarium_heap::object::Function;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::objects::typing::subst::items_of;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

/// Bound: class, code, globals, name, defaults, closure, keyword defaults.
pub fn function_new(vm: &mut Vm, args: &Args) -> Res {
    let (code, globals) = (args.at(1)?, args.at(2)?);
    for (r, fits, name, kind) in
        [(code, vm.heap.code(code).is_some(), "code", "code"), (globals, vm.heap.dict(globals).is_some(), "globals", "dict")]
    {
        if !fits {
            let given = vm.given_name(r);
            return vm.type_err(&format!("function() argument '{name}' must be {kind}, not {given}"));
        }
    }
    let given = |i: usize| args.get(i).filter(|r| *r != vm.one.none);
    let (name, defaults, closure, kwdefaults) = (given(3), given(4), given(5), given(6));
    if name.is_some_and(|n| vm.heap.text(n).is_none()) {
        return vm.type_err("arg 3 (name) must be None or string");
    }
    if defaults.is_some_and(|d| vm.heap.tuple(d).is_none()) {
        return vm.type_err("arg 4 (defaults) must be None or tuple");
    }
    let n_free = free_count(vm, code);
    if closure.is_none_or(|c| vm.heap.tuple(c).is_none()) {
        if n_free > 0 && closure.is_none() {
            return vm.type_err("arg 5 (closure) must be tuple");
        }
        if closure.is_some() {
            return vm.type_err("arg 5 (closure) must be None or tuple");
        }
    }
    let cells = closure.map(|c| items_of(vm, c)).unwrap_or_default();
    if cells.len() != n_free {
        let shown = vm.heap.code(code).and_then(|c| c.name.get()).map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
        return vm.value_err(&format!("{shown} requires closure of length {n_free}, not {}", cells.len()));
    }
    if let Some(other) = cells.into_iter().find(|c| vm.heap.cell(*c).is_none()) {
        let given = vm.type_name(other);
        return vm.type_err(&format!("arg 5 (closure) expected cell, found {given}"));
    }
    if kwdefaults.is_some_and(|d| vm.heap.dict(d).is_none()) {
        return vm.type_err("arg 6 (kwdefaults) must be None or dict");
    }
    let key = vm.names.builtins;
    let named = vm.dict_get_str(globals, key);
    let builtins = named.map(|b| vm.module_dict(b).unwrap_or(b)).unwrap_or(vm.builtins);
    let function = vm.new_function(code, Slot::borrow(globals), Slot::borrow(builtins))?;
    let f = function.r();
    let parts: [(Option<Ref>, Place); 4] =
        [(name, |f| &mut f.name), (defaults, |f| &mut f.defaults), (closure, |f| &mut f.closure), (kwdefaults, |f| &mut f.kwdefaults)];
    for (part, place) in parts {
        if part.is_some() {
            put(vm, f, part, place);
        }
    }
    Ok(Flow::Value(function))
}

/// A place of a function object.
type Place = fn(&mut Function) -> &mut Slot;

fn free_count(vm: &Vm, code: Ref) -> usize {
    vm.heap.code(code).map_or(0, |c| c.localspluskinds.iter().filter(|k| **k & CO_FAST_FREE != 0).count())
}

fn put(vm: &mut Vm, f: Ref, value: Option<Ref>, place: Place) {
    let new = value.map_or(Slot::NULL, |v| vm.heap.own(v).into());
    let old = vm.heap.function_mut(f).map(|x| std::mem::replace(place(x), new));
    vm.heap.release(old.unwrap_or(new));
}

/// Calls that know the function by its version look anew. CPython: _PyFunction_ClearVersion.
fn change(vm: &mut Vm, f: Ref) {
    if let Some(f) = vm.heap.function_mut(f) {
        f.is_changed = true;
    }
}

pub fn set_code(vm: &mut Vm, args: &Args) -> Res {
    let f = args.at(0)?;
    let Some(code) = args.get(1).filter(|c| vm.heap.code(*c).is_some()) else {
        return vm.type_err("__code__ must be set to a code object");
    };
    let (n_free, closure) = (free_count(vm, code), vm.heap.function(f).and_then(|x| x.closure.get()));
    let n_closure = closure.map_or(0, |c| items_of(vm, c).len());
    if n_free != n_closure {
        let name = vm.heap.function(f).and_then(|x| x.name.get()).map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
        return vm.value_err(&format!("{name}() requires a code object with {n_closure} free vars, not {n_free}"));
    }
    put(vm, f, Some(code), |x| &mut x.code);
    change(vm, f);
    vm.none_flow()
}

pub fn set_name(vm: &mut Vm, args: &Args) -> Res {
    set_text(vm, args, "__name__", |x| &mut x.name)
}

pub fn set_qualname(vm: &mut Vm, args: &Args) -> Res {
    set_text(vm, args, "__qualname__", |x| &mut x.qualname)
}

fn set_text(vm: &mut Vm, args: &Args, name: &str, place: Place) -> Res {
    match args.get(1).filter(|v| vm.heap.text(*v).is_some()) {
        Some(v) => {
            put(vm, args.at(0)?, Some(v), place);
            vm.none_flow()
        }
        None => vm.type_err(&format!("{name} must be set to a string object")),
    }
}

pub fn set_defaults(vm: &mut Vm, args: &Args) -> Res {
    let value = args.get(1).filter(|v| *v != vm.one.none);
    if value.is_some_and(|v| vm.heap.tuple(v).is_none()) {
        return vm.type_err("__defaults__ must be set to a tuple object");
    }
    put(vm, args.at(0)?, value, |x| &mut x.defaults);
    change(vm, args.at(0)?);
    vm.none_flow()
}

pub fn set_kwdefaults(vm: &mut Vm, args: &Args) -> Res {
    let value = args.get(1).filter(|v| *v != vm.one.none);
    if value.is_some_and(|v| !vm.is_instance_of(v, ids::DICT)) {
        return vm.type_err("__kwdefaults__ must be set to a dict object");
    }
    put(vm, args.at(0)?, value, |x| &mut x.kwdefaults);
    change(vm, args.at(0)?);
    vm.none_flow()
}

pub fn set_dict(vm: &mut Vm, args: &Args) -> Res {
    match args.get(1) {
        Some(d) if vm.heap.dict(d).is_some() => {
            put(vm, args.at(0)?, Some(d), |x| &mut x.dict);
            vm.none_flow()
        }
        Some(d) => {
            let given = vm.type_name(d);
            vm.type_err(&format!("__dict__ must be set to a dictionary, not a '{given}'"))
        }
        None => vm.type_err("cannot delete __dict__"),
    }
}
