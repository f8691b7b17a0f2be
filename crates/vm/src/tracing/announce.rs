//! What is told before an instruction runs, and on an exception's way.
//!
//! CPython: Python/bytecodes.c (the INSTRUMENTED_ instructions), Python/ceval.c (monitor_raise, monitor_unwind,
//! monitor_handled and their kin).

use pyvarium_code::Opcode;
use pyvarium_heap::frame::Frame;
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::{ids, kinds};
use crate::eval::settle::Outcome;
use crate::exc;
use crate::stop::Res;
use crate::tracing::{OpenCall, event};
use crate::vm::Vm;
use crate::vm_bug;

// Stages of telling before an instruction.
const AFTER_PREVIOUS: u8 = 0;
const LINE: u8 = 1;
const INSTRUCTION: u8 = 2;
const OWN: u8 = 3;
const ALL: u8 = 4;

/// Of an exception in a frame: nothing told yet; told that it was raised; told that it leaves; thrown in.
const FRESH: u8 = 0;
const RAISED: u8 = 1;
const LEAVING: u8 = 2;
const THROWN: u8 = 3;

/// One thing to tell.
struct Told {
    event: u8,
    /// Unit: code units.
    at: u32,
    line: i32,
    args: [Option<Ref>; 2],
}

impl Vm {
    /// Tells what is to be told before the next instruction. True: a callback was started, or everything comes later.
    pub(crate) fn announce(&mut self) -> Res<bool> {
        let Some(Frame::Py(f)) = self.thread.frames.last() else { return Ok(false) };
        let (at, prev, code, mark) = (f.next_instr, i64::from(f.last_instr), f.code.clone(), f.mark);
        let events = self.tracing.all_events(code.number);
        let Some(instr) = code.instr(at) else { return Ok(false) };
        let mut stage = if mark.told == at + 1 { mark.stage } else { AFTER_PREVIOUS };
        while stage < ALL {
            let told = match stage {
                AFTER_PREVIOUS => self.end_of_previous(at, prev),
                LINE if events >> event::LINE & 1 != 0 => {
                    let lines = self.tracing.lines.of(&code);
                    let line = lines.line_at(i64::from(at));
                    let before = if mark.told == at + 1 { mark.previous } else { prev as i32 };
                    let resumed = code.instr(before.max(0) as u32).is_some_and(|i| i.op == Opcode::Resume);
                    let fresh = lines.line_at(i64::from(before)) != line || resumed;
                    let begins = at >= lines.first_traceable && lines.starts_at(at) && fresh;
                    begins.then_some(Told { event: event::LINE, at, line, args: [None, None] })
                }
                INSTRUCTION if events >> event::INSTRUCTION & 1 != 0 => {
                    let first = self.tracing.lines.of(&code).first_traceable;
                    let shown = at >= first && !matches!(instr.op, Opcode::Resume | Opcode::EndFor);
                    shown.then_some(Told { event: event::INSTRUCTION, at, line: 0, args: [None, None] })
                }
                OWN => self.event_of(at, &instr, prev)?,
                _ => None,
            };
            stage += 1;
            let previous = if mark.told == at + 1 { mark.previous } else { prev as i32 };
            if let Some(Frame::Py(f)) = self.thread.frames.last_mut() {
                f.mark.told = at + 1;
                f.mark.stage = stage;
                f.mark.previous = previous;
                if stage > LINE {
                    f.last_instr = (at + u32::from(instr.n_extended)) as i32;
                }
            }
            let Some(told) = told else { continue };
            let wanted = self.tracing.anybody(code.number, told.at, told.event);
            if told.event == event::C_RETURN {
                // What it was about goes with it.
                self.tell_end_of_call(told.at, None, wanted)?;
                if wanted {
                    return Ok(true);
                }
                continue;
            }
            if !wanted {
                self.drop_made(&told);
                continue;
            }
            self.tell(told.event, told.at, told.line, told.args, None)?;
            self.drop_made(&told);
            return Ok(true);
        }
        if let Some(Frame::Py(f)) = self.thread.frames.last_mut() {
            f.mark.told = 0;
            f.mark.stage = 0;
        }
        if matches!(instr.op, Opcode::Call | Opcode::CallKw | Opcode::CallFunctionEx) && events >> event::CALL & 1 != 0 {
            self.open_call(&instr)?;
        }
        Ok(false)
    }

