//! The collector's lists: the young, the two spaces of the old generation and what is frozen; which of the
//! objects in a list only keep each other alive; and how much of it an increment looks at. The order of lists
//! is seen in the order of finalizers: a collection moves what it first took for garbage behind what refers
//! to it.
//!
//! CPython: Python/gc.c (update_refs, subtract_refs, move_unreachable, gc_collect_increment, mark_at_start),
//! the types' tp_traverse.

use std::collections::BTreeSet;
use std::rc::Rc;

use pyvarium_heap::frame::Frame;
use pyvarium_heap::object::Body;
use pyvarium_heap::types::flags;
use pyvarium_heap::{Ref, Serial, Slot, head_flags};

use crate::gc::GcList;
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
/// CPython: SCAN_RATE_DIVISOR.
const SCAN_RATE_DIVISOR: i64 = 10;
/// What a start of CPython has made and we have not: modules of its own start. Unit: objects.
const START_OBJECTS: i64 = 4000;

/// What an increment has to do.
pub(crate) enum Increment {
    /// Nothing, or the marking is done already.
    Done,
    Collect {
        list: Vec<Ref>,
        size: i64,
    },
}

impl Vm {
    /// The objects of a list that have not died.
    pub(crate) fn gc_alive(&self, list: &GcList) -> Vec<Ref> {
        list.iter().filter(|(r, serial)| self.is_still(*r, *serial) && self.heap.is_tracked(*r)).map(|(r, _)| *r).collect()
    }

    /// The objects of an old space's list that are still in it.
    pub(crate) fn gc_in_space(&self, list: &GcList, space: usize) -> Vec<Ref> {
        self.gc_alive(list).into_iter().filter(|r| self.gc_space(*r) == space).collect()
    }

    fn gc_space(&self, r: Ref) -> usize {
        usize::from(self.heap.flags(r) & head_flags::SPACE != 0)
    }

    /// All tracked objects that are in no old space, by birth.
    pub(crate) fn gc_young(&self) -> Vec<Ref> {
        self.heap.young_now()
    }

    /// All objects that a full collection would look at, in its order.
    pub(crate) fn gc_list(&self) -> Vec<Ref> {
        let mut list = Vec::new();
        for space in [self.gc.visited, 1 - self.gc.visited] {
            list.extend(self.gc.old.get(space).map(|l| self.gc_in_space(l, space)).unwrap_or_default());
        }
        list.extend(self.gc_young());
        list
    }

    /// A tuple of nothing that could be part of a cycle is let out of the list. CPython: _PyTuple_MaybeUntrack.
    fn is_plain_tuple(&self, r: Ref, nesting: u32) -> bool {
        if !self.is_exact(r, crate::core::ids::TUPLE) {
            return false;
        }
        let Body::Tuple(t) = self.heap.full_body(r) else { return false };
        let plain = |x: Ref| match self.heap.full_body(x) {
            Body::Tuple(_) => !self.heap.is_tracked(x) || (nesting > 0 && self.is_plain_tuple(x, nesting - 1)),
            Body::Type(t) => !t.has(flags::HEAPTYPE),
            _ => !self.heap.is_tracked(x),
        };
        t.items.iter().all(|s| s.get().is_some_and(plain))
    }

    /// CPython: untrack_tuples.
    fn untrack_tuples(&mut self, list: Vec<Ref>) -> Vec<Ref> {
        let mut kept = Vec::with_capacity(list.len());
        for r in list {
            if self.is_plain_tuple(r, MAX_NESTING) {
                self.heap.set_tracked(r, false);
            } else {
                kept.push(r);
            }
        }
        kept
    }

    /// Puts objects at the end of an old space's list.
    fn gc_append(&mut self, list: &[Ref], space: usize) {
        for r in list {
            self.heap.set_flag(*r, head_flags::OLD, true);
            self.heap.set_flag(*r, head_flags::SPACE, space == 1);
        }
        let entries: Vec<(Ref, Serial)> = list.iter().map(|r| (*r, self.heap.serial(*r))).collect();
        if let Some(old) = self.gc.old.get_mut(space) {
            Rc::make_mut(old).extend(entries);
        }
    }

