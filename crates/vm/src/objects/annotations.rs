//! `__annotations__` and `__annotate__` of functions and classes: made by a call when first asked for, then
//! kept (PEP 649).
//!
//! CPython: Objects/funcobject.c (func_get_annotations, func_get_annotate), Objects/typeobject.c
//! (type_get_annotations, type_get_annotate).

use pyvarium_heap::types::flags;
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

const CACHE: &str = "__annotations_cache__";

pub fn function_annotations(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(f) = vm.heap.function(r) else { return vm.none_flow() };
    if let Some(known) = f.annotations.get() {
        if vm.heap.dict(known).is_some() {
            return vm.own_flow(known);
        }
        return known_pairs(vm, r, known);
    }
    let annotate = f.annotate.get().filter(|a| *a != vm.one.none);
    make(vm, r, annotate)
}

/// The compiler may leave a tuple of names and values. CPython: func_get_annotation_dict.
fn known_pairs(vm: &mut Vm, function: Ref, pairs: Ref) -> Res {
    let items: Vec<Ref> = vm.heap.items(pairs).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let dict = vm.new_dict();
    for pair in items.chunks_exact(2) {
        if let [name, value] = pair {
            vm.dict_set_str(dict.r(), *name, *value);
        }
    }
    keep(vm, function, dict)
}

pub fn function_annotate(vm: &mut Vm, args: &Args) -> Res {
    let annotate = vm.heap.function(args.at(0)?).and_then(|f| f.annotate.get());
    vm.own_flow(annotate.unwrap_or(vm.one.none))
}

pub fn set_function_annotate(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(new) = args.get(1) else { return vm.type_err("__annotate__ cannot be deleted") };
    if new != vm.one.none && !vm.is_callable(new) {
        return vm.type_err("__annotate__ must be callable or None");
    }
    let own = Slot::own(vm.heap.own(new));
    let forget = new != vm.one.none;
    let old = vm.heap.function_mut(r).map(|f| {
        let annotations = if forget { std::mem::replace(&mut f.annotations, Slot::NULL) } else { Slot::NULL };
        (std::mem::replace(&mut f.annotate, own), annotations)
    });
    if let Some((annotate, annotations)) = old {
        vm.heap.release(annotate);
        vm.heap.release(annotations);
    }
    vm.none_flow()
}

pub fn set_function_annotations(vm: &mut Vm, args: &Args) -> Res {
    let (r, new) = (args.at(0)?, args.get(1).filter(|v| *v != vm.one.none));
    if new.is_some_and(|v| vm.heap.dict(v).is_none()) {
        return vm.type_err("__annotations__ must be set to a dict object");
    }
    let new = new.map_or(Slot::NULL, |v| Slot::own(vm.heap.own(v)));
    let old = vm.heap.function_mut(r).map(|f| (std::mem::replace(&mut f.annotations, new), std::mem::take(&mut f.annotate)));
    if let Some((annotations, annotate)) = old {
        vm.heap.release(annotations);
        vm.heap.release(annotate);
    }
    vm.none_flow()
}

fn class_dict(vm: &mut Vm, class: Ref, name: &str) -> Res<Ref> {
    match vm.heap.as_type(class).filter(|t| t.has(flags::HEAPTYPE)).and_then(|t| t.dict.get()) {
        Some(dict) => Ok(dict),
        None => {
            let message = format!("type object '{}' has no attribute '{name}'", vm.name_of_type(class));
            let key = vm.intern(name).into_ref();
            Err(exc::attribute_error(vm, &message, class, key))
        }
    }
}

pub fn class_annotations(vm: &mut Vm, args: &Args) -> Res {
    let class = args.at(0)?;
    let dict = class_dict(vm, class, "__annotations__")?;
    let own = vm.names.annotations;
    if let Some(known) = vm.dict_get_str(dict, own).or_else(|| vm.dict_get_named(dict, CACHE)) {
        return vm.descr_get(known, None, class);
    }
    let annotate = find_annotate(vm, dict).filter(|a| vm.is_callable(*a));
    make(vm, class, annotate)
}

pub fn set_class_annotations(vm: &mut Vm, args: &Args) -> Res {
    let (class, new) = (args.at(0)?, args.get(1));
    let Ok(dict) = class_dict(vm, class, "__annotations__") else {
        let message = format!("cannot set '__annotations__' attribute of immutable type '{}'", vm.name_of_type(class));
        return vm.type_err(&message);
    };
    let own = vm.names.annotations;
    let place = if vm.dict_get_str(dict, own).is_some() { own } else { vm.intern(CACHE).into_ref() };
    match new {
        Some(new) => vm.dict_set_str(dict, place, new),
        None if vm.dict_del_str(dict, place) => {}
        None => return Err(exc::attribute_error(vm, "__annotations__", class, own)),
    }
    // Whoever sets them needs no function for them.
    let (annotate, func) = (vm.names.annotate, vm.names.annotate_func);
    let _ = vm.dict_del_str(dict, annotate) || vm.dict_del_str(dict, func);
    vm.type_modified(class);
    vm.none_flow()
}

fn find_annotate(vm: &Vm, dict: Ref) -> Option<Ref> {
    vm.dict_get_str(dict, vm.names.annotate_func).or_else(|| vm.dict_get_str(dict, vm.names.annotate))
}

pub fn class_annotate(vm: &mut Vm, args: &Args) -> Res {
    let class = args.at(0)?;
    let dict = class_dict(vm, class, "__annotate__")?;
    match find_annotate(vm, dict) {
        Some(found) => vm.descr_get(found, None, class),
        None => {
            let (name, none) = (vm.names.annotate_func, vm.one.none);
            vm.dict_set_str(dict, name, none);
            vm.none_flow()
        }
    }
}

