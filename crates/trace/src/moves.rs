//! From one moment to another: what forward, back, over and out mean at each zoom.

use pyvarium_heap::frame::Frame;
use pyvarium_protocol::{Move, Place, Zoom};
use pyvarium_vm::Vm;

use crate::recording::Recording;
use crate::track::has_left;

impl Recording {
    /// The step that a move leads to. Nothing wraps; a place that never came is None.
    /// `open`: into CPython's library too.
    pub fn target(&self, from: u64, how: Move, zoom: Zoom, open: bool) -> Option<u64> {
        let to = self.plain_target(from, how, zoom, open)?;
        if open {
            return Some(to);
        }
        let last = self.n_steps();
        Some(match how {
            // Where the recording ends, it ends.
            _ if to >= last => to,
            Move::Forward | Move::Over | Move::Out => self.track().out_after(to).unwrap_or(last).min(last),
            Move::Back | Move::OverBack | Move::OutBack | Move::To(_) => self.track().out_before(to).unwrap_or(0),
            Move::First | Move::Last | Move::ToShown(_) | Move::ToPlace(_) => to,
        })
    }

    fn plain_target(&self, from: u64, how: Move, zoom: Zoom, open: bool) -> Option<u64> {
        let last = self.n_steps();
        let track = self.track();
        let next_line = |max_depth| {
            let own = track.next_line(from, max_depth);
            let inside = open.then(|| track.next_library_line(from, max_depth)).flatten();
            own.into_iter().chain(inside).min()
        };
        let previous_line = |max_depth| {
            let own = track.previous_line(from, max_depth);
            let inside = open.then(|| track.previous_library_line(from, max_depth)).flatten();
            own.into_iter().chain(inside).max()
        };
        let depth = track.depth_at(from);
        let any = u32::MAX;
        let to = match (how, zoom) {
            (Move::First, _) => 0,
            // First the end of the program with all its names; from there, the end of everything.
            (Move::Last, _) => track.end().filter(|end| from < *end).unwrap_or(last),
            (Move::To(step), _) => step,
            (Move::ToShown(step), _) if open => step,
            (Move::ToShown(own), _) => track.step_from_own(own),
            (Move::ToPlace(place), _) => self.step_of(place)?,
            (Move::Forward, Zoom::Instruction) => from + 1,
            (Move::Back, Zoom::Instruction) => from.saturating_sub(1),
            (Move::Forward, Zoom::Line) => next_line(any).unwrap_or(last),
            (Move::Back, Zoom::Line) => previous_line(any).unwrap_or(0),
            (Move::Over, Zoom::Line) => next_line(depth.max(1)).unwrap_or(last),
            (Move::OverBack, Zoom::Line) => previous_line(depth.max(1)).unwrap_or(0),
            (Move::Over, Zoom::Instruction) => match track.depth_at(from + 1) > depth {
                true => track.next_below(from + 1, depth + 1).unwrap_or(last),
                false => from + 1,
            },
            (Move::OverBack, Zoom::Instruction) => match track.depth_at(from.saturating_sub(1)) > depth {
                true => track.previous_below(from.saturating_sub(1), depth + 1).unwrap_or(0),
                false => from.saturating_sub(1),
            },
            (Move::Forward, Zoom::Expression) => self.next_stop(from),
            (Move::Back, Zoom::Expression) => self.previous_stop(from),
            (Move::Over, Zoom::Expression) => match self.next_stop(from) {
                to if track.depth_at(to) > depth => track.next_below(to, depth + 1).unwrap_or(last),
                to => to,
            },
            (Move::OverBack, Zoom::Expression) => match self.previous_stop(from) {
                to if track.depth_at(to) > depth => track.previous_below(to, depth + 1).unwrap_or(0),
                to => to,
            },
            (Move::Forward, Zoom::Call) => track.next_depth_change(from).unwrap_or(last),
            (Move::Back, Zoom::Call) => track.previous_depth_change(from).unwrap_or(0),
            (Move::Over, Zoom::Call) => track.next_below(from, depth + 1).filter(|to| *to > from + 1).unwrap_or(last),
            (Move::OverBack, Zoom::Call) => track.previous_below(from.saturating_sub(1), depth + 1).unwrap_or(0),
            (Move::Out, _) => track.next_below(from, depth).unwrap_or(last),
            (Move::OutBack, _) => track.previous_below(from, depth).unwrap_or(0),
        };
        Some(to.min(last))
    }

    /// Where the story of a picture at `step` begins, for one that came by such a move: an instruction ago,
    /// a line ago, or, when calls were run through, a line of this frame or a caller's ago.
    pub fn since(&self, step: u64, how: Move, zoom: Zoom) -> u64 {
        self.since_in(step, how, zoom, false)
    }

    /// `open`: with the steps of CPython's library.
    pub fn since_in(&self, step: u64, how: Move, zoom: Zoom, open: bool) -> u64 {
        let track = self.track();
        let max_depth = match how {
            Move::Over | Move::OverBack | Move::Out | Move::OutBack => self.track().depth_at(step).max(1),
            _ => u32::MAX,
        };
        match zoom {
            Zoom::Instruction if open => step.saturating_sub(1),
            Zoom::Instruction => track.out_before(step.saturating_sub(1)).unwrap_or(0),
            Zoom::Expression => self.previous_stop(step),
            Zoom::Call => track.previous_depth_change(step).unwrap_or(0),
            Zoom::Line => {
                let inside = open.then(|| track.previous_library_line(step, max_depth)).flatten();
                track.previous_line(step, max_depth).max(inside).unwrap_or(0)
            }
        }
    }

    /// The step of a written-down place.
    pub fn step_of(&self, place: Place) -> Option<u64> {
        let start = self.track().start_of(place.file, place.line, place.occurrence)?;
        if !place.after {
            return Some(start.step);
        }
        let mut vm = self.shown(start.step);
        let Some(Frame::Py(frame)) = vm.thread.frames.last() else { return Some(start.step) };
        let serial = frame.serial;
        let last = self.n_steps();
        self.replay(&mut vm, last, |vm| match frame_of(vm, serial) {
            None => true,
            Some((frame, on_top)) => on_top && has_left(frame, place.line),
        });
        Some(vm.n_steps)
    }

    /// How a link names this moment.
    pub fn place_at(&self, step: u64) -> Option<Place> {
        let (file, line, occurrence) = self.track().place_at(step)?;
        Some(Place { file, line, occurrence, after: false })
    }
}

fn frame_of(vm: &Vm, serial: pyvarium_heap::Serial) -> Option<(&pyvarium_heap::frame::PyFrame, bool)> {
    let frames = &vm.thread.frames;
    let at = frames.iter().rposition(|f| matches!(f, Frame::Py(f) if f.serial == serial))?;
    match frames.get(at) {
        Some(Frame::Py(f)) => Some((f, at + 1 == frames.len())),
        _ => None,
    }
}
