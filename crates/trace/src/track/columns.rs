//! The run seen from above, for a timeline.

use super::Track;

impl Track {
    /// For each of `n` equal shares of `n_steps`: the most frames, and the marks of its steps. Steps of the library have
    /// no share, unless it is `open`.
    pub fn columns(&self, n: u32, n_steps: u64, open: bool) -> Vec<(u32, u8)> {
        let number = |step: u64| if open { step } else { self.own_from_step(step) };
        let all = number(n_steps);
        let n = u64::from(n.max(1)).min(all.max(1));
        let column = |step: u64| (number(step).min(all.saturating_sub(1)) * n / all.max(1)) as usize;
        let mut columns = vec![(0u32, 0u8); n as usize];
        for (i, (step, depth)) in self.depths.iter().enumerate() {
            let step = u64::from(*step);
            if !open && self.is_inside(step) {
                continue;
            }
            let end = self.depths.get(i + 1).map_or(n_steps, |next| next.0.into());
            for share in columns.get_mut(column(step)..=column(end.max(step))).unwrap_or_default() {
                share.0 = share.0.max(*depth);
            }
        }
        for (i, both) in self.marks.iter().enumerate().filter(|(_, both)| **both != 0) {
            for (step, mark) in [(i as u64 * 2, both & 15), (i as u64 * 2 + 1, both >> 4)] {
                if mark == 0 || (!open && self.is_inside(step.saturating_sub(1))) {
                    continue;
                }
                if let Some(share) = columns.get_mut(column(step.saturating_sub(1))) {
                    share.1 |= mark;
                }
            }
        }
        columns
    }
}
