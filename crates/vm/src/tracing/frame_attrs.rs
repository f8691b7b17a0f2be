//! The attributes of frames that belong to tracing.
//!
//! CPython: Objects/frameobject.c.

use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub(crate) fn f_trace(vm: &mut Vm, a: &Args) -> Res {
    let f = vm.heap.frame_object(a.at(0)?).and_then(|o| o.trace.get());
    vm.own_flow(f.unwrap_or(vm.one.none))
}

pub(crate) fn set_f_trace(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    let new = match a.get(1).filter(|f| *f != vm.one.none) {
        Some(f) => vm.heap.own(f).into(),
        None => Slot::NULL,
    };
    let old = vm.heap.frame_object_mut(r).map(|o| std::mem::replace(&mut o.trace, new));
    if let Some(old) = old {
        vm.heap.release(old);
    }
    follow_opcodes(vm, r);
    vm.none_flow()
}

pub(crate) fn f_trace_lines(vm: &mut Vm, a: &Args) -> Res {
    let yes = vm.heap.frame_object(a.at(0)?).is_some_and(|o| o.trace_lines);
    vm.bool_flow(yes)
}

pub(crate) fn set_f_trace_lines(vm: &mut Vm, a: &Args) -> Res {
    let yes = given_bool(vm, a)?;
    if let Some(o) = vm.heap.frame_object_mut(a.at(0)?) {
        o.trace_lines = yes;
    }
    vm.none_flow()
}

pub(crate) fn f_trace_opcodes(vm: &mut Vm, a: &Args) -> Res {
    let yes = vm.heap.frame_object(a.at(0)?).is_some_and(|o| o.trace_opcodes);
    vm.bool_flow(yes)
}

pub(crate) fn set_f_trace_opcodes(vm: &mut Vm, a: &Args) -> Res {
    let (r, yes) = (a.at(0)?, given_bool(vm, a)?);
    if let Some(o) = vm.heap.frame_object_mut(r) {
        o.trace_opcodes = yes;
    }
    follow_opcodes(vm, r);
    vm.none_flow()
}

fn given_bool(vm: &mut Vm, a: &Args) -> Res<bool> {
    match a.get(1) {
        Some(value) => bool_of(vm, value),
        None => vm.type_err("attribute value type must be bool"),
    }
}

/// What is given to an attribute that is a C bool. CPython: Python/structmember.c, PyMember_SetOne.
pub(crate) fn bool_of(vm: &mut Vm, value: Ref) -> Res<bool> {
    match value {
        v if v == vm.one.true_ => Ok(true),
        v if v == vm.one.false_ => Ok(false),
        _ => vm.type_err("attribute value type must be bool"),
    }
}

/// A frame with a trace function of its own has its instructions told as soon as it wants that.
fn follow_opcodes(vm: &mut Vm, frame: Ref) {
    let code = vm.heap.frame_object(frame).filter(|o| o.trace_opcodes && !o.trace.is_null()).and_then(|o| o.code.get());
    if let Some(number) = code.and_then(|c| vm.heap.code(c)).map(|c| c.number) {
        vm.trace_opcodes(number);
    }
}

pub(crate) fn f_lineno(vm: &mut Vm, args: &Args) -> Res {
    let line = vm.frame_facts(args.at(0)?).0;
    if line < 0 {
        return vm.none_flow();
    }
    Ok(Flow::Value(vm.new_int(line)))
}
