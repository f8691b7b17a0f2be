//! The allocator's memory: size classes with their free lists, the blocks of the program's pools, and addresses that are used
//! again.
//!
//! CPython: Objects/obmalloc.c (pymalloc_alloc, pymalloc_free).

use std::collections::BTreeMap;

use pyvarium_heap::Ref;
use pyvarium_heap::alloc::pool_of;
use pyvarium_protocol::inside::{Block, Cell, Figure, Row, Shade};
use pyvarium_vm::Vm;

use super::words::*;

pub const SAYS: &str = "Blocks of one size come from one pool. A block that is freed is the first to be given out again to whoever asks for that size:                         so a new object often has the address of one that has just gone, and `id()` says the same number for both.";

const MAX_FREE: usize = 12;
const MAX_POOLS: usize = 4;
/// Blocks drawn of one pool.
const MAX_BLOCKS: u64 = 48;
const MAX_ROWS: usize = 40;

/// `is_own`: by serial, whether the program made an object. `before`: where the moment's story begins.
pub fn blocks(vm: &Vm, before: Option<&Vm>, is_own: &dyn Fn(u64) -> bool) -> Vec<Block> {
    // By the place of its block: the program's objects.
    let mut own: BTreeMap<u64, (Ref, u32)> = BTreeMap::new();
    for r in vm.heap.iter().filter(|r| is_own(vm.heap.serial(*r).0)) {
        let (at, n_bytes) = vm.heap.block(r);
        own.insert(at, (r, n_bytes));
    }
    let classes = vm.heap.size_classes();
    let old = before.map(|b| b.heap.size_classes()).unwrap_or_default();
    let mut rows = Vec::new();
    let mut lists = Vec::new();
    for class in &classes {
        let n_alive = own.values().filter(|(_, n)| *n == class.n_bytes).count();
        let was = old.iter().find(|c| c.n_bytes == class.n_bytes);
        let changed = before.is_some() && was.is_none_or(|was| was != class);
        if n_alive == 0 && !changed {
            continue;
        }
        let next = class.free.first().copied().or(class.next);
        rows.push(Row {
            cells: vec![
                code(format!("{} bytes", class.n_bytes)),
                code(n_alive.to_string()),
                code(class.free.len().to_string()),
                next.map_or_else(|| words("a new pool's first"), |a| code(a.to_string())),
            ],
            shade: Shade::Used,
            changed,
        });
        if changed && !class.free.is_empty() {
            let is_new = |at: u64| was.is_none_or(|was| !was.free.contains(&at));
            let cells = class.free.iter().take(MAX_FREE).enumerate().map(|(i, at)| Cell {
                shade: Shade::Spare,
                changed: is_new(*at),
                ..cell(if i == 0 { "given next".to_owned() } else { i.to_string() }, code(short_address(*at)))
            });
            lists.push(now(
                &format!("Freed blocks of {} bytes", class.n_bytes),
                "The newest first: the next object of this size gets its address.",
                Figure::Cells { cells: cells.collect(), n_hidden: class.free.len().saturating_sub(MAX_FREE) as u32 },
            ));
        }
    }
    let mut list: Vec<Block> = again(vm, before, is_own).into_iter().collect();
    list.append(&mut lists);
    let n_hidden = rows.len().saturating_sub(MAX_ROWS) as u32;
    rows.truncate(MAX_ROWS);
    let sizes =
        pyvarium_protocol::inside::Table { n_hidden, ..table(&["block", "the program's, alive", "freed, waiting", "given next"], rows) };
    list.push(block(
        "Size classes",
        "A request is rounded up to the next 16 bytes; above 512 bytes it goes to malloc.",
        Figure::Table(sizes),
    ));
    list.extend(pools(vm, &own, &classes));
    list.push(block(
        "All in all",
        "",
        Figure::Facts(vec![
            number("objects alive", vm.heap.n_live(), "the interpreter's own among them"),
            number("of the program", own.len(), ""),
            number("freed so far", vm.heap.n_freed(), ""),
        ]),
    ));
    list
}

/// Objects that stand where others stood when the moment's story began.
fn again(vm: &Vm, before: Option<&Vm>, is_own: &dyn Fn(u64) -> bool) -> Option<Block> {
    let before = before?;
    let stood: BTreeMap<u64, Ref> = before.heap.iter().map(|r| (before.heap.address(r), r)).collect();
    let mut rows = Vec::new();
    for r in vm.heap.iter().filter(|r| is_own(vm.heap.serial(*r).0)) {
        let Some(old) = stood.get(&vm.heap.address(r)).filter(|old| before.heap.serial(**old) != vm.heap.serial(r)) else { continue };
        rows.push(Row {
            cells: vec![
                code(vm.heap.address(r).to_string()),
                words(format!("{} {}", before.name_of_type(before.heap.type_of(*old)), crate::view::short_text(before, *old))),
                reference(vm, r),
            ],
            shade: Shade::Lit,
            changed: true,
        });
    }
    rows.truncate(MAX_ROWS);
    let figure = Figure::Table(table(&["address", "whose it was", "whose it is now"], rows.clone()));
    (!rows.is_empty()).then(|| {
        now("Addresses used again", "One object has gone, another has come to the same place: `id()` tells them not apart.", figure)
    })
}

/// The stretch of each pool in which the program's objects lie.
fn pools(vm: &Vm, own: &BTreeMap<u64, (Ref, u32)>, classes: &[pyvarium_heap::alloc::ClassFacts]) -> Vec<Block> {
    let mut pools: BTreeMap<u64, Vec<(u64, Ref, u32)>> = BTreeMap::new();
    for (at, (r, n_bytes)) in own.iter().filter(|(_, (_, n))| *n > 0 && *n <= 512) {
        pools.entry(pool_of(*at)).or_default().push((*at, *r, *n_bytes));
    }
    let mut fullest: Vec<_> = pools.into_iter().collect();
    fullest.sort_by_key(|(at, all)| (std::cmp::Reverse(all.len()), *at));
    let draw = |(pool, all): &(u64, Vec<(u64, Ref, u32)>)| {
        let (first, n_bytes) = all.first().map(|(at, _, n)| (*at, u64::from(*n)))?;
        let last = all.last().map_or(first, |a| a.0);
        let class = classes.iter().find(|c| u64::from(c.n_bytes) == n_bytes)?;
        let n = ((last - first) / n_bytes.max(1) + 1).min(MAX_BLOCKS);
        let cells = (0..n).map(|i| {
            let at = first + i * n_bytes;
            let (content, shade) = match (all.iter().find(|a| a.0 == at), class.free.contains(&at)) {
                (Some((_, r, _)), _) => (reference(vm, *r), Shade::Used),
                (None, true) => (words("freed"), Shade::Hole),
                (None, false) => (words("another's"), Shade::Spare),
            };
            Cell { shade, ..cell(short_address(at), content) }
        });
        let note = format!("Blocks of {n_bytes} bytes side by side, where the program's objects lie. Freed ones wait in their list.");
        let n_hidden = ((last - first) / n_bytes.max(1) + 1).saturating_sub(n) as u32;
        Some(block(&format!("Pool at {pool:#x}"), note, Figure::Cells { cells: cells.collect(), n_hidden }))
    };
    fullest.iter().take(MAX_POOLS).filter_map(draw).collect()
}

fn short_address(address: u64) -> String {
    let digits = address.to_string();
    format!("…{}", digits.get(digits.len().saturating_sub(6)..).unwrap_or_default())
}
