//! The layout of dict: an index table over a compact array of entries. This file places, finds
//! candidates and resizes; it never compares keys, because comparing may run Python code.
//!
//! CPython: Objects/dictobject.c (`dictkeys_*`, `find_empty_slot`, `dictresize`).

use crate::value::{Ref, Slot};

/// One line of `dk_entries`. An empty key is a hole that a deletion left.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Entry {
    pub hash: i64,
    pub key: Slot,
    pub value: Slot,
}

const DKIX_EMPTY: i32 = -1;
const DKIX_DUMMY: i32 = -2;
/// CPython: PyDict_LOG_MINSIZE.
const LOG_MIN_SIZE: u8 = 3;
const PERTURB_SHIFT: u32 = 5;
/// Of the keys that instances of a class share. CPython: NEXT_LOG2_KEYS_MAX_SIZE.
const LOG_SHARED_SIZE: u8 = 6;

#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Dict {
    /// `dk_log2_size`; 0 for the shared empty keys.
    log2_size: u8,
    /// DICT_KEYS_UNICODE: all keys are exact str, entries carry no hash (16 bytes each, else 24).
    unicode: bool,
    indices: Vec<i32>,
    entries: Vec<Entry>,
    used: usize,
    /// `dk_usable`: entries that may still be added before a resize.
    usable: usize,
    /// The class whose shared keys this dict of an instance stands on: its values have their order. Not counted.
    /// CPython: ma_values.
    split: Option<Ref>,
    /// Another one whenever a key has come, so that who knows a key to be absent need not look again.
    version: u32,
}

/// Where a look-up stands: plain data, so that it can pause inside a Python `__eq__`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Probe {
    pub hash: i64,
    slot: usize,
    perturb: u64,
}

impl Probe {
    #[inline]
    pub fn new(dict: &Dict, hash: i64) -> Probe {
        Probe { hash, slot: (hash as u64 & dict.mask()) as usize, perturb: hash as u64 }
    }

    /// Index into the table that is looked at next.
    pub fn slot(&self) -> usize {
        self.slot
    }

    /// On to the next place, whatever this one holds.
    pub fn skip(&mut self, dict: &Dict) {
        self.advance(dict.mask());
    }

    /// For keeping a probe in a native frame's integers.
    pub fn to_ints(self) -> [i64; 3] {
        [self.hash, self.slot as i64, self.perturb as i64]
    }

    pub fn from_ints(ints: [i64; 3]) -> Probe {
        Probe { hash: ints[0], slot: ints[1] as usize, perturb: ints[2] as u64 }
    }

    #[inline]
    fn advance(&mut self, mask: u64) {
        self.perturb >>= PERTURB_SHIFT;
        self.slot = ((self.slot as u64).wrapping_mul(5).wrapping_add(self.perturb).wrapping_add(1) & mask) as usize;
    }
}

/// What the next place of a probe holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// An entry with the same hash: the caller compares keys.
    Candidate {
        index: usize,
        key: Ref,
    },
    Absent,
}

impl Dict {
    /// Room for `n` entries without a resize. CPython: dict_new_presized, estimate_log2_keysize.
    pub fn with_capacity(n: usize, unicode: bool) -> Dict {
        let mut dict = Dict::default();
        if n > usable_fraction(LOG_MIN_SIZE) {
            dict.rebuild(log2_for((n * 3).div_ceil(2)), unicode);
        } else if n > 0 {
            dict.rebuild(LOG_MIN_SIZE, unicode);
        }
        dict
    }

    pub fn len(&self) -> usize {
        self.used
    }

    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// Size of the index table. Unit: places.
    pub fn table_size(&self) -> usize {
        self.indices.len()
    }

    pub fn log2_size(&self) -> u8 {
        self.log2_size
    }

    #[inline]
    pub fn is_unicode(&self) -> bool {
        self.unicode
    }

    pub fn usable(&self) -> usize {
        self.usable
    }

    pub fn indices(&self) -> &[i32] {
        &self.indices
    }

