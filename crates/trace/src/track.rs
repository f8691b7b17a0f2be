//! What a recording notes of each step while it is made: where lines begin, how deep the calls are,
//! and what a timeline shows. It restores nothing; it answers "when".
//!
//! A line *begins* when control comes to it from another line of the same frame, or from the start
//! of the frame.

use std::collections::BTreeMap;

use pyvarium_code::Opcode;
use pyvarium_heap::frame::{Frame, PyFrame};
use pyvarium_vm::Vm;

/// A line of the program is about to run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineStart {
    pub step: u64,
    pub line: u32,
    /// Python frames at that moment.
    pub depth: u32,
}

/// Bits of a mark: what happened in a step.
pub mod marks {
    pub const WROTE: u8 = 1;
    pub const RAISED: u8 = 2;
    pub const FREED: u8 = 4;
}

#[derive(Clone, Debug, Default)]
pub struct Track {
    lines: Vec<LineStart>,
    /// Indices into `lines`.
    by_line: BTreeMap<u32, Vec<u32>>,
    /// (step, Python frames from that step on).
    depths: Vec<(u64, u32)>,
    marks: Vec<(u64, u8)>,
    n_live: usize,
    output: (usize, usize),
    /// The step at which the program's own code had ended.
    end: Option<u64>,
    /// Whether the code object of this number belongs to the program's own text.
    own_code: Option<(u32, bool)>,
}

impl Track {
    /// To be told of every pause, in order.
    #[inline]
    pub fn note(&mut self, vm: &Vm) {
        let step = vm.n_steps;
        let depth = vm.thread.depth;
        if self.depths.last().is_none_or(|last| last.1 != depth) {
            self.depths.push((step, depth));
        }
        let mut mark = 0;
        let n_live = vm.heap.n_live();
        if n_live < self.n_live {
            mark |= marks::FREED;
        }
        self.n_live = n_live;
        let output = (vm.output.len(), vm.output.last().map_or(0, |(_, text)| text.len()));
        if output != self.output {
            mark |= marks::WROTE;
            self.output = output;
        }
        if vm.is_at_end() {
            self.end = Some(step);
        }
        if let Some(Frame::Py(frame)) = vm.thread.frames.last() {
            if starts_handler(frame) {
                mark |= marks::RAISED;
            }
            if let Some(line) = starting_line(frame)
                && self.lines.last().is_none_or(|l| l.step != step)
                && self.is_own(vm, frame)
            {
                self.by_line.entry(line).or_default().push(self.lines.len() as u32);
                self.lines.push(LineStart { step, line, depth });
            }
        }
        if mark != 0 {
            self.marks.push((step, mark));
        }
    }

    /// Lines of code from other texts (`exec`, imports) are no places of the program.
    fn is_own(&mut self, vm: &Vm, frame: &PyFrame) -> bool {
        match self.own_code {
            Some((number, own)) if number == frame.code.number => own,
            _ => {
                let own = frame.code.filename.get().and_then(|f| vm.heap.text(f)).is_some_and(|t| t.is_str(&vm.config.filename));
                self.own_code = Some((frame.code.number, own));
                own
            }
        }
    }

    /// The step at which the program's own code had ended, and nothing was let go yet.
    pub fn end(&self) -> Option<u64> {
        self.end
    }

    /// The line that begins exactly at `step`, and for the how-manieth time (from 1).
    pub fn place_at(&self, step: u64) -> Option<(u32, u32)> {
        let at = self.lines.partition_point(|l| l.step < step);
        let start = self.lines.get(at).filter(|l| l.step == step)?;
        let occurrence = self.by_line.get(&start.line)?.partition_point(|i| (*i as usize) < at);
        Some((start.line, occurrence as u32 + 1))
    }

    /// When a line began for the n-th time (from 1).
    pub fn start_of(&self, line: u32, occurrence: u32) -> Option<LineStart> {
        let index = *self.by_line.get(&line)?.get(occurrence.checked_sub(1)? as usize)?;
        self.lines.get(index as usize).copied()
    }

