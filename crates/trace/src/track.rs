//! What a recording notes of each step while it is made: where lines begin, how deep the calls are,
//! and what a timeline shows. It restores nothing; it answers "when".
//!
//! A line *begins* when control comes to it from another line of the same frame, or from the start
//! of the frame.

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

/// A step as it is kept: half as wide. A recording ends long before its steps leave it.
type ShortStep = u32;

#[derive(Clone, Debug, Default)]
pub struct Track {
    /// (step, line, Python frames).
    lines: Vec<(ShortStep, u32, u32)>,
    /// Shape: one a source line: indices into `lines`.
    by_line: Vec<Vec<u32>>,
    /// (step, Python frames from that step on).
    depths: Vec<(ShortStep, u32)>,
    /// Marks of two steps a byte, the even one low.
    marks: Vec<u8>,
    n_live: usize,
    output: (usize, usize),
    /// Shape: one a code object: whether it belongs to the program's own text, once somebody asked.
    own_code: Vec<Option<bool>>,
}

impl Track {
    /// To be told of every pause, in order.
    #[inline]
    pub fn note(&mut self, vm: &Vm) {
        let step = vm.n_steps as ShortStep;
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
        if let Some(Frame::Py(frame)) = vm.thread.frames.last() {
            if starts_handler(frame) {
                mark |= marks::RAISED;
            }
            if let Some(line) = starting_line(frame) {
                self.begin_line(vm, frame, step, line, depth);
            }
        }
        let at = step as usize / 2;
        if at >= self.marks.len() {
            self.marks.resize(at + 1, 0);
        }
        if let Some(both) = self.marks.get_mut(at) {
            *both |= mark << (step % 2 * 4);
        }
    }

    fn begin_line(&mut self, vm: &Vm, frame: &PyFrame, step: ShortStep, line: u32, depth: u32) {
        if self.lines.last().is_some_and(|l| l.0 == step) || !self.is_own(vm, frame) {
            return;
        }
        if self.by_line.len() <= line as usize {
            self.by_line.resize(line as usize + 1, Vec::new());
        }
        if let Some(list) = self.by_line.get_mut(line as usize) {
            list.push(self.lines.len() as u32);
        }
        self.lines.push((step, line, depth));
    }

    /// Lines of code from other texts (`exec`, imports) are no places of the program.
    fn is_own(&mut self, vm: &Vm, frame: &PyFrame) -> bool {
        let number = frame.code.number as usize;
        if let Some(Some(own)) = self.own_code.get(number) {
            return *own;
        }
        let own = frame.code.filename.get().and_then(|f| vm.heap.text(f)).is_some_and(|t| t.is_str(&vm.config.filename));
        if self.own_code.len() <= number {
            self.own_code.resize(number + 1, None);
        }
        if let Some(place) = self.own_code.get_mut(number) {
            *place = Some(own);
        }
        own
    }

    /// The line that begins exactly at `step`, and for the how-manieth time (from 1).
    pub fn place_at(&self, step: u64) -> Option<(u32, u32)> {
        let at = self.lines.partition_point(|l| u64::from(l.0) < step);
        let (_, line, _) = *self.lines.get(at).filter(|l| u64::from(l.0) == step)?;
        let occurrence = self.by_line.get(line as usize)?.partition_point(|i| (*i as usize) < at);
        Some((line, occurrence as u32 + 1))
    }

    /// When a line began for the n-th time (from 1).
    pub fn start_of(&self, line: u32, occurrence: u32) -> Option<LineStart> {
        let index = *self.by_line.get(line as usize)?.get(occurrence.checked_sub(1)? as usize)?;
        let (step, line, depth) = *self.lines.get(index as usize)?;
        Some(LineStart { step: step.into(), line, depth })
    }

    /// The next line start after `step` with at most this many frames.
    pub fn next_line(&self, step: u64, max_depth: u32) -> Option<u64> {
        let from = self.lines.partition_point(|l| u64::from(l.0) <= step);
        self.lines.get(from..)?.iter().find(|l| l.2 <= max_depth).map(|l| l.0.into())
    }

    pub fn previous_line(&self, step: u64, max_depth: u32) -> Option<u64> {
        let end = self.lines.partition_point(|l| u64::from(l.0) < step);
        self.lines.get(..end)?.iter().rev().find(|l| l.2 <= max_depth).map(|l| l.0.into())
    }

    /// Python frames at `step`.
    pub fn depth_at(&self, step: u64) -> u32 {
        let after = self.depths.partition_point(|d| u64::from(d.0) <= step);
        self.depths.get(after.wrapping_sub(1)).map_or(0, |d| d.1)
    }

    /// The first step after `step` with fewer than `depth` frames.
    pub fn next_below(&self, step: u64, depth: u32) -> Option<u64> {
        let from = self.depths.partition_point(|d| u64::from(d.0) <= step);
        self.depths.get(from..)?.iter().find(|d| d.1 < depth).map(|d| d.0.into())
    }

    /// The last step before `step` with fewer than `depth` frames.
    pub fn previous_below(&self, step: u64, depth: u32) -> Option<u64> {
        let end = self.depths.partition_point(|d| u64::from(d.0) <= step);
        let changes = self.depths.get(..end)?;
        let at = changes.iter().rposition(|d| d.1 < depth)?;
        changes.get(at + 1).map(|d| u64::from(d.0).saturating_sub(1))
    }

    /// For each of `n` equal shares of `n_steps`: the most frames, and the marks of its steps.
    pub fn columns(&self, n: u32, n_steps: u64) -> Vec<(u32, u8)> {
        let n = u64::from(n.max(1)).min(n_steps.max(1));
        let column = |step: u64| (step.min(n_steps.saturating_sub(1)) * n / n_steps.max(1)) as usize;
        let mut columns = vec![(0u32, 0u8); n as usize];
        for (i, (step, depth)) in self.depths.iter().enumerate() {
            let step = u64::from(*step);
            let end = self.depths.get(i + 1).map_or(n_steps, |next| next.0.into());
            for share in columns.get_mut(column(step)..=column(end.max(step))).unwrap_or_default() {
                share.0 = share.0.max(*depth);
            }
        }
        for (i, both) in self.marks.iter().enumerate().filter(|(_, both)| **both != 0) {
            for (step, mark) in [(i as u64 * 2, both & 15), (i as u64 * 2 + 1, both >> 4)] {
                if let Some(share) = columns.get_mut(column(step.saturating_sub(1))) {
                    share.1 |= mark;
                }
            }
        }
        columns
    }
}

/// The line that the frame is about to begin, if it is about to begin one.
#[inline]
fn starting_line(frame: &PyFrame) -> Option<u32> {
    let line = frame.code.line(frame.next_instr);
    let last = u32::try_from(frame.last_instr).ok()?;
    let ran = frame.code.instr(last)?;
    let starts = is_function_start(ran.op, ran.arg) || frame.code.line(last) != line;
    if !starts || line == 0 || ran.op == Opcode::ReturnGenerator {
        return None;
    }
    let next = frame.code.instr(frame.next_instr)?;
    // What a function does before its first line is no line.
    let before =
        matches!(next.op, Opcode::CopyFreeVars | Opcode::MakeCell | Opcode::ReturnGenerator) || is_function_start(next.op, next.arg);
    (!before).then_some(line)
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
