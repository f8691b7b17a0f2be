//! Finding an attribute through the MRO, with a cache keyed by the type's version.
//!
//! CPython: Objects/typeobject.c, _PyType_Lookup and its method cache.

use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Heap, Ref, Slot};

use crate::slots::SlotId;
use crate::vm::Vm;

const SIZE: usize = 1 << 11;

/// Remembered answers. A clone starts empty: nothing in it is state.
#[derive(Debug, Default)]
pub struct TypeCache {
    /// (version, name, answer)
    entries: Vec<(u32, Slot, Slot)>,
}

impl Clone for TypeCache {
    fn clone(&self) -> TypeCache {
        TypeCache::default()
    }
}

impl TypeCache {
    /// See `Vm::lookup_type`.
    #[inline]
    pub(crate) fn look_up(&mut self, heap: &Heap, ty: Ref, name: Ref) -> Option<Ref> {
        let version = heap.as_type(ty)?.version;
        // Only immortal names are remembered: another name could take a dead one's place.
        let at = (version as usize).wrapping_mul(31).wrapping_add(name.index() as usize) & (SIZE - 1);
        match self.entries.get(at) {
            Some((v, n, answer)) if *v == version && n.get() == Some(name) => answer.get(),
            _ => self.look_up_slowly(heap, ty, name, at, version),
        }
    }

    fn look_up_slowly(&mut self, heap: &Heap, ty: Ref, name: Ref, at: usize, version: u32) -> Option<Ref> {
        let answer = look_up_mro(heap, ty, name);
        if heap.is_immortal(name) {
            if self.entries.is_empty() {
                self.entries = vec![(0, Slot::NULL, Slot::NULL); SIZE];
            }
            if let Some(entry) = self.entries.get_mut(at) {
                *entry = (version, Slot::borrow(name), answer.map_or(Slot::NULL, Slot::borrow));
            }
        }
        answer
    }
}

fn look_up_mro(heap: &Heap, ty: Ref, name: Ref) -> Option<Ref> {
    let t = heap.as_type(ty)?;
    let mro = heap.items(t.mro.get()?)?;
    mro.iter().find_map(|class| {
        let dict = heap.as_type(class.get()?)?.dict.get()?;
        heap.dict_value_hashing(dict, name)
    })
}

impl Vm {
    /// Looks `name` up in the type's MRO. Borrowed.
    #[inline]
    pub fn lookup_type(&mut self, ty: Ref, name: Ref) -> Option<Ref> {
        self.type_cache.look_up(&self.heap, ty, name)
    }

    /// The class of the MRO that has `name`, and the value.
    pub fn lookup_where(&self, ty: Ref, name: Ref) -> Option<(Ref, Ref)> {
        let t = self.heap.as_type(ty)?;
        let mro = self.heap.items(t.mro.get()?)?;
        mro.iter().find_map(|class| {
            let class = class.get()?;
            let dict = self.heap.as_type(class)?.dict.get()?;
            Some((class, self.dict_get_str(dict, name)?))
        })
    }

    /// What answers an operation on instances of `ty`.
    #[inline]
    pub fn slot(&self, ty: Ref, slot: SlotId) -> SlotImpl {
        match self.heap.as_type(ty) {
            Some(t) => t.slots.get(slot as usize).copied().unwrap_or_default(),
            None => SlotImpl::None,
        }
    }

    /// What answers an operation on this object.
    #[inline]
    pub fn slot_of(&self, r: Ref, slot: SlotId) -> SlotImpl {
        self.slot(self.heap.type_of(r), slot)
    }

    pub fn has_slot(&self, r: Ref, slot: SlotId) -> bool {
        self.slot_of(r, slot) != SlotImpl::None
    }
}