    /// Numbers and exceptions that were made for the telling are the callbacks' now.
    fn drop_made(&mut self, told: &Told) {
        if told.event == event::STOP_ITERATION
            && let Some(e) = told.args.first().copied().flatten()
        {
            self.heap.decref(e);
        }
    }

    /// A call that has come back, or a loop that has its next item, told before what follows it.
    fn end_of_previous(&mut self, at: u32, prev: i64) -> Option<Told> {
        let Some(Frame::Py(f)) = self.thread.frames.last() else { return None };
        if f.mark.told == at + 1 && f.mark.stage > AFTER_PREVIOUS {
            return None;
        }
        let serial = f.serial;
        if self.tracing.calls.last().is_some_and(|c| c.frame == serial) {
            return Some(Told { event: event::C_RETURN, at: prev.max(0) as u32, line: 0, args: [None, None] });
        }
        let before = f.code.instr(u32::try_from(prev).ok()?)?;
        let next = prev as u32 + u32::from(before.len);
        (before.op == Opcode::ForIter && next == at).then_some(Told {
            event: event::BRANCH_LEFT,
            at: prev as u32,
            line: next as i32,
            args: [None, None],
        })
    }

    /// The event of the instruction itself.
    fn event_of(&mut self, at: u32, instr: &pyvarium_heap::code::Instr, _prev: i64) -> Res<Option<Told>> {
        let arg = instr.arg;
        let next = at + u32::from(instr.len);
        let plain = |event: u8, args| Some(Told { event, at, line: 0, args });
        let jump = |event: u8, at: u32, to: u32| Some(Told { event, at, line: to as i32, args: [None, None] });
        let top = self.peek_slot(0).get();
        let previous = match self.thread.frames.last() {
            Some(Frame::Py(f)) => f.mark.previous.max(0) as u32,
            _ => 0,
        };
        Ok(match instr.op {
            Opcode::Resume if arg == 0 => plain(event::PY_START, [None, None]),
            Opcode::Resume => plain(event::PY_RESUME, [None, None]),
            Opcode::ReturnValue => plain(event::PY_RETURN, [top, None]),
            Opcode::YieldValue => plain(event::PY_YIELD, [top, None]),
            Opcode::Call | Opcode::CallKw | Opcode::CallFunctionEx => {
                let (callable, first) = self.called(instr)?;
                plain(event::CALL, [Some(callable), first])
            }
            Opcode::JumpForward => jump(event::JUMP, at, next + arg),
            Opcode::JumpBackward => jump(event::JUMP, at, next.saturating_sub(arg)),
            Opcode::PopJumpIfFalse if top == Some(self.one.false_) => jump(event::BRANCH_RIGHT, at, next + arg),
            Opcode::PopJumpIfTrue if top == Some(self.one.true_) => jump(event::BRANCH_RIGHT, at, next + arg),
            Opcode::PopJumpIfNone if top == Some(self.one.none) => jump(event::BRANCH_RIGHT, at, next + arg),
            Opcode::PopJumpIfNotNone if top.is_some() && top != Some(self.one.none) => jump(event::BRANCH_RIGHT, at, next + arg),
            Opcode::NotTaken => jump(event::BRANCH_LEFT, previous, next),
            Opcode::PopIter => jump(event::BRANCH_RIGHT, previous, next),
            Opcode::EndAsyncFor if top.is_some_and(|e| self.is_instance_of(e, ids::STOP_ASYNC_ITERATION)) => {
                jump(event::BRANCH_RIGHT, previous, next)
            }
            Opcode::EndSend => {
                let receiver = self.peek_slot(1).get();
                let generator = receiver.is_some_and(|r| self.is_exact(r, ids::GENERATOR) || self.is_exact(r, ids::COROUTINE));
                let wanted = generator && self.tracing.all_events(self.code_number()) >> event::STOP_ITERATION & 1 != 0;
                match top.filter(|_| wanted) {
                    Some(value) => {
                        let own = self.heap.own(value);
                        let e = exc::stop_iteration(self, Some(own));
                        plain(event::STOP_ITERATION, [Some(e.into_ref()), None])
                    }
                    None => None,
                }
            }
            _ => None,
        })
    }

