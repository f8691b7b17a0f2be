//! The store: objects in copy-on-write chunks behind one write door. A clone of the store shares
//! every chunk; the first write to a shared chunk copies it. Nothing is ever undone here.
//!
//! The door marks what changed, content or only the count, so that journals and hashes follow.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use siphasher::sip::SipHasher13;

use crate::alloc::AllocatorModel;
use crate::death::Death;
use crate::object::{Body, FREE_HEAD, Head, IMMORTAL_REFCNT, head_flags};
use crate::value::{Own, Ref, Serial, Slot};
use crate::weak::WeakTable;

/// Objects a chunk. A power of two.
const CHUNK: usize = 32;
const IMMORTAL_BIT: u32 = 1 << 31;
/// Entries of the list of young objects before it is first gone through.
const YOUNG_LIMIT: usize = 1 << 13;

type Heads = [Head; CHUNK];
type Bodies = [Body; CHUNK];

#[derive(Clone, Debug)]
struct Chunk {
    heads: Rc<Heads>,
    bodies: Rc<Bodies>,
    /// Hash of heads and bodies; None after a write.
    hash: Option<u64>,
}

/// What the journal hears of a step.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Change {
    Born(Serial, Ref),
    Content(Serial, Ref),
    Died(Serial, Ref),
}

#[derive(Clone, Debug)]
pub struct Heap {
    chunks: Vec<Chunk>,
    /// Chain of free places through their bodies.
    free: Option<Ref>,
    next_serial: u64,
    pub(crate) allocator: AllocatorModel,
    pub(crate) death: Death,
    pub(crate) weak: WeakTable,
    n_live: usize,
    /// Objects that have died. Not part of the state.
    n_freed: u64,
    /// What the collector counts.
    pub gc: GcCounts,
    /// Objects with a GC header born since the collector last looked, with some that have died or are old by
    /// now; it is gone through when it has more than `young_limit`. Not part of the state: flags say the same.
    young: Rc<Vec<Ref>>,
    young_limit: usize,
    /// Bytes of objects made so far, freed ones too.
    pub allocated_bytes: u64,
    /// What unsharing has copied since the start, so that checkpoints can be spaced by what they cost. Not
    /// part of the state. Unit: bytes.
    pub copied_bytes: u64,
    /// Listening: changes since the journal last took them. Not part of the state.
    pub journal: Option<Vec<Change>>,
}

impl Default for Heap {
    fn default() -> Heap {
        let mut heap = Heap {
            chunks: Vec::new(),
            free: None,
            next_serial: 1,
            allocator: AllocatorModel::default(),
            death: Death::default(),
            weak: WeakTable::default(),
            n_live: 0,
            n_freed: 0,
            gc: GcCounts::default(),
            young: Rc::default(),
            young_limit: YOUNG_LIMIT,
            allocated_bytes: 0,
            copied_bytes: 0,
            journal: None,
        };
        heap.grow();
        heap
    }
}

/// The collector's counters. CPython: struct _gc_runtime_state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct GcCounts {
    /// Objects tracked since the last collection, less those that died.
    pub young: i64,
    /// All tracked objects.
    pub all: i64,
    /// More young objects than this ask for a collection.
    pub threshold: i64,
    /// One was asked for.
    pub is_due: bool,
}

impl Default for GcCounts {
    fn default() -> GcCounts {
        GcCounts { young: 0, all: 0, threshold: i64::MAX, is_due: false }
    }
}

impl GcCounts {
    /// CPython: _PyObject_GC_TRACK.
    #[inline]
    fn add(&mut self) {
        self.young += 1;
        self.all += 1;
        self.is_due |= self.young > self.threshold;
    }

    /// CPython: _PyObject_GC_UNTRACK.
    #[inline]
    fn take(&mut self) {
        self.young -= i64::from(self.young > 0);
        self.all -= 1;
    }
}

/// What is asked of the allocator model for a new object.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Unit: bytes, GC header and pre-header included.
    pub size: u32,
    /// Known to the cyclic collector from birth.
    pub gc: bool,
}