    /// What survived a collection goes to the end of where the collection puts it.
    pub(crate) fn gc_keep(&mut self, list: &[Ref]) {
        self.gc_append(list, self.gc.visited);
    }

    /// Garbage is in no list while it is being cleared.
    fn gc_set_aside(&mut self, list: &[Ref]) {
        for r in list {
            self.heap.set_flag(*r, head_flags::OLD, true);
        }
    }

    /// What a start of CPython leaves has been through collections.
    pub(crate) fn gc_settle_start(&mut self) {
        let garbage = self.gc_region_of_all();
        self.gc_keep(&garbage);
        self.gc_completed();
        self.heap.gc.young = 0;
        self.heap.gc.is_due = false;
        self.set_gc_threshold();
    }

    /// A full collection's look at everything: what is reachable is in the visited space then; answers the rest.
    pub(crate) fn gc_region_of_all(&mut self) -> Vec<Ref> {
        let list = self.gc_list();
        let list = self.untrack_tuples(list);
        for old in &mut self.gc.old {
            *old = Rc::default();
        }
        self.gc.pending_at = 0;
        self.heap.gc.young = 0;
        self.gc_region(list)
    }

    /// Of the young only. CPython: gc_collect_young.
    pub(crate) fn gc_region_of_young(&mut self) -> Vec<Ref> {
        let young = self.gc_young();
        let young = self.untrack_tuples(young);
        self.heap.gc.young = 0;
        self.gc_region(young)
    }

    /// Takes a list apart: the reachable go to the visited space, the others are answered.
    pub(crate) fn gc_region(&mut self, list: Vec<Ref>) -> Vec<Ref> {
        let found = self.deduce_unreachable(list);
        let reachable = self.untrack_tuples(found.reachable);
        self.gc_keep(&reachable);
        self.gc_set_aside(&found.unreachable);
        found.unreachable
    }

    /// All has been visited: the spaces change their roles. CPython: completed_scavenge.
    pub(crate) fn gc_completed(&mut self) {
        let (visited, other) = (self.gc.visited, 1 - self.gc.visited);
        if self.gc_alive(&self.gc.permanent.clone()).is_empty() {
            self.gc.visited = other;
            if let Some(list) = self.gc.old.get_mut(other) {
                *list = Rc::default();
            }
        } else {
            let moved = self.gc.old.get(visited).map(|l| self.gc_in_space(l, visited)).unwrap_or_default();
            for list in &mut self.gc.old {
                *list = Rc::default();
            }
            self.gc_append(&moved, other);
        }
        self.gc.work_to_do = 0;
        self.gc.pending_at = 0;
        self.gc.is_marking = true;
    }

    /// CPython: gc_collect_increment, up to its gc_collect_region.
    pub(crate) fn gc_increment(&mut self) -> Increment {
        let scale = self.gc.thresholds[1].max(2);
        let new = self.heap.gc.young;
        let fraction = (self.heap.gc.all + START_OBJECTS) / SCAN_RATE_DIVISOR / scale;
        self.heap.gc.young = 0;
        self.gc.work_to_do += new + fraction.min(new * 2);
        if self.gc.work_to_do < 0 {
            return Increment::Done;
        }
        let young = self.heap.young();
        let young = self.untrack_tuples(young);
        if self.gc.is_marking {
            let marked = self.gc_mark_roots() + self.gc_mark_stack() + if self.gc.permanent.is_empty() { START_OBJECTS } else { 0 };
            // Taken off twice, as CPython does.
            self.gc.work_to_do -= 2 * marked;
            self.gc.is_marking = false;
            return Increment::Done;
        }
        let (visited, other) = (self.gc.visited, 1 - self.gc.visited);
        self.gc.work_to_do -= self.gc_mark_stack();
        let mut list: Vec<Ref> = young.into_iter().filter(|r| self.heap.flags(*r) & head_flags::OLD == 0).collect();
        for r in &list {
            self.heap.set_flag(*r, head_flags::OLD, true);
            self.heap.set_flag(*r, head_flags::SPACE, visited == 1);
        }
        while (list.len() as i64) < self.gc.work_to_do {
            let Some(r) = self.gc_next_pending() else { break };
            self.gc.pending_at += 1;
            if self.gc_space(r) == other {
                self.heap.set_flag(r, head_flags::SPACE, visited == 1);
                let from = list.len();
                list.push(r);
                self.gc_expand(&mut list, from);
            }
        }
        let size = list.len() as i64;
        Increment::Collect { list, size }
    }

