//! What a recording notes of each step while it is made: where lines begin, how deep the calls are,
//! and what a timeline shows. It restores nothing; it answers "when".
//!
//! A line *begins* when control comes to it from another line of the same frame, or from the start
//! of the frame.

mod asked;
mod columns;
mod forget;
mod inside;

use std::collections::BTreeMap;

use pyvarium_code::Opcode;
use pyvarium_heap::code::Code;
use pyvarium_heap::frame::{Frame, PyFrame};
use pyvarium_vm::fs::HOME;
use pyvarium_vm::import::library::LIB;
use pyvarium_vm::{Vm, Watch};

pub use self::asked::Event;

/// A line of the program is about to run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineStart {
    pub step: u64,
    /// As `Place::file`.
    pub file: u32,
    pub line: u32,
    /// Python frames at that moment.
    pub depth: u32,
}

/// Line starts looked at for the newest of each line.
const MAX_WALK: usize = 5_000;

/// Bits of a mark: what happened in a step.
pub mod marks {
    pub const WROTE: u8 = 1;
    pub const RAISED: u8 = 2;
    pub const FREED: u8 = 4;
}

/// Whose text a code object comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Whose {
    /// A file of the program, by its number: its lines are places.
    Program(u32),
    /// A file that the program has made: stepped through, but no place in a link.
    Made,
    /// CPython's library: stepped over, unless somebody wants to see it.
    Library,
    /// `exec`, and whatever else has no file.
    Nobody,
}

/// A line as it is kept: the number of its file above its own.
const FILE_SHIFT: u32 = 20;
const LINE_MASK: u32 = (1 << FILE_SHIFT) - 1;
/// Room for marks that is made at once. Unit: bytes.
const MARKS_AT_ONCE: usize = 1024;
/// Of a file that the program's text does not contain.
const NO_NUMBER: u32 = u32::MAX >> FILE_SHIFT;

/// A step as it is kept: half as wide. A recording ends long before its steps leave it.
type ShortStep = u32;

/// A line's start as it is kept.
#[derive(Clone, Copy, Debug)]
struct Kept {
    step: ShortStep,
    /// The number of its file above its own.
    line: u32,
    /// Python frames.
    depth: u32,
    /// For the how-manieth time the line began, from 1. 0: nobody counts.
    nth: u32,
}

#[derive(Clone, Debug, Default)]
pub struct Track {
    lines: Vec<Kept>,
    /// Shape: one a line of the main file: how often it has begun.
    n_begun: Vec<u32>,
    /// The same of the program's further files, by line as it is kept.
    n_others_begun: BTreeMap<u32, u32>,
    /// Names of those files: the first has number 1.
    files: Vec<String>,
    /// (step, Python frames from that step on).
    depths: Vec<(ShortStep, u32)>,
    /// Marks of two steps a byte, the even one low.
    marks: Vec<u8>,
    n_freed: u64,
    output: (usize, usize),
    /// The step at which the program's own code had ended.
    end: Option<u64>,
    /// Shape: one a code object: whose it is, once somebody asked.
    own_code: Vec<Option<Whose>>,
    /// Lines of CPython's library, as `lines`.
    library_lines: Vec<Kept>,
    /// (step, whether the innermost Python frame is the library's from that step on).
    inside: Vec<(ShortStep, bool)>,
    /// Beside `inside`: serials given out by then, and steps of the library before.
    inside_serials: Vec<u64>,
    inside_before: Vec<ShortStep>,
    /// Number of the code object that `inside` was last asked of.
    last_code: Option<u32>,
    /// Whose code runs, and how deep, as the last pause told.
    here: (Option<Whose>, u32),
}

impl Track {
    /// `files`: names of the program's further files, in the order of its text.
    pub fn new(files: Vec<String>) -> Track {
        Track { files, ..Track::default() }
    }

