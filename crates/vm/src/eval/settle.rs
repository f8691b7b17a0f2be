//! Between instructions: values are delivered to the frame that waits for them, fresh native frames
//! start, exceptions unwind, finalizers run. A loop, never a recursion.

use pyvarium_code::Opcode;
use pyvarium_heap::frame::{Await, Frame};
use pyvarium_heap::{Own, Slot};

use crate::core::kinds;
use crate::eval::quick::{Left, Watch};
use crate::native::{Answer, Kind, Next};
use crate::stop::{Flow, Halt, Res, Stop};
use crate::vm::Vm;
use crate::{exc, vm_bug};

/// What an instruction came to.
#[derive(Debug)]
pub(crate) enum Signal {
    /// The next instruction may run, or a frame was pushed.
    Go,
    /// The running frame has ended and was taken off; its value goes to the frame below.
    Ended(Outcome),
}

/// Something on its way to the frame that waits for it.
#[derive(Debug)]
pub(crate) enum Outcome {
    Value(Own),
    Raise(Own),
    /// An iterator is at its end; a generator may have returned a value.
    Exhausted(Option<Own>),
}

/// What `step` tells the host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StepOutcome {
    Ran,
    /// `vm.request` says what is asked.
    Host,
    Halted(Halt),
}

impl Vm {
    /// Runs one bytecode instruction and the native work that it sets off, up to the next
    /// instruction, host request or end. What follows the program's last instruction is one step more.
    pub fn step(&mut self) -> StepOutcome {
        self.step_watched(self.n_steps + 1, u64::MAX, &mut ()).0
    }

    /// Runs on until `end` steps have run or `work` has been done, and tells `watch` of each pause. True: the last
    /// pause lies within the native work of a step.
    pub fn run(&mut self, end: u64, work: u64, watch: &mut impl Watch) -> (StepOutcome, bool) {
        loop {
            let before = self.n_steps;
            // Each instruction is work, and seldom more than two.
            let n = (end.saturating_sub(before)).min(work.saturating_sub(self.work()) / 2 + 1);
            let (outcome, in_burst) = self.step_watched(before.saturating_add(n), work, watch);
            if !in_burst {
                watch.paused(self);
            }
            if outcome != StepOutcome::Ran || self.n_steps >= end || self.work() >= work {
                return (outcome, self.n_steps == before);
            }
        }
    }

    /// A step, and before it as many instructions as nothing comes between, up to step `end` and as long as less than
    /// `work` has been done. True: `watch` has been told of all.
    fn step_watched(&mut self, end: u64, work: u64, watch: &mut impl Watch) -> (StepOutcome, bool) {
        if let Some(halt) = &self.halted {
            return (StepOutcome::Halted(halt.clone()), false);
        }
        if self.request.is_some() {
            return (StepOutcome::Host, false);
        }
        self.n_in_slice = 0;
        // Frames when the last instruction began.
        let mut began_at = self.thread.frames.len();
        let result = match self.thread.frames.last() {
            Some(Frame::Py(_)) => {
                let mut end = end;
                if self.is_told() {
                    end = self.n_steps + 1;
                    match self.announce() {
                        // Callbacks run first.
                        Ok(true) => return (self.after_telling(), false),
                        Ok(false) => {}
                        Err(stop) => return (self.stopped(stop), false),
                    }
                }
                let result = loop {
                    match self.burst(end, work, watch) {
                        Left::Done => return (StepOutcome::Ran, true),
                        Left::Memory => {
                            if let Err(stop) = self.count_memory() {
                                return (self.stopped(stop), false);
                            }
                        }
                        Left::Ran { result, began_at: at } => {
                            began_at = at;
                            break result;
                        }
                    }
                };
                // Most instructions are done when they return.
                if matches!(result, Ok(Signal::Go)) && self.is_settled() {
                    if !self.is_pending() {
                        return (StepOutcome::Ran, false);
                    }
                    match self.handle_pending() {
                        Ok(false) => return (StepOutcome::Ran, false),
                        Ok(true) => result,
                        Err(stop) => Err(stop),
                    }
                } else {
                    result
                }
            }
            // The start of a run, a slice of long native work, or the end: letting go of all names is a step too.
            _ => {
                if self.is_memory_due()
                    && let Err(stop) = self.count_memory()
                {
                    return (self.stopped(stop), false);
                }
                self.n_steps += u64::from(self.is_at_end());
                Ok(Signal::Go)
            }
        };
        let settled = match result {
            Ok(signal) => self.settle(signal),
            Err(Stop::Raise(e)) => self.settle(Signal::Ended(Outcome::Raise(e))),
            Err(stop) => Err(stop),
        };
        let settled = settled.and_then(|()| self.look_after(began_at));
        if let Err(stop) = settled {
            self.halt_with(stop);
        }
        (self.outcome(), false)
    }

