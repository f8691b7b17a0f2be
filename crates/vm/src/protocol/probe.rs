//! The look-up in a hash table that may pause inside the Python `__hash__` and `__eq__` of keys: one native
//! for dict and set, each of which says how its table is walked and what is done at the place found.
//!
//! CPython: Objects/dictobject.c (_Py_dict_lookup), Objects/setobject.c (set_lookkey, set_add_entry).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Ref, Slot};

use crate::native::{Answer, Kind, Next};
use crate::protocol::compare::EQ;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// A table whose keys are looked up by hash and equality.
pub(crate) trait Probed {
    const KIND: Kind;
    /// What errors call a key.
    const KEY: &'static str;
    /// Where a look-up stands, as plain data.
    type Probe: Copy;

    /// None: there is no such table.
    fn begin(vm: &Vm, table: Ref, hash: i64) -> Option<Self::Probe>;
    /// The next entry with the same hash: its index and key. None at the end of the chain.
    fn next(vm: &Vm, table: Ref, probe: &mut Self::Probe) -> Option<(usize, Ref)>;
    fn to_ints(probe: Self::Probe) -> [i64; 4];
    fn from_ints(ints: [i64; 4]) -> Self::Probe;
    /// A number that changes when the table is built anew.
    fn size(vm: &Vm, table: Ref) -> usize;
    fn key_at(vm: &Vm, table: Ref, index: usize) -> Option<Ref>;
    /// The operation itself, at the place where the key is or is not.
    fn apply(vm: &mut Vm, op: i64, table: Ref, key: Ref, hash: i64, value: Option<Ref>, at: Option<usize>) -> Res;
}

// Slots: the table, the key, a value, the candidate key that is being compared (held).
const TABLE: usize = 0;
const LOOKED_UP: usize = 1;
const VALUE: usize = 2;
const CANDIDATE: usize = 3;
// Integers: the operation; the probe, whose first number is the hash; the candidate's index; the table's size.
const OP: usize = 0;
const PROBE: usize = 1;
const HASH: usize = PROBE;
const INDEX: usize = 5;
const SIZE: usize = 6;

const ASK_HASH: u16 = 0;
const GOT_HASH: u16 = 1;
const COMPARE: u16 = 2;
const COMPARED: u16 = 3;
const SEARCH: u16 = 4;
const APPLIED: u16 = 5;

enum Search<P> {
    At(Option<usize>),
    /// Compare this entry's key in Python, then go on with the probe.
    Ask {
        index: usize,
        key: Ref,
        probe: P,
    },
}

fn search<T: Probed>(vm: &Vm, table: Ref, key: Ref, mut probe: T::Probe) -> Search<T::Probe> {
    while let Some((index, candidate)) = T::next(vm, table, &mut probe) {
        if candidate == key {
            return Search::At(Some(index));
        }
        match vm.eq_now(candidate, key) {
            Some(true) => return Search::At(Some(index)),
            Some(false) => {}
            None => return Search::Ask { index, key: candidate, probe },
        }
    }
    Search::At(None)
}

/// Looks up and applies, at once where Python need not be asked. `slots`: how a frame would hold key and value.
pub(crate) fn look_up<T: Probed>(
    vm: &mut Vm,
    op: i64,
    table: Ref,
    key: Ref,
    value: Option<Ref>,
    hash: Option<i64>,
    slots: impl FnOnce(&mut Vm) -> [Slot; 2],
) -> Res {
    let Some(hash) = hash else {
        let [key, value] = slots(vm);
        return vm.push_native(T::KIND, &[Slot::borrow(table), key, value], &[op]);
    };
    let Some(probe) = T::begin(vm, table, hash) else { return Err(vm_bug!("no table to look into")) };
    match search::<T>(vm, table, key, probe) {
        Search::At(at) => T::apply(vm, op, table, key, hash, value, at),
        Search::Ask { index, key: candidate, probe } => {
            let held = vm.heap.own(candidate);
            let [key, value] = slots(vm);
            let [h, a, b, c] = T::to_ints(probe);
            let _ = vm.push_native(T::KIND, &[Slot::borrow(table), key, value, held.into()], &[op, h, a, b, c, index as i64])?;
            vm.set_top_pc(COMPARE)
        }
    }
}