impl Shape {
    /// An object without a GC header. Unit: bytes.
    pub const fn plain(size: u32) -> Shape {
        Shape { size, gc: false }
    }
    /// An object with the 16-byte GC header in front. Unit: bytes without it.
    pub const fn gc(size: u32) -> Shape {
        Shape { size: size + 16, gc: true }
    }
}

impl Heap {
    fn grow(&mut self) {
        let first = (self.chunks.len() * CHUNK) as u32;
        let mut bodies: Bodies = std::array::from_fn(|_| Body::Taken);
        let mut next = self.free;
        // Place 0 of the first chunk is never given out: it is NULL.
        for (i, body) in bodies.iter_mut().enumerate().rev() {
            if let Some(place) = Ref::from_index(first + i as u32) {
                *body = Body::Free(next);
                next = Some(place);
            }
        }
        self.free = next;
        let heads: Heads = std::array::from_fn(|_| FREE_HEAD);
        self.chunks.push(Chunk { heads: Rc::new(heads), bodies: Rc::new(bodies), hash: None });
    }

    /// A new object with one reference, given to the caller.
    pub fn alloc(&mut self, ty: Ref, body: Body, shape: Shape) -> Own {
        self.incref(ty);
        self.alloc_untyped(Some(ty), body, shape)
    }

    /// For boot, while `type` does not exist yet.
    pub fn alloc_untyped(&mut self, ty: Option<Ref>, body: Body, shape: Shape) -> Own {
        if self.free.is_none() {
            self.grow();
        }
        let place = self.free.unwrap_or(Ref::FIRST);
        let serial = Serial(self.next_serial);
        self.next_serial += 1;
        self.n_live += 1;
        self.allocated_bytes += u64::from(shape.size) + body.outside_bytes();
        let address = self.allocator.alloc(shape.size);
        let mut flags = (shape.size.div_ceil(16)).min(0xFF_FFFF) << head_flags::SIZE_SHIFT;
        if shape.gc {
            flags |= head_flags::TRACKED;
            self.gc.add();
            Rc::make_mut(&mut self.young).push(place);
        }
        // A GC object's id lies behind its header.
        let address = if shape.gc { crate::alloc::Address(address.0 + 1) } else { address };
        self.fill(place, Head { refcnt: 1, ty, address, flags, serial }, body);
        if let Some(journal) = &mut self.journal {
            journal.push(Change::Born(serial, place));
        }
        if self.young.len() > self.young_limit {
            self.young();
        }
        Own::assume(place)
    }

    /// The tracked objects that are in no old space of the collector, by birth.
    pub fn young(&mut self) -> Vec<Ref> {
        let mut list: Vec<Ref> = self.young.iter().copied().filter(|r| self.is_young(*r)).collect();
        list.sort_by_key(|r| self.serial(*r));
        list.dedup();
        self.young = Rc::new(list.clone());
        self.young_limit = YOUNG_LIMIT.max(2 * list.len());
        list.retain(|r| self.flags(*r) & head_flags::UNTRACKED == 0);
        list
    }

    /// As `young`, of a machine that is only looked at.
    pub fn young_now(&self) -> Vec<Ref> {
        let mut list: Vec<Ref> = self.young.iter().copied().filter(|r| self.is_young(*r) && self.is_tracked(*r)).collect();
        list.sort_by_key(|r| self.serial(*r));
        list.dedup();
        list
    }

    /// Untracked ones too, which may be tracked again.
    fn is_young(&self, r: Ref) -> bool {
        let head = self.head(r);
        head.flags & (head_flags::TRACKED | head_flags::OLD) == head_flags::TRACKED
            && head.refcnt & IMMORTAL_BIT == 0
            && !matches!(self.full_body(r), Body::Taken)
    }

    /// Gives the place back. The body is empty by now.
    pub(crate) fn free_place(&mut self, r: Ref) {
        let head = self.head(r).clone();
        let size = head.flags >> head_flags::SIZE_SHIFT;
        let gc = u32::from(head.flags & head_flags::TRACKED != 0);
        self.allocator.free(crate::alloc::Address(head.address.0 - gc), size * 16);
        if gc == 1 && head.flags & head_flags::UNTRACKED == 0 {
            self.gc.take();
        }
        if let Some(slot) = self.head_slot(r) {
            *slot = FREE_HEAD;
        }
        let next = self.free;
        if let Some(slot) = self.body_slot(r) {
            *slot = Body::Free(next);
        }
        self.free = Some(r);
        self.n_live -= 1;
        self.n_freed += 1;
        if let Some(journal) = &mut self.journal {
            journal.push(Change::Died(head.serial, r));
        }
    }

