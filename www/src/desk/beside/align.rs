//! Two runs laid side by side: which line of one goes with which of the other, and where they first differ.

use pyvarium_protocol::TrailStop;

/// What the runs are compared by.
pub struct Side {
    pub stops: Vec<TrailStop>,
    /// Lines of the program's files, trimmed.
    pub files: Vec<Vec<String>>,
}

impl Side {
    pub fn text(&self, stop: &TrailStop) -> &str {
        match stop.line {
            0 => "(the end)",
            line => self.files.get(stop.file as usize).and_then(|f| f.get(line as usize - 1)).map_or("", String::as_str),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// Indices of stops that go together, ascending.
    pub pairs: Vec<(usize, usize)>,
    /// The first stops at which something is different, and what.
    pub first: Option<(usize, usize, Difference)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Difference {
    /// The same line, but names mean something else, or something else was written.
    State,
    /// One run comes by another line.
    Line,
}

/// The longest way that both have in common.
pub fn align(a: &Side, b: &Side) -> Alignment {
    let same = |i: usize, j: usize| match (a.stops.get(i), b.stops.get(j)) {
        (Some(x), Some(y)) => x.depth == y.depth && a.text(x) == b.text(y),
        _ => false,
    };
    let (n, m) = (a.stops.len(), b.stops.len());
    let mut longest = vec![0u16; (n + 1) * (m + 1)];
    let at = |i: usize, j: usize| i * (m + 1) + j;
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let get = |k: usize| longest.get(k).copied().unwrap_or(0);
            let best = if same(i, j) { get(at(i + 1, j + 1)) + 1 } else { get(at(i + 1, j)).max(get(at(i, j + 1))) };
            if let Some(place) = longest.get_mut(at(i, j)) {
                *place = best;
            }
        }
    }
    let get = |k: usize| longest.get(k).copied().unwrap_or(0);
    let (mut i, mut j) = (0, 0);
    let mut found = Alignment::default();
    while i < n && j < m {
        if same(i, j) {
            let differs = a.stops.get(i).map(|s| s.mark) != b.stops.get(j).map(|s| s.mark);
            if differs {
                found.first.get_or_insert((i, j, Difference::State));
            }
            found.pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
            continue;
        }
        found.first.get_or_insert((i, j, Difference::Line));
        if get(at(i + 1, j)) >= get(at(i, j + 1)) { i += 1 } else { j += 1 }
    }
    found
}

impl Alignment {
    /// The stop of the other run that goes with this one, or with the nearest before it.
    pub fn partner(&self, i: usize) -> Option<usize> {
        let after = self.pairs.partition_point(|p| p.0 <= i);
        self.pairs.get(after.checked_sub(1)?).map(|p| p.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(lines: &[(&str, u64)]) -> Side {
        let stops = lines.iter().enumerate().map(|(i, (_, mark))| TrailStop {
            step: i as u64,
            line: i as u32 + 1,
            mark: *mark,
            ..TrailStop::default()
        });
        Side { stops: stops.collect(), files: vec![lines.iter().map(|(text, _)| (*text).to_owned()).collect()] }
    }

    #[test]
    fn the_first_difference_is_of_state_or_of_lines() {
        let a = side(&[("a = 1", 1), ("b = 2", 2), ("print(a)", 3)]);
        assert_eq!(align(&a, &a).first, None);
        assert_eq!(align(&a, &a).pairs, [(0, 0), (1, 1), (2, 2)]);
        let b = side(&[("a = 1", 1), ("b = 2", 2), ("print(a)", 9)]);
        assert_eq!(align(&a, &b).first, Some((2, 2, Difference::State)));
        let c = side(&[("a = 1", 1), ("b = 3", 2), ("c = 4", 5), ("print(a)", 7)]);
        let found = align(&a, &c);
        assert_eq!(found.first, Some((1, 1, Difference::Line)));
        assert_eq!(found.pairs, [(0, 0), (2, 3)]);
        assert_eq!((found.partner(1), found.partner(2)), (Some(0), Some(3)));
    }
}
