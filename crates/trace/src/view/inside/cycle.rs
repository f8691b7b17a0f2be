//! The cycle that an object is part of, as the collector reckons it: from each count it takes off the references that come
//! from within, and what is left must come from outside.
//!
//! CPython: Python/gc.c (update_refs, subtract_refs, move_unreachable).

use std::collections::{BTreeMap, BTreeSet};

use pyvarium_heap::{Ref, Slot};
use pyvarium_protocol::inside::{Block, Figure, Row, Shade, Table};
use pyvarium_vm::Vm;

use super::words::*;

/// Objects followed from one; rows drawn.
const MAX_FOLLOWED: usize = 20_000;
const MAX_ROWS: usize = 24;

/// None: the collector passes over the object, or no way leads back to it.
pub fn block(vm: &Vm, r: Ref) -> Option<Block> {
    if !vm.heap.is_tracked(r) || vm.is_builtin_type(r) {
        return None;
    }
    let cycle = cycle_of(vm, r)?;
    let mut within: BTreeMap<Ref, u32> = BTreeMap::new();
    for holder in &cycle {
        each_held(vm, *holder, &mut |held| {
            if cycle.contains(&held) {
                *within.entry(held).or_default() += 1;
            }
        });
    }
    let mut is_held = false;
    let mut rows = Vec::new();
    // The object itself first.
    let order = std::iter::once(r).chain(cycle.iter().copied().filter(|o| *o != r));
    for object in order {
        let count = vm.heap.refcnt(object);
        let inner = within.get(&object).copied().unwrap_or_default();
        let rest = count.saturating_sub(inner);
        is_held |= rest > 0;
        let verdict = if rest > 0 { "held from outside" } else { "only from within" };
        rows.push(Row {
            cells: vec![reference(vm, object), code(count.to_string()), code(format!("− {inner}")), code(rest.to_string()), words(verdict)],
            shade: if rest > 0 { Shade::Lit } else { Shade::Used },
            changed: false,
        });
    }
    let n_hidden = rows.len().saturating_sub(MAX_ROWS) as u32;
    rows.truncate(MAX_ROWS);
    let note = match is_held {
        true => "It can be reached from itself. Something outside holds one of these, so the collector leaves all of them.",
        false => {
            "It can be reached from itself, and nothing outside holds any of these: the counts never fall to zero, but the collector will find them."
        }
    };
    let figure = Table { n_hidden, ..table(&["object", "count", "from within", "gc_refs", ""], rows) };
    Some(super::words::block("Its cycle", note, Figure::Table(figure)))
}

fn each_held(vm: &Vm, r: Ref, f: &mut dyn FnMut(Ref)) {
    vm.heap.full_body(r).each_slot(&mut |slot: Slot| {
        if let Some(held) = slot.owned().filter(|held| vm.heap.is_tracked(*held)) {
            f(held);
        }
    });
    // Instances hold their class, if it is one that can die.
    let class = vm.heap.type_of(r);
    if !vm.heap.is_immortal(class) && vm.heap.is_tracked(class) {
        f(class);
    }
}

/// What `r` leads to and what leads back to it.
fn cycle_of(vm: &Vm, r: Ref) -> Option<BTreeSet<Ref>> {
    let mut holders: BTreeMap<Ref, Vec<Ref>> = BTreeMap::new();
    let mut seen = BTreeSet::from([r]);
    let mut queue = vec![r];
    while let Some(at) = queue.pop() {
        each_held(vm, at, &mut |held| {
            holders.entry(held).or_default().push(at);
            if seen.len() < MAX_FOLLOWED && seen.insert(held) {
                queue.push(held);
            }
        });
    }
    let mut back = BTreeSet::new();
    let mut queue = holders.get(&r)?.clone();
    while let Some(at) = queue.pop() {
        if back.insert(at) {
            queue.extend(holders.get(&at).into_iter().flatten().copied());
        }
    }
    Some(back)
}
