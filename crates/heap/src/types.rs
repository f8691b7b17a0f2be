//! The data of a class: names, bases, dict and the slot table that says for each operation whether
//! a native or a Python method answers. Resolution and calling are the vm's work.
//!
//! CPython: Include/cpython/object.h, struct _typeobject and PyHeapTypeObject.

use crate::value::{Ref, Slot};

/// How the instances of a class are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Layout {
    /// object(): a header and nothing else.
    Object,
    Int,
    Float,
    Complex,
    Str,
    Bytes,
    ByteArray,
    Tuple,
    List,
    Dict,
    Set,
    Type,
    Function,
    Code,
    Cell,
    Method,
    Builtin,
    Exception,
    Generator,
    FrameObject,
    /// Slots and a few plain numbers, whatever the type makes of them.
    Native,
}

/// What answers one operation of a class.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum SlotImpl {
    #[default]
    None,
    /// A Python-level method, found by name.
    Python,
    /// Index into the vm's table of native slot functions.
    Native(u16),
}

/// Py_TPFLAGS_*, those that matter here.
pub mod flags {
    pub const HEAPTYPE: u32 = 1 << 9;
    pub const BASETYPE: u32 = 1 << 10;
    pub const IMMUTABLE: u32 = 1 << 8;
    pub const DISALLOW_INSTANTIATION: u32 = 1 << 7;
    pub const SEQUENCE: u32 = 1 << 5;
    pub const MAPPING: u32 = 1 << 6;
    pub const HAVE_GC: u32 = 1 << 14;
    pub const IS_ABSTRACT: u32 = 1 << 20;
    pub const METHOD_DESCRIPTOR: u32 = 1 << 17;
    /// Ours: instances have an attribute dict (inline values first).
    pub const MANAGED_DICT: u32 = 1 << 4;
    /// Ours: instances can be weakly referenced.
    pub const WEAKREFS: u32 = 1 << 3;
    /// Ours: a Python `__del__` is found through the MRO.
    pub const HAS_DEL: u32 = 1 << 2;
    /// Ours: the slots of a native body die last to first, as those of a tuple.
    pub const LAST_FIRST: u32 = 1 << 1;
    /// Ours: what stands in brackets is a key, not a position: no sequence (mp_subscript without sq_item).
    pub const KEYED: u32 = 1;
    /// CPython: _Py_TPFLAGS_MATCH_SELF.
    pub const MATCH_SELF: u32 = 1 << 22;
}

#[derive(Clone, Hash, Debug)]
pub struct Type {
    /// tp_name without the module for heap types; str.
    pub name: Slot,
    pub qualname: Slot,
    /// The namespace dict (tp_dict).
    pub dict: Slot,
    pub base: Slot,
    pub bases: Slot,
    pub mro: Slot,
    /// tp_subclasses: weak, in order of creation.
    pub subclasses: Vec<Ref>,
    pub flags: u32,
    pub layout: Layout,
    /// Index into the vm's table of type definitions: the nearest native base's.
    pub def: u16,
    /// Unit: bytes, as `__basicsize__` shows.
    pub basicsize: u32,
    pub itemsize: u32,
    /// Names of instances' attributes, in the order in which their values die. Owned. CPython: ht_cached_keys.
    pub shared_keys: Vec<Slot>,
    /// How many more names there is room for; each new instance takes some of it. CPython: dk_usable.
    pub shared_room: u8,
    /// Number of `__slots__` places, inherited ones included.
    pub n_member_slots: u32,
    /// Changes with every change of an attribute here or in a base; for look-up caches.
    pub version: u32,
    /// Shape: one a slot id of the vm.
    pub slots: Vec<SlotImpl>,
}

/// CPython: SHARED_KEYS_MAX_SIZE.
pub const MAX_SHARED_KEYS: u8 = 30;

impl Type {
    /// A new instance keeps its values inline: room that nobody has used is taken back. CPython: _PyObject_InitInlineValues.
    #[inline]
    pub fn takes_room_back(&self) -> bool {
        self.shared_room > 1
    }

    #[inline]
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    pub fn owned_slots(&self) -> impl Iterator<Item = Slot> {
        let parts = [self.name, self.qualname, self.dict, self.bases, self.mro, self.base];
        parts.into_iter().chain(self.shared_keys.clone())
    }
}