    /// The next line start after `step` with at most this many frames; the end of the program counts as one.
    pub fn next_line(&self, step: u64, max_depth: u32) -> Option<u64> {
        let from = self.lines.partition_point(|l| l.step <= step);
        let line = self.lines.get(from..)?.iter().find(|l| l.depth <= max_depth).map(|l| l.step);
        let end = self.end.filter(|end| *end > step);
        line.into_iter().chain(end).min()
    }

    pub fn previous_line(&self, step: u64, max_depth: u32) -> Option<u64> {
        let before = self.lines.partition_point(|l| l.step < step);
        let line = self.lines.get(..before)?.iter().rev().find(|l| l.depth <= max_depth).map(|l| l.step);
        let end = self.end.filter(|end| *end < step);
        line.into_iter().chain(end).max()
    }

    /// Python frames at `step`.
    pub fn depth_at(&self, step: u64) -> u32 {
        let after = self.depths.partition_point(|d| d.0 <= step);
        self.depths.get(after.wrapping_sub(1)).map_or(0, |d| d.1)
    }

    /// The first step after `step` with fewer than `depth` frames.
    pub fn next_below(&self, step: u64, depth: u32) -> Option<u64> {
        let from = self.depths.partition_point(|d| d.0 <= step);
        self.depths.get(from..)?.iter().find(|d| d.1 < depth).map(|d| d.0)
    }

    /// The last step before `step` with fewer than `depth` frames.
    pub fn previous_below(&self, step: u64, depth: u32) -> Option<u64> {
        let end = self.depths.partition_point(|d| d.0 <= step);
        let changes = self.depths.get(..end)?;
        let at = changes.iter().rposition(|d| d.1 < depth)?;
        changes.get(at + 1).map(|d| d.0.saturating_sub(1))
    }

    /// For each of `n` equal shares of `n_steps`: the most frames, and the marks of its steps.
    pub fn columns(&self, n: u32, n_steps: u64) -> Vec<(u32, u8)> {
        let n = u64::from(n.max(1)).min(n_steps.max(1));
        let column = |step: u64| (step.min(n_steps.saturating_sub(1)) * n / n_steps.max(1)) as usize;
        let mut columns = vec![(0u32, 0u8); n as usize];
        for (i, (step, depth)) in self.depths.iter().enumerate() {
            let end = self.depths.get(i + 1).map_or(n_steps, |next| next.0);
            for share in columns.get_mut(column(*step)..=column(end.max(*step))).unwrap_or_default() {
                share.0 = share.0.max(*depth);
            }
        }
        for (step, mark) in &self.marks {
            if let Some(share) = columns.get_mut(column(step.saturating_sub(1))) {
                share.1 |= mark;
            }
        }
        columns
    }
}

/// The line that the frame is about to begin, if it is about to begin one.
#[inline]
fn starting_line(frame: &PyFrame) -> Option<u32> {
    let line = frame.code.line(frame.next_instr);
    if line == 0 {
        return None;
    }
    let last = u32::try_from(frame.last_instr).ok()?;
    let next = frame.code.instr(frame.next_instr)?;
    // What a function does before its first line is no line.
    if matches!(next.op, Opcode::CopyFreeVars | Opcode::MakeCell | Opcode::ReturnGenerator) || is_function_start(next.op, next.arg) {
        return None;
    }
    let ran = frame.code.instr(last)?;
    if ran.op == Opcode::ReturnGenerator {
        return None;
    }
    (is_function_start(ran.op, ran.arg) || frame.code.line(last) != line).then_some(line)
}

fn is_function_start(op: Opcode, arg: u32) -> bool {
    op == Opcode::Resume && arg & 3 == 0
}

fn starts_handler(frame: &PyFrame) -> bool {
    frame.code.instr(frame.next_instr).is_some_and(|i| i.op == Opcode::PushExcInfo)
}

/// Has this frame left the line that it began: is it about to run another one, or to return?
pub(crate) fn has_left(frame: &PyFrame, line: u32) -> bool {
    let at = frame.next_instr;
    let returns = frame.code.instr(at).is_some_and(|i| i.op == Opcode::ReturnValue);
    let now = frame.code.line(at);
    returns || (now != 0 && now != line)
}