    fn head_slot(&mut self, r: Ref) -> Option<&mut Head> {
        let (chunk, at) = place_of(r);
        let chunk = self.chunks.get_mut(chunk)?;
        chunk.hash = None;
        unshared(&mut chunk.heads, &mut self.copied_bytes)?.get_mut(at)
    }

    #[inline]
    fn body_slot(&mut self, r: Ref) -> Option<&mut Body> {
        let (chunk, at) = place_of(r);
        let chunk = self.chunks.get_mut(chunk)?;
        chunk.hash = None;
        unshared(&mut chunk.bodies, &mut self.copied_bytes)?.get_mut(at)
    }

    /// Looks at the head; a free place has the free head.
    #[inline]
    pub fn head(&self, r: Ref) -> &Head {
        let (chunk, at) = place_of(r);
        self.chunks.get(chunk).and_then(|c| c.heads.get(at)).unwrap_or(&FREE_HEAD)
    }

    /// The body with the tail of a Python subclass peeled off.
    #[inline]
    pub fn body(&self, r: Ref) -> &Body {
        match self.full_body(r) {
            Body::Extended(x) => &x.inner,
            body => body,
        }
    }

    #[inline]
    pub fn full_body(&self, r: Ref) -> &Body {
        const TAKEN: &Body = &Body::Taken;
        let (chunk, at) = place_of(r);
        self.chunks.get(chunk).and_then(|c| c.bodies.get(at)).unwrap_or(TAKEN)
    }

    /// The write door for contents. None only for a place that does not exist.
    #[inline]
    pub fn body_mut(&mut self, r: Ref) -> Option<&mut Body> {
        match self.full_body_mut(r)? {
            Body::Extended(x) => Some(&mut Rc::make_mut(x).inner),
            body => Some(body),
        }
    }

    #[inline]
    pub fn full_body_mut(&mut self, r: Ref) -> Option<&mut Body> {
        if self.journal.is_some() {
            let serial = self.head(r).serial;
            if let Some(journal) = &mut self.journal
                && journal.last() != Some(&Change::Content(serial, r))
            {
                journal.push(Change::Content(serial, r));
            }
        }
        self.body_slot(r)
    }

    /// The type of an object. A free place answers itself: a bug that the audit finds.
    #[inline]
    pub fn type_of(&self, r: Ref) -> Ref {
        self.head(r).ty.unwrap_or(r)
    }

    pub fn set_type(&mut self, r: Ref, ty: Ref) {
        self.incref(ty);
        let old = self.head_slot(r).and_then(|head| head.ty.replace(ty));
        if let Some(old) = old {
            self.decref(old);
        }
    }

    pub fn serial(&self, r: Ref) -> Serial {
        self.head(r).serial
    }

    /// What `id()` answers.
    pub fn address(&self, r: Ref) -> u64 {
        self.head(r).address.as_u64()
    }

    pub fn refcnt(&self, r: Ref) -> u32 {
        self.head(r).refcnt
    }

    pub fn is_immortal(&self, r: Ref) -> bool {
        self.head(r).refcnt & IMMORTAL_BIT != 0
    }

    pub fn make_immortal(&mut self, r: Ref) {
        if let Some(head) = self.head_slot(r) {
            head.refcnt = IMMORTAL_REFCNT;
        }
    }

    pub fn flags(&self, r: Ref) -> u32 {
        self.head(r).flags
    }

    pub fn set_flag(&mut self, r: Ref, flag: u32, on: bool) {
        if let Some(head) = self.head_slot(r) {
            if on {
                head.flags |= flag;
            } else {
                head.flags &= !flag;
            }
        }
    }

