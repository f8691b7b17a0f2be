//! The recording goes another way from a moment on: what was noted behind it is forgotten.

use pyvarium_heap::frame::Frame;
use pyvarium_vm::Vm;

use super::{FILE_SHIFT, LINE_MASK, Track};

impl Track {
    /// `vm`: the machine at that moment.
    pub(crate) fn forget_after(&mut self, vm: &Vm) {
        let step = vm.n_steps;
        let until = |at: u32| u64::from(at) <= step;
        while self.lines.last().is_some_and(|l| !until(l.step)) {
            self.forget_line();
        }
        self.library_lines.retain(|l| until(l.step));
        self.depths.retain(|d| until(d.0));
        let n = self.inside.partition_point(|i| until(i.0));
        self.inside.truncate(n);
        self.inside_serials.truncate(n);
        self.inside_before.truncate(n);
        let (whole, half) = ((step + 1) as usize / 2, step.is_multiple_of(2));
        if self.marks.len() > whole {
            self.marks.truncate(whole + usize::from(half));
            if let (Some(last), true) = (self.marks.last_mut(), half) {
                *last &= 15;
            }
        }
        self.end = None;
        // Later code has these numbers anew.
        self.own_code.truncate(vm.n_codes as usize);
        self.n_freed = vm.heap.n_freed();
        self.output = (vm.output.len(), vm.output.last().map_or(0, |(_, text)| text.len()));
        self.last_code = None;
        if let Some(Frame::Py(frame)) = vm.thread.frames.last() {
            self.here = (Some(self.whose(vm, frame)), vm.thread.depth);
        }
    }

    /// The line that began at this step did not.
    pub(crate) fn forget_line_at(&mut self, step: u64) {
        if self.lines.last().is_some_and(|l| u64::from(l.step) == step) {
            self.forget_line();
        }
    }

    fn forget_line(&mut self) {
        let Some(gone) = self.lines.pop() else { return };
        let count = match gone.line >> FILE_SHIFT {
            0 => self.n_begun.get_mut((gone.line & LINE_MASK) as usize),
            _ => self.n_others_begun.get_mut(&gone.line),
        };
        if let Some(n) = count {
            *n = n.saturating_sub(1);
        }
    }
}
