//! Generators and coroutines in the eval loop: creation, yield, send.
//!
//! CPython: Python/bytecodes.c (RETURN_GENERATOR, YIELD_VALUE, SEND), Objects/genobject.c.

use std::rc::Rc;

use pyvarium_heap::code::{CO_ASYNC_GENERATOR, CO_COROUTINE, CO_ITERABLE_COROUTINE};
use pyvarium_heap::frame::{Await, Frame, Owner};
use pyvarium_heap::object::{Body, Generator, GeneratorKind, GeneratorState};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::core::ids;
use crate::eval::settle::{Outcome, Signal};
use crate::exc;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// The running frame becomes a generator's; the caller gets the generator.
    pub(crate) fn op_return_generator(&mut self) -> Res<Signal> {
        let Some(Frame::Py(mut frame)) = self.thread.frames.pop() else { return Err(vm_bug!("no frame for a generator")) };
        self.thread.depth = self.thread.depth.saturating_sub(1);
        let flags = frame.code.flags;
        let (ty, kind) = if flags & CO_COROUTINE != 0 {
            (ids::COROUTINE, GeneratorKind::Coroutine)
        } else if flags & CO_ASYNC_GENERATOR != 0 {
            (ids::ASYNC_GENERATOR, GeneratorKind::AsyncGenerator)
        } else {
            (ids::GENERATOR, GeneratorKind::Generator)
        };
        let function = frame.function.get().and_then(|f| self.heap.function(f)).map(|f| (f.name, f.qualname));
        let (name, qualname) = function.unwrap_or((frame.code.name, frame.code.qualname));
        let (name, qualname) = (self.heap.copy_slot(name), self.heap.copy_slot(qualname));
        let code = self.heap.copy_slot(frame.executable);
        // The shape in CPython: the generator with its frame inside, one block.
        let size = 120 + 8 * (frame.code.n_localsplus() as u32 + frame.code.stacksize);
        let body = Generator {
            kind,
            state: GeneratorState::Created,
            frame: None,
            name,
            qualname,
            exc_value: Slot::NULL,
            code,
            origin: Slot::NULL,
            has_hooks: false,
            is_closed: false,
            is_running_async: false,
        };
        let class = self.ty(ty);
        let own = self.heap.alloc(class, Body::Generator(Rc::new(body)), Shape::gc(size));
        // The frame outlives its caller: what it borrowed is counted now. CPython: _PyFrame_Copy.
        for slot in &mut frame.slots {
            *slot = self.owned_slot(*slot);
        }
        frame.function = self.owned_slot(frame.function);
        frame.owner = Owner::Generator(own.r());
        if let Some(g) = self.heap.generator_mut(own.r()) {
            g.frame = Some(frame);
        }
        Ok(Signal::Ended(Outcome::Value(own)))
    }

    /// Puts a suspended generator's frame on top and gives it a value. The caller has checked its state.
    pub fn resume_generator(&mut self, g: Ref, value: Option<Own>) -> Res {
        let Some(frame) = self.enter_generator(g)? else { return Err(vm_bug!("a generator without frame")) };
        self.thread.frames.push(Frame::Py(frame));
        if let Some(value) = value {
            self.push_own(value)?;
        }
        Ok(Flow::Pushed)
    }

    /// Raises inside a suspended generator, at its yield.
    pub fn throw_into_generator(&mut self, g: Ref, e: Own) -> Res {
        let Some(frame) = self.enter_generator(g)? else { return Err(Stop::Raise(e)) };
        self.thread.frames.push(Frame::Py(frame));
        self.mark_thrown();
        // The frame on top of the stack raises as if its yield had.
        self.push_native(crate::core::kinds::THROW, &[e.into()], &[])
    }

    fn enter_generator(&mut self, g: Ref) -> Res<Option<Box<pyvarium_heap::frame::PyFrame>>> {
        if self.thread.depth >= self.recursion_limit {
            return Err(exc::recursion_error(self, "maximum recursion depth exceeded"));
        }
        let Some(gen_) = self.heap.generator_mut(g) else { return Err(vm_bug!("not a generator")) };
        let Some(frame) = gen_.frame.take() else { return Ok(None) };
        gen_.state = GeneratorState::Executing;
        let exc_value = std::mem::replace(&mut gen_.exc_value, Slot::NULL);
        self.thread.exc_info.push(exc_value);
        self.thread.depth += 1;
        self.heap.incref(g);
        Ok(Some(frame))
    }

    pub(crate) fn op_yield_value(&mut self) -> Res<Signal> {
        let value = self.pop_owned()?;
        let Some(r) = value.get() else { return Err(vm_bug!("YIELD_VALUE of nothing")) };
        let Some(Frame::Py(frame)) = self.thread.frames.pop() else { return Err(vm_bug!("no frame to suspend")) };
        let Owner::Generator(g) = frame.owner else { return Err(vm_bug!("a yield outside a generator")) };
        self.thread.depth = self.thread.depth.saturating_sub(1);
        let arg = frame.code.instr(frame.last_instr.max(0) as u32).map_or(0, |i| i.arg);
        let exc_value = self.thread.exc_info.pop().unwrap_or(Slot::NULL);
        let Some(gen_) = self.heap.generator_mut(g) else { return Err(vm_bug!("not a generator")) };
        gen_.state = if arg & 1 != 0 { GeneratorState::SuspendedYieldFrom } else { GeneratorState::Suspended };
        gen_.exc_value = exc_value;
        gen_.frame = Some(frame);
        self.heap.decref(g);
        Ok(self.hand_down(Own::assume(r), Await::ForIter))
    }

    /// Stack: receiver, value.
    pub(crate) fn op_send(&mut self, _arg: usize) -> Res<Signal> {
        let (receiver, value) = (self.peek(1)?, self.peek(0)?);
        let result = if matches!(self.heap.body(receiver), Body::Generator(_)) {
            self.generator_send(receiver, value)
        } else if value == self.one.none {
            self.next(receiver)
        } else {
            let name = self.names.send;
            self.call_method(receiver, name, &[value])
        };
        match result {
            Ok(Flow::Value(v)) => {
                self.drop_stack(1)?;
                self.push_own(v)?;
            }
            Ok(Flow::Pushed) => {
                let value = self.take_sent()?;
                self.heap.release(value);
                self.set_await(Await::Send)?;
            }
            Err(Stop::Exhausted) => {
                self.drop_stack(1)?;
                let none = self.none();
                self.finish_send(none)?;
            }
            Err(Stop::Raise(e)) if exc::is_stop_iteration(self, e.r()) => {
                let v = exc::stop_iteration_value(self, e.r()).unwrap_or_else(|| self.none());
                self.heap.decref_own(e);
                self.drop_stack(1)?;
                self.finish_send(v)?;
            }
            Err(stop) => return Err(stop),
        }
        Ok(Signal::Go)
    }

    /// The sent value leaves the sender's stack, whose frame is no longer on top.
    fn take_sent(&mut self) -> Res<Slot> {
        let at = self.running;
        match self.thread.frames.get_mut(at) {
            Some(Frame::Py(f)) => f.slots.pop().ok_or_else(|| vm_bug!("stack underflow")),
            _ => Err(vm_bug!("the running frame is lost")),
        }
    }

    /// The sub-iterator has ended: its value is pushed and SEND jumps to END_SEND.
    pub(crate) fn finish_send(&mut self, value: Own) -> Res<()> {
        self.push_own(value)?;
        let frame = self.py_frame()?;
        let Some(instr) = frame.code.instr(frame.last_instr.max(0) as u32) else { return Err(vm_bug!("no SEND")) };
        frame.next_instr += instr.arg;
        Ok(())
    }

    pub(crate) fn op_get_yield_from_iter(&mut self) -> Res<Signal> {
        let r = self.peek(0)?;
        match self.heap.body(r) {
            Body::Generator(g) if g.kind == GeneratorKind::Coroutine => {
                let flags = self.py_frame()?.code.flags;
                if flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE) == 0 {
                    return self.type_err("cannot 'yield from' a coroutine object in a non-coroutine generator");
                }
                Ok(Signal::Go)
            }
            Body::Generator(g) if g.kind == GeneratorKind::Generator => Ok(Signal::Go),
            _ => {
                let flow = self.iter(r)?;
                self.replace(1, flow)
            }
        }
    }

    /// CPython: Python/ceval.c, _PyEval_GetAwaitable.
    pub(crate) fn op_get_awaitable(&mut self, arg: usize) -> Res<Signal> {
        let r = self.peek(0)?;
        if let Body::Generator(g) = self.heap.body(r) {
            let state = g.state;
            let iterable = g.code.get().and_then(|c| self.heap.code(c)).is_some_and(|c| c.flags & CO_ITERABLE_COROUTINE != 0);
            if g.kind == GeneratorKind::Coroutine || iterable {
                if state == GeneratorState::SuspendedYieldFrom {
                    return Err(exc::runtime_error(self, "coroutine is being awaited already"));
                }
                return Ok(Signal::Go);
            }
        }
        let name = self.names.await_;
        let ty = self.heap.type_of(r);
        let Some(method) = self.lookup_type(ty, name) else {
            let t = self.type_name(r);
            let message = match arg {
                1 => format!("'async with' received an object from __aenter__ that does not implement __await__: {t}"),
                2 => format!("'async with' received an object from __aexit__ that does not implement __await__: {t}"),
                _ => format!("'{t}' object can't be awaited"),
            };
            return self.type_err(&message);
        };
        let mark = self.mark();
        let flow = match self.call_found(method, r, &[])? {
            Flow::Value(v) => Flow::Value(self.checked_awaited(v)?),
            Flow::Pushed => self.adapt(mark, crate::core::kinds::AWAITED, &[], &[])?,
        };
        self.replace(1, flow)
    }

    /// What `__await__` answered must be an iterator. CPython: _PyCoro_GetAwaitableIter.
    fn checked_awaited(&mut self, v: Own) -> Res<Own> {
        let coroutine = matches!(self.heap.body(v.r()), Body::Generator(g) if g.kind == GeneratorKind::Coroutine);
        if !coroutine && self.has_slot(v.r(), crate::slots::SlotId::IterNext) {
            return Ok(v);
        }
        let message = match coroutine {
            true => "__await__() returned a coroutine".to_owned(),
            false => format!("__await__() returned non-iterator of type '{}'", self.type_name(v.r())),
        };
        self.heap.decref_own(v);
        self.type_err(&message)
    }

    pub(crate) fn op_get_aiter(&mut self) -> Res<Signal> {
        let r = self.peek(0)?;
        let (name, ty) = (self.names.aiter, self.heap.type_of(r));
        let Some(method) = self.lookup_type(ty, name) else {
            let message = format!("'async for' requires an object with __aiter__ method, got {}", self.type_name(r));
            return self.type_err(&message);
        };
        let mark = self.mark();
        match self.call_found(method, r, &[])? {
            Flow::Value(v) => {
                if let Err(stop) = self.check_aiter(v.r()) {
                    self.heap.decref_own(v);
                    return Err(stop);
                }
                self.replace(1, Flow::Value(v))
            }
            Flow::Pushed => {
                let _ = self.adapt(mark, crate::core::kinds::AITER_SAID, &[], &[])?;
                self.replace(1, Flow::Pushed)
            }
        }
    }

    fn check_aiter(&mut self, r: Ref) -> Res<()> {
        let (name, ty) = (self.names.anext, self.heap.type_of(r));
        if self.lookup_type(ty, name).is_some() {
            return Ok(());
        }
        let given = self.type_name(r);
        self.type_err(&format!("'async for' received an object from __aiter__ that does not implement __anext__: {given}"))
    }

    pub(crate) fn op_get_anext(&mut self) -> Res<Signal> {
        let r = self.peek(0)?;
        let (name, ty) = (self.names.anext, self.heap.type_of(r));
        let Some(method) = self.lookup_type(ty, name) else {
            let given = self.type_name(r);
            let message = format!("'async for' received an object from __aiter__ that does not implement __anext__: {given}");
            return self.type_err(&message);
        };
        let mark = self.mark();
        match self.call_found(method, r, &[])? {
            Flow::Value(v) => {
                let flow = self.awaitable_of(v)?;
                self.replace(0, flow)
            }
            Flow::Pushed => {
                let _ = self.adapt(mark, crate::core::kinds::AWAITABLE, &[], &[])?;
                self.replace(0, Flow::Pushed)
            }
        }
    }

    /// What `__anext__` answered must be awaitable.
    pub(crate) fn awaitable_of(&mut self, v: Own) -> Res {
        if matches!(self.heap.body(v.r()), Body::Generator(g) if g.kind == GeneratorKind::Coroutine) {
            return Ok(Flow::Value(v));
        }
        let (name, ty) = (self.names.await_, self.heap.type_of(v.r()));
        match self.lookup_type(ty, name) {
            Some(method) => {
                let r = v.r();
                let mark = self.mark();
                match self.call_found(method, r, &[]) {
                    Ok(Flow::Pushed) => self.adapt(mark, crate::core::kinds::HOLD, &[v.into()], &[]),
                    done => {
                        self.heap.decref_own(v);
                        done
                    }
                }
            }
            None => {
                let given = self.type_name(v.r());
                self.heap.decref_own(v);
                // CPython: _PyErr_FormatFromCause.
                let cause = exc::type_error(self, &format!("'{given}' object can't be awaited"));
                let stop = exc::type_error(self, &format!("'async for' received an invalid object from __anext__: {given}"));
                if let (Stop::Raise(cause), Stop::Raise(e)) = (cause, &stop) {
                    self.set_cause(e.r(), cause.r());
                    let own = self.heap.own(cause.r());
                    if let Some(x) = self.heap.exception_mut(e.r()) {
                        x.context = own.into();
                    }
                    self.heap.decref_own(cause);
                }
                Err(stop)
            }
        }
    }

    /// Stack: awaitable, exception. The end of an `async for`, or another exception.
    pub(crate) fn op_end_async_for(&mut self) -> Res<Signal> {
        let e = self.peek(0)?;
        if self.is_instance_of(e, ids::STOP_ASYNC_ITERATION) {
            self.drop_stack(2)?;
            return Ok(Signal::Go);
        }
        let e = self.pop_owned()?;
        match e.get() {
            Some(r) => match self.unwind_without_traceback(Own::assume(r))? {
                None => Ok(Signal::Go),
                Some(outcome) => Ok(Signal::Ended(outcome)),
            },
            None => Err(vm_bug!("END_ASYNC_FOR of nothing")),
        }
    }

    /// Stack: sub-iterator, last sent value, exception. CPython: CLEANUP_THROW.
    pub(crate) fn op_cleanup_throw(&mut self) -> Res<Signal> {
        let e = self.peek(0)?;
        if self.is_instance_of(e, ids::STOP_ITERATION) {
            let value = exc::stop_iteration_value(self, e).unwrap_or_else(|| self.none());
            self.drop_stack(3)?;
            self.push_slot(Slot::borrow(self.one.none))?;
            self.push_own(value)?;
            return Ok(Signal::Go);
        }
        let slot = self.pop_owned()?;
        match slot.get() {
            Some(r) => match self.unwind_without_traceback(Own::assume(r))? {
                None => Ok(Signal::Go),
                Some(outcome) => Ok(Signal::Ended(outcome)),
            },
            None => Err(vm_bug!("CLEANUP_THROW of nothing")),
        }
    }
}

