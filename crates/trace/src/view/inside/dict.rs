//! A dict: the index table over the compact entries, the bits of a hash that choose a place, each probe of a look-up,
//! and what a rebuilding moved.
//!
//! CPython: Objects/dictobject.c (`_Py_dict_lookup`, `find_empty_slot`, `dictresize`), Include/internal/pycore_dict.h.

use pyvarium_heap::Slot;
use pyvarium_heap::dict::{Dict, Entry};
use pyvarium_protocol::inside::{Block, Cell, Content, Figure, Row, Shade};

use super::Case;
use super::words::*;
use crate::view::probes::{Asked, Met};

pub const SAYS: &str = "A dict keeps its entries in the order in which they came, one behind the other. A table of places, chosen by the \
                        keys' hashes, says where in that row each key stands.";

/// Tables up to this size are drawn with arrows. Unit: places.
const MAX_LINKED: usize = 32;
const MAX_PLACES: usize = 1024;
const MAX_ENTRIES: usize = 200;
/// CPython: GROWTH_RATE.
const GROWTH: usize = 3;

pub fn blocks(case: &Case, d: &Dict) -> Vec<Block> {
    let asked = case.asked();
    let earlier = case.earlier().and_then(|vm| vm.heap.dict(case.r));
    let mut list = vec![tables(case, d, earlier, asked)];
    if let Some(asked) = asked {
        list.extend(look_up(case, d, asked));
    }
    if let Some(before) = earlier
        && before.table_size() != d.table_size()
    {
        list.push(rebuilt(case, before, d));
    }
    list.push(facts(d));
    list
}

fn mask(size: usize) -> u64 {
    (size as u64).wrapping_sub(1)
}

/// The place where the search for a hash begins.
fn home(size: usize, hash: i64) -> u64 {
    hash as u64 & mask(size)
}

fn look_up(case: &Case, d: &Dict, asked: &Asked) -> Vec<Block> {
    let size = asked.size;
    if size == 0 || asked.places.is_empty() {
        return Vec::new();
    }
    let key = asked.text(case.vm);
    let n_bits = size.trailing_zeros() as usize;
    let all = format!("{:064b}", asked.hash);
    let (high, low) = all.split_at(all.len() - n_bits);
    let home = home(size, asked.hash);
    let hash = vec![
        bits("the rest: comes in five bits at a time, as perturb, if the place is taken", high.to_owned(), "", false),
        bits(&format!("lowest {n_bits}"), low.to_owned(), format!("place {home}"), true),
    ];
    // CPython: Objects/dictobject.c, do_lookup.
    let mut perturb = asked.hash as u64;
    let mut rows = Vec::new();
    for (i, (place, met)) in asked.places.iter().zip(&asked.met).enumerate() {
        let is_last = i + 1 == asked.places.len();
        let (rule, shown) = match i {
            0 => (format!("hash & {}", size - 1), Content::Nothing),
            _ => {
                perturb >>= 5;
                let before = asked.places.get(i - 1).copied().unwrap_or_default();
                (format!("(5 · {before} + perturb + 1) & {}", size - 1), code(format!("{perturb:#x}")))
            }
        };
        rows.push(Row {
            cells: vec![code((i + 1).to_string()), code(rule), shown, code(place.to_string()), words(told(met, is_last && asked.found))],
            shade: if is_last { Shade::Lit } else { Shade::Used },
            changed: false,
        });
    }
    let n = counted(asked.places.len(), "place");
    let last = asked.places.last().map_or(0, |p| *p as usize);
    let is_taken = d.table_size() == size && d.indices().get(last).is_some_and(|i| *i >= 0);
    let end = match (asked.found, is_taken) {
        (true, _) => format!("{n} looked at, and it is there."),
        (false, true) => format!("{n} looked at. It is not there yet, and takes the free place."),
        (false, false) => format!("{n} looked at. The free place says that it is not there."),
    };
    vec![
        now("Hash of the key", format!("The hash of `{key}` is {}.", asked.hash), Figure::Bits(hash)),
        now(
            "Look-up",
            format!("`{key}` is looked for: {end}"),
            Figure::Table(table(&["probe", "rule", "perturb", "place", "what is there"], rows)),
        ),
    ]
}

/// What a probe found.
fn told(met: &Met, is_it: bool) -> String {
    match met {
        Met::Free => "nothing: the place is free".to_owned(),
        Met::Dummy => "a tombstone: something was deleted here, so the search goes on".to_owned(),
        Met::Key { entry, .. } if is_it => format!("entry {entry}: the same hash, and the keys are equal"),
        Met::Key { entry, same_hash: true, text } => format!("entry {entry}, `{text}`: the same hash, but the keys differ"),
        Met::Key { entry, text, .. } => format!("entry {entry}, `{text}`: another hash"),
    }
}

