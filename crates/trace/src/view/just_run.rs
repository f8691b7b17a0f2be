//! The instruction that a step ran, with the state that it found.

use pyvarium_code::Opcode;
use pyvarium_heap::frame::{Frame, PyFrame};
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::Vm;

pub struct JustRun<'a> {
    /// Before the step.
    pub vm: &'a Vm,
    pub frame: &'a PyFrame,
    pub op: Opcode,
    pub arg: u32,
    /// Unit: code units.
    pub at: u32,
}

impl<'a> JustRun<'a> {
    /// What the next step of `vm` will run.
    pub fn next(vm: &'a Vm) -> Option<JustRun<'a>> {
        let Some(Frame::Py(frame)) = vm.thread.frames.last() else { return None };
        let instr = frame.code.instr(frame.next_instr)?;
        Some(JustRun { vm, frame, op: instr.op, arg: instr.arg, at: frame.next_instr + u32::from(instr.n_extended) })
    }

    pub fn name(&self, i: usize) -> String {
        self.text(self.frame.code.names.get(i))
    }

    pub fn local_name(&self, i: usize) -> String {
        self.text(self.frame.code.localsplus.get(i))
    }

    fn text(&self, slot: Option<&Slot>) -> String {
        slot.and_then(|s| s.get()).map(|r| self.vm.heap.str_lossy(r)).unwrap_or_default()
    }

    /// The stack entry `depth` below the top (0: the top), before the step.
    pub fn peek(&self, depth: usize) -> Option<Ref> {
        self.peek_slot(depth).get()
    }

    pub fn peek_slot(&self, depth: usize) -> Slot {
        let stack = self.frame.stack();
        stack.len().checked_sub(depth + 1).and_then(|i| stack.get(i)).copied().unwrap_or(Slot::NULL)
    }

    /// The topmost `n` entries.
    pub fn top(&self, n: usize) -> Vec<Ref> {
        (0..n).filter_map(|i| self.peek(i)).collect()
    }
}
