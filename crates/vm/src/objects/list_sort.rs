//! `list.sort` and what `sorted` does: a merge sort that can pause inside every comparison and key.
//!
//! CPython: Objects/listobject.c, list_sort_impl: keys first, in order; the list is empty while it is
//! sorted; small inputs by binary insertion after the first run, longer ones by merging runs.

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::objects::list_merge::{self, Want};
use crate::protocol::compare::LT;
use crate::protocol::convert::truth_of_argument;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub fn list_sort(vm: &mut Vm, args: &Args) -> Res {
    let list = args.at(0)?;
    let key = args.get(1).filter(|k| *k != vm.one.none);
    let reverse = match args.get(2) {
        None => false,
        Some(r) => truth_of_argument(vm, r)?,
    };
    vm.sort_list(list, key, reverse)
}

impl Vm {
    /// Sorts in place; answers None.
    pub fn sort_list(&mut self, list: Ref, key: Option<Ref>, reverse: bool) -> Res {
        let slots = [Slot::borrow(list), key.map_or(Slot::NULL, Slot::borrow), Slot::NULL, Slot::NULL];
        self.push_native(kinds::LIST_SORT, &slots, &[i64::from(reverse)])
    }
}

// Layout of the frame. slots: list, key function, the values (a list of their own while the sort
// runs), the keys (a list; NULL without a key function), the pivot (held while it is inserted).
const LIST: usize = 0;
const KEY: usize = 1;
pub(crate) const VALUES: usize = 2;
pub(crate) const KEYS: usize = 3;

// ints: reverse, then the registers of the sort.
const REVERSE: usize = 0;
pub(crate) const N: usize = 1;
/// Phase registers; their meaning is told at each phase.
const A: usize = 2;
const B: usize = 3;
const C: usize = 4;
const D: usize = 5;
const ALLOCATED: usize = 7;

/// Length less one of the last stretch of equal items in a falling run.
const NEQ: usize = 8;
/// Where the run that is looked at begins; A, B, C and D count from there.
pub(crate) const LO: usize = 9;
/// Length that the run is to have; shorter ones are lengthened by binary insertion.
pub(crate) const LIMIT: usize = 10;
/// The list stands reversed.
const IS_REVERSED: usize = 11;

// Phases (the frame's pc).
const START: u16 = 0;
const KEYS_NEXT: u16 = 1;
const KEYS_GOT: u16 = 2;
const RUN_START: u16 = 3;
const ASCENDING: u16 = 4;
const ALL_EQUAL: u16 = 5;
const FALLING: u16 = 6;
const FALLING_EQUAL: u16 = 7;
const EXTEND: u16 = 8;
const INSERT_NEXT: u16 = 9;
const INSERT_STEP: u16 = 10;
pub(crate) const FINISH: u16 = 11;
pub(crate) const RUN_NEXT: u16 = 12;
const RUN_FOUND: u16 = 13;

/// Lists of plain values that are at least so long are sorted at once: nobody sees how.
const LONG: usize = 64;
/// Comparisons of one slice of a long sort.
const SLICE: usize = 10_000;

pub static LIST_SORT: NativeDef = NativeDef {
    name: "list.sort",
    catches: true,
    resume: |vm, f, answer| match run(vm, f, answer) {
        Ok(Next::Done(v)) => {
            let modified = give_back(vm, f);
            if modified {
                vm.heap.decref_own(v);
                return vm.value_err("list modified during sort");
            }
            Ok(Next::Done(v))
        }
        Err(Stop::Raise(e)) => {
            // What was reached so far goes back into the list.
            list_merge::bring_back(vm, f);
            if f.int(IS_REVERSED) != 0 {
                reverse_all(vm, f);
            }
            give_back(vm, f);
            Err(Stop::Raise(e))
        }
        other => other,
    },
};

