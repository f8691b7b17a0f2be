//! sys.monitoring.
//!
//! CPython: Python/instrumentation.c, the functions of the module.

use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::native::{FnDef, ModuleDef};
use crate::run::sys_functions::c_int;
use crate::stop::{Flow, Res};
use crate::tracing::{PROFILE_TOOL, event};
use crate::vm::Vm;

pub static MONITORING: ModuleDef = ModuleDef {
    name: "sys.monitoring",
    doc: None,
    functions: &[
        FnDef::new("use_tool_id", "tool_id, name, /", |vm, a| {
            let tool = valid_tool(vm, a.at(0)?)?;
            let name = a.at(1)?;
            if vm.heap.text(name).is_none() {
                return vm.value_err("tool name must be a str");
            }
            if name_of(vm, tool).is_some() {
                return vm.value_err(&format!("tool {tool} is already in use"));
            }
            let own = vm.heap.own(name);
            set_name(vm, tool, own.into());
            vm.none_flow()
        }),
        FnDef::new("clear_tool_id", "tool_id, /", |vm, a| {
            let tool = valid_tool(vm, a.at(0)?)?;
            clear(vm, tool);
            vm.none_flow()
        }),
        FnDef::new("free_tool_id", "tool_id, /", |vm, a| {
            let tool = valid_tool(vm, a.at(0)?)?;
            if name_of(vm, tool).is_some() {
                clear(vm, tool);
            }
            set_name(vm, tool, Slot::NULL);
            vm.none_flow()
        }),
        FnDef::new("get_tool", "tool_id, /", |vm, a| {
            let tool = valid_tool(vm, a.at(0)?)?;
            let name = name_of(vm, tool);
            vm.own_flow(name.unwrap_or(vm.one.none))
        }),
        FnDef::new("register_callback", "tool_id, event, func, /", register),
        FnDef::new("get_events", "tool_id, /", |vm, a| {
            let tool = valid_tool(vm, a.at(0)?)?;
            let events = vm.tracing.global.get(tool as usize).copied().unwrap_or(0);
            Ok(Flow::Value(vm.new_int(i64::from(events))))
        }),
        FnDef::new("set_events", "tool_id, event_set, /", |vm, a| {
            let tool = valid_tool(vm, a.at(0)?)?;
            let events = c_int(vm, a.at(1)?)?;
            if !(0..1 << 19).contains(&events) {
                return vm.value_err(&format!("invalid event set 0x{:x}", events as u32));
            }
            let events = ungrouped(vm, events as u32)?;
            in_use(vm, tool)?;
            vm.tracing.set_global(tool, events);
            vm.trace_changed();
            vm.none_flow()
        }),
        FnDef::new("get_local_events", "tool_id, code, /", |vm, a| {
            let tool = valid_tool(vm, a.at(0)?)?;
            let code = code_number(vm, a.at(1)?)?;
            let events = vm.tracing.local.get(&(code, tool)).copied().unwrap_or(0);
            Ok(Flow::Value(vm.new_int(i64::from(events))))
        }),
        FnDef::new("set_local_events", "tool_id, code, event_set, /", |vm, a| {
            let tool = valid_tool(vm, a.at(0)?)?;
            let code = code_number(vm, a.at(1)?)?;
            let given = c_int(vm, a.at(2)?)?;
            let events = ungrouped(vm, given as u32)?;
            if events >= 1 << event::N_LOCAL {
                return vm.value_err(&format!("invalid local event set 0x{:x}", given as u32));
            }
            in_use(vm, tool)?;
            vm.tracing.set_local(code, tool, events);
            vm.trace_changed();
            vm.none_flow()
        }),
        FnDef::new("restart_events", "", |vm, _| {
            vm.tracing.disabled.clear();
            vm.none_flow()
        }),
        FnDef::new("_all_events", "", |vm, _| {
            let dict = vm.new_dict();
            for (i, name) in event::NAMES.iter().enumerate().take(event::N_UNGROUPED as usize) {
                let tools = vm.tracing.global.iter().enumerate().fold(0, |all, (t, events)| all | (i64::from(events >> i & 1) << t));
                if tools != 0 {
                    let own = vm.new_int(tools);
                    vm.dict_set_named(dict.r(), name, own);
                }
            }
            Ok(Flow::Value(dict))
        }),
    ],
    types: &[],
    exec: Some(exec),
};

