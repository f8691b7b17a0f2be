//! What if: from a moment on a recording goes another way. What came before is neither run again nor lost.

use pyvarium_code::Unit;
use pyvarium_heap::frame::Frame;
use pyvarium_vm::Vm;
use pyvarium_vm::run::edit::Edit;

use super::{Progress, Recording};
use crate::unasked::Aside;

/// What a person has the machine do aside is looked at when it has been done, or after so many steps of it.
const LONGEST_ASIDE: u64 = 100_000;

impl Recording {
    /// From `step` on the recording goes another way: `unit` runs in the frame on top, and then the program goes on. What was
    /// recorded behind is forgotten; nothing before it runs again. Answers the step at which `unit` has run, or None where
    /// nothing of Python's runs at `step`.
    pub fn branch(&mut self, step: u64, unit: Unit) -> Option<u64> {
        let vm = self.pause_at(step)?;
        Some(self.go_another_way(vm, Aside::Run(unit)))
    }

    /// The same with another text of the program, in which it goes on where it stands. Errors: why it cannot.
    pub fn edit(&mut self, step: u64, unit: Unit, edit: Edit) -> Result<u64, String> {
        let vm = self.pause_at(step).ok_or("nothing of the program runs at this moment")?;
        // Tried in a copy first.
        vm.clone().edit(&unit, &edit)?;
        Ok(self.go_another_way(vm, Aside::Edit(unit, edit)))
    }

    fn pause_at(&self, step: u64) -> Option<Vm> {
        let vm = self.shown(step);
        let is_one = matches!(vm.thread.frames.last(), Some(Frame::Py(_))) && vm.request.is_none() && vm.halted.is_none();
        is_one.then_some(vm)
    }

    fn go_another_way(&mut self, vm: Vm, aside: Aside) -> u64 {
        let (at, depth) = (vm.n_steps, vm.thread.frames.len());
        let place = |vm: &Vm| match vm.thread.frames.last() {
            Some(Frame::Py(f)) => Some((f.serial, f.next_instr)),
            _ => None,
        };
        let stood = place(&vm);
        self.checkpoints.retain(|c| c.step < at || (c.step == at && !c.is_within));
        self.answers.truncate(vm.n_answers as usize);
        self.typed.retain(|t| t.0 < vm.n_answers);
        self.told.forget_after(&vm);
        let is_run = matches!(aside, Aside::Run(_));
        self.told.asides.push((at, aside));
        self.track.forget_after(&vm);
        self.halt = None;
        self.copied_before = vm.heap.copied_bytes;
        self.work_before = vm.work();
        self.next_due = vm.work() + self.spacing;
        self.head = vm;
        for _ in 0..LONGEST_ASIDE {
            if !is_run {
                break;
            }
            if self.record(1) != Progress::More || self.head.thread.frames.len() <= depth {
                break;
            }
        }
        // The line that was about to run still is: it has not begun a second time.
        if is_run && place(&self.head) == stood {
            self.track.forget_line_at(self.head.n_steps);
        }
        self.head.n_steps
    }
}