    fn stopped(&mut self, stop: Stop) -> StepOutcome {
        self.halt_with(stop);
        self.outcome()
    }

    fn outcome(&self) -> StepOutcome {
        match (&self.halted, &self.request) {
            (Some(halt), _) => StepOutcome::Halted(halt.clone()),
            (None, Some(_)) => StepOutcome::Host,
            (None, None) => StepOutcome::Ran,
        }
    }

    /// An instruction whose natives are all done looks at the eval breaker, as one that was done at once.
    fn look_after(&mut self, began_at: usize) -> Res<()> {
        if self.is_pending() && self.thread.frames.len() == began_at && self.is_settled() {
            self.running = began_at.wrapping_sub(1);
            return match self.handle_pending() {
                Ok(false) => Ok(()),
                Ok(true) => self.settle(Signal::Go),
                Err(Stop::Raise(e)) => self.settle(Signal::Ended(Outcome::Raise(e))),
                Err(stop) => Err(stop),
            };
        }
        Ok(())
    }

    /// The host's signal: the next instruction that looks at the eval breaker raises KeyboardInterrupt. To be recorded
    /// with the step at which it came. CPython: Modules/signalmodule.c, trip_signal, default_int_handler.
    pub fn interrupt(&mut self) {
        self.n_interrupts += 1;
        self.interrupted = true;
    }

    /// The eval breaker is set.
    #[inline]
    pub(crate) fn is_pending(&self) -> bool {
        self.heap.gc.is_due || self.interrupted
    }

    /// Starts the callbacks that `announce` has laid ready.
    fn after_telling(&mut self) -> StepOutcome {
        if let Err(stop) = self.settle(Signal::Go) {
            self.halt_with(stop);
        }
        self.outcome()
    }