    /// The collector sees it, or sees it no more. Only for objects with a GC header.
    pub fn set_tracked(&mut self, r: Ref, on: bool) {
        let untracked = self.flags(r) & head_flags::UNTRACKED != 0;
        if on == untracked {
            self.set_flag(r, head_flags::UNTRACKED, !on);
            if on {
                self.gc.add();
            } else {
                self.gc.take();
            }
        }
    }

    /// The collector sees it.
    pub fn is_tracked(&self, r: Ref) -> bool {
        self.flags(r) & (head_flags::TRACKED | head_flags::UNTRACKED) == head_flags::TRACKED
    }

    /// A new object that holds nothing and that the collector never sees, such as a number, of a type that is
    /// immortal. Unit of `size`: bytes.
    #[inline]
    pub fn alloc_leaf(&mut self, ty: Ref, body: Body, size: u32) -> Own {
        let Some(place) = self.free.filter(|_| self.journal.is_none()) else {
            return self.alloc(ty, body, Shape::plain(size));
        };
        let serial = Serial(self.next_serial);
        self.next_serial += 1;
        self.n_live += 1;
        self.allocated_bytes += u64::from(size);
        let address = self.allocator.alloc(size);
        let flags = size.div_ceil(16) << head_flags::SIZE_SHIFT;
        self.fill(place, Head { refcnt: 1, ty: Some(ty), address, flags, serial }, body);
        Own::assume(place)
    }

    /// Puts an object into the first free place.
    #[inline]
    fn fill(&mut self, place: Ref, new: Head, body: Body) {
        let (chunk, at) = place_of(place);
        if let Some(chunk) = self.chunks.get_mut(chunk) {
            chunk.hash = None;
            if let Some(head) = unshared(&mut chunk.heads, &mut self.copied_bytes).and_then(|h| h.get_mut(at)) {
                *head = new;
            }
            if let Some(slot) = unshared(&mut chunk.bodies, &mut self.copied_bytes).and_then(|b| b.get_mut(at))
                && let Body::Free(next) = std::mem::replace(slot, body)
            {
                self.free = next;
            }
        }
    }

    /// The end of such an object, whose last count is gone: what `die` comes to. False: it is another kind of object.
    #[inline]
    pub(crate) fn free_leaf(&mut self, r: Ref) -> bool {
        let (chunk, at) = place_of(r);
        let journal = self.journal.is_some();
        let Some(chunk) = self.chunks.get_mut(chunk) else { return false };
        let Some((head, body)) = chunk.heads.get(at).zip(chunk.bodies.get(at)) else { return false };
        // Instances of Python classes are `Extended`: the types of these are immortal, and have no finalizer.
        let is_leaf = matches!(body, Body::Int(_) | Body::Float(_) | Body::Str(_) | Body::Bytes(_));
        if !is_leaf || journal || head.flags & ((1 << head_flags::SIZE_SHIFT) - 1) != 0 {
            return false;
        }
        let (address, size) = (head.address, head.flags >> head_flags::SIZE_SHIFT);
        chunk.hash = None;
        if let Some(head) = unshared(&mut chunk.heads, &mut self.copied_bytes).and_then(|h| h.get_mut(at)) {
            *head = FREE_HEAD;
        }
        if let Some(slot) = unshared(&mut chunk.bodies, &mut self.copied_bytes).and_then(|b| b.get_mut(at)) {
            *slot = Body::Free(self.free);
        }
        self.allocator.free(address, size * 16);
        self.free = Some(r);
        self.n_live -= 1;
        self.n_freed += 1;
        true
    }

    #[inline]
    pub fn incref(&mut self, r: Ref) {
        if let Some(head) = self.count_slot(r) {
            head.refcnt += 1;
        }
    }

    /// The write door for counts; None for immortals, whose head stays shared.
    #[inline]
    fn count_slot(&mut self, r: Ref) -> Option<&mut Head> {
        let (chunk, at) = place_of(r);
        let chunk = self.chunks.get_mut(chunk)?;
        if chunk.heads.get(at)?.refcnt & IMMORTAL_BIT != 0 {
            return None;
        }
        chunk.hash = None;
        unshared(&mut chunk.heads, &mut self.copied_bytes)?.get_mut(at)
    }

