//! The value stack of the running frame, and the shapes in which handlers leave their answer.

use pyvarium_heap::frame::{Await, Frame};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::eval::settle::Signal;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    #[inline]
    pub(crate) fn push_slot(&mut self, slot: Slot) -> Res<()> {
        match self.thread.frames.last_mut() {
            Some(Frame::Py(f)) => {
                f.slots.push(slot);
                Ok(())
            }
            _ => Err(vm_bug!("push without a Python frame")),
        }
    }

    #[inline]
    pub(crate) fn push_own(&mut self, own: Own) -> Res<()> {
        self.push_slot(own.into())
    }

    /// Counts a new reference and pushes it.
    #[inline]
    pub(crate) fn push_new(&mut self, r: Ref) -> Res<()> {
        self.heap.incref(r);
        self.push_slot(Slot::counted(r))
    }

    #[inline]
    pub(crate) fn pop_slot(&mut self) -> Res<Slot> {
        match self.thread.frames.last_mut() {
            Some(Frame::Py(f)) => match f.slots.pop() {
                Some(slot) => Ok(slot),
                None => Err(vm_bug!("stack underflow")),
            },
            _ => Err(vm_bug!("pop without a Python frame")),
        }
    }

    /// Pops a value that will be kept: a borrowed entry is counted now.
    #[inline]
    pub(crate) fn pop_owned(&mut self) -> Res<Slot> {
        let slot = self.pop_slot()?;
        Ok(self.owned_slot(slot))
    }

    /// CPython: PyStackRef_AsPyObjectSteal.
    #[inline]
    pub(crate) fn owned_slot(&mut self, slot: Slot) -> Slot {
        match slot.get() {
            Some(r) if slot.is_borrowed() => Slot::own(self.heap.own(r)),
            _ => slot,
        }
    }

    /// The entry `n` places from the top (0 is the top), which may be NULL.
    #[inline]
    pub(crate) fn peek_slot(&self, n: usize) -> Slot {
        match self.thread.frames.last() {
            Some(Frame::Py(f)) => f.slots.len().checked_sub(n + 1).and_then(|i| f.slots.get(i)).copied().unwrap_or(Slot::NULL),
            _ => Slot::NULL,
        }
    }

    #[inline]
    pub(crate) fn peek(&self, n: usize) -> Res<Ref> {
        self.peek_slot(n).get().ok_or_else(|| vm_bug!("empty stack entry {n} from the top"))
    }

    pub(crate) fn set_peek(&mut self, n: usize, slot: Slot) -> Res<Slot> {
        let frame = self.py_frame()?;
        let len = frame.slots.len();
        match len.checked_sub(n + 1).and_then(|i| frame.slots.get_mut(i)) {
            Some(place) => Ok(std::mem::replace(place, slot)),
            None => Err(vm_bug!("stack underflow")),
        }
    }

    /// Releases entries, the top one first.
    #[inline]
    pub(crate) fn drop_stack(&mut self, n: usize) -> Res<()> {
        let Some(Frame::Py(f)) = self.thread.frames.last_mut() else { return Err(vm_bug!("pop without a Python frame")) };
        for _ in 0..n {
            match f.slots.pop() {
                Some(slot) => self.heap.release(slot),
                None => return Err(vm_bug!("stack underflow")),
            }
        }
        Ok(())
    }

    /// Takes the top `n` entries off, lowest first.
    pub(crate) fn pop_many(&mut self, n: usize) -> Res<Vec<Slot>> {
        let frame = self.py_frame()?;
        match frame.slots.len().checked_sub(n) {
            Some(at) => Ok(frame.slots.split_off(at)),
            None => Err(vm_bug!("stack underflow")),
        }
    }

    /// The answer replaces the top `n` entries, now or when it comes.
    #[inline]
    pub(crate) fn replace(&mut self, n: u16, flow: Flow) -> Res<Signal> {
        match flow {
            Flow::Value(v) => {
                self.drop_stack(n as usize)?;
                self.push_own(v)?;
            }
            Flow::Pushed => self.set_await(Await::Replace(n))?,
        }
        Ok(Signal::Go)
    }

    /// As `replace`, turned into a bool.
    pub(crate) fn replace_bool(&mut self, n: u16, negate: bool, flow: Flow) -> Res<Signal> {
        match flow {
            Flow::Value(v) if !negate && (v.r() == self.one.true_ || v.r() == self.one.false_) => {
                self.drop_stack(n as usize)?;
                self.push_own(v)?;
            }
            Flow::Value(v) => {
                // A value whose truth is Python's to say goes the long way.
                match self.truth_of_own(v)? {
                    Flow::Value(b) => {
                        let truth = b.r() == self.one.true_;
                        self.drop_stack(n as usize)?;
                        let r = self.bool_ref(truth != negate);
                        self.push_own(Own::assume(r))?;
                    }
                    Flow::Pushed => self.set_await(Await::ReplaceBool { n, negate })?,
                }
            }
            Flow::Pushed => self.set_await(Await::ReplaceBool { n, negate })?,
        }
        Ok(Signal::Go)
    }

    /// The answer is thrown away with the top `n` entries.
    pub(crate) fn discard(&mut self, n: u16, flow: Flow) -> Res<Signal> {
        match flow {
            Flow::Value(v) => {
                self.drop_stack(n as usize)?;
                self.heap.decref_own(v);
            }
            Flow::Pushed => self.set_await(Await::Discard(n))?,
        }
        Ok(Signal::Go)
    }

    /// The running Python frame is the one below what was pushed.
    pub(crate) fn set_await(&mut self, awaiting: Await) -> Res<()> {
        let at = self.running;
        match self.thread.frames.get_mut(at) {
            Some(Frame::Py(f)) => {
                f.awaiting = awaiting;
                Ok(())
            }
            _ => Err(vm_bug!("the running frame is lost")),
        }
    }

    /// Arguments that lie on the stack: `n` entries, the last `n_kw` of them by keyword.
    pub(crate) fn stack_args(&self, n: usize, skip: usize, kwnames: Option<Ref>, n_kw: usize) -> Args {
        let stack = match self.thread.frames.last() {
            Some(Frame::Py(f)) => f.slots.as_slice(),
            _ => &[],
        };
        let end = stack.len().saturating_sub(skip);
        let given = stack.get(end.saturating_sub(n)..end).unwrap_or_default();
        Args { items: given.iter().map(|s| s.get().map_or(Slot::NULL, Slot::borrow)).collect(), kwnames, n_kw, op: 0 }
    }
}