fn run(vm: &mut Vm, f: &mut NativeFrame, answer: Answer) -> Res<Next> {
    let bug = || vm_bug!("sort");
    let mut got = match answer {
        Answer::Value(v) => Some(v),
        Answer::Raised(e) => return Err(Stop::Raise(e)),
        Answer::Start => None,
        Answer::Exhausted => return Err(bug()),
    };
    let mut slice = 0;
    loop {
        match f.pc {
            START => {
                let list = f.get(LIST).ok_or_else(bug)?;
                // The list is made empty so that changes by keys and comparisons are noticed.
                let (items, allocated) = match vm.heap.list_mut(list) {
                    Some(l) => (std::mem::take(&mut l.items), std::mem::replace(&mut l.allocated, usize::MAX)),
                    None => return Err(bug()),
                };
                f.set_int(ALLOCATED, allocated as i64);
                f.set_int(N, items.len() as i64);
                let values = vm.list_from_slots(items);
                f.set(VALUES, values.into());
                if f.get(KEY).is_some() {
                    let keys = vm.list_from_slots(Vec::new());
                    f.set(KEYS, keys.into());
                    f.pc = KEYS_NEXT;
                } else {
                    f.pc = RUN_START;
                }
            }
            KEYS_NEXT => {
                let (values, keys, key) = (f.get(VALUES).ok_or_else(bug)?, f.get(KEYS).ok_or_else(bug)?, f.get(KEY).ok_or_else(bug)?);
                let i = vm.heap.items(keys).map_or(0, |k| k.len());
                let Some(item) = item_at(vm, values, i) else {
                    f.pc = RUN_START;
                    continue;
                };
                f.pc = KEYS_GOT;
                match vm.call_args(key, &[item])? {
                    Flow::Value(v) => got = Some(v),
                    Flow::Pushed => return Ok(Next::Wait),
                }
            }
            KEYS_GOT => {
                let key = got.take().ok_or_else(bug)?;
                let keys = f.get(KEYS).ok_or_else(bug)?;
                vm.list_push(keys, key.into());
                f.pc = KEYS_NEXT;
            }
            RUN_START => {
                let n = f.int(N) as usize;
                if f.int(REVERSE) != 0 {
                    // Reversed before and after, so that equal items keep their order.
                    reverse_all(vm, f);
                    f.set_int(IS_REVERSED, 1);
                }
                if n < 2 || (n >= LONG && sort_plain(vm, f)) {
                    f.pc = FINISH;
                    continue;
                }
                list_merge::start(f);
                f.pc = RUN_NEXT;
            }
            RUN_NEXT => {
                f.set_int(A, 1);
                f.set_int(NEQ, 0);
                f.pc = ASCENDING;
                if slice >= SLICE {
                    return Ok(Next::Again);
                }
            }
            // A is the length of the run that was found.
            RUN_FOUND => {
                let wanted = list_merge::minrun(f.int(N)).min(f.int(N) - f.int(LO));
                if f.int(A) < wanted {
                    f.set_int(LIMIT, wanted);
                    f.pc = INSERT_NEXT;
                } else {
                    f.set_int(LIMIT, f.int(A));
                    f.pc = list_merge::RUN_READY;
                }
            }
            // CPython: count_run. A is the length of the run so far.
            ASCENDING => {
                let n = f.int(A);
                match got.take().map(|v| truth(vm, v)) {
                    Some(true) if n > 1 => {
                        f.pc = ALL_EQUAL;
                        continue;
                    }
                    Some(true) => {
                        f.set_int(A, 2);
                        f.pc = FALLING;
                        continue;
                    }
                    Some(false) => f.set_int(A, n + 1),
                    None => {}
                }
                match ask_next(vm, f)? {
                    Ask::End => f.pc = RUN_FOUND,
                    Ask::Now(v) => got = Some(v),
                    Ask::Later => return Ok(Next::Wait),
                }
            }
            // A rising run ended. If it rose anywhere it is a run; else all were equal, and it falls.
            ALL_EQUAL => {
                let n = f.int(A) as usize;
                match got.take().map(|v| truth(vm, v)) {
                    Some(true) => f.pc = RUN_FOUND,
                    Some(false) => {
                        reverse_part(vm, f, 0, n);
                        f.set_int(A, n as i64 + 1);
                        f.pc = FALLING;
                    }
                    None => match less(vm, f, 0, n - 1)? {
                        Some(v) => got = Some(v),
                        None => return Ok(Next::Wait),
                    },
                }
            }
            FALLING => {
                match got.take().map(|v| truth(vm, v)) {
                    Some(true) => {
                        reverse_equal(vm, f);
                        f.set_int(A, f.int(A) + 1);
                    }
                    Some(false) => {
                        f.pc = FALLING_EQUAL;
                        continue;
                    }
                    None => {}
                }
                match ask_next(vm, f)? {
                    Ask::End => turn_round(vm, f),
                    Ask::Now(v) => got = Some(v),
                    Ask::Later => return Ok(Next::Wait),
                }
            }
            FALLING_EQUAL => {
                let n = f.int(A) as usize;
                match got.take().map(|v| truth(vm, v)) {
                    Some(true) => turn_round(vm, f),
                    Some(false) => {
                        f.set_int(NEQ, f.int(NEQ) + 1);
                        f.set_int(A, n as i64 + 1);
                        f.pc = FALLING;
                    }
                    None => match less(vm, f, n - 1, n)? {
                        Some(v) => got = Some(v),
                        None => return Ok(Next::Wait),
                    },
                }
            }
            // A run that was turned round may go on rising.
            EXTEND => {
                match got.take().map(|v| truth(vm, v)) {
                    Some(true) => {
                        f.pc = RUN_FOUND;
                        continue;
                    }
                    Some(false) => f.set_int(A, f.int(A) + 1),
                    None => {}
                }
                match ask_next(vm, f)? {
                    Ask::End => f.pc = RUN_FOUND,
                    Ask::Now(v) => got = Some(v),
                    Ask::Later => return Ok(Next::Wait),
                }
            }
            // Binary insertion of item A between B and C; D is the middle that is compared.
            INSERT_NEXT => {
                let i = f.int(A);
                if i >= f.int(LIMIT) {
                    f.pc = list_merge::RUN_READY;
                    continue;
                }
                f.set_int(B, 0);
                f.set_int(C, i);
                f.pc = INSERT_STEP;
                got = None;
            }
            INSERT_STEP => {
                if let Some(v) = got.take() {
                    if truth(vm, v) {
                        f.set_int(C, f.int(D));
                    } else {
                        f.set_int(B, f.int(D) + 1);
                    }
                }
                if f.int(B) >= f.int(C) {
                    let (from, to) = (f.int(A) as usize, f.int(B) as usize);
                    rotate(vm, f, from, to);
                    f.set_int(A, f.int(A) + 1);
                    f.pc = INSERT_NEXT;
                    continue;
                }
                let middle = (f.int(B) + f.int(C)) / 2;
                f.set_int(D, middle);
                match less(vm, f, f.int(A) as usize, middle as usize)? {
                    Some(v) => got = Some(v),
                    None => return Ok(Next::Wait),
                }
            }
            FINISH => {
                if f.int(IS_REVERSED) != 0 {
                    reverse_all(vm, f);
                    f.set_int(IS_REVERSED, 0);
                }
                return Ok(Next::Done(vm.none()));
            }
            _ => {
                let told = got.take().map(|v| truth(vm, v));
                match list_merge::step(vm, f, told)? {
                    Want::Go if slice >= SLICE => return Ok(Next::Again),
                    Want::Go => {}
                    Want::Less(x, y) => {
                        let (x, y) = (list_merge::item(vm, f, x), list_merge::item(vm, f, y));
                        let (Some(x), Some(y)) = (x, y) else { return Err(vm_bug!("merge lost an item")) };
                        slice += 1;
                        match vm.richcompare_bool(x, y, LT)? {
                            Flow::Value(v) => got = Some(v),
                            Flow::Pushed => return Ok(Next::Wait),
                        }
                    }
                }
            }
        }
    }
}