    /// Counts a new reference for the caller.
    #[inline]
    pub fn own(&mut self, r: Ref) -> Own {
        self.incref(r);
        Own::assume(r)
    }

    /// A counted copy of a slot, for another slot.
    #[inline]
    pub fn copy_slot(&mut self, slot: Slot) -> Slot {
        match slot.get() {
            Some(r) => Slot::own(self.own(r)),
            None => Slot::NULL,
        }
    }

    /// A copy of a stack reference: a borrowing one stays borrowing. CPython: PyStackRef_DUP.
    #[inline]
    pub fn dup_slot(&mut self, slot: Slot) -> Slot {
        if let Some(r) = slot.owned() {
            self.incref(r);
        }
        slot
    }

    /// Takes one count away and says whether that was the last; the death is the caller's to run.
    #[inline]
    pub(crate) fn uncount(&mut self, r: Ref) -> bool {
        match self.count_slot(r) {
            Some(head) => {
                head.refcnt = head.refcnt.saturating_sub(1);
                head.refcnt == 0
            }
            None => false,
        }
    }

    pub(crate) fn set_refcnt(&mut self, r: Ref, refcnt: u32) {
        if let Some(head) = self.head_slot(r) {
            head.refcnt = refcnt;
        }
    }

    /// Serials below this are given out.
    pub fn n_serials(&self) -> u64 {
        self.next_serial
    }

    pub fn n_live(&self) -> usize {
        self.n_live
    }

    pub fn n_freed(&self) -> u64 {
        self.n_freed
    }

    #[inline]
    pub fn next_serial(&mut self) -> Serial {
        let serial = Serial(self.next_serial);
        self.next_serial += 1;
        serial
    }

    /// Every live object, in the order of places.
    pub fn iter(&self) -> impl Iterator<Item = Ref> + '_ {
        (1..(self.chunks.len() * CHUNK) as u32).filter_map(Ref::from_index).filter(|r| self.head(*r).ty.is_some())
    }

    /// What all objects take, about. Unit: bytes.
    pub fn content_bytes(&self) -> u64 {
        let mut total = 0;
        for chunk in &self.chunks {
            for (head, body) in chunk.heads.iter().zip(chunk.bodies.iter()) {
                total += u64::from(head.flags >> head_flags::SIZE_SHIFT) * 16 + body.outside_bytes();
            }
        }
        total
    }

    /// What a clone takes before anything is unshared. Unit: bytes.
    pub fn clone_bytes(&self) -> u64 {
        (self.chunks.len() * size_of::<Chunk>()) as u64
    }

    /// Hash of the whole store, kept up a chunk at a time.
    pub fn state_hash(&mut self) -> u64 {
        let mut total = SipHasher13::new_with_keys(0, 0);
        for chunk in &mut self.chunks {
            let hash = *chunk.hash.get_or_insert_with(|| {
                let mut hasher = SipHasher13::new_with_keys(0, 0);
                chunk.heads.hash(&mut hasher);
                chunk.bodies.hash(&mut hasher);
                hasher.finish()
            });
            total.write_u64(hash);
        }
        self.death.hash(&mut total);
        self.weak.hash(&mut total);
        self.gc.hash(&mut total);
        total.write_u64(self.next_serial);
        total.finish()
    }
}

/// Chunk and place in it.
#[inline]
fn place_of(r: Ref) -> (usize, usize) {
    let i = r.index() as usize;
    (i / CHUNK, i % CHUNK)
}

/// The contents for writing, and the count of what that copied. Nobody holds weak pointers to them, so that there is
/// always something.
#[inline(always)]
fn unshared<'a, T: Clone>(shared: &'a mut Rc<T>, copied_bytes: &mut u64) -> Option<&'a mut T> {
    if Rc::get_mut(shared).is_none() {
        copy_out(shared, copied_bytes);
    }
    Rc::get_mut(shared)
}

#[cold]
#[inline(never)]
fn copy_out<T: Clone>(shared: &mut Rc<T>, copied_bytes: &mut u64) {
    *copied_bytes += size_of::<T>() as u64;
    *shared = Rc::new(T::clone(shared));
}
