//! The cyclic collector's state and the gc module. When it runs, by itself or asked, `gc_collect` does the
//! work over the lists of `gc_list`.
//!
//! CPython: Modules/gcmodule.c, Include/internal/pycore_interp_structs.h (struct _gc_runtime_state).

use std::rc::Rc;

use pyvarium_heap::{Heap, Own, Ref, Serial, Slot, head_flags};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, ModuleDef};
use crate::stop::{Flow, Res};
use crate::vm::Vm;

/// One list of the collector: objects by place and serial, in order. Those that have died or moved to
/// another list since are still in it, and passed over.
pub(crate) type GcList = Rc<Vec<(Ref, Serial)>>;

/// What a generation has done.
#[derive(Clone, Copy, Hash, Debug, Default)]
pub struct GenerationStats {
    pub collections: i64,
    pub collected: i64,
    pub uncollectable: i64,
}

#[derive(Clone, Hash, Debug)]
pub struct GcState {
    pub disabled: bool,
    /// A collection is going on: another one asked for meanwhile does nothing.
    pub collecting: bool,
    /// Unit: objects, of the young; then what divides the work of an increment.
    pub thresholds: [i64; 2],
    /// The two spaces of the old generation; which of them holds what this round has visited.
    pub(crate) old: [GcList; 2],
    pub(crate) visited: usize,
    /// What comes before this in the list of the other space has been visited.
    pub(crate) pending_at: usize,
    pub(crate) permanent: GcList,
    /// Collections of the young since the last full one, by space.
    pub(crate) old_counts: [i64; 2],
    /// Unit: objects. Below 0: this much has been done in advance.
    pub(crate) work_to_do: i64,
    /// The next increment marks what is reachable from the start. CPython: GC_PHASE_MARK.
    pub(crate) is_marking: bool,
    pub(crate) stats: [GenerationStats; 3],
    pub debug: i64,
    /// The lists that the module shows. Owned.
    pub garbage: Slot,
    pub callbacks: Slot,
    /// The list of what atexit was told: tuples of function, arguments, keywords; the newest first. Owned.
    pub exit_functions: Slot,
    /// At the end of the interpreter: sys.stderr is None by now.
    pub no_stderr: bool,
    /// What the process will answer.
    pub exit_code: i32,
    /// Serial of the last object that boot made.
    pub last_serial_at_start: u64,
    /// Live objects after boot, for the host.
    pub n_at_start: usize,
}

impl Default for GcState {
    fn default() -> GcState {
        GcState {
            disabled: false,
            collecting: false,
            thresholds: [2000, 10],
            old: Default::default(),
            visited: 0,
            pending_at: 0,
            permanent: Rc::default(),
            old_counts: [0; 2],
            work_to_do: 0,
            is_marking: true,
            stats: Default::default(),
            debug: 0,
            garbage: Slot::NULL,
            callbacks: Slot::NULL,
            exit_functions: Slot::NULL,
            no_stderr: false,
            exit_code: 0,
            last_serial_at_start: 0,
            n_at_start: 0,
        }
    }
}

impl GcState {
    pub fn at_start(&mut self, heap: &Heap) {
        self.n_at_start = heap.n_live();
        self.last_serial_at_start = heap.iter().map(|r| heap.serial(r).0).max().unwrap_or(0);
    }
}

pub(crate) const DEBUG_STATS: i64 = 1;
pub(crate) const DEBUG_COLLECTABLE: i64 = 2;
pub(crate) const DEBUG_UNCOLLECTABLE: i64 = 4;
pub(crate) const DEBUG_SAVEALL: i64 = 32;

