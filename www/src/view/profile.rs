//! The run from above, as one picture of few shapes: how deep the calls are, and marks where it wrote, raised, freed, and
//! where a person has set a bookmark.

use std::fmt::Write as _;

use pyvarium_protocol::{Column, Timeline};
use yew::prelude::*;

use crate::marks::Marks;

/// Unit: of the picture, whose width is one a column.
const HEIGHT: u32 = 28;
/// Above the depths stand two rows of marks.
const TOP: u32 = 9;
const DEPTH: u32 = HEIGHT - TOP - 2;

pub fn profile(timeline: &Timeline, marks: &Marks, n_shown: u64) -> Html {
    let columns = &timeline.columns;
    let deepest = columns.iter().map(|c| c.depth).max().unwrap_or(0);
    if deepest == 0 {
        return Html::default();
    }
    let n = columns.len();
    let bookmarks = marks.bookmarks.values().map(|shown| (*shown as usize * n / n_shown.max(1) as usize).min(n.saturating_sub(1)));
    html! {
        <svg class="profile" viewBox={format!("0 0 {n} {HEIGHT}")} preserveAspectRatio="none" aria-hidden="true">
            <path class="depth" d={depths(columns, deepest)} />
            <path class="mark-freed" d={ticks(columns, HEIGHT - 2, 2, |c| c.freed)} />
            <path class="mark-wrote" d={ticks(columns, 4, 4, |c| c.wrote)} />
            <path class="mark-raised" d={ticks(columns, 0, 8, |c| c.raised)} />
            { for bookmarks.map(|x| html! { <path class="mark-bookmark" d={format!("M{x} 0h3v{HEIGHT}h-3z")} /> }) }
        </svg>
    }
}

/// An outline, with a corner only where the depth changes.
fn depths(columns: &[Column], deepest: u32) -> String {
    let mut path = format!("M0 {}", HEIGHT - 2);
    let mut before = u32::MAX;
    for (i, column) in columns.iter().enumerate() {
        let y = HEIGHT - 4 - (column.depth.saturating_sub(1) * (DEPTH - 3) / (deepest - 1).max(1)).min(DEPTH - 3);
        if y != before {
            let _ = write!(path, "H{i}V{y}");
            before = y;
        }
    }
    let _ = write!(path, "H{}V{}z", columns.len(), HEIGHT - 2);
    path
}

/// One path of all columns that have it; neighbours are one.
fn ticks(columns: &[Column], y: u32, height: u32, has: impl Fn(&Column) -> bool) -> String {
    let mut path = String::new();
    let mut from = None;
    for (i, is) in columns.iter().map(&has).chain(std::iter::once(false)).enumerate() {
        match (is, from) {
            (true, None) => from = Some(i),
            (false, Some(start)) => {
                let _ = write!(path, "M{start} {y}h{}v{height}H{start}z", (i - start).max(2));
                from = None;
            }
            _ => {}
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_shape() {
        let columns: Vec<Column> = [1, 2, 2, 1].into_iter().map(|depth| Column { depth, wrote: depth == 2, ..Column::default() }).collect();
        assert_eq!(ticks(&columns, 4, 4, |c| c.wrote), "M1 4h2v4H1z");
        assert_eq!(depths(&columns, 2), "M0 26H0V24H1V10H3V24H4V26z");
    }
}