/// Of every entry, where it stood in the old table and where it stands now.
fn rebuilt(case: &Case, before: &Dict, d: &Dict) -> Block {
    let place_of = |d: &Dict, key: Slot| {
        let at = d.entries().iter().position(|e| !e.key.is_null() && e.key.get() == key.get())?;
        d.indices().iter().position(|i| usize::try_from(*i) == Ok(at))
    };
    let shown = |at: Option<usize>| at.map_or(words("new"), |p| code(p.to_string()));
    let rows = d.entries().iter().filter(|e| !e.key.is_null()).take(MAX_ENTRIES).map(|e| {
        let (old, new) = (place_of(before, e.key), place_of(d, e.key));
        Row { cells: vec![case.held(e.key), shown(old), shown(new)], shade: Shade::Used, changed: old != new }
    });
    let figure = Figure::Table(table(&["key", "place before", "place now"], rows.collect()));
    let size = |d: &Dict| if d.table_size() == 0 { "the shared empty table".to_owned() } else { counted(d.table_size(), "place") };
    now(
        "Rebuilt",
        format!("The table was rebuilt: from {} to {}. Holes are gone, and every key found its place anew.", size(before), size(d)),
        figure,
    )
}

fn tables(case: &Case, d: &Dict, earlier: Option<&Dict>, asked: Option<&Asked>) -> Block {
    let size = d.table_size();
    if size == 0 {
        return block(
            "Index table and entries",
            "Empty dicts share one table that is never written to. The first key makes one of eight places.",
            cells(Vec::new()),
        );
    }
    let same_table = earlier.is_none_or(|e| e.table_size() == size);
    let visited = |place: usize| -> Vec<u32> {
        let places = asked.filter(|a| a.size == size).map(|a| a.places.as_slice()).unwrap_or_default();
        places.iter().enumerate().filter(|(_, p)| **p as usize == place).map(|(i, _)| i as u32 + 1).collect()
    };
    let place = |(i, index): (usize, &i32)| Cell {
        index: i.to_string(),
        content: match index {
            -1 => Content::Nothing,
            -2 => words("tombstone"),
            n => code(n.to_string()),
        },
        shade: match index {
            -1 => Shade::Spare,
            -2 => Shade::Hole,
            _ => Shade::Used,
        },
        changed: earlier.filter(|_| same_table).is_some_and(|e| e.indices().get(i) != Some(index)),
        visits: visited(i),
        to: u32::try_from(*index).ok(),
    };
    let places: Vec<Cell> = d.indices().iter().take(MAX_PLACES).enumerate().map(place).collect();
    let mut entries = table(&["entry", "hash", "begins at", "key", "value"], Vec::new());
    entries.rows = d
        .entries()
        .iter()
        .take(MAX_ENTRIES)
        .enumerate()
        .map(|(i, e)| entry_row(case, size, i, e, earlier.and_then(|b| b.entry(i))))
        .collect();
    entries.n_hidden = d.entries().len().saturating_sub(MAX_ENTRIES) as u32;
    let note = "Each arrow leads from a place to the entry whose key chose it. An entry keeps its number until the table is rebuilt.";
    match size <= MAX_LINKED {
        true => block("Index table and entries", note, Figure::Linked { places, table: entries }),
        false => block(
            "Index table and entries",
            format!("{size} places; the numbers in them are those of entries."),
            Figure::Linked { places, table: entries },
        ),
    }
}

fn entry_row(case: &Case, size: usize, i: usize, e: &Entry, before: Option<&Entry>) -> Row {
    if e.key.is_null() {
        let gone = vec![code(i.to_string()), Content::Nothing, Content::Nothing, words("deleted"), Content::Nothing];
        return Row { cells: gone, shade: Shade::Hole, changed: before.is_some_and(|b| !b.key.is_null()) };
    }
    let changed =
        case.earlier().is_some() && (case.differs(before.map(|b| b.key), e.key) || case.differs(before.map(|b| b.value), e.value));
    let cells =
        vec![code(i.to_string()), code(short_hash(e.hash)), code(home(size, e.hash).to_string()), case.held(e.key), case.held(e.value)];
    Row { cells, shade: Shade::Used, changed }
}

/// The last digits, where a hash is long.
pub fn short_hash(hash: i64) -> String {
    let text = hash.to_string();
    match text.len() {
        0..=10 => text,
        n => format!("…{}", text.get(n - 7..).unwrap_or_default()),
    }
}

fn facts(d: &Dict) -> Block {
    let n = d.entries().len();
    let holes = n - d.len();
    let next = (d.len() * GROWTH).next_power_of_two().max(8);
    let mut list = vec![
        number("ma_used", d.len(), "keys; what `len()` says"),
        number("dk_nentries", n, format!("entries in the row, {} among them", counted(holes, "hole"))),
        number("dk_usable", d.usable(), format!("more entries fit; then the table is rebuilt with {next} places for the keys of today")),
    ];
    if d.table_size() > 0 {
        list.push(number(
            "dk_log2_size",
            d.log2_size(),
            format!("two to this power is {}, two thirds of which may be used", counted(d.table_size(), "place")),
        ));
        let (kind, why) = match d.is_unicode() {
            true => ("DICT_KEYS_UNICODE", "all keys are str, which know their hash: an entry is key and value, 16 bytes"),
            false => ("DICT_KEYS_GENERAL", "some key is no str: an entry is hash, key and value, 24 bytes"),
        };
        list.push(fact("dk_kind", code(kind), why));
        list.push(number("bytes", d.keys_size_bytes(), "of index table and entries"));
    }
    block("Counters", "", Figure::Facts(list))
}
