//! The layout of set and frozenset: an open table with short linear runs, then perturbation.
//! It places, finds candidates and resizes; it never compares keys.
//!
//! CPython: Objects/setobject.c (`set_lookkey`, `set_add_entry_takeref`, `set_table_resize`).

use crate::value::{Ref, Slot};

/// One place of the table. `hash` -1 with an empty key marks a dummy that a deletion left.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct SetEntry {
    pub hash: i64,
    pub key: Slot,
}

impl SetEntry {
    pub fn is_dummy(&self) -> bool {
        self.key.is_null() && self.hash == -1
    }
    fn is_unused(&self) -> bool {
        self.key.is_null() && self.hash == 0
    }
}

/// CPython: PySet_MINSIZE.
pub const MIN_SIZE: usize = 8;
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Set {
    table: Vec<SetEntry>,
    /// Active and dummy entries.
    fill: usize,
    used: usize,
    /// Where `pop` looks next. CPython: `finger`.
    finger: usize,
    /// The cached hash of a frozenset.
    pub hash: Option<i64>,
}

impl Default for Set {
    fn default() -> Set {
        Set { table: vec![SetEntry::default(); MIN_SIZE], fill: 0, used: 0, finger: 0, hash: None }
    }
}

/// Where a look-up stands: plain data, so that it can pause inside a Python `__eq__`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SetProbe {
    pub hash: i64,
    /// Start of the present linear run.
    base: usize,
    perturb: u64,
    /// How far into the run the look-up is.
    run: usize,
}

impl SetProbe {
    pub fn new(set: &Set, hash: i64) -> SetProbe {
        SetProbe { hash, base: (hash as u64 & set.mask()) as usize, perturb: hash as u64, run: 0 }
    }

    /// Index into the table that is looked at next.
    pub fn place(&self) -> usize {
        self.base + self.run
    }

    /// On to the next place, whatever this one holds.
    pub fn skip(&mut self, set: &Set) {
        self.advance(set.mask());
    }

    pub fn to_ints(self) -> [i64; 4] {
        [self.hash, self.base as i64, self.perturb as i64, self.run as i64]
    }

    pub fn from_ints(ints: [i64; 4]) -> SetProbe {
        SetProbe { hash: ints[0], base: ints[1] as usize, perturb: ints[2] as u64, run: ints[3] as usize }
    }

    fn advance(&mut self, mask: u64) {
        let limit = if self.base as u64 + LINEAR_PROBES as u64 <= mask { LINEAR_PROBES } else { 0 };
        if self.run < limit {
            self.run += 1;
            return;
        }
        self.run = 0;
        self.perturb >>= PERTURB_SHIFT;
        self.base = ((self.base as u64).wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturb) & mask) as usize;
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SetFound {
    Candidate {
        index: usize,
        key: Ref,
    },
    /// The chain ends at this free place.
    Absent {
        index: usize,
    },
}

impl Set {
    pub fn len(&self) -> usize {
        self.used
    }

    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    pub fn table(&self) -> &[SetEntry] {
        &self.table
    }

    pub fn fill(&self) -> usize {
        self.fill
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Ref> + '_ {
        self.table.iter().filter_map(|e| e.key.get())
    }

    /// The next active entry at or after `index`, for iterators.
    pub fn next_entry(&self, index: usize) -> Option<(usize, Ref, i64)> {
        let from = self.table.get(index..)?;
        from.iter().enumerate().find_map(|(i, e)| Some((index + i, e.key.get()?, e.hash)))
    }

    fn mask(&self) -> u64 {
        self.table.len() as u64 - 1
    }

    pub fn next_candidate(&self, probe: &mut SetProbe) -> SetFound {
        let mask = self.mask();
        loop {
            let index = probe.base + probe.run;
            let entry = self.table.get(index).copied().unwrap_or_default();
            if entry.is_unused() {
                return SetFound::Absent { index };
            }
            probe.advance(mask);
            if entry.hash == probe.hash
                && let Some(key) = entry.key.get()
            {
                return SetFound::Candidate { index, key };
            }
        }
    }

    /// Adds a key that is known to be absent; the slot must own.
    pub fn insert_new(&mut self, hash: i64, key: Slot) {
        let mut probe = SetProbe::new(self, hash);
        let mask = self.mask();
        let index = loop {
            let index = probe.base + probe.run;
            if self.table.get(index).is_none_or(SetEntry::is_unused) {
                break index;
            }
            probe.advance(mask);
        };
        if let Some(place) = self.table.get_mut(index) {
            *place = SetEntry { hash, key };
        }
        self.fill += 1;
        self.used += 1;
        self.hash = None;
        if self.fill as u64 * 5 >= mask * 3 {
            let wanted = if self.used > 50_000 { self.used * 2 } else { self.used * 4 };
            self.resize(wanted);
        }
    }

    pub fn remove(&mut self, index: usize) -> Option<Slot> {
        let place = self.table.get_mut(index).filter(|e| !e.key.is_null())?;
        let old = std::mem::replace(place, SetEntry { hash: -1, key: Slot::NULL });
        self.used -= 1;
        Some(old.key)
    }

    /// CPython: set_pop_impl: the first active entry at or after the finger.
    pub fn pop(&mut self) -> Option<Slot> {
        let n = self.table.len();
        let start = self.finger & (n - 1);
        let index = (0..n).map(|i| (start + i) & (n - 1)).find(|&i| self.table.get(i).is_some_and(|e| !e.key.is_null()))?;
        self.finger = index + 1;
        self.remove(index)
    }

    pub fn take(&mut self) -> Set {
        std::mem::take(self)
    }

    pub fn slots(&self) -> impl DoubleEndedIterator<Item = Slot> + '_ {
        self.table.iter().map(|e| e.key)
    }

    /// Makes room as `set_table_resize(so, min_used)` does.
    pub fn resize(&mut self, min_used: usize) {
        let mut size = MIN_SIZE;
        while size <= min_used {
            size <<= 1;
        }
        if size == self.table.len() && self.fill == self.used {
            return;
        }
        let old = std::mem::replace(&mut self.table, vec![SetEntry::default(); size]);
        let mask = self.mask();
        for entry in old.into_iter().filter(|e| !e.key.is_null()) {
            let mut probe = SetProbe::new(self, entry.hash);
            loop {
                let index = probe.base + probe.run;
                match self.table.get_mut(index) {
                    Some(place) if place.is_unused() => {
                        *place = entry;
                        break;
                    }
                    Some(_) => probe.advance(mask),
                    None => break,
                }
            }
        }
        self.fill = self.used;
    }

    /// Unit: bytes beyond the set object itself: the table, once it is not the small one inside.
    pub fn table_size_bytes(&self) -> usize {
        if self.table.len() > MIN_SIZE { self.table.len() * 16 } else { 0 }
    }
}
