//! The `_tracemalloc` module as it is while nothing is traced. Tracing memory refuses to start: addresses and sizes are
//! those of a model, and say nothing of blocks that CPython allocates.
//!
//! CPython: Modules/_tracemalloc.c, Python/tracemalloc.c.

use pyvarium_vm::native::{FnDef, Library, ModuleDef};
use pyvarium_vm::{Flow, Stop};

pub const LIBRARY: Library = Library { types: &[], natives: &[], modules: &[&TRACEMALLOC] };

/// Frames that a trace may have. CPython: MAX_NFRAME.
const MAX_FRAMES: i64 = 65_535;

pub static TRACEMALLOC: ModuleDef = ModuleDef {
    name: "_tracemalloc",
    doc: Some("Debug module to trace memory blocks allocated by Python."),
    functions: &[
        FnDef::new("is_tracing", "", |vm, _| vm.bool_flow(false)),
        FnDef::new("clear_traces", "", |vm, _| vm.none_flow()),
        FnDef::new("_get_traces", "", |vm, _| Ok(Flow::Value(vm.list_from_slots(Vec::new())))),
        FnDef::new("_get_object_traceback", "obj, /", |vm, _| vm.none_flow()),
        FnDef::new("start", "nframe=1, /", |vm, a| {
            let n = match a.get(0) {
                Some(n) => vm.index(n)?,
                None => 1,
            };
            if !(1..=MAX_FRAMES).contains(&n) {
                return vm.value_err(&format!("the number of frames must be in range [1; {MAX_FRAMES}]"));
            }
            Err(Stop::not_supported("tracemalloc.start"))
        }),
        FnDef::new("stop", "", |vm, _| vm.none_flow()),
        FnDef::new("get_traceback_limit", "", |vm, _| Ok(Flow::Value(vm.new_int(1)))),
        FnDef::new("get_tracemalloc_memory", "", |vm, _| Ok(Flow::Value(vm.new_int(0)))),
        FnDef::new("get_traced_memory", "", |vm, _| {
            let zeros = vec![vm.new_int(0).into(), vm.new_int(0).into()];
            Ok(Flow::Value(vm.tuple_from_slots(zeros)))
        }),
        FnDef::new("reset_peak", "", |vm, _| vm.none_flow()),
    ],
    types: &[],
    exec: None,
};
