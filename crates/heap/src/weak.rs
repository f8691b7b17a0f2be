//! Weak references: who refers weakly to whom. A weak reference is a native body whose first slot
//! borrows the referent (empty: it is dead) and whose second owns the callback; the list of an
//! object's weak references stands here, beside the objects. Calling callbacks is the vm's work.
//!
//! CPython: Objects/weakrefobject.c.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::object::head_flags;
use crate::store::Heap;
use crate::value::{Ref, Slot};

/// Shape: one an object with weak references: these, in the order of CPython's list.
pub(crate) type WeakTable = Rc<BTreeMap<Ref, Vec<Ref>>>;

const REFERENT: usize = 0;
const CALLBACK: usize = 1;

impl Heap {
    /// The weak references to an object, in their order: the plain one, the plain proxy, then the newest first.
    pub fn weakrefs(&self, r: Ref) -> &[Ref] {
        self.weak.get(&r).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn is_weakref(&self, r: Ref) -> bool {
        self.flags(r) & head_flags::IS_WEAKREF != 0
    }

    /// What a weak reference refers to; None when that is dead, or dying with nothing but weak references left.
    pub fn referent(&self, weakref: Ref) -> Option<Ref> {
        self.native(weakref)?.slot(REFERENT).get().filter(|r| self.refcnt(*r) > 0)
    }

    pub fn weak_callback(&self, weakref: Ref) -> Option<Ref> {
        self.native(weakref)?.slot(CALLBACK).get()
    }

    /// Makes a native object a weak reference to `r`, at this place of the list.
    pub fn link_weakref(&mut self, r: Ref, weakref: Ref, at: usize) {
        if let Some(n) = self.native_mut(weakref) {
            n.set_slot(REFERENT, Slot::borrow(r));
        }
        let list = Rc::make_mut(&mut self.weak).entry(r).or_default();
        list.insert(at.min(list.len()), weakref);
        self.set_flag(weakref, head_flags::IS_WEAKREF, true);
        self.set_flag(r, head_flags::HAS_WEAKREFS, true);
    }

    /// The weak reference is dead from now on; its callback stays and is not called. CPython: _PyWeakref_ClearRef.
    pub fn unlink_weakref(&mut self, weakref: Ref) {
        let referent = self.native_mut(weakref).map(|n| n.set_slot(REFERENT, Slot::NULL)).and_then(|s| s.get());
        let Some(r) = referent else { return };
        let weak = Rc::make_mut(&mut self.weak);
        let Some(list) = weak.get_mut(&r) else { return };
        list.retain(|w| *w != weakref);
        if list.is_empty() {
            weak.remove(&r);
            self.set_flag(r, head_flags::HAS_WEAKREFS, false);
        }
    }

    /// Kills all weak references to an object. Answers those whose callbacks are to be called: reference,
    /// callback, reference, callback, ... CPython: PyObject_ClearWeakRefs.
    pub(crate) fn clear_weakrefs(&mut self, r: Ref) -> Vec<Slot> {
        let list = Rc::make_mut(&mut self.weak).remove(&r).unwrap_or_default();
        self.set_flag(r, head_flags::HAS_WEAKREFS, false);
        let plain = list.iter().take(2).take_while(|w| self.weak_callback(**w).is_none()).count();
        let mut calls = Vec::new();
        for (i, weakref) in list.into_iter().enumerate() {
            let taken = self.native_mut(weakref).map(|n| (n.set_slot(REFERENT, Slot::NULL), n.set_slot(CALLBACK, Slot::NULL)));
            let callback = taken.map_or(Slot::NULL, |(_, callback)| callback);
            if i < plain {
                continue;
            }
            let held = if self.refcnt(weakref) == 0 { Slot::borrow(weakref) } else { Slot::own(self.own(weakref)) };
            calls.extend([held, callback]);
        }
        calls
    }
}
