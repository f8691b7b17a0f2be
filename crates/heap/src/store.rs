//! The store: objects in copy-on-write chunks behind one write door. A clone of the store shares
//! every chunk; the first write to a shared chunk copies it. Nothing is ever undone here.
//!
//! The door marks what changed, content or only the count, so that journals and hashes follow.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use siphasher::sip::SipHasher13;

use crate::alloc::AllocatorModel;
use crate::death::Death;
use crate::gc_counts::GcCounts;
use crate::object::{Body, FREE_HEAD, Head, IMMORTAL_REFCNT, head_flags};
use crate::value::{Own, Ref, Serial, Slot};
use crate::weak::WeakTable;

/// Objects a chunk. A power of two.
const CHUNK: usize = 32;
const IMMORTAL_BIT: u32 = 1 << 31;
/// Entries of the list of young objects before it is first gone through.
const YOUNG_LIMIT: usize = 1 << 13;

/// Where an object lies.
#[derive(Clone, Hash, Debug)]
struct Place {
    head: Head,
    body: Body,
}

type Chunk = [Place; CHUNK];

/// What the journal hears of a step.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Change {
    Born(Serial, Ref),
    Content(Serial, Ref),
    Died(Serial, Ref),
}

#[derive(Clone, Debug)]
pub struct Heap {
    chunks: Vec<Rc<Chunk>>,
    /// Reference counts, 0 of free places, immortal from 2^31 up. They change with nearly every instruction and are
    /// four bytes an object: apart from what is copied on write.
    counts: Vec<u32>,
    /// Shape: as `chunks`, as far as hashed: the chunk as it was, and its hash. What is held here is copied when it is
    /// written to, so that the same chunk has the same hash. Not part of the state.
    hashed: Vec<(Rc<Chunk>, u64)>,
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
            counts: Vec::new(),
            hashed: Vec::new(),
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
        let mut chunk: Chunk = std::array::from_fn(|_| Place { head: FREE_HEAD, body: Body::Taken });
        let mut next = self.free;
        // Place 0 of the first chunk is never given out: it is NULL.
        for (i, at) in chunk.iter_mut().enumerate().rev() {
            if let Some(place) = Ref::from_index(first + i as u32) {
                at.body = Body::Free(next);
                next = Some(place);
            }
        }
        self.free = next;
        self.chunks.push(Rc::new(chunk));
        self.counts.resize(self.chunks.len() * CHUNK, 0);
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
        self.fill(place, Head { ty, address, flags, serial }, body);
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
            && !self.is_immortal(r)
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
        if let Some(count) = self.counts.get_mut(r.index() as usize) {
            *count = 0;
        }
        let next = self.free;
        if let Some(place) = self.place_mut(r) {
            *place = Place { head: FREE_HEAD, body: Body::Free(next) };
        }
        self.free = Some(r);
        self.n_live -= 1;
        self.n_freed += 1;
        if let Some(journal) = &mut self.journal {
            journal.push(Change::Died(head.serial, r));
        }
    }

    #[inline]
    fn place(&self, r: Ref) -> Option<&Place> {
        let (chunk, at) = place_of(r);
        self.chunks.get(chunk)?.get(at)
    }

    /// The write door: the chunk is unshared.
    #[inline]
    fn place_mut(&mut self, r: Ref) -> Option<&mut Place> {
        let (chunk, at) = place_of(r);
        unshared(self.chunks.get_mut(chunk)?, &mut self.copied_bytes)?.get_mut(at)
    }

    fn head_slot(&mut self, r: Ref) -> Option<&mut Head> {
        Some(&mut self.place_mut(r)?.head)
    }

    /// Looks at the head; a free place has the free head.
    #[inline]
    pub fn head(&self, r: Ref) -> &Head {
        self.place(r).map_or(&FREE_HEAD, |p| &p.head)
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
        self.place(r).map_or(TAKEN, |p| &p.body)
    }

    /// The write door for contents. None only for a place that does not exist.
    #[inline]
    pub fn body_mut(&mut self, r: Ref) -> Option<&mut Body> {
        Some(self.body_for_writing(r)?.0)
    }

    /// As `body_mut`, with the count of what copying has taken.
    #[inline]
    pub(crate) fn body_for_writing(&mut self, r: Ref) -> Option<(&mut Body, &mut u64)> {
        if self.journal.is_some() {
            self.note_content(r);
        }
        let (chunk, at) = place_of(r);
        let body = &mut unshared(self.chunks.get_mut(chunk)?, &mut self.copied_bytes)?.get_mut(at)?.body;
        match body {
            Body::Extended(x) => Some((&mut Rc::make_mut(x).inner, &mut self.copied_bytes)),
            body => Some((body, &mut self.copied_bytes)),
        }
    }

    #[inline]
    pub fn full_body_mut(&mut self, r: Ref) -> Option<&mut Body> {
        if self.journal.is_some() {
            self.note_content(r);
        }
        Some(&mut self.place_mut(r)?.body)
    }

    #[cold]
    fn note_content(&mut self, r: Ref) {
        let serial = self.head(r).serial;
        if let Some(journal) = &mut self.journal
            && journal.last() != Some(&Change::Content(serial, r))
        {
            journal.push(Change::Content(serial, r));
        }
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

    #[inline]
    pub fn serial(&self, r: Ref) -> Serial {
        self.head(r).serial
    }

    /// What `id()` answers.
    pub fn address(&self, r: Ref) -> u64 {
        self.head(r).address.as_u64()
    }

    #[inline]
    pub fn refcnt(&self, r: Ref) -> u32 {
        self.counts.get(r.index() as usize).copied().unwrap_or(0)
    }

    #[inline]
    pub fn is_immortal(&self, r: Ref) -> bool {
        self.refcnt(r) & IMMORTAL_BIT != 0
    }

    pub fn make_immortal(&mut self, r: Ref) {
        self.set_refcnt(r, IMMORTAL_REFCNT);
    }

    #[inline]
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
        self.fill(place, Head { ty: Some(ty), address, flags, serial }, body);
        Own::assume(place)
    }

    /// Puts an object into the first free place.
    #[inline]
    fn fill(&mut self, place: Ref, new: Head, body: Body) {
        if let Some(count) = self.counts.get_mut(place.index() as usize) {
            *count = 1;
        }
        let Some(at) = self.place_mut(place) else { return };
        at.head = new;
        let was = std::mem::replace(&mut at.body, body);
        if let Body::Free(next) = was {
            // Nothing to drop, and not to be asked whether.
            std::mem::forget(was);
            self.free = next;
        }
    }

    /// The end of such an object, whose last count is gone: what `die` comes to. False: it is another kind of object.
    #[inline]
    pub(crate) fn free_leaf(&mut self, r: Ref) -> bool {
        let (journal, next) = (self.journal.is_some(), self.free);
        let Some(place) = self.place_mut(r) else { return false };
        // Instances of Python classes are `Extended`: the types of these are immortal, and have no finalizer.
        let is_leaf = matches!(place.body, Body::Int(_) | Body::Float(_) | Body::Str(_) | Body::Bytes(_));
        let head = &place.head;
        if !is_leaf || journal || head.flags & ((1 << head_flags::SIZE_SHIFT) - 1) != 0 {
            return false;
        }
        let (address, size) = (head.address, head.flags >> head_flags::SIZE_SHIFT);
        place.head = FREE_HEAD;
        let was = std::mem::replace(&mut place.body, Body::Free(next));
        if matches!(was, Body::Int(_) | Body::Float(_)) {
            // Nothing to drop, and not to be asked whether.
            std::mem::forget(was);
        }
        self.allocator.free(address, size * 16);
        self.free = Some(r);
        self.n_live -= 1;
        self.n_freed += 1;
        true
    }

    #[inline]
    pub fn incref(&mut self, r: Ref) {
        if let Some(count) = self.counts.get_mut(r.index() as usize)
            && *count & IMMORTAL_BIT == 0
        {
            *count += 1;
        }
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
        match self.counts.get_mut(r.index() as usize) {
            Some(count) if *count & IMMORTAL_BIT == 0 => {
                *count = count.saturating_sub(1);
                *count == 0
            }
            _ => false,
        }
    }

    pub(crate) fn set_refcnt(&mut self, r: Ref, refcnt: u32) {
        if let Some(count) = self.counts.get_mut(r.index() as usize) {
            *count = refcnt;
        }
    }

    /// Serials below this are given out.
    #[inline]
    pub fn n_serials(&self) -> u64 {
        self.next_serial
    }

    pub fn n_live(&self) -> usize {
        self.n_live
    }

    #[inline]
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
        for place in self.chunks.iter().flat_map(|chunk| chunk.iter()) {
            total += u64::from(place.head.flags >> head_flags::SIZE_SHIFT) * 16 + place.body.outside_bytes();
        }
        total
    }

    /// What a clone takes before anything is unshared. Unit: bytes.
    pub fn clone_bytes(&self) -> u64 {
        (self.chunks.len() * size_of::<Rc<Chunk>>() + self.counts.len() * size_of::<u32>()) as u64
    }

    /// Hash of the whole store, kept up a chunk at a time.
    pub fn state_hash(&mut self) -> u64 {
        let mut total = SipHasher13::new_with_keys(0, 0);
        for (i, chunk) in self.chunks.iter().enumerate() {
            let hash = match self.hashed.get_mut(i) {
                Some((as_was, hash)) if Rc::ptr_eq(as_was, chunk) => *hash,
                known => {
                    let hash = hash_of(chunk);
                    match known {
                        Some(known) => *known = (Rc::clone(chunk), hash),
                        None => self.hashed.push((Rc::clone(chunk), hash)),
                    }
                    hash
                }
            };
            total.write_u64(hash);
        }
        // All of them every time: so quick as this takes little.
        total.write_u64(self.counts.iter().fold(0, |sum: u64, n| sum.wrapping_add(u64::from(*n)).wrapping_mul(COUNTS_FACTOR)));
        self.death.hash(&mut total);
        self.weak.hash(&mut total);
        self.gc.hash(&mut total);
        total.write_u64(self.next_serial);
        total.finish()
    }
}

fn hash_of(chunk: &Chunk) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(0, 0);
    chunk.hash(&mut hasher);
    hasher.finish()
}

/// Odd, with bits all over.
const COUNTS_FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

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
    if Rc::strong_count(shared) != 1 {
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
