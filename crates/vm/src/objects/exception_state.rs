//! How exceptions are copied and restored, and what their attributes take.
//!
//! CPython: Objects/exceptions.c (BaseException_reduce, ImportError_reduce, OSError_reduce, the setters).

use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, NativeDef, Next};
use crate::objects::exceptions::set;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

pub(super) const ATTRIBUTE_METHODS: &[FnDef] = &[
    FnDef::new("__reduce__", "", |vm, a| with_state(vm, a.at(0)?, &[("name", 0)], true)),
    FnDef::new("__getstate__", "", |vm, a| {
        let state = state_of(vm, a.at(0)?, &[("name", 0)], true);
        let none = vm.none();
        Ok(Flow::Value(state.unwrap_or(none)))
    }),
];
pub(super) const IMPORT_METHODS: &[FnDef] =
    &[FnDef::new("__reduce__", "", |vm, a| with_state(vm, a.at(0)?, &[("name", 0), ("path", 1), ("name_from", 2)], false))];
pub(super) const OS_ERROR_METHODS: &[FnDef] = &[FnDef::new("__reduce__", "", os_error_reduce)];

fn args_of(vm: &Vm, r: Ref) -> Ref {
    vm.heap.exception(r).and_then(|e| e.args.get()).unwrap_or(vm.one.empty_tuple)
}

/// The attribute dict, if there are any attributes.
fn dict_of(vm: &mut Vm, r: Ref) -> Option<Ref> {
    let inline = vm.heap.instance(r).is_some_and(|i| !i.attrs.inline.is_empty());
    if inline { vm.materialize_dict(r) } else { vm.existing_dict(r) }
}

pub(super) fn reduce(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let mut parts = vec![vm.heap.type_of(r), args_of(vm, r)];
    parts.extend(dict_of(vm, r));
    Ok(Flow::Value(vm.tuple_from(&parts)))
}

/// The attributes of an exception that has some beside its dict. CPython: import_error_getstate.
fn state_of(vm: &mut Vm, r: Ref, places: &[(&str, usize)], with_args: bool) -> Option<Own> {
    let found: Vec<(&str, Ref)> = places.iter().filter_map(|(name, i)| Some((*name, exc::extra(vm, r, *i)?))).collect();
    let dict = dict_of(vm, r);
    if found.is_empty() && !with_args {
        return dict.map(|d| vm.heap.own(d));
    }
    let state = match dict {
        Some(d) => vm.dict_copy(d),
        None => vm.new_dict(),
    };
    for (name, value) in found {
        let own = vm.heap.own(value);
        vm.dict_set_named(state.r(), name, own);
    }
    if with_args {
        let own = vm.heap.own(args_of(vm, r));
        vm.dict_set_named(state.r(), "args", own);
    }
    Some(state)
}

fn with_state(vm: &mut Vm, r: Ref, places: &[(&str, usize)], with_args: bool) -> Res {
    let state = state_of(vm, r, places, with_args);
    let mut parts = vec![vm.heap.type_of(r), args_of(vm, r)];
    parts.extend(state.as_ref().map(Own::r));
    let tuple = vm.tuple_from(&parts);
    if let Some(state) = state {
        vm.heap.decref_own(state);
    }
    Ok(Flow::Value(tuple))
}

/// The file names come back into the arguments.
fn os_error_reduce(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let own_args = args_of(vm, r);
    let given: Vec<Ref> = vm.heap.items(own_args).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let (first, second) = (exc::extra(vm, r, 2), exc::extra(vm, r, 3));
    let all = match (given.as_slice(), first) {
        (&[number, text], Some(file)) => {
            let mut items = vec![number, text, file];
            if let Some(other) = second {
                items.extend([vm.one.none, other]);
            }
            vm.tuple_from(&items)
        }
        _ => vm.heap.own(own_args),
    };
    let mut parts = vec![vm.heap.type_of(r), all.r()];
    parts.extend(dict_of(vm, r));
    let tuple = vm.tuple_from(&parts);
    vm.heap.decref_own(all);
    Ok(Flow::Value(tuple))
}