    /// The next thing to happen is an instruction.
    #[inline]
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.thread.frames.last(), Some(Frame::Py(_))) && self.request.is_none() && self.heap.pending_finalizer().is_none()
    }

    /// Nothing runs any more.
    pub(crate) fn halt_with(&mut self, stop: Stop) {
        let halt = match self.with_line(stop) {
            Stop::Halt(halt) => *halt,
            Stop::Convert(..) => Halt::NotSupported { what: "a number that Python has to make".into(), line: self.current_line() },
            Stop::Ask(_) => Halt::NotSupported { what: "a question to the host from here".into(), line: self.current_line() },
            Stop::Raise(_) | Stop::Exhausted => Halt::VmBug { what: "an exception left the machine".into() },
        };
        self.halted = Some(halt);
    }

    /// Goes on with what was pushed.
    pub(crate) fn settle_pushed(&mut self) -> Res<()> {
        self.settle(Signal::Go)
    }

    /// Goes on with the answer of the host.
    pub(crate) fn settle_value(&mut self, value: Own) -> Res<()> {
        self.settle(Signal::Ended(Outcome::Value(value)))
    }

    pub(crate) fn settle_raise(&mut self, exception: Own) -> Res<()> {
        self.settle(Signal::Ended(Outcome::Raise(exception)))
    }

    fn settle(&mut self, signal: Signal) -> Res<()> {
        let mut transit = match signal {
            Signal::Go => None,
            Signal::Ended(outcome) => Some(outcome),
        };
        loop {
            if self.heap.pending_finalizer().is_some() {
                self.push_finalizer(transit.take());
            }
            if self.request.is_some() && transit.is_none() {
                return Ok(());
            }
            let answer = match (self.thread.frames.last(), transit.take()) {
                (None, _) => return self.ended(),
                (Some(Frame::Py(_)), None) => return Ok(()),
                (Some(Frame::Py(_)), Some(outcome)) => {
                    transit = self.deliver_to_python(outcome)?;
                    continue;
                }
                (Some(Frame::Native(_)), None) => Answer::Start,
                (Some(Frame::Native(f)), Some(outcome)) => {
                    let catches = self.tables.native(Kind(f.kind)).is_some_and(|d| d.catches);
                    match outcome {
                        Outcome::Value(v) => Answer::Value(v),
                        Outcome::Exhausted(None) if catches => Answer::Exhausted,
                        Outcome::Exhausted(Some(v)) if catches && v.r() == self.one.none => Answer::Exhausted,
                        Outcome::Exhausted(value) => {
                            let e = exc::stop_iteration(self, value);
                            transit = Some(Outcome::Raise(e));
                            continue;
                        }
                        Outcome::Raise(e) if catches => Answer::Raised(e),
                        Outcome::Raise(e) => {
                            self.pop_native();
                            transit = Some(Outcome::Raise(e));
                            continue;
                        }
                    }
                }
            };
            match self.run_native(answer) {
                Ok(Next::Done(value)) => {
                    self.pop_native();
                    transit = Some(Outcome::Value(value));
                }
                Ok(Next::Return(value)) => {
                    self.pop_native();
                    transit = Some(Outcome::Exhausted(Some(value)));
                }
                Ok(Next::Resume) => self.pop_native(),
                Ok(Next::Wait) => {}
                Ok(Next::Again) => {
                    self.n_slices += 1;
                    return Ok(());
                }
                Err(Stop::Raise(e)) => {
                    self.pop_native();
                    transit = Some(Outcome::Raise(e));
                }
                Err(Stop::Exhausted) => {
                    self.pop_native();
                    transit = Some(Outcome::Exhausted(None));
                }
                Err(halt) => return Err(halt),
            }
        }
    }

    /// Runs the native frame on top. While it runs, an empty frame of the same kind keeps its place.
    fn run_native(&mut self, answer: Answer) -> Res<Next> {
        let at = self.thread.frames.len().wrapping_sub(1);
        let Some(Frame::Native(place)) = self.thread.frames.get_mut(at) else {
            return Err(vm_bug!("no native frame on top"));
        };
        let mut frame = std::mem::take(&mut **place);
        place.kind = frame.kind;
        let Some(def) = self.tables.native(Kind(frame.kind)) else {
            return Err(vm_bug!("no native of kind {}", frame.kind));
        };
        let result = (def.resume)(self, &mut frame, answer);
        if let Some(Frame::Native(place)) = self.thread.frames.get_mut(at) {
            **place = frame;
        }
        result
    }

    /// Takes the native frame on top off and releases its slots, last to first.
    fn pop_native(&mut self) {
        if let Some(Frame::Native(frame)) = self.thread.frames.pop() {
            self.heap.release_all(frame.slots.iter().rev().copied());
        }
    }

    /// Puts the running of a finalizer on top, with what was on its way kept in it.
    fn push_finalizer(&mut self, transit: Option<Outcome>) {
        let (slot, kind) = match transit {
            None => (Slot::NULL, 0),
            Some(Outcome::Value(v)) => (v.into(), 1),
            Some(Outcome::Raise(e)) => (e.into(), 2),
            Some(Outcome::Exhausted(value)) => (value.map_or(Slot::NULL, Slot::from), 3),
        };
        // The limit on frames does not hold back a finalizer.
        let _ = self.push_native(kinds::FINALIZE, &[Slot::NULL, slot], &[0, kind]);
    }

    /// Hands an outcome to the Python frame on top. Answers what is on its way then, if anything.
    fn deliver_to_python(&mut self, outcome: Outcome) -> Res<Option<Outcome>> {
        self.running = self.thread.frames.len().wrapping_sub(1);
        let frame = self.py_frame()?;
        let awaiting = std::mem::take(&mut frame.awaiting);
        let result = match outcome {
            Outcome::Value(value) => self.accept(awaiting, value),
            Outcome::Exhausted(value) => self.accept_exhausted(awaiting, value),
            Outcome::Raise(e) => match awaiting {
                Await::ForIter if exc::is_stop_iteration(self, e.r()) => {
                    let r = e.r();
                    let accepted = self.accept_exhausted(awaiting, None);
                    self.tell_stop(r)?;
                    self.heap.decref_own(e);
                    accepted
                }
                Await::Send if exc::is_stop_iteration(self, e.r()) => {
                    let value = exc::stop_iteration_value(self, e.r());
                    self.heap.decref_own(e);
                    self.accept_exhausted(awaiting, value)
                }
                _ => Err(Stop::Raise(e)),
            },
        };
        match result {
            Ok(Signal::Go) => Ok(None),
            Ok(Signal::Ended(outcome)) => Ok(Some(outcome)),
            Err(Stop::Raise(e)) => {
                if self.tracing.active {
                    self.tracing.from_callee = awaiting == Await::Replace(0) || (awaiting == Await::Nothing && self.tracing.from_callee);
                }
                self.unwind(e)
            }
            Err(Stop::Exhausted) => {
                let e = exc::stop_iteration(self, None);
                self.unwind(e)
            }
            Err(halt) => Err(halt),
        }
    }

    fn accept_exhausted(&mut self, awaiting: Await, value: Option<Own>) -> Res<Signal> {
        match awaiting {
            Await::ForIter => {
                self.leave_loop()?;
                match value {
                    // As CPython's iterator, it ended with an exception.
                    Some(value) if self.is_told() && value.r() != self.one.none => {
                        let e = exc::stop_iteration(self, Some(value));
                        self.tell_stop(e.r())?;
                        self.heap.decref_own(e);
                    }
                    Some(value) => self.heap.decref_own(value),
                    None => {}
                }
                Ok(Signal::Go)
            }
            Await::Send => {
                let value = value.unwrap_or_else(|| self.none());
                self.finish_send(value)?;
                Ok(Signal::Go)
            }
            _ => {
                let e = exc::stop_iteration(self, value);
                Err(Stop::Raise(e))
            }
        }
    }

    /// The value that the running instruction waited for is here.
    fn accept(&mut self, awaiting: Await, value: Own) -> Res<Signal> {
        match awaiting {
            Await::Replace(n) => {
                self.drop_stack(n as usize)?;
                self.push_own(value)?;
            }
            Await::PushWithNull => {
                self.push_own(value)?;
                self.push_slot(Slot::NULL)?;
            }
            Await::Discard(n) => {
                self.drop_stack(n as usize)?;
                self.heap.decref_own(value);
            }
            Await::ReplaceBool { n, negate } => {
                let truth = self.truth_now(value.r());
                match truth {
                    Some(truth) => {
                        self.heap.decref_own(value);
                        self.drop_stack(n as usize)?;
                        let answer = self.bool_ref(truth != negate);
                        self.push_own(Own::assume(answer))?;
                    }
                    None => {
                        // The value itself has to be asked; it waits on the stack meanwhile.
                        let r = value.r();
                        self.push_own(value)?;
                        match self.truth(r)? {
                            Flow::Value(v) => return self.accept(Await::ReplaceBool { n: n + 1, negate }, v),
                            Flow::Pushed => self.py_frame()?.awaiting = Await::ReplaceBool { n: n + 1, negate },
                        }
                    }
                }
            }
            Await::ForIter | Await::Send => self.push_own(value)?,
            Await::Opcode => return self.accept_opcode(value),
            Await::Init if value.r() == self.one.none => self.heap.decref_own(value),
            Await::Init => {
                let message = format!("__init__() should return None, not '{}'", self.type_name(value.r()));
                self.heap.decref_own(value);
                return self.type_err(&message);
            }
            Await::Nothing => {
                return Err(vm_bug!("a value arrived that nobody waited for ({awaiting:?})"));
            }
        }
        Ok(Signal::Go)
    }
}

impl Vm {
    /// The late answer of an instruction that does more with it than push it.
    fn accept_opcode(&mut self, value: Own) -> Res<Signal> {
        let frame = self.py_frame()?;
        let Some(instr) = frame.code.instr(frame.last_instr.max(0) as u32) else { return Err(vm_bug!("no instruction")) };
        match instr.op {
            Opcode::LoadAttr | Opcode::LoadSpecial => self.accept_method(value),
            Opcode::LoadSuperAttr => self.accept_super(value, true),
            Opcode::UnpackSequence | Opcode::UnpackEx => self.spread(value),
            Opcode::CheckEgMatch => self.matched_star(value),
            Opcode::DictMerge => self.merge_instead(value, instr.arg as usize),
            Opcode::CallFunctionEx => {
                let old = self.set_peek(1, value.into())?;
                self.heap.release(old);
                self.op_call_function_ex()
            }
            other => Err(vm_bug!("{} waits for nothing", other.name())),
        }
    }
}

/// Every instruction takes 10 ns of virtual time.
pub(crate) const NANOS_PER_INSTRUCTION: u64 = 10;