    fn code_number(&self) -> u32 {
        match self.thread.frames.last() {
            Some(Frame::Py(f)) => f.code.number,
            _ => 0,
        }
    }

    /// What a call instruction calls, and its first argument. A bound method is its function and self.
    fn called(&mut self, instr: &pyvarium_heap::code::Instr) -> Res<(Ref, Option<Ref>)> {
        let missing = self.tracing.missing.get();
        if instr.op == Opcode::CallFunctionEx {
            let callable = self.peek(3)?;
            let first = self.peek_slot(1).get().and_then(|t| self.heap.items(t)).and_then(|t| t.first()).and_then(|s| s.get());
            return Ok((callable, first.or(missing)));
        }
        let n = instr.arg as usize + usize::from(instr.op == Opcode::CallKw);
        let (callable, this) = (self.peek(n + 1)?, self.peek_slot(n).get());
        if let (pyvarium_heap::Body::Method(function, object), None) = (self.heap.full_body(callable), this)
            && let Some(function) = function.get()
        {
            return Ok((function, object.get()));
        }
        let first = if instr.arg > 0 { self.peek_slot(n - 1).get() } else { None };
        Ok((callable, this.or(first).or(missing)))
    }

    /// Remembers a call of something that is not Python's until it ends.
    fn open_call(&mut self, instr: &pyvarium_heap::code::Instr) -> Res<()> {
        let (callable, first) = self.called(instr)?;
        let bound = matches!(self.heap.full_body(callable), pyvarium_heap::Body::Method(..));
        if self.is_exact(callable, ids::FUNCTION) || (bound && instr.op == Opcode::CallFunctionEx) {
            return Ok(());
        }
        let Some(Frame::Py(f)) = self.thread.frames.last() else { return Ok(()) };
        let frame = f.serial;
        let callable = Slot::own(self.heap.own(callable));
        let first = first.map_or(Slot::NULL, |r| self.heap.own(r).into());
        self.tracing.calls.push(OpenCall { frame, callable, first });
        Ok(())
    }

    /// C_RETURN, or C_RAISE with what was raised.
    fn tell_end_of_call(&mut self, at: u32, raised: Option<Own>, wanted: bool) -> Res<()> {
        let Some(call) = self.tracing.calls.pop() else { return Err(vm_bug!("no call to end")) };
        let kind = if raised.is_some() { event::C_RAISE } else { event::C_RETURN };
        if wanted {
            self.tell(kind, at, 0, [call.callable.get(), call.first.get()], raised)?;
        } else if let Some(e) = raised {
            self.heap.decref_own(e);
        }
        self.heap.release_all([call.callable, call.first].into_iter());
        Ok(())
    }

    /// Starts the native that calls who wants to know. `kept`: the exception on its way.
    fn tell(&mut self, event: u8, at: u32, line: i32, args: [Option<Ref>; 2], kept: Option<Own>) -> Res<()> {
        let Some(Frame::Py(f)) = self.thread.frames.last() else { return Err(vm_bug!("nobody to tell of")) };
        let code = f.executable;
        let code = self.heap.copy_slot(code);
        let mut slots = vec![kept.map_or(Slot::NULL, Slot::from), code];
        slots.extend(args.iter().map(|a| a.map_or(Slot::NULL, |r| self.heap.own(r).into())));
        let _ = self.push_native(kinds::TELL, &slots, &[i64::from(event), 7, i64::from(at), i64::from(line)])?;
        Ok(())
    }

    /// The code, and the place that is told of an exception: the last code unit of the instruction that
    /// raises, or the one before a call whose frame has just ended so.
    fn place_now(&self) -> (u32, u32) {
        match self.thread.frames.last() {
            Some(Frame::Py(f)) if f.mark.raising == THROWN => (f.code.number, f.next_instr),
            Some(Frame::Py(f)) if self.tracing.from_callee => (f.code.number, (f.last_instr - 1).max(0) as u32),
            Some(Frame::Py(f)) => (f.code.number, f.next_instr.saturating_sub(1)),
            _ => (0, 0),
        }
    }