fn exec(vm: &mut Vm, module: Ref) -> Res<()> {
    let Some(dict) = vm.module_dict(module) else { return Ok(()) };
    for (name, slot) in [("DISABLE", vm.tracing.disable), ("MISSING", vm.tracing.missing)] {
        if let Some(r) = slot.get() {
            let own = vm.heap.own(r);
            vm.dict_set_named(dict, name, own);
        }
    }
    for (name, n) in [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)] {
        let own = vm.new_int(n);
        vm.dict_set_named(dict, name, own);
    }
    let mut entries: Vec<(&str, pyvarium_heap::Own)> = Vec::new();
    for (i, name) in event::NAMES.iter().enumerate() {
        entries.push((name, vm.new_int(1 << i)));
    }
    entries.push(("NO_EVENTS", vm.new_int(0)));
    let events = vm.new_namespace(entries);
    vm.dict_set_named(dict, "events", events);
    Ok(())
}

fn valid_tool(vm: &mut Vm, r: Ref) -> Res<u8> {
    let n = c_int(vm, r)?;
    match u8::try_from(n).ok().filter(|t| *t < PROFILE_TOOL) {
        Some(tool) => Ok(tool),
        None => vm.value_err(&format!("invalid tool {n} (must be between 0 and 5)")),
    }
}

fn in_use(vm: &mut Vm, tool: u8) -> Res<()> {
    match name_of(vm, tool) {
        Some(_) => Ok(()),
        None => vm.value_err(&format!("tool {tool} is not in use")),
    }
}

fn name_of(vm: &Vm, tool: u8) -> Option<Ref> {
    vm.tracing.names.get(tool as usize)?.get()
}

fn set_name(vm: &mut Vm, tool: u8, name: Slot) {
    let old = vm.tracing.names.get_mut(tool as usize).map(|n| std::mem::replace(n, name));
    if let Some(old) = old {
        vm.heap.release(old);
    }
}

fn clear(vm: &mut Vm, tool: u8) {
    vm.tracing.set_global(tool, 0);
    vm.tracing.local.retain(|(_, t), _| *t != tool);
    vm.tracing.settle();
    vm.trace_changed();
    let keys: Vec<(u8, u8)> = vm.tracing.callbacks.keys().copied().filter(|(t, _)| *t == tool).collect();
    for key in keys {
        if let Some(old) = vm.tracing.callbacks.remove(&key) {
            vm.heap.release(old);
        }
    }
}

/// C_RETURN and C_RAISE are told with CALL; BRANCH means both ways.
fn ungrouped(vm: &mut Vm, events: u32) -> Res<u32> {
    const ENDS: u32 = 1 << event::C_RETURN | 1 << event::C_RAISE;
    const WITH_CALL: u32 = ENDS | 1 << event::CALL;
    let mut events = events;
    if events & ENDS != 0 {
        if events & WITH_CALL != WITH_CALL {
            return vm.value_err("cannot set C_RETURN or C_RAISE events independently");
        }
        events &= !ENDS;
    }
    if events & 1 << event::BRANCH != 0 {
        events = events & !(1 << event::BRANCH) | 1 << event::BRANCH_LEFT | 1 << event::BRANCH_RIGHT;
    }
    Ok(events)
}

fn code_number(vm: &mut Vm, r: Ref) -> Res<u32> {
    match vm.heap.code(r).map(|c| c.number) {
        Some(n) => Ok(n),
        None => vm.type_err("code must be a code object"),
    }
}

fn register(vm: &mut Vm, args: &Args) -> Res {
    let tool = valid_tool(vm, args.at(0)?)?;
    let events = c_int(vm, args.at(1)?)? as u32;
    if events.count_ones() != 1 {
        return vm.value_err("The callback can only be set for one event at a time");
    }
    let kind = events.trailing_zeros() as u8;
    if kind as usize >= event::NAMES.len() {
        return vm.value_err(&format!("invalid event {}", events as i32));
    }
    let function = Some(args.at(2)?).filter(|f| *f != vm.one.none);
    let kinds: &[u8] = if kind == event::BRANCH { &[event::BRANCH_LEFT, event::BRANCH_RIGHT] } else { &[kind] };
    let mut before = None;
    for kind in kinds {
        let old = match function {
            Some(f) => {
                let own = vm.heap.own(f);
                vm.tracing.callbacks.insert((tool, *kind), own.into())
            }
            None => vm.tracing.callbacks.remove(&(tool, *kind)),
        };
        if let Some(old) = std::mem::replace(&mut before, old) {
            vm.heap.release(old);
        }
    }
    match before.and_then(|s: Slot| s.get()) {
        Some(r) => Ok(Flow::Value(pyvarium_heap::Own::assume(r))),
        None => vm.none_flow(),
    }
}