fn item_at(vm: &Vm, list: Ref, i: usize) -> Option<Ref> {
    vm.heap.items(list)?.get(i)?.get()
}

/// What is compared: the keys, or the values themselves.
fn compared(f: &NativeFrame) -> Option<Ref> {
    f.get(KEYS).or(f.get(VALUES))
}

/// `item i < item j` of the run, now (a bool object) or after a frame (None).
fn less(vm: &mut Vm, f: &NativeFrame, i: usize, j: usize) -> Res<Option<Own>> {
    let list = compared(f).ok_or_else(|| vm_bug!("sort"))?;
    let lo = f.int(LO) as usize;
    let (Some(x), Some(y)) = (item_at(vm, list, lo + i), item_at(vm, list, lo + j)) else { return Err(vm_bug!("sort lost an item")) };
    match vm.richcompare_bool(x, y, LT)? {
        Flow::Value(v) => Ok(Some(v)),
        Flow::Pushed => Ok(None),
    }
}

fn truth(vm: &mut Vm, v: Own) -> bool {
    let yes = v.r() == vm.one.true_;
    vm.heap.decref_own(v);
    yes
}

fn each_list(f: &NativeFrame) -> impl Iterator<Item = Ref> {
    [f.get(VALUES), f.get(KEYS)].into_iter().flatten()
}

