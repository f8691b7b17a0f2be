//! Names for objects: `Ref`, `Own`, `Slot`, `Serial`.
//!
//! A `Ref` is a place in the store. It says nothing about who counts it: counting happens at
//! slots (container cells, locals, stack entries), never for Rust temporaries.

use std::num::NonZeroU32;

/// A place in the store. Borrowed by nature: holding one does not keep the object alive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ref(NonZeroU32);

impl Ref {
    /// The first place of a store; boot puts `type` there.
    pub const FIRST: Ref = Ref(NonZeroU32::MIN);

    /// Unit: objects. `index` 0 is never a place.
    #[inline]
    pub const fn from_index(index: u32) -> Option<Ref> {
        match NonZeroU32::new(index & !Slot::BORROWED) {
            Some(n) => Some(Ref(n)),
            None => None,
        }
    }

    #[inline]
    pub const fn index(self) -> u32 {
        self.0.get()
    }
}

/// A counted reference on its way into a slot. Whoever receives one must store it in a slot or
/// hand it to `Heap::decref_own`; dropping it on the floor leaks a count (the audit test finds it).
#[must_use = "an owned reference must be stored or released"]
#[derive(PartialEq, Eq, Debug)]
pub struct Own(Ref);

impl Own {
    /// Only for code that has just counted the reference.
    #[inline]
    pub const fn assume(r: Ref) -> Own {
        Own(r)
    }

    /// Looks without taking.
    #[inline]
    pub const fn r(&self) -> Ref {
        self.0
    }

    #[inline]
    pub const fn as_ref(&self) -> &Ref {
        &self.0
    }

    /// Gives the counted reference to a slot that the caller fills in.
    #[inline]
    pub const fn into_ref(self) -> Ref {
        self.0
    }
}

/// One cell that may hold a reference: empty, owning, or borrowing (CPython's `_PyStackRef` with
/// its tag bit). Four bytes, so that a value stack is a plain `Vec<u32>`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Slot(u32);

impl Slot {
    const BORROWED: u32 = 1 << 31;
    pub const NULL: Slot = Slot(0);

    #[inline]
    pub const fn own(o: Own) -> Slot {
        Slot(o.0.index())
    }

    /// For a reference that has been counted by the caller.
    #[inline]
    pub const fn counted(r: Ref) -> Slot {
        Slot(r.index())
    }

    /// CPython: Include/internal/pycore_stackref.h, PyStackRef_Borrow.
    #[inline]
    pub const fn borrow(r: Ref) -> Slot {
        Slot(r.index() | Slot::BORROWED)
    }

    #[inline]
    pub const fn is_null(self) -> bool {
        self.0 == 0
    }

    #[inline]
    pub const fn is_borrowed(self) -> bool {
        self.0 & Slot::BORROWED != 0
    }

    /// What the slot names, owned or borrowed.
    #[inline]
    pub const fn get(self) -> Option<Ref> {
        Ref::from_index(self.0)
    }

    /// What the slot counts: nothing for an empty or a borrowing slot.
    #[inline]
    pub const fn owned(self) -> Option<Ref> {
        if self.is_borrowed() { None } else { self.get() }
    }

    #[inline]
    pub const fn bits(self) -> u32 {
        self.0
    }
}

impl From<Own> for Slot {
    #[inline]
    fn from(o: Own) -> Slot {
        Slot::own(o)
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.get() {
            None => write!(f, "NULL"),
            Some(r) if self.is_borrowed() => write!(f, "~{}", r.index()),
            Some(r) => write!(f, "{}", r.index()),
        }
    }
}

/// The number of an object's birth. Never reused, unlike its address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Serial(pub u64);
