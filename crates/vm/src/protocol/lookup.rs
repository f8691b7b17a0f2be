//! Finding an attribute through the MRO, with a cache keyed by the type's version.
//!
//! CPython: Objects/typeobject.c, _PyType_Lookup and its method cache.

use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Ref, Slot};

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

impl Vm {
    /// Looks `name` up in the type's MRO. Borrowed.
    pub fn lookup_type(&mut self, ty: Ref, name: Ref) -> Option<Ref> {
        let version = self.heap.as_type(ty)?.version;
        // Only immortal names are remembered: another name could take a dead one's place.
        let cacheable = self.heap.is_immortal(name);
        let at = (version as usize).wrapping_mul(31).wrapping_add(name.index() as usize) & (SIZE - 1);
        if cacheable
            && let Some((v, n, answer)) = self.type_cache.entries.get(at)
            && *v == version
            && n.get() == Some(name)
        {
            return answer.get();
        }
        let answer = self.lookup_mro(ty, name);
        if cacheable {
            if self.type_cache.entries.is_empty() {
                self.type_cache.entries = vec![(0, Slot::NULL, Slot::NULL); SIZE];
            }
            if let Some(entry) = self.type_cache.entries.get_mut(at) {
                *entry = (version, Slot::borrow(name), answer.map_or(Slot::NULL, Slot::borrow));
            }
        }
        answer
    }

    fn lookup_mro(&self, ty: Ref, name: Ref) -> Option<Ref> {
        let t = self.heap.as_type(ty)?;
        let mro = self.heap.items(t.mro.get()?)?;
        mro.iter().find_map(|class| {
            let dict = self.heap.as_type(class.get()?)?.dict.get()?;
            self.dict_get_str(dict, name)
        })
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
