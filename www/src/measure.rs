//! How big a closed card will be, told from its parts before anything is drawn. Estimates: the style
//! sheet has the last word, and a card that is bigger than told only pushes its neighbours.
//!
//! Unit of every result: CSS pixels.

use pyvarium_protocol::{Family, FrameView, ObjectView, Parts, ValueRef};

use crate::fold;

const HEAD: usize = 32;
const ROW: usize = 24;
const CELL: usize = 44;
const TEXT_LINE: usize = 20;
const PADDING: usize = 8;
/// Of the monospaced face at the cards' size, rounded up.
const LETTER: usize = 8;
const WIDEST: usize = 300;
/// No column keeps more than this free for a card that is not there.
const ROOM: usize = 280;
/// A card that will once be huge must not keep half of the stage free until then.
const TALLEST: usize = 180;

pub fn height(object: &ObjectView) -> u32 {
    let inside = match &object.parts {
        Parts::Plain | Parts::Int { .. } | Parts::Float { .. } | Parts::Str { .. } => lines(&object.text),
        Parts::Sequence { items, .. } if items.is_empty() => TEXT_LINE,
        Parts::Sequence { items, .. } => cells(items.iter().map(Option::as_ref)),
        Parts::Mapping { entries, .. } => entries.iter().filter(|e| e.key.is_some()).count().max(1) * ROW,
        Parts::SetTable { places, .. } => cells(places.iter().filter(|p| p.key.is_some()).map(|p| p.key.as_ref())).max(TEXT_LINE),
        Parts::Fields { .. } => fold::rows(object, false).count() * ROW + if has_text(object) { lines(&object.text) } else { 0 },
        Parts::Generator { frame, named, .. } => {
            ROW + named.len() * ROW + frame.as_ref().map_or(0, |f| ROW + PADDING + f.locals.len() * ROW)
        }
        Parts::Cell { .. } => 30,
    };
    (HEAD + inside + PADDING).min(TALLEST) as u32
}

pub fn width(object: &ObjectView) -> u32 {
    let named = |label: &str, value: Option<&ValueRef>| label.chars().count() * LETTER + 34 + value_width(value);
    let inside = match &object.parts {
        Parts::Plain | Parts::Int { .. } | Parts::Float { .. } | Parts::Str { .. } => (object.text.chars().count() * LETTER).min(200) + 22,
        Parts::Sequence { items, .. } => items.iter().map(|v| value_width(v.as_ref()).max(20) + 18).sum::<usize>() + 20,
        Parts::SetTable { places, .. } => {
            places.iter().filter(|p| p.key.is_some()).map(|p| value_width(p.key.as_ref()).max(20) + 18).sum::<usize>() + 20
        }
        Parts::Mapping { entries, .. } => {
            entries.iter().map(|e| value_width(e.key.as_ref()) + value_width(e.value.as_ref()) + 44).max().unwrap_or(0)
        }
        Parts::Fields { .. } => fold::rows(object, false).map(|n| named(&n.label, n.value.as_ref())).max().unwrap_or(0),
        Parts::Generator { frame, .. } => frame.as_ref().map_or(0, |f| frame_width(f)),
        Parts::Cell { .. } => 0,
    };
    let head = (object.type_name.chars().count() + fold::name(object).map_or(0, |n| n.chars().count() + 1)) * LETTER + 130;
    inside.max(head).min(ROOM) as u32
}

/// Whether an object of fields shows its text above them.
pub fn has_text(object: &ObjectView) -> bool {
    let empty = fold::rows(object, false).next().is_none();
    object.family == Family::Exception || (empty && fold::name(object).is_none())
}

fn frame_width(frame: &FrameView) -> usize {
    frame.locals.iter().map(|s| s.name.chars().count() * LETTER + 60 + value_width(s.value.as_ref())).max().unwrap_or(0)
}

fn value_width(value: Option<&ValueRef>) -> usize {
    match value {
        // A folded word ends in dots.
        Some(ValueRef { folded: Some(text), .. }) => (text.chars().count() + 2) * LETTER,
        Some(ValueRef { inline: Some(text), .. }) => text.chars().count() * LETTER,
        _ => 13,
    }
}

fn lines(text: &str) -> usize {
    text.chars().count().div_ceil(200 / LETTER).max(1) * TEXT_LINE
}

fn cells<'a>(items: impl Iterator<Item = Option<&'a ValueRef>>) -> usize {
    let (mut rows, mut used) = (0, WIDEST);
    for item in items {
        let width = value_width(item).max(20) + 18;
        if used + width > WIDEST - 20 {
            rows += 1;
            used = 0;
        }
        used += width;
    }
    rows * CELL
}