    /// To be told of every pause at which anything may be different, in order.
    #[inline]
    pub fn note(&mut self, vm: &Vm) {
        let step = vm.n_steps as ShortStep;
        let depth = vm.thread.depth;
        let deeper = self.note_depth(step, depth);
        match vm.thread.frames.last() {
            Some(Frame::Py(frame)) => self.note_whose(vm, frame, step),
            _ if deeper => {
                if let Some(frame) = vm.innermost_py() {
                    self.note_whose(vm, frame, step);
                }
            }
            _ => {}
        }
        let mut mark = self.freed(vm.heap.n_freed());
        let output = (vm.output.len(), vm.output.last().map_or(0, |(_, text)| text.len()));
        if output != self.output {
            mark |= marks::WROTE;
            self.output = output;
        }
        if let Some(Frame::Py(frame)) = vm.thread.frames.last() {
            if starts_handler(frame) {
                mark |= marks::RAISED;
            }
            if let Ok(last) = u32::try_from(frame.last_instr)
                && let Some(line) = starting_line(&frame.code, last, frame.next_instr)
            {
                let whose = self.whose(vm, frame);
                self.begin_line(whose, step, line, depth);
            }
        } else if vm.is_at_end() {
            self.end = Some(vm.n_steps);
        }
        self.mark(step, mark);
    }

    /// As `note`, where nothing is written and nothing raised.
    #[inline]
    fn note_switch(&mut self, vm: &Vm) {
        let Some(Frame::Py(frame)) = vm.thread.frames.last() else { return self.note(vm) };
        let (step, depth) = (vm.n_steps as ShortStep, vm.thread.depth);
        self.note_depth(step, depth);
        self.note_whose(vm, frame, step);
        let mark = self.freed(vm.heap.n_freed());
        self.mark(step, mark);
        // A frame that has not begun begins no line.
        if let Ok(last) = u32::try_from(frame.last_instr)
            && let Some(line) = starting_line(&frame.code, last, frame.next_instr)
        {
            self.begin_line(self.here.0.unwrap_or(Whose::Nobody), step, line, depth);
        }
    }

    /// Answers whether the depth is another one.
    #[inline]
    fn note_depth(&mut self, step: ShortStep, depth: u32) -> bool {
        let deeper = self.depths.last().is_none_or(|last| last.1 != depth);
        if deeper {
            self.depths.push((step, depth));
        }
        deeper
    }

    #[inline]
    fn freed(&mut self, n_freed: u64) -> u8 {
        let freed = n_freed > self.n_freed;
        self.n_freed = n_freed;
        if freed { marks::FREED } else { 0 }
    }

    #[inline]
    fn mark(&mut self, step: ShortStep, mark: u8) {
        if mark == 0 {
            return;
        }
        let at = step as usize / 2;
        if at >= self.marks.len() {
            self.marks.resize(at + MARKS_AT_ONCE, 0);
        }
        if let Some(both) = self.marks.get_mut(at) {
            *both |= mark << (step % 2 * 4);
        }
    }

    #[inline]
    fn begin_line(&mut self, whose: Whose, step: ShortStep, line: u32, depth: u32) {
        if whose == Whose::Program(0) {
            let line = line & LINE_MASK;
            if self.lines.last().is_some_and(|l| l.step == step) {
                return;
            }
            if self.n_begun.len() <= line as usize {
                self.n_begun.resize(line as usize + 1, 0);
            }
            if let Some(n) = self.n_begun.get_mut(line as usize) {
                *n += 1;
                self.lines.push(Kept { step, line, depth, nth: *n });
            }
        } else {
            self.begin_other_line(whose, step, line, depth);
        }
    }

    /// Not of the main file.
    fn begin_other_line(&mut self, whose: Whose, step: ShortStep, line: u32, depth: u32) {
        let list = if whose == Whose::Library { &mut self.library_lines } else { &mut self.lines };
        if whose == Whose::Nobody || list.last().is_some_and(|l| l.step == step) {
            return;
        }
        let file = match whose {
            Whose::Program(number) => number,
            Whose::Made | Whose::Library | Whose::Nobody => NO_NUMBER,
        };
        let line = (line & LINE_MASK) | file << FILE_SHIFT;
        let nth = match file {
            NO_NUMBER => 0,
            _ => {
                let n = self.n_others_begun.entry(line).or_default();
                *n += 1;
                *n
            }
        };
        list.push(Kept { step, line, depth, nth });
    }

    #[inline]
    fn note_whose(&mut self, vm: &Vm, frame: &PyFrame, step: ShortStep) {
        self.here.1 = vm.thread.depth;
        if self.last_code == Some(frame.code.number) {
            return;
        }
        self.last_code = Some(frame.code.number);
        let whose = self.whose(vm, frame);
        self.here.0 = Some(whose);
        let inside = whose == Whose::Library;
        if self.inside.last().map_or(inside, |last| last.1 != inside) {
            let before = self.n_inside_before(step.into()) as ShortStep;
            self.inside.push((step, inside));
            self.inside_serials.push(vm.heap.n_serials());
            self.inside_before.push(before);
        }
    }

