//! When CPython's library runs, and the numbers of steps where its own do not count.

use super::Track;

impl Track {
    /// Is the library's code running at `step`?
    pub fn is_inside(&self, step: u64) -> bool {
        let after = self.inside.partition_point(|i| u64::from(i.0) <= step);
        self.inside.get(after.wrapping_sub(1)).is_some_and(|i| i.1)
    }

    /// Steps of the library before `step`: how many pauses before it find the library running.
    pub(super) fn n_inside_before(&self, step: u64) -> u64 {
        let after = self.inside.partition_point(|i| u64::from(i.0) < step);
        match (self.inside.get(after.wrapping_sub(1)), self.inside_before.get(after.wrapping_sub(1))) {
            (Some((from, true)), Some(before)) => u64::from(*before) + step - u64::from(*from),
            (Some((_, false)), Some(before)) => u64::from(*before),
            _ => 0,
        }
    }

    /// The number of `step` where the library's steps do not count.
    pub fn own_from_step(&self, step: u64) -> u64 {
        step - self.n_inside_before(step)
    }

    /// The step, outside of the library, that has this number there.
    pub fn step_from_own(&self, own: u64) -> u64 {
        // The last change before which fewer of the program's own steps lie.
        let ends = |i: usize| match (self.inside.get(i), self.inside_before.get(i)) {
            (Some((from, _)), Some(before)) => u64::from(*from) - u64::from(*before),
            _ => u64::MAX,
        };
        let (mut low, mut high) = (0, self.inside.len());
        while low < high {
            let middle = (low + high) / 2;
            if ends(middle) <= own { low = middle + 1 } else { high = middle }
        }
        let Some(at) = low.checked_sub(1) else { return own };
        match self.inside.get(at) {
            // The library runs to the end.
            Some((_, true)) => u64::MAX,
            _ => own + self.inside_before.get(at).map_or(0, |b| u64::from(*b)),
        }
    }
}