    fn set_raising(&mut self, raising: u8) {
        if let Some(Frame::Py(f)) = self.thread.frames.last_mut() {
            f.mark.raising = raising;
            f.mark.told = 0;
        }
    }

    /// `unwind` while somebody listens: tells of the raise, then of the handler or the end of the frame.
    pub(crate) fn unwind_told(&mut self, e: Own) -> Res<Option<Outcome>> {
        let Some(Frame::Py(f)) = self.thread.frames.last() else { return Err(vm_bug!("no frame to unwind")) };
        let (mut raising, serial) = (f.mark.raising, f.serial);
        let (code, mut at) = self.place_now();
        if raising == FRESH && self.tracing.calls.last().is_some_and(|c| c.frame == serial) {
            let call = match self.thread.frames.last() {
                Some(Frame::Py(f)) => f.last_instr.max(0) as u32,
                _ => at,
            };
            let wanted = self.tracing.anybody(code, call, event::C_RAISE);
            if wanted {
                self.tell_end_of_call(call, Some(e), true)?;
                return Ok(None);
            }
            let again = self.heap.own(e.r());
            self.tell_end_of_call(call, Some(again), false)?;
        }
        if raising == THROWN {
            self.set_raising(FRESH);
            if self.tracing.anybody(code, at, event::PY_THROW) {
                let r = e.r();
                self.tell(event::PY_THROW, at, 0, [Some(r), None], Some(e))?;
                return Ok(None);
            }
            raising = FRESH;
            at = self.place_now().1;
        }
        if raising == FRESH {
            self.add_traceback(e.r())?;
            self.set_raising(RAISED);
            if self.tracing.anybody(code, at, event::RAISE) {
                let r = e.r();
                self.tell(event::RAISE, at, 0, [Some(r), None], Some(e))?;
                return Ok(None);
            }
            raising = RAISED;
        }
        let frame = self.py_frame()?;
        let handled_at = frame.next_instr.saturating_sub(1);
        let handler = frame.code.handler(handled_at).map(|h| h.target);
        if raising == RAISED && handler.is_none() {
            self.set_raising(LEAVING);
            if self.tracing.anybody(code, at, event::PY_UNWIND) {
                let r = e.r();
                self.tell(event::PY_UNWIND, at, 0, [Some(r), None], Some(e))?;
                return Ok(None);
            }
        }
        self.set_raising(FRESH);
        self.tracing.from_callee = false;
        let Some(target) = handler else { return self.unwind_at(e, handled_at) };
        let r = e.r();
        let held = self.heap.own(r);
        let left = self.unwind_at(e, handled_at)?;
        if self.tracing.anybody(code, target, event::EXCEPTION_HANDLED) {
            self.tell(event::EXCEPTION_HANDLED, target, 0, [Some(r), None], None)?;
        }
        self.heap.decref_own(held);
        Ok(left)
    }

    /// RERAISE and its kin: there is a traceback already.
    pub(crate) fn reraise_told(&mut self, e: Own) -> Res<Option<Outcome>> {
        let (code, at) = self.place_now();
        self.set_raising(RAISED);
        if self.tracing.anybody(code, at, event::RERAISE) {
            let r = e.r();
            self.tell(event::RERAISE, at, 0, [Some(r), None], Some(e))?;
            return Ok(None);
        }
        self.unwind_told(e)
    }

    /// An exception was thrown into the generator whose frame is on top.
    pub(crate) fn mark_thrown(&mut self) {
        if self.is_told() {
            self.set_raising(THROWN);
        }
    }

    /// The end of an iteration came as an exception, or with a value. Only told; nothing is raised.
    pub(crate) fn tell_stop(&mut self, e: Ref) -> Res<()> {
        let (code, at) = self.place_now();
        if self.is_told() && self.tracing.anybody(code, at, event::RAISE) {
            self.tell(event::RAISE, at, 0, [Some(e), None], None)?;
        }
        Ok(())
    }
}
