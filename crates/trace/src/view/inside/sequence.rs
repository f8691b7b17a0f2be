//! list and tuple: an array of references; of a list, how much of it is in use and how it grows.
//!
//! CPython: Objects/listobject.c (`list_resize`, `ins1`), Include/cpython/listobject.h.

use pyvarium_heap::Slot;
use pyvarium_heap::object::List;
use pyvarium_protocol::inside::{Block, Cell, Content, Figure, Shade};

use super::Case;
use super::words::*;

pub const LIST_SAYS: &str = "A list points to an array of references, `ob_item`, that is usually a little longer than the list: append only fills \
                             the next place, until the array is full and a longer one is made.";
pub const TUPLE_SAYS: &str = "A tuple holds its references in itself, behind its header. It is made once and never changes its length.";

const MAX_ITEMS: usize = 400;
const MAX_SPARE: usize = 64;

pub fn list(case: &Case, l: &List) -> Vec<Block> {
    let before = case.earlier().and_then(|vm| vm.heap.list(case.r));
    let mut blocks = Vec::new();
    // A list that is being sorted has given its array away.
    let allocated = u32::try_from(l.allocated).ok().map(|a| a as usize);
    let note = match before {
        Some(b) => moved(case, &b.items, &l.items),
        None => String::new(),
    };
    let mut array = items(case, &l.items, before.map(|b| b.items.as_slice()));
    let spare = allocated.unwrap_or(0).saturating_sub(l.items.len());
    for i in 0..spare.min(MAX_SPARE) {
        array.push(Cell { shade: Shade::Spare, ..cell(l.items.len() + i, Content::Nothing) });
    }
    let n_hidden = l.items.len().saturating_sub(MAX_ITEMS) as u32;
    blocks.push(block("ob_item", note, Figure::Cells { cells: array, n_hidden }));
    let resized = before.filter(|b| b.allocated != l.allocated);
    let note = match (resized, allocated) {
        (Some(b), Some(now)) if b.allocated != usize::MAX => {
            format!("This step made a new array: room for {} became room for {now}.", b.allocated)
        }
        _ => "How long an array list_resize makes, if items are appended one by one: a little more than an eighth to spare.".to_owned(),
    };
    if let Some(allocated) = allocated {
        blocks.push(Block { now: resized.is_some(), ..block("Growth", note, cells(growth(allocated))) });
    }
    blocks.push(block(
        "Counters",
        "",
        Figure::Facts(vec![
            number("ob_size", l.items.len(), "items; what `len()` says"),
            match allocated {
                Some(n) => number("allocated", n, format!("places of the array, {spare} of them free")),
                None => number("allocated", -1, "the list is being sorted: its array is away, and a change would be noticed"),
            },
            number("bytes", 8 * allocated.unwrap_or(0), "of the array: 8 a reference"),
        ]),
    ));
    blocks
}

pub fn tuple(case: &Case, slots: &[Slot]) -> Vec<Block> {
    let array = items(case, slots, None);
    let n_hidden = slots.len().saturating_sub(MAX_ITEMS) as u32;
    vec![
        block("ob_item", "", Figure::Cells { cells: array, n_hidden }),
        block("Counters", "", Figure::Facts(vec![number("ob_size", slots.len(), "items; what `len()` says")])),
    ]
}

fn items(case: &Case, slots: &[Slot], before: Option<&[Slot]>) -> Vec<Cell> {
    let item = |(i, slot): (usize, &Slot)| Cell {
        changed: before.is_some_and(|b| case.differs(b.get(i).copied(), *slot)),
        ..cell(i, case.held(*slot))
    };
    slots.iter().take(MAX_ITEMS).enumerate().map(item).collect()
}

/// What an insertion or a removal moved.
fn moved(case: &Case, before: &[Slot], now: &[Slot]) -> String {
    let same = |a: &Slot, b: &Slot| !case.differs(Some(*a), *b);
    let head = before.iter().zip(now).take_while(|(a, b)| same(a, b)).count();
    let rest = before.len().min(now.len()) - head;
    let tail = before.iter().rev().zip(now.iter().rev()).take(rest).take_while(|(a, b)| same(a, b)).count();
    let (n_old, n_new) = (before.len() - head - tail, now.len() - head - tail);
    let shift = match tail {
        0 => String::new(),
        n => format!(", and {} moved by {}", counted(n, "reference"), counted(before.len().abs_diff(now.len()), "place")),
    };
    match (n_old, n_new) {
        (0, 0) => String::new(),
        (0, 1) => format!("An item was put in at {head}{shift}."),
        (0, n) => format!("{n} items were put in at {head}{shift}."),
        (1, 0) => format!("The item at {head} was taken out{shift}."),
        (n, 0) => format!("{n} items were taken out at {head}{shift}."),
        (a, b) if a == b => format!("{} changed.", counted(a, "place")),
        (a, b) => format!("{} at {head} gave way to {b}{shift}.", counted(a, "item")),
    }
}

/// Lengths of the arrays that appending one by one goes through, up to a little behind `allocated`.
fn growth(allocated: usize) -> Vec<Cell> {
    let mut lengths = vec![0];
    let mut n = 0usize;
    // CPython: list_resize.
    while lengths.iter().filter(|l| **l > allocated).count() < 2 {
        let wanted = n + 1;
        n = (wanted + (wanted >> 3) + 6) & !3;
        lengths.push(n);
    }
    let from = lengths.len().saturating_sub(12);
    if !lengths.contains(&allocated) {
        lengths.push(allocated);
        lengths.sort_unstable();
    }
    let shown = lengths.iter().skip(from);
    shown
        .map(|n| Cell {
            shade: if *n == allocated {
                Shade::Lit
            } else if *n > allocated {
                Shade::Spare
            } else {
                Shade::Used
            },
            ..cell("", code(n.to_string()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_that_of_list_resize() {
        let lengths = |allocated| -> Vec<String> {
            growth(allocated)
                .into_iter()
                .map(|c| match c.content {
                    Content::Code(text) => text,
                    _ => String::new(),
                })
                .collect()
        };
        assert_eq!(lengths(16), ["0", "4", "8", "16", "24", "32"]);
        assert_eq!(lengths(5), ["0", "4", "5", "8", "16"]);
        assert_eq!(lengths(88), ["4", "8", "16", "24", "32", "40", "52", "64", "76", "88", "100", "116"]);
    }
}