    fn whose(&mut self, vm: &Vm, frame: &PyFrame) -> Whose {
        let number = frame.code.number as usize;
        if let Some(Some(whose)) = self.own_code.get(number) {
            return *whose;
        }
        let file = frame.code.filename.get().map(|f| vm.heap.str_lossy(f)).unwrap_or_default();
        let whose = if file == vm.config.filename {
            Whose::Program(0)
        } else if is_of_library(&file) {
            Whose::Library
        } else if file.starts_with('<') {
            // What the library compiles by itself (`dataclass`, `namedtuple`) is its own.
            let born = frame.executable.get().map(|code| vm.heap.serial(code).0);
            if born.is_some_and(|serial| self.is_born_inside(serial)) { Whose::Library } else { Whose::Nobody }
        } else {
            let name = seen_from_home(&file);
            let at = self.files.iter().position(|f| f == name).map(|i| i as u32 + 1);
            at.filter(|n| *n < NO_NUMBER).map_or(Whose::Made, Whose::Program)
        };
        if self.own_code.len() <= number {
            self.own_code.resize(number + 1, None);
        }
        if let Some(place) = self.own_code.get_mut(number) {
            *place = Some(whose);
        }
        whose
    }

    /// Is the code object with this number the library's?
    pub fn is_library_code(&self, number: u32) -> bool {
        self.own_code.get(number as usize) == Some(&Some(Whose::Library))
    }

    /// Was the object with this serial born while the library was running?
    pub fn is_born_inside(&self, serial: u64) -> bool {
        let after = self.inside_serials.partition_point(|n| *n <= serial);
        self.inside.get(after.wrapping_sub(1)).is_some_and(|i| i.1)
    }

    /// The first step from `step` on at which the library is not running.
    pub fn out_after(&self, step: u64) -> Option<u64> {
        if !self.is_inside(step) {
            return Some(step);
        }
        let after = self.inside.partition_point(|i| u64::from(i.0) <= step);
        self.inside.get(after).map(|i| i.0.into())
    }

    /// The last step up to `step` at which the library is not running.
    pub fn out_before(&self, step: u64) -> Option<u64> {
        if !self.is_inside(step) {
            return Some(step);
        }
        let after = self.inside.partition_point(|i| u64::from(i.0) <= step);
        self.inside.get(after.wrapping_sub(1)).and_then(|i| u64::from(i.0).checked_sub(1))
    }

    /// The next line start of the library after `step` with at most this many frames.
    pub fn next_library_line(&self, step: u64, max_depth: u32) -> Option<u64> {
        let from = self.library_lines.partition_point(|l| u64::from(l.step) <= step);
        self.library_lines.get(from..)?.iter().find(|l| l.depth <= max_depth).map(|l| u64::from(l.step))
    }

    pub fn previous_library_line(&self, step: u64, max_depth: u32) -> Option<u64> {
        let before = self.library_lines.partition_point(|l| u64::from(l.step) < step);
        self.library_lines.get(..before)?.iter().rev().find(|l| l.depth <= max_depth).map(|l| u64::from(l.step))
    }

    /// The step at which the program's own code had ended, and nothing was let go yet.
    pub fn end(&self) -> Option<u64> {
        self.end
    }

    /// The line that begins exactly at `step`, with the number of its file, and for the how-manieth time (from 1).
    pub fn place_at(&self, step: u64) -> Option<(u32, u32, u32)> {
        let at = self.lines.partition_point(|l| u64::from(l.step) < step);
        let kept = self.lines.get(at).filter(|l| u64::from(l.step) == step && l.nth > 0)?;
        Some((kept.line >> FILE_SHIFT, kept.line & LINE_MASK, kept.nth))
    }

    /// When a line of a file began for the n-th time (from 1).
    pub fn start_of(&self, file: u32, line: u32, occurrence: u32) -> Option<LineStart> {
        if file >= NO_NUMBER || line > LINE_MASK {
            return None;
        }
        let line_as_kept = file << FILE_SHIFT | line;
        let kept = self.lines.iter().find(|l| l.nth == occurrence && l.line == line_as_kept && l.nth > 0)?;
        Some(LineStart { step: kept.step.into(), file, line, depth: kept.depth })
    }

