//! Raising, handling and unwinding.
//!
//! CPython: Python/ceval.c (do_raise, exception_unwind), Python/bytecodes.c (PUSH_EXC_INFO,
//! CHECK_EXC_MATCH, RERAISE, ...), Python/errors.c (_PyErr_SetObject: the context).

use pyvarium_heap::frame::{Frame, Owner, PyFrame};
use pyvarium_heap::object::{Body, FrameObject};
use pyvarium_heap::{Own, Ref, Serial, Slot};

use crate::core::{ids, kinds};
use crate::eval::settle::{Outcome, Signal};
use crate::exc;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// The exception that is being handled now, generators' callers included. CPython:
    /// _PyErr_GetTopmostException.
    pub fn handled_exception(&self) -> Option<Ref> {
        self.thread.exc_info.iter().rev().find_map(|s| s.get())
    }

    /// Raises in the Python frame on top: to its handler, or out of it.
    pub(crate) fn unwind(&mut self, e: Own) -> Res<Option<Outcome>> {
        if self.is_told() {
            return self.unwind_told(e);
        }
        self.add_traceback(e.r())?;
        self.unwind_without_traceback(e)
    }

    pub(crate) fn unwind_at(&mut self, e: Own, at: u32) -> Res<Option<Outcome>> {
        self.unwind_from(e, at)
    }

    pub(crate) fn unwind_without_traceback(&mut self, e: Own) -> Res<Option<Outcome>> {
        if self.is_told() {
            return self.reraise_told(e);
        }
        let at = self.py_frame()?.last_instr.max(0) as u32;
        self.unwind_from(e, at)
    }

    /// As `unwind`, without a traceback entry. `at`: the instruction that raises, in code units.
    fn unwind_from(&mut self, e: Own, at: u32) -> Res<Option<Outcome>> {
        let frame = self.py_frame()?;
        frame.awaiting = Default::default();
        let Some(handler) = frame.code.handler(at) else {
            self.pop_python_frame()?;
            return Ok(Some(Outcome::Raise(e)));
        };
        let depth = frame.n_localsplus() + handler.depth as usize;
        let above = frame.slots.split_off(depth.min(frame.slots.len()));
        frame.next_instr = handler.target;
        self.heap.release_all(above.into_iter().rev());
        if handler.push_lasti {
            let lasti = self.new_int(i64::from(at));
            self.push_own(lasti)?;
        }
        self.push_own(e)?;
        Ok(None)
    }

    /// CPython: Python/errors.c, _PyErr_SetObject: what is being handled becomes the context.
    pub(crate) fn set_context(&mut self, e: Ref) {
        let Some(handled) = self.handled_exception().filter(|h| *h != e) else { return };
        if self.heap.exception(e).is_some_and(|x| x.context.get() == Some(handled)) {
            return;
        }
        // A cycle would never end when printed: cut it where it would close.
        let mut o = handled;
        let mut slow = handled;
        let mut toggle = false;
        while let Some(context) = self.heap.exception(o).and_then(|x| x.context.get()) {
            if context == e {
                let old = self.heap.exception_mut(o).map(|x| std::mem::replace(&mut x.context, Slot::NULL));
                if let Some(old) = old {
                    self.heap.release(old);
                }
                break;
            }
            o = context;
            if toggle {
                slow = self.heap.exception(slow).and_then(|x| x.context.get()).unwrap_or(slow);
                if slow == o {
                    break;
                }
            }
            toggle = !toggle;
        }
        let own = self.heap.own(handled);
        let old = self.heap.exception_mut(e).map(|x| std::mem::replace(&mut x.context, own.into()));
        if let Some(old) = old {
            self.heap.release(old);
        }
    }

    /// PyTraceBack_Here: the running frame in front of the exception's traceback. A new exception
    /// gets its context here too, at the first frame that sees it.
    pub(crate) fn add_traceback(&mut self, e: Ref) -> Res<()> {
        let fresh = self.heap.exception(e).is_some_and(|x| x.traceback.is_null());
        if fresh {
            self.set_context(e);
        }
        self.add_traceback_entry(e)
    }

    /// As `add_traceback`, of an exception whose context is settled.
    pub(crate) fn add_traceback_entry(&mut self, e: Ref) -> Res<()> {
        self.add_traceback_entry_of(e, self.thread.frames.len().wrapping_sub(1))
    }

    /// CPython: _PyTraceBack_FromFrame. `at`: the place of a Python frame.
    pub(crate) fn add_traceback_entry_of(&mut self, e: Ref, at: usize) -> Res<()> {
        let frame_object = self.frame_object_at(at)?;
        let Some(pyvarium_heap::frame::Frame::Py(frame)) = self.thread.frames.get(at) else { return Err(vm_bug!("no Python frame")) };
        if self.is_done_in_c(&frame.code) {
            self.heap.decref_own(frame_object);
            return Ok(());
        }
        let lasti = i64::from(frame.last_instr) * 2;
        let line = crate::vm::frame_line(frame).map_or(-1, i64::from);
        let next = match self.heap.exception_mut(e) {
            Some(x) => std::mem::replace(&mut x.traceback, Slot::NULL),
            None => return Err(vm_bug!("raised something that is no exception")),
        };
        let tb = self.new_native(ids::TRACEBACK, &[next, frame_object.into()], &[lasti, line]);
        if let Some(x) = self.heap.exception_mut(e) {
            x.traceback = tb.into();
        }
        Ok(())
    }

    /// What CPython has in C and ours in Python is no part of a traceback: `_asyncio`'s tasks and futures, `_json`'s scanner.
    fn is_done_in_c(&self, code: &pyvarium_heap::code::Code) -> bool {
        const FILES: [(&str, &[&str]); 4] = [
            ("/json/scanner.py", &["scan_once", "_scan_once"]),
            ("/json/decoder.py", &["JSONObject", "JSONArray", "py_scanstring"]),
            ("/asyncio/tasks.py", &["__step", "__step_run_and_handle_result", "__wakeup"]),
            ("/asyncio/futures.py", &["result", "__await__"]),
        ];
        let ascii = |slot: Slot| slot.get().and_then(|r| self.heap.text(r)).and_then(|t| t.as_ascii());
        let (Some(file), Some(name)) = (ascii(code.filename), ascii(code.name)) else { return false };
        // A program's own files of these names are its own affair.
        let of_library = file.strip_prefix(crate::import::library::LIB);
        of_library.is_some_and(|file| FILES.iter().any(|(path, names)| file == *path && names.contains(&name)))
    }

    pub(crate) fn op_raise_varargs(&mut self, n: usize) -> Res<Signal> {
        if n == 0 {
            return match self.handled_exception() {
                Some(e) => {
                    // It goes on as it was: this line is not added to its traceback.
                    let own = self.heap.own(e);
                    match self.unwind_without_traceback(own)? {
                        None => Ok(Signal::Go),
                        Some(outcome) => Ok(Signal::Ended(outcome)),
                    }
                }
                None => Err(exc::runtime_error(self, "No active exception to reraise")),
            };
        }
        let (exc_ref, cause) = if n == 2 { (self.peek(1)?, Some(self.peek(0)?)) } else { (self.peek(0)?, None) };
        let mut slots = vec![Slot::borrow(exc_ref)];
        slots.extend(cause.map(Slot::borrow));
        // Classes are called; the frame ends by raising.
        let simple = self.heap.exception(exc_ref).is_some() && cause.is_none_or(|c| self.heap.exception(c).is_some() || c == self.one.none);
        if simple {
            let own = self.heap.own(exc_ref);
            if let Some(cause) = cause {
                self.set_cause(exc_ref, cause);
            }
            self.set_context(exc_ref);
            return Err(Stop::Raise(own));
        }
        let flow = self.push_native(kinds::RAISE, &slots, &[])?;
        self.replace(n as u16, flow)
    }

    /// CPython: PyException_SetCause; None suppresses.
    pub fn set_cause(&mut self, e: Ref, cause: Ref) {
        let slot = if cause == self.one.none { Slot::NULL } else { Slot::own(self.heap.own(cause)) };
        let old = self.heap.exception_mut(e).map(|x| {
            x.suppress_context = true;
            std::mem::replace(&mut x.cause, slot)
        });
        if let Some(old) = old {
            self.heap.release(old);
        }
    }

    /// Stack: lasti (with `arg` other values between), exception.
    pub(crate) fn op_reraise(&mut self, arg: usize) -> Res<Signal> {
        let slot = self.pop_owned()?;
        let Some(e) = slot.get() else { return Err(vm_bug!("RERAISE of nothing")) };
        // Handlers are looked up for this instruction; tracebacks name the one that raised first.
        let at = self.py_frame()?.last_instr.max(0) as u32;
        if arg > 0 {
            let lasti = self.peek(arg - 1)?;
            let first = self.heap.small_int(lasti).unwrap_or(0);
            self.py_frame()?.last_instr = first as i32;
        }
        if self.is_told() {
            return match self.reraise_told(Own::assume(e))? {
                None => Ok(Signal::Go),
                Some(outcome) => Ok(Signal::Ended(outcome)),
            };
        }
        match self.unwind_from(Own::assume(e), at)? {
            None => Ok(Signal::Go),
            Some(outcome) => Ok(Signal::Ended(outcome)),
        }
    }

    pub(crate) fn op_push_exc_info(&mut self) -> Res<Signal> {
        let new = self.pop_owned()?;
        let copy = self.heap.copy_slot(new);
        let old = match self.thread.exc_info.last_mut() {
            Some(top) => std::mem::replace(top, copy),
            None => return Err(vm_bug!("no exc_info")),
        };
        let old = if old.is_null() { Slot::borrow(self.one.none) } else { old };
        self.push_slot(old)?;
        self.push_slot(new)?;
        Ok(Signal::Go)
    }

    pub(crate) fn op_pop_except(&mut self) -> Res<Signal> {
        let old = self.pop_owned()?;
        let old = if old.get() == Some(self.one.none) { Slot::NULL } else { old };
        let current = match self.thread.exc_info.last_mut() {
            Some(top) => std::mem::replace(top, old),
            None => return Err(vm_bug!("no exc_info")),
        };
        self.heap.release(current);
        Ok(Signal::Go)
    }

    /// Stack: exception, what to match it with.
    pub(crate) fn op_check_exc_match(&mut self) -> Res<Signal> {
        let (e, wanted) = (self.peek(1)?, self.peek(0)?);
        let matches = self.exception_matches(e, wanted)?;
        self.drop_stack(1)?;
        let r = self.bool_ref(matches);
        self.push_own(Own::assume(r))?;
        Ok(Signal::Go)
    }

    /// CPython: _PyEval_CheckExceptTypeValid and PyErr_GivenExceptionMatches.
    pub fn exception_matches(&mut self, e: Ref, wanted: Ref) -> Res<bool> {
        let base = self.ty(ids::BASE_EXCEPTION);
        if let Body::Tuple(t) = self.heap.body(wanted) {
            let items: Vec<Ref> = t.items.iter().filter_map(|s| s.get()).collect();
            let mut any = false;
            for item in items {
                if !(self.heap.as_type(item).is_some() && self.is_subtype(item, base)) {
                    return self.type_err("catching classes that do not inherit from BaseException is not allowed");
                }
                any |= self.is_subtype(self.heap.type_of(e), item);
            }
            return Ok(any);
        }
        if !(self.heap.as_type(wanted).is_some() && self.is_subtype(wanted, base)) {
            return self.type_err("catching classes that do not inherit from BaseException is not allowed");
        }
        Ok(self.is_subtype(self.heap.type_of(e), wanted))
    }

    pub(crate) fn op_check_eg_match(&mut self) -> Res<Signal> {
        // Stack: exception, what to match it with; becomes: the rest, what matched.
        let (e, wanted) = (self.peek(1)?, self.peek(0)?);
        match crate::objects::exception_group::match_star(self, e, wanted)? {
            Flow::Value(pair) => self.matched_star(pair),
            Flow::Pushed => {
                self.set_await(pyvarium_heap::frame::Await::Opcode)?;
                Ok(Signal::Go)
            }
        }
    }

    /// The pair of what matched and the rest is here.
    pub(crate) fn matched_star(&mut self, pair: Own) -> Res<Signal> {
        let sides: Vec<Ref> = match self.heap.body(pair.r()) {
            Body::Tuple(t) => t.items.iter().filter_map(|s| s.get()).collect(),
            _ => {
                let (group, given) = (self.peek(1)?, self.type_name(pair.r()));
                let message = format!("{}.split must return a tuple, not {given}", self.type_name(group));
                self.heap.decref_own(pair);
                return self.type_err(&message);
            }
        };
        let (Some(matched), Some(rest)) = (sides.first().copied(), sides.get(1).copied()) else {
            let (group, n) = (self.peek(1)?, sides.len());
            let message = format!("{}.split must return a 2-tuple, got tuple of size {n}", self.type_name(group));
            self.heap.decref_own(pair);
            return self.type_err(&message);
        };
        let (matched, rest) = (self.heap.own(matched), self.heap.own(rest));
        self.heap.decref_own(pair);
        self.drop_stack(2)?;
        let caught = matched.r();
        self.push_own(rest)?;
        self.push_own(matched)?;
        if caught != self.one.none {
            // It is the exception that is being handled now.
            let own = self.heap.own(caught);
            let old = self.thread.exc_info.last_mut().map(|top| std::mem::replace(top, own.into()));
            if let Some(old) = old {
                self.heap.release(old);
            }
        }
        Ok(Signal::Go)
    }

    /// The frame object of the frame at `at`, made if need be; counted for the caller.
    pub(crate) fn frame_object_at(&mut self, at: usize) -> Res<Own> {
        let Some(Frame::Py(f)) = self.thread.frames.get(at) else { return Err(vm_bug!("no Python frame at {at}")) };
        let generator = match f.owner {
            Owner::Thread => None,
            Owner::Generator(g) => Some(g),
        };
        let (known, activation, code) = (f.frame_object, f.serial, f.executable);
        let (own, for_frame) = self.frame_object_for(known, activation, code, generator);
        if let Some(Frame::Py(f)) = self.thread.frames.get_mut(at) {
            f.frame_object = for_frame;
        }
        Ok(own)
    }

    /// Of a suspended generator; None where it has ended.
    pub(crate) fn frame_object_of(&mut self, generator: Ref) -> Option<Own> {
        let frame = self.heap.generator(generator)?.frame.as_ref()?;
        let (known, activation, code) = (frame.frame_object, frame.serial, frame.executable);
        let (own, for_frame) = self.frame_object_for(known, activation, code, Some(generator));
        if let Some(frame) = self.heap.generator_mut(generator).and_then(|g| g.frame.as_mut()) {
            frame.frame_object = for_frame;
        }
        Some(own)
    }

    /// The object for the caller, and what the frame's own slot is to hold.
    fn frame_object_for(&mut self, known: Slot, activation: Serial, code: Slot, generator: Option<Ref>) -> (Own, Slot) {
        if let Some(r) = known.get() {
            return (self.heap.own(r), known);
        }
        let code = self.heap.copy_slot(code);
        let body = FrameObject {
            activation,
            frame: None,
            back: Slot::NULL,
            code,
            trace: Slot::NULL,
            extra_locals: Slot::NULL,
            trace_lines: true,
            trace_opcodes: false,
            generator,
        };
        let ty = self.ty(ids::FRAME);
        let own = self.heap.alloc(ty, Body::FrameObject(std::rc::Rc::new(body)), pyvarium_heap::Shape::gc(72));
        let for_frame = self.heap.own(own.r());
        (own, for_frame.into())
    }

    /// The frame has ended while somebody still looks at it.
    pub(crate) fn give_frame_to_object(&mut self, object: Ref, frame: Box<PyFrame>) {
        // f_back is kept from now on.
        let back = self.thread.frames.iter().rposition(|f| matches!(f, Frame::Py(_)));
        let back = match back.map(|at| self.frame_object_at(at)) {
            Some(Ok(own)) => own.into(),
            _ => Slot::NULL,
        };
        let list = self.heap.give_frame(object, frame, back);
        self.heap.release_all(list.into_iter());
    }
}