fn keep_probe<T: Probed>(f: &mut NativeFrame, probe: T::Probe) {
    T::to_ints(probe).into_iter().enumerate().for_each(|(i, n)| f.set_int(PROBE + i, n));
}

/// The native of `T::KIND`.
pub(crate) fn resume<T: Probed>(vm: &mut Vm, f: &mut NativeFrame, answer: Answer) -> Res<Next> {
    let bug = || vm_bug!("{} look-up", T::KEY);
    let (table, key) = (f.get(TABLE).ok_or_else(bug)?, f.get(LOOKED_UP).ok_or_else(bug)?);
    let mut got = match answer {
        Answer::Value(v) => Some(v),
        Answer::Raised(e) if f.pc == GOT_HASH => return Err(vm.unhashable_key(key, e, T::KEY)),
        Answer::Raised(e) => return Err(Stop::Raise(e)),
        Answer::Start | Answer::Exhausted => None,
    };
    loop {
        match f.pc {
            ASK_HASH => {
                f.pc = GOT_HASH;
                match vm.hash(key) {
                    Ok(Flow::Value(v)) => got = Some(v),
                    Ok(Flow::Pushed) => return Ok(Next::Wait),
                    Err(Stop::Raise(e)) => return Err(vm.unhashable_key(key, e, T::KEY)),
                    Err(stop) => return Err(stop),
                }
            }
            GOT_HASH => {
                let hash = vm.hash_from(got.take().ok_or_else(bug)?);
                let probe = T::begin(vm, table, hash).ok_or_else(bug)?;
                keep_probe::<T>(f, probe);
                f.pc = SEARCH;
            }
            // CPython holds the candidate over the call; so do we.
            COMPARE => {
                let candidate = f.get(CANDIDATE).ok_or_else(bug)?;
                f.pc = COMPARED;
                f.set_int(SIZE, T::size(vm, table) as i64);
                match vm.richcompare_bool(candidate, key, EQ)? {
                    Flow::Value(v) => got = Some(v),
                    Flow::Pushed => return Ok(Next::Wait),
                }
            }
            COMPARED => {
                let equal = got.take().ok_or_else(bug)?.r() == vm.one.true_;
                let held = f.set(CANDIDATE, Slot::NULL);
                let index = f.int(INDEX) as usize;
                // The comparison may have changed the table: then look from the start again.
                let same = T::size(vm, table) as i64 == f.int(SIZE) && T::key_at(vm, table, index) == held.get();
                let again = if same { None } else { T::begin(vm, table, f.int(HASH)) };
                vm.heap.release(held);
                f.pc = SEARCH;
                if let Some(probe) = again {
                    keep_probe::<T>(f, probe);
                } else if equal {
                    return apply::<T>(vm, f, Some(index));
                }
            }
            SEARCH => {
                let probe = T::from_ints([f.int(PROBE), f.int(PROBE + 1), f.int(PROBE + 2), f.int(PROBE + 3)]);
                match search::<T>(vm, table, key, probe) {
                    Search::At(at) => return apply::<T>(vm, f, at),
                    Search::Ask { index, key: candidate, probe } => {
                        let held = vm.heap.own(candidate);
                        f.set(CANDIDATE, held.into());
                        keep_probe::<T>(f, probe);
                        f.set_int(INDEX, index as i64);
                        f.pc = COMPARE;
                    }
                }
            }
            // What the operation asked for is its answer.
            _ => return got.take().map(Next::Done).ok_or_else(bug),
        }
    }
}

fn apply<T: Probed>(vm: &mut Vm, f: &mut NativeFrame, at: Option<usize>) -> Res<Next> {
    f.pc = APPLIED;
    let (Some(table), Some(key)) = (f.get(TABLE), f.get(LOOKED_UP)) else { return Err(vm_bug!("{} look-up", T::KEY)) };
    match T::apply(vm, f.int(OP), table, key, f.int(HASH), f.get(VALUE), at)? {
        Flow::Value(v) => Ok(Next::Done(v)),
        Flow::Pushed => Ok(Next::Wait),
    }
}
