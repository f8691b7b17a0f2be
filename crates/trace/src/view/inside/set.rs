//! A set: one open table, short linear runs, then perturbation.
//!
//! CPython: Objects/setobject.c (`set_lookkey`, `set_add_entry_takeref`, `set_table_resize`).

use pyvarium_heap::set::Set;
use pyvarium_protocol::inside::{Block, Cell, Content, Figure, Row, Shade};

use super::Case;
use super::dict::short_hash;
use super::words::*;
use crate::view::probes::{Asked, Met};

pub const SAYS: &str = "A set is one table of keys with their hashes. A search begins at the place that the hash names, looks at the places \
                        right behind it, and then jumps.";

const MAX_PLACES: usize = 1024;
const LINEAR_PROBES: u32 = 9;

pub fn blocks(case: &Case, s: &Set) -> Vec<Block> {
    let mut list = Vec::new();
    let earlier = case.earlier().and_then(|vm| vm.heap.set(case.r));
    let is_same = earlier.is_none_or(|e| e.table().len() == s.table().len());
    let asked = case.asked();
    let visited = |place: usize| -> Vec<u32> {
        let places = asked.filter(|a| a.size == s.table().len()).map(|a| a.places.as_slice()).unwrap_or_default();
        places.iter().enumerate().filter(|(_, p)| **p as usize == place).map(|(i, _)| i as u32 + 1).collect()
    };
    let before = |i: usize| earlier.filter(|_| is_same).and_then(|e| e.table().get(i));
    let places = s.table().iter().take(MAX_PLACES).enumerate().map(|(i, e)| Cell {
        index: i.to_string(),
        content: match e.key.is_null() {
            true if e.is_dummy() => words("dummy"),
            true => Content::Nothing,
            false => case.held(e.key),
        },
        shade: match e.key.is_null() {
            true if e.is_dummy() => Shade::Hole,
            true => Shade::Spare,
            false => Shade::Used,
        },
        changed: before(i).is_some_and(|b| case.differs(Some(b.key), e.key)),
        visits: visited(i),
        to: None,
    });
    let note = match earlier.filter(|_| !is_same) {
        Some(e) => format!(
            "The table was rebuilt: from {} to {}. Every key found its place anew.",
            e.table().len(),
            counted(s.table().len(), "place")
        ),
        None => "Keys stand where their hashes put them: that is why a set has no order of its own.".to_owned(),
    };
    list.push(Block {
        now: !is_same,
        ..block("Table", note, Figure::Cells { cells: places.collect(), n_hidden: s.table().len().saturating_sub(MAX_PLACES) as u32 })
    });
    list.extend(asked.map(|a| look_up(case, s, a)));
    list.push(hashes(case, s));
    let mask = s.table().len().saturating_sub(1);
    list.push(block(
        "Counters",
        "",
        Figure::Facts(vec![
            number("used", s.len(), "keys; what `len()` says"),
            number("fill", s.fill(), format!("keys and dummies; at three fifths of {mask} the table is rebuilt")),
            number("mask", mask, format!("{} places less one: a hash & mask is where a search begins", mask + 1)),
            number("bytes", s.table_size_bytes(), "of a table of its own; eight places are in the object itself"),
        ]),
    ));
    list
}

fn look_up(case: &Case, s: &Set, asked: &Asked) -> Block {
    let key = asked.text(case.vm);
    let mask = asked.size.saturating_sub(1);
    let mut rows = Vec::new();
    // CPython: Objects/setobject.c, set_lookkey.
    let (mut base, mut run) = (asked.places.first().copied().unwrap_or_default(), 0);
    for (i, (place, met)) in asked.places.iter().zip(&asked.met).enumerate() {
        let is_last = i + 1 == asked.places.len();
        let before = i.checked_sub(1);
        let rule = match before {
            None => format!("hash & {mask}"),
            Some(_) if run < LINEAR_PROBES && (base + LINEAR_PROBES) as usize <= mask => {
                run += 1;
                format!("the next one, {run} behind {base}")
            }
            Some(_) => {
                let from = base;
                (base, run) = (*place, 0);
                format!("(5 · {from} + 1 + perturb) & {mask}")
            }
        };
        let there = match met {
            Met::Dummy => "a dummy: something was removed here, so the search goes on".to_owned(),
            Met::Free => "nothing: the place is free".to_owned(),
            Met::Key { .. } if is_last && asked.found => "the same hash, and the keys are equal".to_owned(),
            Met::Key { same_hash: true, text, .. } => format!("`{text}`: the same hash, but the keys differ"),
            Met::Key { text, .. } => format!("`{text}`: another hash"),
        };
        rows.push(Row {
            cells: vec![code((i + 1).to_string()), code(rule), code(place.to_string()), words(there)],
            shade: if is_last { Shade::Lit } else { Shade::Used },
            changed: false,
        });
    }
    let last = asked.places.last().map_or(0, |p| *p as usize);
    let is_taken = s.table().len() == asked.size && s.table().get(last).is_some_and(|e| !e.key.is_null());
    let end = match (asked.found, is_taken) {
        (true, _) => "It is there.",
        (false, true) => "It is not there yet, and takes the free place.",
        (false, false) => "It is not there.",
    };
    let note = format!("`{key}` is looked for; its hash is {}. {end}", asked.hash);
    now("Look-up", note, Figure::Table(table(&["probe", "rule", "place", "what is there"], rows)))
}

fn hashes(case: &Case, s: &Set) -> Block {
    let mask = s.table().len().wrapping_sub(1) as u64;
    let rows = s.table().iter().enumerate().filter(|(_, e)| !e.key.is_null()).take(200).map(|(i, e)| {
        let home = e.hash as u64 & mask;
        let moved = if home == i as u64 { "at home".to_owned() } else { format!("{home} was taken") };
        row(vec![case.held(e.key), code(short_hash(e.hash)), code(home.to_string()), code(i.to_string()), words(moved)])
    });
    block("Where the hashes lead", "", Figure::Table(table(&["key", "hash", "begins at", "stands at", ""], rows.collect())))
}