/// Checks what `__anext__` answered and makes it awaitable.
pub static AWAITABLE: crate::native::NativeDef = crate::native::NativeDef {
    name: "async for",
    catches: false,
    resume: |vm, f, answer| match (answer, f.pc) {
        (crate::native::Answer::Value(v), 1) => {
            f.pc = 2;
            match vm.awaitable_of(v)? {
                Flow::Value(v) => Ok(crate::native::Next::Done(v)),
                Flow::Pushed => Ok(crate::native::Next::Wait),
            }
        }
        (crate::native::Answer::Value(v), _) => Ok(crate::native::Next::Done(v)),
        _ => Err(vm_bug!("async for")),
    },
};

/// Checks what `__await__` answered.
pub static AWAITED: crate::native::NativeDef = crate::native::NativeDef {
    name: "await",
    catches: false,
    resume: |vm, _, answer| match answer {
        crate::native::Answer::Value(v) => Ok(crate::native::Next::Done(vm.checked_awaited(v)?)),
        _ => Err(vm_bug!("await")),
    },
};

/// The answer of a Python `__aiter__`.
pub static AITER_SAID: crate::native::NativeDef = crate::native::NativeDef {
    name: "__aiter__",
    catches: false,
    resume: |vm, _, answer| {
        let crate::native::Answer::Value(v) = answer else { return Err(vm_bug!("__aiter__")) };
        match vm.check_aiter(v.r()) {
            Ok(()) => Ok(crate::native::Next::Done(v)),
            Err(stop) => {
                vm.heap.decref_own(v);
                Err(stop)
            }
        }
    },
};