    /// The next line start after `step` with at most this many frames; the end of the program counts as one.
    pub fn next_line(&self, step: u64, max_depth: u32) -> Option<u64> {
        let from = self.lines.partition_point(|l| u64::from(l.step) <= step);
        let line = self.lines.get(from..)?.iter().find(|l| l.depth <= max_depth).map(|l| u64::from(l.step));
        let end = self.end.filter(|end| *end > step);
        line.into_iter().chain(end).min()
    }

    pub fn previous_line(&self, step: u64, max_depth: u32) -> Option<u64> {
        let before = self.lines.partition_point(|l| u64::from(l.step) < step);
        let line = self.lines.get(..before)?.iter().rev().find(|l| l.depth <= max_depth).map(|l| u64::from(l.step));
        let end = self.end.filter(|end| *end < step);
        line.into_iter().chain(end).max()
    }

    /// For the frames at `step`: the newest run of each line that is over, newest first, as its start and its end. At
    /// most `max`.
    pub fn newest_lines(&self, step: u64, max: usize) -> Vec<(LineStart, u64)> {
        let before = self.lines.partition_point(|l| u64::from(l.step) < step);
        let frame_start = |at: u64, depth: u32| self.previous_below(at, depth).map_or(0, |s| s + 1);
        let mut depth = self.depth_at(step);
        let mut start = frame_start(step, depth);
        // A line that control is in the middle of is not over.
        let begins =
            self.lines.get(before).is_some_and(|l| u64::from(l.step) == step && l.depth == depth) || self.end.is_some_and(|e| e <= step);
        let mut end = begins.then_some(step);
        let mut seen: Vec<u32> = Vec::new();
        let mut found = Vec::new();
        let earlier = self.lines.get(..before).unwrap_or_default();
        for Kept { step: at, line, depth: line_depth, .. } in earlier.iter().rev().take(MAX_WALK).copied() {
            let at = u64::from(at);
            if line_depth < depth {
                // The caller is still in this line.
                depth = line_depth;
                start = frame_start(at, depth);
                end = Some(at);
                continue;
            }
            if line_depth > depth || at < start {
                continue;
            }
            if let Some(end) = end
                && line >> FILE_SHIFT != NO_NUMBER
                && !seen.contains(&line)
            {
                seen.push(line);
                found.push((LineStart { step: at, file: line >> FILE_SHIFT, line: line & LINE_MASK, depth }, end));
                if found.len() == max {
                    return found;
                }
            }
            end = Some(at);
        }
        found
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
}

impl Watch for Track {
    #[inline]
    fn ran(&mut self, step: u64, code: &Code, last: u32, next: u32) {
        if let Some(line) = starting_line(code, last, next) {
            let (whose, depth) = self.here;
            self.begin_line(whose.unwrap_or(Whose::Nobody), step as ShortStep, line, depth);
        }
    }

    #[inline]
    fn released(&mut self, step: u64, n_freed: u64) {
        let mark = self.freed(n_freed);
        self.mark(step as ShortStep, mark);
    }

    #[inline]
    fn switched(&mut self, vm: &Vm) {
        self.note_switch(vm);
    }

    #[inline]
    fn paused(&mut self, vm: &Vm) {
        self.note(vm);
    }
}

/// By its `co_filename`.
pub(crate) fn is_of_library(filename: &str) -> bool {
    filename.starts_with("<frozen ") || filename.starts_with(LIB)
}

/// A path as one in the program's folder sees it.
pub(crate) fn seen_from_home(path: &str) -> &str {
    path.strip_prefix(HOME).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
}

/// The line that is about to begin, if one is. Unit of `last` and `next`: code units.
#[inline]
fn starting_line(code: &Code, last: u32, next: u32) -> Option<u32> {
    let line = code.line(next);
    let ran = code.instr(last)?;
    let starts = is_function_start(ran.op, ran.arg) || code.line(last) != line;
    if !starts || line == 0 || ran.op == Opcode::ReturnGenerator {
        return None;
    }
    let next = code.instr(next)?;
    // What a function does before its first line is no line.
    let before =
        matches!(next.op, Opcode::CopyFreeVars | Opcode::MakeCell | Opcode::ReturnGenerator) || is_function_start(next.op, next.arg);
    (!before).then_some(line)
}

#[inline]
fn is_function_start(op: Opcode, arg: u32) -> bool {
    op == Opcode::Resume && arg & 3 == 0
}

#[inline]
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
