//! The nearest moment at which something happens: what the track has noted is asked of it, the rest by running through
//! the recording again, in slices, a step at a time.

mod place;
mod watch;

use pyvarium_protocol::{Found, Wanted};
use pyvarium_vm::Vm;

use self::watch::Watching;
use crate::recording::Recording;
use crate::track::marks;
use crate::view::raised_class;

pub struct Search<'a> {
    pub wanted: &'a [Wanted],
    /// Moments after this one, or before it.
    pub from: u64,
    pub is_back: bool,
    /// Moments within CPython's library count.
    pub is_open: bool,
}

/// Steps between two looks at the clock, and of the first stretch that is gone through on the way back.
const STRETCH: u64 = 2048;
const LONGEST_STRETCH: u64 = 1 << 16;

impl Recording {
    /// `has_time`: whether the search may go on for a while.
    pub fn find(&self, search: &Search, has_time: &dyn Fn() -> bool) -> Found {
        let search = &Search { from: search.from.min(self.n_steps() + 1), ..*search };
        let mut best: Option<(u64, u32)> = None;
        let mut slow = Vec::new();
        for (i, wanted) in search.wanted.iter().enumerate() {
            match self.noted(search, wanted) {
                Noted::Slow => slow.push((i as u32, wanted)),
                Noted::No => {}
                Noted::At(step) => {
                    let is_nearer = best.is_none_or(|(b, _)| if search.is_back { step > b } else { step < b });
                    if is_nearer {
                        best = Some((step, i as u32));
                    }
                }
            }
        }
        if slow.is_empty() {
            return best.map_or(Found::Nowhere, |(step, which)| Found::At { step, which });
        }
        let found = match search.is_back {
            true => self.back_to(search, &slow, best.map_or(0, |b| b.0), has_time),
            false => self.on_to(search, &slow, best.map_or(self.n_steps(), |b| b.0), has_time),
        };
        match (found, best) {
            (Found::Nowhere, Some((step, which))) => Found::At { step, which },
            (found, _) => found,
        }
    }

    /// What need not be run again.
    fn noted(&self, search: &Search, wanted: &Wanted) -> Noted {
        let track = self.track();
        let found = match wanted {
            Wanted::Line { file, line } => track.line_from(*file, *line, search.from, search.is_back),
            Wanted::Raise { class } => self.raise_from(class, search),
            Wanted::Output { text } => self.output_from(text, search),
            _ => return Noted::Slow,
        };
        found.map_or(Noted::No, Noted::At)
    }

    fn raise_from(&self, class: &str, search: &Search) -> Option<u64> {
        let mut from = search.from;
        while let Some(step) = self.track().mark_from(marks::RAISED, from, search.is_back) {
            let is_seen = search.is_open || !self.track().is_inside(step);
            if is_seen && (class.is_empty() || raised_class(&self.shown(step)).is_some_and(|c| c == class)) {
                return Some(step);
            }
            from = step;
        }
        None
    }

    /// When the end of the text had been written.
    fn output_from(&self, text: &str, search: &Search) -> Option<u64> {
        if text.is_empty() {
            return None;
        }
        let all: String = self.head().output.iter().map(|(_, t)| t.as_str()).collect();
        let length_at = |step: u64| -> usize { self.seek(step).output.iter().map(|(_, t)| t.len()).sum() };
        let here = length_at(search.from);
        let mut ends = all.match_indices(text).map(|(at, t)| at + t.len());
        let (end, mut low, mut high) = match search.is_back {
            // One that was being finished by this very step is no earlier one.
            true => (ends.filter(|e| *e < here || (*e == here && search.from > 0)).last()?, 0, search.from),
            false => (ends.find(|e| *e > here)?, search.from, self.n_steps()),
        };
        // The first step at which so much was there.
        while low < high {
            let middle = (low + high) / 2;
            if length_at(middle) >= end { high = middle } else { low = middle + 1 }
        }
        let found = if search.is_open { low } else { self.track().out_after(low)? };
        let is_other = if search.is_back { found < search.from } else { found > search.from };
        if is_other || !search.is_back {
            return is_other.then_some(found);
        }
        self.output_from(text, &Search { from: found.checked_sub(1)?, ..*search })
    }

    /// Forward, up to `end`.
    fn on_to(&self, search: &Search, slow: &[(u32, &Wanted)], end: u64, has_time: &dyn Fn() -> bool) -> Found {
        let mut vm = self.shown(search.from);
        let mut watching = Watching::new(slow, &vm);
        while vm.n_steps < end {
            let at = vm.n_steps;
            if at.is_multiple_of(STRETCH) && at > search.from && !has_time() {
                return Found::NotYet { from: at };
            }
            if let Some(which) = self.step(&mut vm, &mut watching) {
                let step = self.outside(search, vm.n_steps);
                if step > search.from {
                    return Found::At { step, which };
                }
            }
            if vm.n_steps == at {
                break;
            }
        }
        Found::Nowhere
    }

    /// Backwards, down to `start`, a stretch at a time: each is run through forward, and its last moment counts.
    fn back_to(&self, search: &Search, slow: &[(u32, &Wanted)], start: u64, has_time: &dyn Fn() -> bool) -> Found {
        let mut end = search.from;
        let mut length = STRETCH;
        while end > start {
            let begin = end.saturating_sub(length).max(start);
            let mut vm = self.shown(begin);
            let mut watching = Watching::new(slow, &vm);
            let mut last = None;
            while vm.n_steps < end {
                let at = vm.n_steps;
                if let Some(which) = self.step(&mut vm, &mut watching) {
                    let step = self.outside(search, vm.n_steps);
                    if step < search.from {
                        last = Some(Found::At { step, which });
                    }
                }
                if vm.n_steps == at {
                    break;
                }
            }
            if let Some(found) = last {
                return found;
            }
            end = begin;
            length = (length * 2).min(LONGEST_STRETCH);
            if end > start && !has_time() {
                // The very moment has not been looked at from before.
                return Found::NotYet { from: end + 1 };
            }
        }
        Found::Nowhere
    }

    fn step(&self, vm: &mut Vm, watching: &mut Watching) -> Option<u32> {
        watching.listen(vm);
        self.replay(vm, vm.n_steps + 1, |_| false);
        self.settle(vm);
        watching.look(vm)
    }

    /// What happens inside the library is seen when it has returned.
    fn outside(&self, search: &Search, step: u64) -> u64 {
        if search.is_open { step } else { self.track().out_after(step).unwrap_or(self.n_steps()) }
    }
}

enum Noted {
    At(u64),
    No,
    /// It has to be run again.
    Slow,
}
