//! The allocator model: which address an object gets, so that `id()` answers as CPython's does
//! when memory is reused. It knows sizes and addresses only; it stores no objects.
//!
//! CPython: Objects/obmalloc.c (pymalloc: 16-byte classes up to 512 bytes, last freed block of a
//! class first) and the free lists of Include/internal/pycore_freelist_state.h.

use std::rc::Rc;

/// Unit: bytes. Blocks above go to malloc.
const SMALL_REQUEST_THRESHOLD: u32 = 512;
/// Unit: bytes. CPython: Include/internal/pycore_obmalloc.h, POOL_SIZE (16 KiB with radix tree).
const POOL_SIZE: u32 = 1 << 14;
/// Unit: bytes. sizeof(struct pool_header) rounded to the alignment.
const POOL_OVERHEAD: u32 = 48;
const ALIGNMENT: u32 = 16;
const N_CLASSES: usize = (SMALL_REQUEST_THRESHOLD / ALIGNMENT) as usize;
/// Where the model's first arena lies. Looks like an mmap address of a 64-bit Linux process.
const ARENA_BASE: u64 = 0x7f2a_9c00_0000;

/// An address in the model. Unit: 16 bytes from the arena base.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
pub struct Address(pub u32);

impl Address {
    /// What `id()` answers.
    pub fn as_u64(self) -> u64 {
        ARENA_BASE + u64::from(self.0) * u64::from(ALIGNMENT)
    }
}

#[derive(Clone, Default, Debug)]
struct SizeClass {
    free: FreeBlocks,
    /// Next never-used block of the open pool and how many are left in it.
    next: u32,
    left: u32,
}

/// Freed blocks of one size, last freed first to be taken. The newest lie apart, where taking and giving back costs
/// little; clones share the others.
#[derive(Clone, Default, Debug)]
struct FreeBlocks {
    /// Shape: `n_hot` of them, newer than all of `cold`.
    hot: [Address; HOT],
    n_hot: u8,
    cold: Rc<Vec<Address>>,
}

const HOT: usize = 8;

impl FreeBlocks {
    #[inline]
    fn push(&mut self, address: Address) {
        if self.n_hot as usize == HOT {
            self.spill();
        }
        if let Some(place) = self.hot.get_mut(self.n_hot as usize % HOT) {
            *place = address;
            self.n_hot += 1;
        }
    }

    #[inline]
    fn pop(&mut self) -> Option<Address> {
        match self.n_hot.checked_sub(1) {
            Some(n) => {
                self.n_hot = n;
                self.hot.get(n as usize % HOT).copied()
            }
            None => self.pop_cold(),
        }
    }

    /// The older half becomes cold.
    #[inline(never)]
    fn spill(&mut self) {
        let (old, _) = self.hot.split_at(HOT / 2);
        Rc::make_mut(&mut self.cold).extend_from_slice(old);
        self.hot.copy_within(HOT / 2.., 0);
        self.n_hot = (HOT / 2) as u8;
    }

    #[inline(never)]
    fn pop_cold(&mut self) -> Option<Address> {
        if self.cold.is_empty() { None } else { Rc::make_mut(&mut self.cold).pop() }
    }
}

#[derive(Clone, Debug)]
pub struct AllocatorModel {
    classes: Vec<SizeClass>,
    /// Freed large blocks: (size in granules, address), last freed last.
    large_free: Rc<Vec<(u32, Address)>>,
    /// Unit: granules of 16 bytes.
    top: u32,
}

impl Default for AllocatorModel {
    fn default() -> Self {
        AllocatorModel { classes: vec![SizeClass::default(); N_CLASSES], large_free: Rc::default(), top: POOL_SIZE / ALIGNMENT }
    }
}

impl AllocatorModel {
    /// `size`: bytes as CPython would ask for, the GC header included.
    #[inline]
    pub fn alloc(&mut self, size: u32) -> Address {
        let granules = size.max(1).div_ceil(ALIGNMENT);
        let Some(class) = self.classes.get_mut(granules as usize - 1) else {
            return self.alloc_large(granules);
        };
        if let Some(address) = class.free.pop() {
            return address;
        }
        if class.left == 0 {
            let pool = self.top;
            self.top += POOL_SIZE / ALIGNMENT;
            class.next = pool + POOL_OVERHEAD / ALIGNMENT;
            class.left = (POOL_SIZE - POOL_OVERHEAD) / ALIGNMENT / granules;
        }
        let address = Address(class.next);
        class.next += granules;
        class.left -= 1;
        address
    }

    #[inline]
    pub fn free(&mut self, address: Address, size: u32) {
        let granules = size.max(1).div_ceil(ALIGNMENT);
        match self.classes.get_mut(granules as usize - 1) {
            Some(class) => class.free.push(address),
            None => Rc::make_mut(&mut self.large_free).push((granules, address)),
        }
    }

    fn alloc_large(&mut self, granules: u32) -> Address {
        let fit = self.large_free.iter().rposition(|(size, _)| *size == granules);
        if let Some(at) = fit {
            return Rc::make_mut(&mut self.large_free).swap_remove(at).1;
        }
        let address = Address(self.top);
        self.top += granules.next_multiple_of(POOL_SIZE / ALIGNMENT);
        address
    }

    /// The classes that any block was ever asked of.
    pub fn classes(&self) -> Vec<ClassFacts> {
        let facts = |(i, class): (usize, &SizeClass)| {
            let newest = class.free.hot.iter().take(class.free.n_hot as usize).rev();
            let free: Vec<u64> = newest.chain(class.free.cold.iter().rev()).map(|a| a.as_u64()).collect();
            let is_used = !free.is_empty() || class.next > 0;
            is_used.then(|| ClassFacts {
                n_bytes: (i as u32 + 1) * ALIGNMENT,
                free,
                next: (class.left > 0).then(|| Address(class.next).as_u64()),
            })
        };
        self.classes.iter().enumerate().filter_map(facts).collect()
    }
}

/// A size class, for those who look at it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClassFacts {
    /// Of one block.
    pub n_bytes: u32,
    /// Freed blocks, in the order in which they will be given out again.
    pub free: Vec<u64>,
    /// The next block of the open pool, once no freed one is left. None: a new pool would be begun.
    pub next: Option<u64>,
}

/// Of a block's address: where its pool begins.
pub fn pool_of(address: u64) -> u64 {
    ARENA_BASE + (address - ARENA_BASE.min(address)) / u64::from(POOL_SIZE) * u64::from(POOL_SIZE)
}

impl crate::Heap {
    /// Where an object's block begins (before its GC header, if it has one), and how long it is. Unit: bytes.
    pub fn block(&self, r: crate::Ref) -> (u64, u32) {
        let head = self.head(r);
        let gc = u32::from(head.flags & crate::object::head_flags::TRACKED != 0);
        let n_bytes = (head.flags >> crate::object::head_flags::SIZE_SHIFT) * ALIGNMENT;
        (Address(head.address.0.saturating_sub(gc)).as_u64(), n_bytes)
    }

    pub fn size_classes(&self) -> Vec<ClassFacts> {
        self.allocator.classes()
    }
}