    /// After an increment's region: is this round over?
    pub(crate) fn gc_increment_done(&mut self, size: i64) {
        self.gc.work_to_do -= size;
        if self.gc_next_pending().is_none() {
            self.gc_completed();
        }
    }

    /// The next object that this round has still to visit.
    fn gc_next_pending(&mut self) -> Option<Ref> {
        let other = 1 - self.gc.visited;
        let list = self.gc.old.get(other)?.clone();
        loop {
            let (r, serial) = *list.get(self.gc.pending_at)?;
            if self.is_still(r, serial) && self.heap.is_tracked(r) && self.gc_space(r) == other {
                return Some(r);
            }
            self.gc.pending_at += 1;
        }
    }

    /// Adds what the objects from `from` on lead to and this round has not visited. CPython:
    /// expand_region_transitively_reachable.
    fn gc_expand(&mut self, list: &mut Vec<Ref>, from: usize) {
        let visited = self.gc.visited;
        let none = BTreeSet::new();
        let mut at = from;
        while let Some(r) = list.get(at).copied() {
            at += 1;
            let mut found = Vec::new();
            self.traverse(r, &none, &mut |x| found.push(x));
            for x in found {
                if self.gc_is_unvisited(x) {
                    self.heap.set_flag(x, head_flags::OLD, true);
                    self.heap.set_flag(x, head_flags::SPACE, visited == 1);
                    list.push(x);
                }
            }
        }
    }

    /// In the space that this round has still to visit, or young.
    fn gc_is_unvisited(&self, r: Ref) -> bool {
        let young = self.heap.flags(r) & head_flags::OLD == 0;
        self.heap.is_tracked(r) && !self.heap.is_immortal(r) && (young || self.gc_space(r) != self.gc.visited)
    }

    /// Moves what these lead to into the visited space. Answers how many those are. CPython: mark_all_reachable.
    fn gc_mark(&mut self, roots: Vec<Ref>) -> i64 {
        let visited = self.gc.visited;
        let mut list = Vec::new();
        for r in roots {
            if self.gc_is_unvisited(r) {
                self.heap.set_flag(r, head_flags::OLD, true);
                self.heap.set_flag(r, head_flags::SPACE, visited == 1);
                list.push(r);
            }
        }
        self.gc_expand(&mut list, 0);
        self.gc_keep(&list);
        list.len() as i64
    }

    /// CPython: mark_global_roots.
    fn gc_mark_roots(&mut self) -> i64 {
        let mut roots = vec![self.builtins];
        roots.extend(self.sys_dict());
        roots.push(self.modules);
        for ty in self.types.iter() {
            roots.extend(self.heap.as_type(*ty).and_then(|t| t.dict.get()));
        }
        self.gc_mark(roots)
    }

    /// What running frames hold. CPython: mark_stacks.
    fn gc_mark_stack(&mut self) -> i64 {
        let mut roots = Vec::new();
        for frame in self.thread.frames.iter().rev() {
            if let Frame::Py(f) = frame {
                roots.extend([f.locals, f.function].into_iter().filter_map(|s| s.get()));
                roots.extend(f.slots.iter().rev().filter_map(|s| s.get()));
            }
        }
        self.gc_mark(roots)
    }

