//! The order in which the cyclic collector sees objects, and which of them only keep each other alive.
//! The order is seen in the order of finalizers: a collection moves what it first took for garbage
//! behind what refers to it.
//!
//! CPython: Python/gc.c (update_refs, subtract_refs, move_unreachable), the types' tp_traverse.

use std::collections::BTreeSet;
use std::rc::Rc;

use pyvarium_heap::object::Body;
use pyvarium_heap::types::flags;
use pyvarium_heap::{Ref, Serial, Slot, head_flags};

use crate::vm::Vm;

/// A list taken apart: what is referred to from outside of it (with all that this refers to), and the rest.
#[derive(Debug, Default)]
pub(crate) struct Partition {
    pub reachable: Vec<Ref>,
    pub unreachable: Vec<Ref>,
}

/// Tuples in tuples that are looked into.
const MAX_NESTING: u32 = 20;
const NOT_IN_LIST: u32 = u32::MAX;
/// Tentatively garbage. CPython: NEXT_MASK_UNREACHABLE.
const ASIDE: u32 = u32::MAX - 1;

impl Vm {
    /// All tracked objects: survivors of the last collection as it left them, then the younger by birth.
    pub(crate) fn gc_list(&self) -> Vec<Ref> {
        let tracked = |r: Ref| {
            let on = self.heap.flags(r) & head_flags::TRACKED != 0 && !self.heap.is_immortal(r);
            on && !matches!(self.heap.full_body(r), Body::Taken)
        };
        let mut list: Vec<Ref> = self.gc.survivors.iter().filter(|(r, serial)| self.heap.serial(*r) == *serial).map(|(r, _)| *r).collect();
        let last = self.gc.last_seen;
        let mut young: Vec<Ref> = self.heap.iter().filter(|r| self.heap.serial(*r) > last).collect();
        young.sort_by_key(|r| self.heap.serial(*r));
        list.extend(young);
        list.retain(|r| tracked(*r) && !self.is_plain_tuple(*r, MAX_NESTING));
        list
    }

    /// A tuple of nothing that could be part of a cycle is let out of the list. CPython: _PyTuple_MaybeUntrack.
    fn is_plain_tuple(&self, r: Ref, nesting: u32) -> bool {
        let Body::Tuple(t) = self.heap.full_body(r) else { return false };
        let plain = |x: Ref| match self.heap.full_body(x) {
            Body::Tuple(_) => nesting > 0 && self.is_plain_tuple(x, nesting - 1),
            Body::Type(t) => !t.has(flags::HEAPTYPE),
            _ => self.heap.flags(x) & head_flags::TRACKED == 0,
        };
        t.items.iter().all(|s| s.get().is_some_and(plain))
    }

    /// Remembers the order of what survived a collection.
    pub(crate) fn gc_set_survivors(&mut self, list: &[Ref]) {
        let order = list.iter().map(|r| (*r, self.heap.serial(*r))).collect();
        self.gc.survivors = Rc::new(order);
        self.gc.last_seen = self.heap.next_serial();
    }

    /// An object of garbage that lives on goes to the end of the list.
    pub(crate) fn gc_add_survivor(&mut self, r: Ref) {
        let serial = self.heap.serial(r);
        Rc::make_mut(&mut self.gc.survivors).push((r, serial));
    }

    /// CPython: deduce_unreachable.
    pub(crate) fn deduce_unreachable(&self, list: Vec<Ref>) -> Partition {
        let n = list.iter().map(|r| r.index() as usize + 1).max().unwrap_or(0);
        let mut refs = vec![NOT_IN_LIST; n];
        let place = |r: Ref| r.index() as usize;
        for r in &list {
            if let Some(count) = refs.get_mut(place(*r)) {
                *count = self.heap.refcnt(*r);
            }
        }
        // The `__dict__` of an instance shows values that stay the instance's own (PyDictValues.embedded).
        let dict_of = |r: &Ref| self.heap.instance(*r).and_then(|i| i.attrs.dict.get());
        let shown: BTreeSet<Ref> = list.iter().filter_map(dict_of).collect();
        for r in &list {
            self.traverse(*r, &shown, &mut |x| {
                if let Some(count) = refs.get_mut(place(x)).filter(|c| **c != NOT_IN_LIST) {
                    *count = count.saturating_sub(1);
                }
            });
        }
        let mut young = list;
        let mut found = Partition::default();
        let mut at = 0;
        while let Some(r) = young.get(at).copied() {
            at += 1;
            if refs.get(place(r)).is_none_or(|count| *count == 0) {
                if let Some(count) = refs.get_mut(place(r)) {
                    *count = ASIDE;
                }
                found.unreachable.push(r);
                continue;
            }
            found.reachable.push(r);
            self.traverse(r, &shown, &mut |x| match refs.get_mut(place(x)) {
                Some(count) if *count == ASIDE => {
                    *count = 1;
                    young.push(x);
                }
                Some(count) if *count == 0 => *count = 1,
                _ => {}
            });
        }
        found.unreachable.retain(|r| refs.get(place(*r)) == Some(&ASIDE));
        found
    }

    /// What an object refers to and counts, in the order of its type's tp_traverse.
    pub(crate) fn traverse(&self, r: Ref, shown: &BTreeSet<Ref>, visit: &mut dyn FnMut(Ref)) {
        let mut slot = |s: Slot| {
            if let Some(x) = s.owned() {
                visit(x);
            }
        };
        match self.heap.full_body(r) {
            Body::Instance(i) => {
                i.members.iter().for_each(|s| slot(*s));
                i.attrs.inline.iter().for_each(|(_, value)| slot(*value));
                if let Some(d) = i.attrs.dict.get().and_then(|d| self.heap.dict(d)) {
                    d.entries().iter().for_each(|e| slot(e.value));
                }
                slot(i.attrs.dict);
            }
            Body::Dict(d) if shown.contains(&r) => d.entries().iter().for_each(|e| slot(e.key)),
            // The keys of a dict of names are all str, which refer to nothing.
            Body::Dict(d) if d.is_unicode() => d.entries().iter().for_each(|e| slot(e.value)),
            Body::Dict(d) => d.entries().iter().for_each(|e| {
                slot(e.value);
                slot(e.key);
            }),
            Body::Function(f) => {
                slot(f.code);
                f.slots().into_iter().filter(|s| *s != f.code).for_each(&mut slot);
            }
            Body::Type(t) => {
                [t.dict, t.mro, t.bases, t.base, t.name, t.qualname].into_iter().for_each(&mut slot);
            }
            Body::Exception(e) => {
                e.extra.iter().for_each(|s| slot(*s));
                [e.dict, e.args, e.traceback, e.cause, e.context].into_iter().for_each(&mut slot);
            }
            body => body.each_slot(&mut slot),
        }
        let ty = self.heap.type_of(r);
        if self.heap.as_type(ty).is_some_and(|t| t.has(flags::HEAPTYPE)) {
            visit(ty);
        }
    }

    /// The object is the one that had this serial, and has not begun to die.
    pub(crate) fn is_still(&self, r: Ref, serial: Serial) -> bool {
        self.heap.serial(r) == serial && !matches!(self.heap.full_body(r), Body::Taken | Body::Free(_))
    }
}