fn reverse_all(vm: &mut Vm, f: &NativeFrame) {
    for list in each_list(f) {
        if let Some(l) = vm.heap.list_mut(list) {
            l.items.reverse();
        }
    }
}

enum Ask {
    /// No item is left.
    End,
    Now(Own),
    Later,
}

/// Is item A smaller than the one before it?
fn ask_next(vm: &mut Vm, f: &NativeFrame) -> Res<Ask> {
    let n = f.int(A);
    if f.int(LO) + n >= f.int(N) {
        return Ok(Ask::End);
    }
    Ok(match less(vm, f, n as usize, n as usize - 1)? {
        Some(v) => Ask::Now(v),
        None => Ask::Later,
    })
}

fn reverse_part(vm: &mut Vm, f: &NativeFrame, from: usize, to: usize) {
    let lo = f.int(LO) as usize;
    let (from, to) = (lo + from, lo + to);
    for list in each_list(f) {
        if let Some(part) = vm.heap.list_mut(list).and_then(|l| l.items.get_mut(from..to)) {
            part.reverse();
        }
    }
}

/// Equal items in a falling run are turned round by themselves, so that they keep their order.
fn reverse_equal(vm: &mut Vm, f: &mut NativeFrame) {
    let (n, neq) = (f.int(A) as usize, f.int(NEQ) as usize);
    if neq > 0 {
        reverse_part(vm, f, n - neq - 1, n);
        f.set_int(NEQ, 0);
    }
}

/// A falling run becomes a rising one.
fn turn_round(vm: &mut Vm, f: &mut NativeFrame) {
    reverse_equal(vm, f);
    let n = f.int(A) as usize;
    reverse_part(vm, f, 0, n);
    f.pc = EXTEND;
}

/// Moves the item at `from` down to `to`.
fn rotate(vm: &mut Vm, f: &NativeFrame, from: usize, to: usize) {
    let lo = f.int(LO) as usize;
    let (from, to) = (lo + from, lo + to);
    for list in each_list(f) {
        if let Some(window) = vm.heap.list_mut(list).and_then(|l| l.items.get_mut(to..=from)) {
            window.rotate_right(1);
        }
    }
}

/// Puts the values back. True: somebody changed the list meanwhile.
fn give_back(vm: &mut Vm, f: &mut NativeFrame) -> bool {
    let (Some(list), Some(values)) = (f.get(LIST), f.get(VALUES)) else { return false };
    let sorted = vm.heap.list_mut(values).map(|l| std::mem::take(&mut l.items)).unwrap_or_default();
    let allocated = f.int(ALLOCATED) as usize;
    let (stray, modified) = match vm.heap.list_mut(list) {
        Some(l) => {
            let modified = l.allocated != usize::MAX;
            l.allocated = allocated;
            (std::mem::replace(&mut l.items, sorted), modified)
        }
        None => (sorted, false),
    };
    vm.heap.release_all(stray.into_iter());
    let (values, keys) = (f.set(VALUES, Slot::NULL), f.set(KEYS, Slot::NULL));
    vm.heap.release(values);
    vm.heap.release(keys);
    modified
}

/// Sorts ints or ASCII strings at once; False for anything else.
fn sort_plain(vm: &mut Vm, f: &NativeFrame) -> bool {
    let Some(list) = compared(f) else { return false };
    let items: Vec<Ref> = vm.heap.items(list).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let numbers: Option<Vec<i64>> = items.iter().map(|r| vm.heap.small_int(*r).filter(|_| vm.is_exact(*r, ids::INT))).collect();
    let texts: Option<Vec<String>> = items
        .iter()
        .map(|r| vm.heap.text(*r).filter(|_| vm.is_exact(*r, ids::STR)).and_then(|t| t.as_ascii()).map(str::to_owned))
        .collect();
    let mut order: Vec<usize> = (0..items.len()).collect();
    match (numbers, texts) {
        (Some(n), _) => order.sort_by_key(|i| n.get(*i).copied()),
        (None, Some(t)) => order.sort_by_key(|i| t.get(*i)),
        (None, None) => return false,
    }
    for list in each_list(f) {
        if let Some(l) = vm.heap.list_mut(list) {
            let old = l.items.clone();
            l.items = order.iter().filter_map(|i| old.get(*i).copied()).collect();
        }
    }
    true
}
