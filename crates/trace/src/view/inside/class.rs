//! A class: the walk of its MRO, where each attribute comes from, which operations it answers, what its instances share.
//!
//! CPython: Objects/typeobject.c (`type_mro`, `slotdefs`), Include/cpython/object.h (PyTypeObject).

use pyvarium_heap::types::{SlotImpl, Type};
use pyvarium_heap::{Ref, Slot};
use pyvarium_protocol::inside::{Block, Cell, Content, Figure, Row, Shade, StopState};
use pyvarium_vm::Vm;
use pyvarium_vm::slots::SLOT_NAMES;

use super::Case;
use super::attribute;
use super::words::*;
use crate::view::object::CLASS_NOISE;

pub const SAYS: &str = "A class is an object with a namespace, and with a line of classes, the MRO, along which a name is looked for: the first that \
                        has it answers.";

const MAX_ROWS: usize = 120;

pub fn blocks(case: &Case, t: &Type) -> Vec<Block> {
    let vm = case.vm;
    let mut list: Vec<Block> = attribute::look_up(case).into_iter().collect();
    let classes: Vec<Ref> = t.mro.get().and_then(|m| vm.heap.items(m)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let stops = classes.iter().enumerate().map(|(i, c)| {
        let n = names(vm, *c).len();
        let note = match (i, vm.is_builtin_type(*c)) {
            (0, _) => format!("itself, with {} of its own", counted(n, "name")),
            (_, true) => "builtin".to_owned(),
            _ => counted(n, "name"),
        };
        stop(reference(vm, *c), note, if i == 0 { StopState::Here } else { StopState::Passed })
    });
    list.push(block("MRO", "A name is looked for from the top downwards.", Figure::Walk(stops.collect())));
    list.push(attributes(case, &classes));
    let answered: Vec<Cell> = slots(t);
    if !answered.is_empty() {
        list.push(block(
            "Type slots",
            "Operations that the interpreter asks this class for directly, and who answers them.",
            cells(answered),
        ));
    }
    if !t.shared_keys.is_empty() {
        let keys = t.shared_keys.iter().enumerate().map(|(i, k)| cell(i, code(k.get().map(|k| vm.heap.str_lossy(k)).unwrap_or_default())));
        list.push(block("Names that instances share", "Each instance only has the values, in this order.", cells(keys.collect())));
    }
    let meta = vm.heap.type_of(case.r);
    let mut facts = vec![
        fact("metaclass", reference(vm, meta), "the class of this class: it makes the instances' `__call__`"),
        fact("__bases__", case.held(t.bases), "what the class statement named"),
        number("tp_basicsize", t.basicsize, "bytes of an instance, without what it holds"),
    ];
    let subclasses: Vec<String> = t.subclasses.iter().map(|c| vm.name_of_type(*c)).collect();
    if !subclasses.is_empty() && subclasses.len() <= 12 {
        facts.push(fact("__subclasses__()", words(subclasses.join(", ")), "held weakly"));
    }
    list.push(block("Header", "", Figure::Facts(facts)));
    list
}

/// Its own names, those left out that every class statement leaves.
fn names(vm: &Vm, class: Ref) -> Vec<(String, Ref)> {
    let dict = vm.heap.as_type(class).and_then(|t| t.dict.get()).and_then(|d| vm.heap.dict(d));
    let all = dict.into_iter().flat_map(|d| d.iter()).map(|(k, v)| (vm.heap.str_lossy(k), v));
    all.filter(|(name, _)| !CLASS_NOISE.contains(&name.as_str())).collect()
}

/// Each name that instances can reach, with the class that answers for it.
fn attributes(case: &Case, classes: &[Ref]) -> Block {
    let vm = case.vm;
    let mut rows: Vec<Row> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let mut n_more = 0;
    let earlier = |class: Ref, name: &str| {
        let before = case.before.filter(|b| b.heap.serial(class) == vm.heap.serial(class))?;
        let dict = before.heap.as_type(class)?.dict.get()?;
        Some(before.dict_get_named(dict, name).map_or(Slot::NULL, Slot::borrow))
    };
    // Of builtin bases hundreds of names would come.
    let own = classes.iter().enumerate().filter(|(i, c)| *i == 0 || !vm.is_builtin_type(**c));
    for (_, class) in own {
        for (name, value) in names(vm, *class) {
            if rows.len() >= MAX_ROWS {
                n_more += 1;
                continue;
            }
            let is_hidden = seen.contains(&name);
            let note = if is_hidden { "hidden by a class before".to_owned() } else { attribute::kind(vm, value) };
            rows.push(Row {
                cells: vec![code(name.clone()), reference(vm, *class), reference(vm, value), words(note)],
                shade: if is_hidden { Shade::Hole } else { Shade::Used },
                changed: earlier(*class, &name).is_some_and(|before| case.differs(Some(before), Slot::borrow(value))),
            });
            seen.push(name);
        }
    }
    let figure = pyvarium_protocol::inside::Table { n_hidden: n_more, ..table(&["name", "found in", "value", "kind"], rows) };
    block("Where names are found", "", Figure::Table(figure))
}

fn slots(t: &Type) -> Vec<Cell> {
    let mut list: Vec<Cell> = Vec::new();
    for slot in SLOT_NAMES {
        let by = match t.slots.get(slot.slot as usize) {
            Some(SlotImpl::Python) => "Python",
            Some(SlotImpl::Native(_)) => "C",
            _ => continue,
        };
        let is_lit = by == "Python";
        // A builtin's slots fill a page: of a Python class those that Python answers.
        if list.len() < 60 && (is_lit || !t.has(pyvarium_heap::types::flags::HEAPTYPE)) {
            list.push(Cell { shade: if is_lit { Shade::Lit } else { Shade::Used }, ..cell(by, Content::Code(slot.name.to_owned())) });
        }
    }
    list
}