/// CPython: type_set_annotate.
pub fn set_class_annotate(vm: &mut Vm, args: &Args) -> Res {
    let class = args.at(0)?;
    let Some(new) = args.get(1) else { return vm.type_err("cannot delete __annotate__ attribute") };
    let Ok(dict) = class_dict(vm, class, "__annotate__") else {
        let message = format!("cannot set '__annotate__' attribute of immutable type '{}'", vm.name_of_type(class));
        return vm.type_err(&message);
    };
    if new != vm.one.none && !vm.is_callable(new) {
        return vm.type_err("__annotate__ must be callable or None");
    }
    let place = vm.names.annotate_func;
    vm.dict_set_str(dict, place, new);
    if new != vm.one.none {
        let cache = vm.intern(CACHE).into_ref();
        vm.dict_del_str(dict, cache);
    }
    vm.type_modified(class);
    vm.none_flow()
}

/// CPython: Objects/moduleobject.c, module_get_annotations.
pub fn module_annotations(vm: &mut Vm, args: &Args) -> Res {
    let module = args.at(0)?;
    let name = vm.names.annotations;
    let dict = vm.module_dict(module);
    if let Some(known) = dict.and_then(|d| vm.dict_get_str(d, name)) {
        return vm.own_flow(known);
    }
    let key = vm.names.annotate;
    let annotate = dict.and_then(|d| vm.dict_get_str(d, key)).filter(|a| vm.is_callable(*a));
    make(vm, module, annotate)
}

pub fn set_module_annotations(vm: &mut Vm, args: &Args) -> Res {
    let (module, name) = (args.at(0)?, vm.names.annotations);
    let Some(dict) = vm.module_dict(module) else { return vm.none_flow() };
    match args.get(1) {
        Some(new) => vm.dict_set_str(dict, name, new),
        None if vm.dict_del_str(dict, name) => {}
        None => return Err(exc::raise(vm, ids::ATTRIBUTE_ERROR, "__annotations__")),
    }
    let annotate = vm.names.annotate;
    vm.dict_del_str(dict, annotate);
    vm.none_flow()
}

pub fn module_annotate(vm: &mut Vm, args: &Args) -> Res {
    let (module, name, none) = (args.at(0)?, vm.names.annotate, vm.one.none);
    let Some(dict) = vm.module_dict(module) else { return vm.none_flow() };
    match vm.dict_get_str(dict, name) {
        Some(known) => vm.own_flow(known),
        None => {
            vm.dict_set_str(dict, name, none);
            vm.none_flow()
        }
    }
}

pub fn set_module_annotate(vm: &mut Vm, args: &Args) -> Res {
    let (module, name) = (args.at(0)?, vm.names.annotate);
    let Some(new) = args.get(1) else { return vm.type_err("cannot delete __annotate__ attribute") };
    if new != vm.one.none && !vm.is_callable(new) {
        return vm.type_err("__annotate__ must be callable or None");
    }
    if let Some(dict) = vm.module_dict(module) {
        vm.dict_set_str(dict, name, new);
        if new != vm.one.none {
            let known = vm.names.annotations;
            vm.dict_del_str(dict, known);
        }
    }
    vm.none_flow()
}

/// Asks the function that makes them, with the format VALUE; without one they are empty.
fn make(vm: &mut Vm, owner: Ref, annotate: Option<Ref>) -> Res {
    let Some(annotate) = annotate else {
        let dict = vm.new_dict();
        return keep(vm, owner, dict);
    };
    let one = vm.new_int(1);
    let mark = vm.mark();
    match vm.call_args(annotate, &[one.r()]) {
        Ok(Flow::Value(made)) => {
            vm.heap.decref_own(one);
            keep(vm, owner, made)
        }
        Ok(Flow::Pushed) => vm.adapt(mark, kinds::ANNOTATIONS, &[Slot::borrow(owner), one.into()], &[]),
        Err(stop) => {
            vm.heap.decref_own(one);
            Err(stop)
        }
    }
}

/// slots: function or class, the format.
pub static ANNOTATIONS: NativeDef = NativeDef {
    name: "__annotations__",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(owner), Answer::Value(made)) = (f.get(0), answer) else { return Err(vm_bug!("annotations")) };
        match keep(vm, owner, made)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Err(vm_bug!("annotations")),
        }
    },
};

fn keep(vm: &mut Vm, owner: Ref, made: Own) -> Res {
    if vm.heap.dict(made.r()).is_none() {
        let message = format!("__annotate__ returned non-dict of type '{}'", vm.type_name(made.r()));
        vm.heap.decref_own(made);
        return vm.type_err(&message);
    }
    if let Some(dict) = vm.module_dict(owner) {
        let name = vm.names.annotations;
        vm.dict_set_str(dict, name, made.r());
        return Ok(Flow::Value(made));
    }
    if let Some(dict) = vm.heap.as_type(owner).and_then(|t| t.dict.get()) {
        let copy = vm.heap.own(made.r());
        vm.dict_set_named(dict, CACHE, copy);
        vm.type_modified(owner);
        return Ok(Flow::Value(made));
    }
    let copy = Slot::own(vm.heap.own(made.r()));
    let old = vm.heap.function_mut(owner).map(|f| std::mem::replace(&mut f.annotations, copy));
    vm.heap.release(old.unwrap_or(copy));
    Ok(Flow::Value(made))
}
