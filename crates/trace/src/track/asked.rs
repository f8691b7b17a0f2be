//! What is asked of a track from outside its own file: the nearest start of a line, the nearest mark, the nearest call or
//! return, and all that happened to lines and calls in order of time.

use super::{FILE_SHIFT, Kept, LINE_MASK, LineStart, NO_NUMBER, Track};

/// A line that begins, or a change of depth.
pub struct Event {
    pub step: u64,
    pub depth: u32,
    /// Its file and number.
    pub line: Option<(u32, u32)>,
}

impl Track {
    /// All of the program's, in order.
    pub fn line_starts(&self) -> impl Iterator<Item = LineStart> {
        self.lines.iter().map(|l| LineStart { step: l.step.into(), file: l.line >> FILE_SHIFT, line: l.line & LINE_MASK, depth: l.depth })
    }

    /// The next moment after `step` at which a line of a file begins, or the last one before it.
    pub fn line_from(&self, file: u32, line: u32, step: u64, is_back: bool) -> Option<u64> {
        if file >= NO_NUMBER || line > LINE_MASK {
            return None;
        }
        let wanted = file << FILE_SHIFT | line;
        let is_it = |l: &&Kept| l.line == wanted && l.nth > 0;
        let found = match is_back {
            true => {
                let before = self.lines.partition_point(|l| u64::from(l.step) < step);
                self.lines.get(..before)?.iter().rev().find(is_it)
            }
            false => {
                let from = self.lines.partition_point(|l| u64::from(l.step) <= step);
                self.lines.get(from..)?.iter().find(is_it)
            }
        };
        found.map(|l| l.step.into())
    }

    /// The next step after `step` with this mark, or the last one before it.
    pub fn mark_from(&self, mark: u8, step: u64, is_back: bool) -> Option<u64> {
        let has = |s: &u64| self.marks.get((*s / 2) as usize).is_some_and(|both| both >> (*s % 2 * 4) & mark != 0);
        let end = self.marks.len() as u64 * 2;
        match is_back {
            true => (0..step.min(end)).rev().find(has),
            false => (step + 1..end).find(has),
        }
    }

    /// The next step after `step` at which a call has begun or ended.
    pub fn next_depth_change(&self, step: u64) -> Option<u64> {
        let from = self.depths.partition_point(|d| u64::from(d.0) <= step);
        self.depths.get(from).map(|d| d.0.into())
    }

    pub fn previous_depth_change(&self, step: u64) -> Option<u64> {
        let before = self.depths.partition_point(|d| u64::from(d.0) < step);
        self.depths.get(before.checked_sub(1)?).map(|d| d.0.into())
    }

    /// Lines of the program and changes of depth in order of time; of one step the change of depth first.
    pub fn events(&self) -> impl Iterator<Item = Event> + '_ {
        let mut lines = self.lines.iter().filter(|l| l.line >> FILE_SHIFT != NO_NUMBER).peekable();
        let mut depths = self.depths.iter().peekable();
        std::iter::from_fn(move || {
            let is_depth = match (depths.peek(), lines.peek()) {
                (Some(depth), Some(line)) => depth.0 <= line.step,
                (depth, _) => depth.is_some(),
            };
            match is_depth {
                true => depths.next().map(|d| Event { step: d.0.into(), depth: d.1, line: None }),
                false => lines.next().map(|l| Event {
                    step: l.step.into(),
                    depth: l.depth,
                    line: Some((l.line >> FILE_SHIFT, l.line & LINE_MASK)),
                }),
            }
        })
    }
}