    /// CPython: _PyGC_Freeze.
    pub(crate) fn gc_freeze(&mut self) {
        let mut list = self.gc_young();
        self.heap.gc.young = 0;
        for space in [0, 1] {
            list.extend(self.gc.old.get(space).map(|l| self.gc_in_space(l, space)).unwrap_or_default());
        }
        for old in &mut self.gc.old {
            *old = Rc::default();
        }
        self.gc.pending_at = 0;
        self.gc.old_counts = [0; 2];
        for r in &list {
            self.heap.set_flag(*r, head_flags::OLD, true);
            self.heap.set_flag(*r, head_flags::SPACE, self.gc.visited == 1);
        }
        let entries: Vec<(Ref, Serial)> = list.iter().map(|r| (*r, self.heap.serial(*r))).collect();
        Rc::make_mut(&mut self.gc.permanent).extend(entries);
    }

    /// CPython: _PyGC_Unfreeze.
    pub(crate) fn gc_unfreeze(&mut self) {
        let list = self.gc_alive(&self.gc.permanent.clone());
        self.gc.permanent = Rc::default();
        self.gc_keep(&list);
    }

    /// The `__dict__` of an instance that shows values which stay the instance's own, until a key comes that is no
    /// str. CPython: PyObject_VisitManagedDict, dict_traverse.
    fn shown_dict(&self, r: Ref) -> Option<Ref> {
        let attrs = &self.heap.instance(r)?.attrs;
        attrs.dict.get().filter(|d| attrs.is_shown && self.heap.dict(*d).is_some_and(|d| d.is_unicode()))
    }

    /// Those of all instances of a list.
    pub(crate) fn shown_dicts(&self, list: &[Ref]) -> BTreeSet<Ref> {
        list.iter().filter_map(|r| self.shown_dict(*r)).collect()
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
        let shown = self.shown_dicts(&list);
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
        // Attributes first, then what the native type keeps. CPython: subtype_traverse.
        if let Some(i) = self.heap.instance(r) {
            i.members.iter().for_each(|s| slot(*s));
            i.attrs.inline.iter().for_each(|(_, value)| slot(*value));
            match self.shown_dict(r).and_then(|d| self.heap.dict(d)) {
                Some(d) => d.entries().iter().for_each(|e| slot(e.value)),
                None => slot(i.attrs.dict),
            }
        }
        match self.heap.body(r) {
            Body::Instance(_) => {}
            Body::Dict(_) if shown.contains(&r) => {}
            // The keys of a dict of names are all str, which refer to nothing.
            Body::Dict(d) if d.is_unicode() => d.entries().iter().for_each(|e| slot(e.value)),
            Body::Dict(d) => d.entries().iter().for_each(|e| {
                slot(e.value);
                slot(e.key);
            }),
            Body::Function(f) => {
                [f.code, f.globals, f.builtins, f.module, f.defaults, f.kwdefaults, f.doc, f.name].into_iter().for_each(&mut slot);
                [f.dict, f.closure, f.annotations, f.annotate, f.typeparams, f.qualname].into_iter().for_each(&mut slot);
            }
            Body::Type(t) => {
                [t.dict, t.mro, t.bases, t.base].into_iter().for_each(&mut slot);
            }
            Body::Exception(e) => {
                e.extra.iter().for_each(|s| slot(*s));
                [e.dict, e.args, e.traceback, e.cause, e.context].into_iter().for_each(&mut slot);
            }
            Body::Generator(g) => {
                [g.name, g.qualname].into_iter().for_each(&mut slot);
                if let Some(frame) = &g.frame {
                    [frame.frame_object, frame.locals, frame.function, frame.executable].into_iter().for_each(&mut slot);
                    [frame.globals, frame.builtins].into_iter().for_each(&mut slot);
                    frame.slots.iter().for_each(|s| slot(*s));
                }
                [g.exc_value, g.origin].into_iter().for_each(&mut slot);
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
