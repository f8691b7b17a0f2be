//! sys.settrace, sys.setprofile and sys.monitoring: who is told of what runs. CPython puts marks into the
//! bytecode; here the machine asks, before each instruction and only while somebody listens, what is to be told.
//!
//! CPython: Python/instrumentation.c, Python/legacy_tracing.c.

mod announce;

mod deliver;

pub(crate) mod frame_attrs;

mod jump;

mod lines;

mod monitoring;

mod settrace;

use std::collections::{BTreeMap, BTreeSet};

use pyvarium_heap::{Ref, Serial, Slot};

pub use deliver::TELL;
pub(crate) use frame_attrs::f_lineno;
pub use jump::JUMP;
pub(crate) use jump::set_f_lineno;
pub use monitoring::MONITORING;
pub(crate) use settrace::{gettrace, setprofile, settrace};

use crate::vm::Vm;

/// CPython: Include/cpython/monitoring.h. Events from RAISE on are not of one place in the code.
pub mod event {
    pub const PY_START: u8 = 0;
    pub const PY_RESUME: u8 = 1;
    pub const PY_RETURN: u8 = 2;
    pub const PY_YIELD: u8 = 3;
    pub const CALL: u8 = 4;
    pub const LINE: u8 = 5;
    pub const INSTRUCTION: u8 = 6;
    pub const JUMP: u8 = 7;
    pub const BRANCH_LEFT: u8 = 8;
    pub const BRANCH_RIGHT: u8 = 9;
    pub const STOP_ITERATION: u8 = 10;
    pub const RAISE: u8 = 11;
    pub const EXCEPTION_HANDLED: u8 = 12;
    pub const PY_UNWIND: u8 = 13;
    pub const PY_THROW: u8 = 14;
    pub const RERAISE: u8 = 15;
    pub const C_RETURN: u8 = 16;
    pub const C_RAISE: u8 = 17;
    pub const BRANCH: u8 = 18;

    pub const N_LOCAL: u8 = 11;
    pub const N_UNGROUPED: u8 = 16;
    pub const NAMES: [&str; 19] = [
        "PY_START",
        "PY_RESUME",
        "PY_RETURN",
        "PY_YIELD",
        "CALL",
        "LINE",
        "INSTRUCTION",
        "JUMP",
        "BRANCH_LEFT",
        "BRANCH_RIGHT",
        "STOP_ITERATION",
        "RAISE",
        "EXCEPTION_HANDLED",
        "PY_UNWIND",
        "PY_THROW",
        "RERAISE",
        "C_RETURN",
        "C_RAISE",
        "BRANCH",
    ];
}

pub const PROFILE_TOOL: u8 = 6;
pub const TRACE_TOOL: u8 = 7;
const N_TOOLS: u8 = 8;

/// A call of something that is not Python's, until its end is told: the frame, callable, first argument.
#[derive(Clone, Hash, Debug)]
pub struct OpenCall {
    pub frame: Serial,
    pub callable: Slot,
    pub first: Slot,
}

/// Slots are counted.
#[derive(Clone, Hash, Debug, Default)]
pub struct TraceState {
    /// Somebody listens.
    pub active: bool,
    /// Callbacks that run now: nothing is told meanwhile. CPython: tstate->tracing.
    pub busy: u32,
    pub trace_func: Slot,
    pub profile_func: Slot,
    pub names: [Slot; 6],
    /// By tool and event.
    pub callbacks: BTreeMap<(u8, u8), Slot>,
    /// Sets of events, one a tool.
    pub global: [u32; 8],
    /// Sets of events of one code object, by its number and tool.
    pub local: BTreeMap<(u32, u8), u32>,
    /// Places that said DISABLE: code number, offset, event, tool.
    pub disabled: BTreeSet<(u32, u32, u8, u8)>,
    pub calls: Vec<OpenCall>,
    /// The exception on its way came out of the frame of a function that was called.
    pub from_callee: bool,
    pub disable: Slot,
    pub missing: Slot,
    lines: lines::Cache,
}

impl TraceState {
    pub fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        let calls = self.calls.iter().flat_map(|c| [c.callable, c.first]);
        let own = [self.trace_func, self.profile_func, self.disable, self.missing];
        own.into_iter().chain(self.names).chain(self.callbacks.values().copied()).chain(calls)
    }

    /// The events that a tool gets of a code object.
    fn events(&self, code: u32, tool: u8) -> u32 {
        let global = self.global.get(tool as usize).copied().unwrap_or(0);
        global | self.local.get(&(code, tool)).copied().unwrap_or(0)
    }

    /// As `events`, of all tools.
    fn all_events(&self, code: u32) -> u32 {
        (0..N_TOOLS).fold(0, |all, tool| all | self.events(code, tool))
    }

    fn wants(&self, code: u32, offset: u32, event: u8, tool: u8) -> bool {
        // The end of a call is told where the call is.
        let set_by = if matches!(event, event::C_RETURN | event::C_RAISE) { event::CALL } else { event };
        let events = if set_by < event::N_LOCAL { self.events(code, tool) } else { self.global.get(tool as usize).copied().unwrap_or(0) };
        events >> set_by & 1 != 0 && !self.disabled.contains(&(code, offset, set_by, tool))
    }

    fn anybody(&self, code: u32, offset: u32, event: u8) -> bool {
        (0..N_TOOLS).any(|tool| self.wants(code, offset, event, tool))
    }

    /// After any change of who listens.
    fn settle(&mut self) {
        self.local.retain(|_, events| *events != 0);
        self.active = self.global.iter().any(|e| *e != 0) || !self.local.is_empty();
    }

    /// Sets what a tool gets; events that it lets go of are no longer disabled anywhere.
    fn set_global(&mut self, tool: u8, events: u32) {
        if let Some(place) = self.global.get_mut(tool as usize) {
            *place = events;
        }
        self.disabled.retain(|(code, _, event, t)| {
            *t != tool || events >> event & 1 != 0 || self.local.get(&(*code, tool)).is_some_and(|l| l >> event & 1 != 0)
        });
        self.settle();
    }

    fn set_local(&mut self, code: u32, tool: u8, events: u32) {
        self.local.insert((code, tool), events);
        let global = self.global.get(tool as usize).copied().unwrap_or(0);
        self.disabled.retain(|(c, _, event, t)| *t != tool || *c != code || (events | global) >> event & 1 != 0);
        self.settle();
    }
}

impl Vm {
    /// The marks that callbacks answer and are given.
    pub(crate) fn start_tracing(&mut self) {
        let object = self.ty(crate::core::ids::OBJECT);
        let mut make = || -> Ref { self.heap.alloc(object, pyvarium_heap::Body::Plain, pyvarium_heap::Shape::plain(16)).into_ref() };
        let (disable, missing) = (make(), make());
        self.tracing.disable = Slot::counted(disable);
        self.tracing.missing = Slot::counted(missing);
    }

    pub(crate) fn end_tracing(&mut self) {
        let state = std::mem::take(&mut self.tracing);
        self.heap.release_all(state.slots().collect::<Vec<_>>().into_iter());
    }

    /// Something is to be told of what happens now.
    #[inline]
    pub(crate) fn is_told(&self) -> bool {
        self.tracing.active && self.tracing.busy == 0
    }
}
