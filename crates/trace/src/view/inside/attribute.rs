//! The look-up of an attribute, walked: the class's MRO, descriptors before and behind the object's own names.
//!
//! CPython: Objects/object.c (`_PyObject_GenericGetAttrWithDict`), Objects/typeobject.c (`_PyType_LookupRef`).

use pyvarium_code::Opcode;
use pyvarium_heap::{Ref, Slot};
use pyvarium_protocol::inside::{Block, Figure, Stop, StopState};
use pyvarium_vm::Vm;
use pyvarium_vm::slots::SlotId;

use super::Case;
use super::words::*;

/// The walk of the attribute that the last instruction looked for, if it did so on this object or on one of its class.
pub fn look_up(case: &Case) -> Option<Block> {
    let ran = case.just_run()?;
    let (name, is_store) = match ran.op {
        Opcode::LoadAttr => (*ran.frame.code.names.get((ran.arg >> 1) as usize)?, false),
        Opcode::StoreAttr | Opcode::DeleteAttr => (*ran.frame.code.names.get(ran.arg as usize)?, true),
        _ => return None,
    };
    let owner = ran.peek(0)?;
    if ran.vm.heap.serial(owner) != case.vm.heap.serial(case.r) && ran.vm.heap.type_of(owner) != case.r {
        return None;
    }
    if ran.vm.heap.as_type(owner).is_some() {
        return None;
    }
    walk(ran.vm, owner, name, is_store)
}

fn walk(vm: &Vm, owner: Ref, name: Slot, is_store: bool) -> Option<Block> {
    let name = name.get()?;
    let text = vm.heap.str_lossy(name);
    let class = vm.heap.type_of(owner);
    let mro = vm.heap.as_type(class).and_then(|t| t.mro.get()).and_then(|m| vm.heap.items(m))?;
    let mut stops: Vec<Stop> = Vec::new();
    let found = vm.lookup_where(class, name);
    for c in mro.iter().filter_map(|c| c.get()) {
        let (note, state) = match found {
            Some((at, value)) if at == c => (format!("has `{text}`: {}", kind(vm, value)), StopState::Passed),
            _ => (format!("its namespace has no `{text}`"), StopState::Passed),
        };
        stops.push(stop(reference(vm, c), note, state));
        if found.is_some_and(|(at, _)| at == c) {
            break;
        }
    }
    let of_class = found.map(|(_, value)| value);
    let is_data = of_class.is_some_and(|d| vm.is_data_descriptor(d));
    let own = vm.instance_attr(owner, name);
    let end = |stops: &mut Vec<Stop>, words: String| {
        if let Some(last) = stops.last_mut() {
            last.note = words;
            last.state = StopState::Here;
        }
    };
    if let (true, Some(value)) = (is_data, of_class) {
        let verb = if is_store { "sets" } else { "answers" };
        end(&mut stops, format!("has `{text}`: {}. A data descriptor comes before the object's own names: it {verb}", kind(vm, value)));
    } else if is_store {
        stops.push(stop(
            reference(vm, owner),
            format!("no data descriptor stands in the way: `{text}` becomes a name of the object itself"),
            StopState::Here,
        ));
    } else if own.is_some() {
        stops.push(stop(reference(vm, owner), format!("has `{text}` among its own names: found"), StopState::Here));
    } else {
        stops.push(stop(reference(vm, owner), format!("has no `{text}` of its own"), StopState::Passed));
        match of_class {
            Some(value) => {
                let bound = if has_get(vm, value) {
                    "is asked for what it gives here: of a function, a bound method"
                } else {
                    "is the answer as it is"
                };
                stops.push(stop(reference(vm, value), format!("what the class had {bound}"), StopState::Here));
            }
            None => {
                let hook = vm.heap.as_type(class).is_some() && mro.iter().filter_map(|c| c.get()).any(|c| has_own(vm, c, "__getattr__"));
                let words = if hook {
                    "nobody has it: `__getattr__` is called"
                } else {
                    "nobody has it, and there is no `__getattr__`: AttributeError"
                };
                stops.push(stop(reference(vm, class), words, StopState::Here));
            }
        }
    }
    let verb = if is_store { "is set" } else { "is looked for" };
    Some(now(
        "Attribute look-up",
        format!("`{text}` {verb}: first along the MRO of the class, then in the object itself."),
        Figure::Walk(stops),
    ))
}

fn has_own(vm: &Vm, class: Ref, name: &str) -> bool {
    vm.heap.as_type(class).and_then(|t| t.dict.get()).and_then(|d| vm.dict_get_named(d, name)).is_some()
}

fn has_get(vm: &Vm, value: Ref) -> bool {
    vm.heap.function(value).is_some() || vm.heap.builtin(value).is_some() || vm.has_slot(value, SlotId::DescrGet)
}

/// What kind of attribute a class keeps there.
pub fn kind(vm: &Vm, value: Ref) -> String {
    let name = vm.type_name(value);
    match (vm.is_data_descriptor(value), has_get(vm, value)) {
        (true, _) => format!("a {name}, a data descriptor"),
        (false, true) => format!("a {name}, a non-data descriptor"),
        (false, false) => format!("a plain {name}"),
    }
}