pub static GC: ModuleDef = ModuleDef {
    name: "gc",
    doc: Some(DOC),
    functions: &[
        FnDef::new("enable", "", |vm, _| {
            vm.gc.disabled = false;
            vm.set_gc_threshold();
            vm.none_flow()
        }),
        FnDef::new("disable", "", |vm, _| {
            vm.gc.disabled = true;
            vm.set_gc_threshold();
            vm.none_flow()
        }),
        FnDef::new("isenabled", "", |vm, _| vm.bool_flow(!vm.gc.disabled)),
        FnDef::new("set_debug", "flags, /", |vm, a| {
            vm.gc.debug = vm.index(a.at(0)?)?;
            vm.none_flow()
        }),
        FnDef::new("get_debug", "", |vm, _| Ok(Flow::Value(vm.new_int(vm.gc.debug)))),
        FnDef::new("get_count", "", |vm, _| {
            let [old0, old1] = vm.gc.old_counts;
            numbers(vm, [vm.heap.gc.young, if vm.gc.visited == 0 { old0 } else { old1 }, if vm.gc.visited == 0 { old1 } else { old0 }])
        }),
        FnDef::new("set_threshold", "*args, **kwargs", set_threshold),
        FnDef::new("get_threshold", "", |vm, _| {
            let [young, old] = vm.gc.thresholds;
            numbers(vm, [young, old, 0])
        }),
        FnDef::new("collect", "generation=2", collect),
        FnDef::new("get_objects", "generation=None", get_objects),
        FnDef::new("get_stats", "", get_stats),
        FnDef::new("is_tracked", "obj, /", |vm, a| {
            let yes = vm.is_gc_tracked(a.at(0)?);
            vm.bool_flow(yes)
        }),
        FnDef::new("is_finalized", "obj, /", |vm, a| {
            let yes = vm.heap.flags(a.at(0)?) & head_flags::FINALIZED != 0;
            vm.bool_flow(yes)
        }),
        FnDef::new("get_referrers", "*args", get_referrers),
        FnDef::new("get_referents", "*args", get_referents),
        FnDef::new("freeze", "", |vm, _| {
            vm.gc_freeze();
            vm.none_flow()
        }),
        FnDef::new("unfreeze", "", |vm, _| {
            vm.gc_unfreeze();
            vm.none_flow()
        }),
        FnDef::new("get_freeze_count", "", |vm, _| {
            let n = vm.gc_alive(&vm.gc.permanent).len();
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
    ],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        let (garbage, callbacks) = vm.gc_lists();
        for (name, list) in [("garbage", garbage), ("callbacks", callbacks)] {
            let own = vm.heap.own(list);
            vm.dict_set_named(dict, name, own);
        }
        for (name, flag) in [
            ("DEBUG_STATS", DEBUG_STATS),
            ("DEBUG_COLLECTABLE", DEBUG_COLLECTABLE),
            ("DEBUG_UNCOLLECTABLE", DEBUG_UNCOLLECTABLE),
            ("DEBUG_SAVEALL", DEBUG_SAVEALL),
            ("DEBUG_LEAK", DEBUG_COLLECTABLE | DEBUG_UNCOLLECTABLE | DEBUG_SAVEALL),
        ] {
            let own = vm.new_int(flag);
            vm.dict_set_named(dict, name, own);
        }
        Ok(())
    }),
};

fn numbers(vm: &mut Vm, list: [i64; 3]) -> Res {
    let slots = list.map(|n| vm.new_int(n).into()).to_vec();
    let own = vm.tuple_from_slots(slots);
    vm.heap.set_tracked(own.r(), true);
    Ok(Flow::Value(own))
}

fn set_threshold(vm: &mut Vm, args: &Args) -> Res {
    if args.n_kw > 0 {
        return vm.type_err("set_threshold() takes no keyword arguments");
    }
    let n = args.n_positional();
    if !(1..=3).contains(&n) {
        return vm.type_err("gc.set_threshold requires 1 to 3 arguments");
    }
    let mut given = [0; 3];
    for (i, place) in given.iter_mut().take(n).enumerate() {
        let value = vm.index(args.at(i)?)?;
        if i32::try_from(value).is_err() {
            let message = if value > 0 { "signed integer is greater than maximum" } else { "signed integer is less than minimum" };
            return Err(exc::overflow_error(vm, message));
        }
        *place = value;
    }
    let [young, old] = &mut vm.gc.thresholds;
    *young = given[0];
    if n > 1 {
        *old = given[1];
    }
    vm.set_gc_threshold();
    vm.none_flow()
}

fn generation(vm: &mut Vm, given: Option<Ref>) -> Res<i64> {
    let n = given.map_or(Ok(2), |g| vm.index(g))?;
    if (0..3).contains(&n) { Ok(n) } else { vm.value_err("invalid generation") }
}

fn collect(vm: &mut Vm, args: &Args) -> Res {
    let generation = generation(vm, args.get(0))?;
    vm.collect_generation(generation, crate::gc_collect::MANUAL)
}

fn get_objects(vm: &mut Vm, args: &Args) -> Res {
    let which = match args.get(0).filter(|g| *g != vm.one.none) {
        None => -1,
        Some(g) if !vm.is_instance_of(g, ids::INT) && !vm.has_slot(g, crate::slots::SlotId::Index) => {
            let message = format!("argument should be integer or None, not '{}'", vm.type_name(g));
            return vm.type_err(&message);
        }
        Some(g) => vm.index(g)?,
    };
    if which >= 3 {
        return vm.value_err("generation parameter must be less than the number of available generations (3)");
    }
    if which < -1 {
        return vm.value_err("generation parameter cannot be negative");
    }
    let mut list = Vec::new();
    if which <= 0 {
        list.extend(vm.gc_young());
    }
    if which == -1 || which == 2 {
        let [first, second] = &vm.gc.old;
        list.extend(vm.gc_in_space(first, 0));
        list.extend(vm.gc_in_space(second, 1));
    }
    Ok(Flow::Value(vm.list_from(&list)))
}

