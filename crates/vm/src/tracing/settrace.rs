//! sys.settrace and sys.setprofile.
//!
//! CPython: Python/sysmodule.c, Python/legacy_tracing.c (_PyEval_SetTrace, _PyEval_SetProfile).

use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::stop::Res;
use crate::tracing::{PROFILE_TOOL, TRACE_TOOL, event};
use crate::vm::Vm;

const TRACE_EVENTS: u32 = 1 << event::PY_START
    | 1 << event::PY_RESUME
    | 1 << event::PY_RETURN
    | 1 << event::PY_YIELD
    | 1 << event::RAISE
    | 1 << event::LINE
    | 1 << event::JUMP
    | 1 << event::PY_UNWIND
    | 1 << event::PY_THROW
    | 1 << event::STOP_ITERATION;

const PROFILE_EVENTS: u32 = 1 << event::PY_START
    | 1 << event::PY_RESUME
    | 1 << event::PY_RETURN
    | 1 << event::PY_YIELD
    | 1 << event::CALL
    | 1 << event::PY_UNWIND
    | 1 << event::PY_THROW;

impl Vm {
    /// Ends of calls that nobody waits for any more.
    pub(super) fn trace_changed(&mut self) {
        if !self.tracing.active {
            let calls = std::mem::take(&mut self.tracing.calls);
            self.heap.release_all(calls.iter().flat_map(|c| [c.callable, c.first]).collect::<Vec<_>>().into_iter());
        }
    }

    pub(super) fn set_trace(&mut self, function: Option<Ref>) {
        let new = function.map_or(Slot::NULL, |f| self.heap.own(f).into());
        let old = std::mem::replace(&mut self.tracing.trace_func, new);
        self.heap.release(old);
        self.tracing.set_global(TRACE_TOOL, if function.is_some() { TRACE_EVENTS } else { 0 });
        if function.is_none() {
            self.tracing.local.retain(|(_, tool), _| *tool != TRACE_TOOL);
            self.tracing.settle();
        }
        self.trace_changed();
    }

    pub(super) fn set_profile(&mut self, function: Option<Ref>) {
        let new = function.map_or(Slot::NULL, |f| self.heap.own(f).into());
        let old = std::mem::replace(&mut self.tracing.profile_func, new);
        self.heap.release(old);
        self.tracing.set_global(PROFILE_TOOL, if function.is_some() { PROFILE_EVENTS } else { 0 });
        self.trace_changed();
    }

    /// CPython: _PyEval_SetOpcodeTrace.
    pub(super) fn trace_opcodes(&mut self, code: u32) {
        let events = self.tracing.local.get(&(code, TRACE_TOOL)).copied().unwrap_or(0);
        if self.tracing.trace_func.get().is_some() && events >> event::INSTRUCTION & 1 == 0 {
            self.tracing.set_local(code, TRACE_TOOL, events | 1 << event::INSTRUCTION);
        }
    }
}

pub(crate) fn settrace(vm: &mut Vm, args: &Args) -> Res {
    let function = Some(args.at(0)?).filter(|f| *f != vm.one.none);
    vm.set_trace(function);
    vm.none_flow()
}

pub(crate) fn setprofile(vm: &mut Vm, args: &Args) -> Res {
    let function = Some(args.at(0)?).filter(|f| *f != vm.one.none);
    vm.set_profile(function);
    vm.none_flow()
}

/// `profile`: sys.getprofile.
pub(crate) fn gettrace(vm: &mut Vm, profile: bool) -> Res {
    let slot = if profile { vm.tracing.profile_func } else { vm.tracing.trace_func };
    vm.own_flow(slot.get().unwrap_or(vm.one.none))
}
