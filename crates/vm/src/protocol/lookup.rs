//! Finding an attribute through the MRO, with a cache keyed by the type's version.
//!
//! CPython: Objects/typeobject.c, _PyType_Lookup and its method cache.

use pyvarium_heap::object::Body;
use pyvarium_heap::types::{SlotImpl, flags};
use pyvarium_heap::{Heap, Ref, Slot};

use crate::core::ids;
use crate::native::TypeId;
use crate::slots::SlotId;
use crate::tables::Tables;
use crate::vm::Vm;

const SIZE: usize = 1 << 11;

/// Remembered answers. A clone starts empty: nothing in it is state.
#[derive(Debug, Default)]
pub struct TypeCache {
    entries: Vec<Known>,
}

/// What a class and those above it have under a name. Borrowed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    version: u32,
    name: Slot,
    answer: Slot,
    pub(crate) how: How,
    /// Instances get and set attributes as `object` does.
    pub(crate) gets_plainly: bool,
    pub(crate) sets_plainly: bool,
    /// Instances have a `__dict__`.
    pub(crate) has_dict: bool,
}

/// How the answer bears on instances of the class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum How {
    /// Nobody has asked yet.
    #[default]
    Unasked,
    Absent,
    /// An ordinary function: it is no data descriptor, and a call binds it without making a method.
    Function,
    /// A method of a builtin type.
    NativeMethod,
    /// This place of the instance's `__slots__`.
    Member(u32),
    Other,
}

impl Known {
    #[inline]
    pub(crate) fn answer(&self) -> Option<Ref> {
        self.answer.get()
    }
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
        let at = place_in_cache(version, name);
        match self.entries.get(at) {
            Some(known) if known.version == version && known.name.get() == Some(name) => known.answer(),
            _ => self.look_up_slowly(heap, ty, name, at, version),
        }
    }

    fn look_up_slowly(&mut self, heap: &Heap, ty: Ref, name: Ref, at: usize, version: u32) -> Option<Ref> {
        let answer = look_up_mro(heap, ty, name);
        if heap.is_immortal(name) {
            if self.entries.is_empty() {
                self.entries = vec![Known::default(); SIZE];
            }
            if let Some(entry) = self.entries.get_mut(at) {
                let answer = answer.map_or(Slot::NULL, Slot::borrow);
                *entry = Known { version, name: Slot::borrow(name), answer, ..Known::default() };
            }
        }
        answer
    }

    /// As `look_up`, with what instances of the class make of it.
    #[inline]
    pub(crate) fn known(&mut self, heap: &Heap, tables: &Tables, ty: Ref, name: Ref) -> Known {
        let Some(version) = heap.as_type(ty).map(|t| t.version) else { return Known::default() };
        match self.entries.get(place_in_cache(version, name)) {
            Some(known) if known.version == version && known.name.get() == Some(name) && known.how != How::Unasked => *known,
            _ => self.know_slowly(heap, tables, ty, name, version),
        }
    }

    #[inline(never)]
    fn know_slowly(&mut self, heap: &Heap, tables: &Tables, ty: Ref, name: Ref, version: u32) -> Known {
        let answer = self.look_up(heap, ty, name);
        let Some(t) = heap.as_type(ty) else { return Known::default() };
        let slot = |id: SlotId| t.slots.get(id as usize).copied();
        let known = Known {
            version,
            name: Slot::borrow(name),
            answer: answer.map_or(Slot::NULL, Slot::borrow),
            how: answer.map_or(How::Absent, |answer| how(heap, ty, answer)),
            gets_plainly: slot(SlotId::GetAttr) == Some(tables.plain.getattr),
            sets_plainly: slot(SlotId::SetAttr) == Some(tables.plain.setattr),
            has_dict: t.has(flags::MANAGED_DICT),
        };
        if heap.is_immortal(name)
            && let Some(entry) = self.entries.get_mut(place_in_cache(version, name))
        {
            *entry = known;
        }
        known
    }
}

#[inline]
fn place_in_cache(version: u32, name: Ref) -> usize {
    (version as usize).wrapping_mul(31).wrapping_add(name.index() as usize) & (SIZE - 1)
}

/// What an instance of `ty` makes of something that its class has.
fn how(heap: &Heap, ty: Ref, answer: Ref) -> How {
    match heap.full_body(answer) {
        Body::Function(_) => How::Function,
        Body::Builtin(_) if is_of(heap, answer, ids::METHOD_DESCRIPTOR) => How::NativeMethod,
        _ if is_of(heap, answer, ids::MEMBER_DESCRIPTOR) => match heap.member_place(answer, ty) {
            Some(place) => How::Member(place as u32),
            None => How::Other,
        },
        _ => How::Other,
    }
}

/// Is of exactly this builtin type.
fn is_of(heap: &Heap, r: Ref, id: TypeId) -> bool {
    heap.as_type(heap.type_of(r)).is_some_and(|t| t.def == id.0 && !t.has(flags::HEAPTYPE))
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