pub(super) fn setstate(vm: &mut Vm, args: &Args) -> Res {
    let (r, state) = (args.at(0)?, args.at(1)?);
    if state == vm.one.none {
        return vm.none_flow();
    }
    let Some(dict) = vm.heap.dict(state) else { return vm.type_err("state is not a dictionary") };
    let mut slots = vec![Slot::borrow(r)];
    for (name, value) in dict.iter().collect::<Vec<(Ref, Ref)>>() {
        slots.extend([Slot::own(vm.heap.own(name)), Slot::own(vm.heap.own(value))]);
    }
    vm.run_script(kinds::EXCEPTION_SETSTATE, &slots)
}

/// Arguments: the exception, then names and values in turn.
pub static EXCEPTION_SETSTATE: NativeDef = NativeDef {
    name: "BaseException.__setstate__",
    catches: true,
    resume: |vm, f, answer| {
        crate::script::resume(vm, f, answer, |vm, s| {
            let r = s.at(0)?;
            for pair in s.args_from(1).chunks(2) {
                if let &[name, value] = pair {
                    s.ask(vm, |vm| vm.setattr(r, name, Some(value)))?;
                }
            }
            Ok(vm.none())
        })
    },
};

pub(super) fn set_args(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(given) = args.get(1) else { return vm.type_err("args may not be deleted") };
    let class = vm.ty(ids::TUPLE);
    let mark = vm.mark();
    match vm.call_args(class, &[given])? {
        Flow::Value(tuple) => {
            set(vm, r, Some(tuple.r()), |e| &mut e.args);
            vm.heap.decref_own(tuple);
            vm.none_flow()
        }
        Flow::Pushed => vm.adapt(mark, kinds::SET_ARGS, &[Slot::borrow(r)], &[]),
    }
}

/// slots: the exception. The tuple of what it is to have as args is here.
pub static SET_ARGS: NativeDef = NativeDef {
    name: "tuple",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Answer::Value(tuple)) = (f.get(0), answer) else { return Err(vm_bug!("args")) };
        set(vm, r, Some(tuple.r()), |e| &mut e.args);
        vm.heap.decref_own(tuple);
        Ok(Next::Done(vm.none()))
    },
};

pub(super) fn check_traceback(vm: &mut Vm, given: Option<Ref>) -> Res<()> {
    match given {
        None => vm.type_err("__traceback__ may not be deleted"),
        Some(tb) if tb == vm.one.none || vm.is_exact(tb, ids::TRACEBACK) => Ok(()),
        Some(_) => vm.type_err("__traceback__ must be a traceback or None"),
    }
}

/// `what`: context or cause.
pub(super) fn check_linked(vm: &mut Vm, given: Option<Ref>, what: &str) -> Res<()> {
    match given {
        None => vm.type_err(&format!("__{what}__ may not be deleted")),
        Some(e) if e == vm.one.none || vm.heap.exception(e).is_some() => Ok(()),
        Some(_) => vm.type_err(&format!("exception {what} must be None or derive from BaseException")),
    }
}

pub(super) fn set_dict(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(given) = args.get(1) else { return vm.type_err("__dict__ may not be deleted") };
    if vm.heap.dict(given).is_none() {
        let message = format!("__dict__ must be set to a dictionary, not a '{}'", vm.type_name(given));
        return vm.type_err(&message);
    }
    let new = Slot::own(vm.heap.own(given));
    if vm.heap.instance(r).is_some() {
        let _ = vm.materialize_dict(r);
        let old = vm.heap.instance_mut(r).map(|i| std::mem::replace(&mut i.attrs.dict, new));
        vm.heap.release(old.unwrap_or_default());
        return vm.none_flow();
    }
    let old = vm.heap.exception_mut(r).map(|e| std::mem::replace(&mut e.dict, new));
    if let Some(old) = old {
        vm.heap.release(old);
    }
    vm.none_flow()
}