fn get_stats(vm: &mut Vm, _: &Args) -> Res {
    let mut dicts = Vec::new();
    for s in vm.gc.stats {
        let dict = vm.new_dict();
        for (name, n) in [("collections", s.collections), ("collected", s.collected), ("uncollectable", s.uncollectable)] {
            let own = vm.new_int(n);
            vm.dict_set_named(dict.r(), name, own);
        }
        dicts.push(dict.into());
    }
    Ok(Flow::Value(vm.list_from_slots(dicts)))
}

fn get_referents(vm: &mut Vm, args: &Args) -> Res {
    let mut found = Vec::new();
    let has_dict = args.positional().any(|r| vm.heap.dict(r).is_some());
    let shown = if has_dict { vm.shown_dicts(&vm.gc_list()) } else { std::collections::BTreeSet::new() };
    for r in args.positional() {
        // What has no GC header is not gone through; static types have one in CPython.
        if vm.heap.flags(r) & head_flags::TRACKED == 0 && vm.heap.as_type(r).is_none() {
            continue;
        }
        vm.traverse(r, &shown, &mut |x| found.push(x));
    }
    Ok(Flow::Value(vm.list_from(&found)))
}

/// Young objects first, then what this round has visited. CPython: _PyGC_GetReferrers.
fn get_referrers(vm: &mut Vm, args: &Args) -> Res {
    let wanted: Vec<Ref> = args.positional().collect();
    let (visited, other) = (vm.gc.visited, 1 - vm.gc.visited);
    let mut all = vm.gc_young();
    for space in [visited, other] {
        all.extend(vm.gc.old.get(space).map(|list| vm.gc_in_space(list, space)).unwrap_or_default());
    }
    let mut found = Vec::new();
    let shown = vm.shown_dicts(&all);
    for r in all {
        let mut refers = false;
        vm.traverse(r, &shown, &mut |x| refers |= wanted.contains(&x));
        if refers {
            found.push(r);
        }
    }
    Ok(Flow::Value(vm.list_from(&found)))
}

impl Vm {
    /// The collector's two lists, made when they are first asked for.
    pub(crate) fn gc_lists(&mut self) -> (Ref, Ref) {
        let list = |vm: &mut Vm, slot: Slot| match slot.get() {
            Some(r) => r,
            None => vm.list_from_slots(Vec::new()).into_ref(),
        };
        let garbage = list(self, self.gc.garbage);
        let callbacks = list(self, self.gc.callbacks);
        self.gc.garbage = Slot::counted(garbage);
        self.gc.callbacks = Slot::counted(callbacks);
        (garbage, callbacks)
    }

    /// The number of young objects above which the collector runs by itself.
    pub(crate) fn set_gc_threshold(&mut self) {
        let [young, _] = self.gc.thresholds;
        let off = self.gc.disabled || self.gc.collecting || young == 0;
        self.heap.gc.threshold = if off { i64::MAX } else { young };
    }

    /// CPython: PyObject_GC_IsTracked.
    pub(crate) fn is_gc_tracked(&self, r: Ref) -> bool {
        self.heap.is_tracked(r)
    }

    /// A full collection; answers how many unreachable objects there were.
    pub fn collect_garbage(&mut self) -> Res {
        self.collect_generation(2, crate::gc_collect::SHUTDOWN)
    }

    /// An int of the debug flags is set.
    pub(crate) fn gc_debugs(&self, flag: i64) -> bool {
        self.gc.debug & flag != 0
    }

    pub(crate) fn info_for_callbacks(&mut self, generation: i64, collected: i64) -> Own {
        let dict = self.new_dict();
        for (name, n) in [("generation", generation), ("collected", collected), ("uncollectable", 0)] {
            let own = self.new_int(n);
            self.dict_set_named(dict.r(), name, own);
        }
        dict
    }
}

const DOC: &str = "This module provides access to the garbage collector for reference cycles.

enable() -- Enable automatic garbage collection.
disable() -- Disable automatic garbage collection.
isenabled() -- Returns true if automatic collection is enabled.
collect() -- Do a full collection right now.
get_count() -- Return the current collection counts.
get_stats() -- Return list of dictionaries containing per-generation stats.
set_debug() -- Set debugging flags.
get_debug() -- Get debugging flags.
set_threshold() -- Set the collection thresholds.
get_threshold() -- Return the current collection thresholds.
get_objects() -- Return a list of all objects tracked by the collector.
is_tracked() -- Returns true if a given object is tracked.
is_finalized() -- Returns true if a given object has been already finalized.
get_referrers() -- Return the list of objects that refer to an object.
get_referents() -- Return the list of objects that an object refers to.
freeze() -- Freeze all tracked objects and ignore them for future collections.
unfreeze() -- Unfreeze all objects in the permanent generation.
get_freeze_count() -- Return the number of objects in the permanent generation.
";