    /// All entries in insertion order, holes included (their key is NULL).
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Ref, Ref)> + '_ {
        self.entries.iter().filter_map(|e| Some((e.key.get()?, e.value.get()?)))
    }

    #[inline]
    pub fn entry(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)
    }

    #[inline]
    fn mask(&self) -> u64 {
        (self.indices.len() as u64).wrapping_sub(1)
    }

    /// Follows the probe to the next entry with the same hash or to the end of the chain.
    #[inline]
    pub fn next_candidate(&self, probe: &mut Probe) -> Found {
        let mask = self.mask();
        loop {
            match self.indices.get(probe.slot).copied() {
                None | Some(DKIX_EMPTY) => return Found::Absent,
                Some(DKIX_DUMMY) => probe.advance(mask),
                Some(ix) => {
                    let index = ix as usize;
                    let entry = self.entries.get(index).copied().unwrap_or_default();
                    probe.advance(mask);
                    if entry.hash == probe.hash
                        && let Some(key) = entry.key.get()
                    {
                        return Found::Candidate { index, key };
                    }
                }
            }
        }
    }

    /// Adds an entry whose key is known to be absent. The slots must own.
    /// CPython: insertdict, insert_combined_dict, insert_to_emptydict.
    pub fn insert_new(&mut self, hash: i64, key: Slot, value: Slot, key_is_str: bool) {
        if !key_is_str {
            self.split = None;
        }
        if self.indices.is_empty() {
            self.rebuild(LOG_MIN_SIZE, key_is_str);
        } else if (self.unicode && !key_is_str) || self.usable == 0 {
            // GROWTH_RATE: three times what is used.
            let log2 = log2_for(self.used * 3);
            self.rebuild(log2, self.unicode && key_is_str);
        }
        let mask = self.mask();
        let mut probe = Probe::new(self, hash);
        while self.indices.get(probe.slot).is_some_and(|&ix| ix >= 0) {
            probe.advance(mask);
        }
        let at = self.entries.len() as i32;
        if let Some(ix) = self.indices.get_mut(probe.slot) {
            *ix = at;
        }
        self.version = self.version.wrapping_add(1);
        self.entries.push(Entry { hash, key, value });
        self.usable = self.usable.saturating_sub(1);
        self.used += 1;
    }

    /// Puts another value into an entry and hands back the old one.
    #[inline]
    pub fn replace_value(&mut self, index: usize, value: Slot) -> Slot {
        match self.entries.get_mut(index) {
            Some(entry) => std::mem::replace(&mut entry.value, value),
            None => value,
        }
    }

    /// Takes an entry out and leaves a hole. CPython: delitem_common.
    pub fn remove(&mut self, index: usize) -> Option<Entry> {
        let hash = self.entries.get(index).filter(|e| !e.key.is_null())?.hash;
        let mask = self.mask();
        let mut probe = Probe::new(self, hash);
        loop {
            match self.indices.get_mut(probe.slot) {
                Some(ix) if *ix == index as i32 => {
                    *ix = DKIX_DUMMY;
                    break;
                }
                Some(ix) if *ix != DKIX_EMPTY => probe.advance(mask),
                _ => return None,
            }
        }
        self.used -= 1;
        let hole = Entry { hash: 0, key: Slot::NULL, value: Slot::NULL };
        self.entries.get_mut(index).map(|entry| std::mem::replace(entry, hole))
    }

    /// Takes the last entry out for `popitem`, whose place can be used again.
    pub fn pop_last(&mut self) -> Option<Entry> {
        let index = self.entries.iter().rposition(|e| !e.key.is_null())?;
        if self.split.take().is_some() {
            self.rebuild(LOG_SHARED_SIZE, self.unicode);
            return self.pop_last();
        }
        let entry = self.remove(index);
        self.entries.truncate(index);
        entry
    }

    /// Everything out at once; the dict is as new.
    pub fn take(&mut self) -> Dict {
        self.become_like(Dict { split: self.split, ..Dict::default() })
    }

    pub fn split(&self) -> Option<Ref> {
        self.split
    }

    pub fn set_split(&mut self, class: Option<Ref>) {
        self.split = class;
    }

    /// A table of its own, with room for three times what is used. CPython: insertion_resize of a split table.
    pub fn unshare(&mut self) {
        self.split = None;
        self.rebuild(log2_for(self.used * 3), self.unicode);
    }

    /// Room for what another dict brings, made at once. CPython: dict_merge, estimate_log2_keysize.
    pub fn make_room_for(&mut self, n_more: usize, unicode: bool) {
        if self.split.is_none() && (self.indices.is_empty() || usable_fraction(self.log2_size) < n_more) {
            let was_unicode = self.unicode || self.indices.is_empty();
            self.rebuild(log2_for(((self.used + n_more) * 3).div_ceil(2)), was_unicode && unicode);
        }
    }

    /// For the end: the entries in another order, and no table that finds them.
    pub(crate) fn order_entries(&mut self, mut place: impl FnMut(Slot) -> usize) {
        if !self.entries.is_sorted_by_key(|e| place(e.key)) {
            self.entries.sort_by_key(|e| place(e.key));
        }
    }

    /// Everything is exchanged for what another one holds. Answers what was there.
    pub fn become_like(&mut self, other: Dict) -> Dict {
        let version = self.version.wrapping_add(1);
        std::mem::replace(self, Dict { version, ..other })
    }

    /// The same number as before: no key has come since.
    #[inline]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// All slots, in the order in which a dying dict releases them: key, value, first to last.
    pub fn slots(&self) -> impl DoubleEndedIterator<Item = Slot> + '_ {
        self.entries.iter().flat_map(|e| [e.key, e.value])
    }

    /// Unit: bytes, as `sys.getsizeof` counts the keys object. CPython: _PyDict_KeysSize.
    pub fn keys_size_bytes(&self) -> usize {
        if self.indices.is_empty() {
            return 0;
        }
        let index_bytes = match self.log2_size {
            0..8 => 1,
            8..16 => 2,
            16..32 => 4,
            _ => 8,
        };
        let entry_bytes = if self.unicode { 16 } else { 24 };
        32 + (index_bytes << self.log2_size) + entry_bytes * usable_fraction(self.log2_size)
    }

    fn rebuild(&mut self, log2_size: u8, unicode: bool) {
        self.log2_size = log2_size;
        self.unicode = unicode;
        self.entries.retain(|e| !e.key.is_null());
        self.indices = vec![DKIX_EMPTY; 1 << log2_size];
        let mask = self.mask();
        for (at, entry) in self.entries.iter().enumerate() {
            let mut probe = Probe { hash: entry.hash, slot: (entry.hash as u64 & mask) as usize, perturb: entry.hash as u64 };
            while self.indices.get(probe.slot).is_some_and(|&ix| ix >= 0) {
                probe.advance(mask);
            }
            if let Some(ix) = self.indices.get_mut(probe.slot) {
                *ix = at as i32;
            }
        }
        self.usable = usable_fraction(log2_size).saturating_sub(self.entries.len());
    }
}

/// CPython: USABLE_FRACTION: two thirds of the table.
fn usable_fraction(log2_size: u8) -> usize {
    (2usize << log2_size) / 3
}

/// CPython: calculate_log2_keysize, odd steps and all: it takes 32 places where 16 are asked for.
fn log2_for(min_size: usize) -> u8 {
    let least = 1usize << LOG_MIN_SIZE;
    let bits = ((min_size | least) - 1) | (least - 1);
    (usize::BITS - bits.leading_zeros()) as u8
}
