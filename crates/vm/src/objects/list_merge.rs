//! The merging half of list.sort: runs are put on a stack and merged by powersort's rule, galloping where
//! one run wins again and again. It is written as small steps, because any comparison may be Python's.
//! A step that wants to know something says which two items; the next step is told the answer.
//!
//! CPython: Objects/listobject.c (found_new_run, merge_at, merge_lo, merge_hi, gallop_left, gallop_right).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Ref, Slot};

use crate::objects::list_sort::{FINISH, KEYS, LIMIT, LO, N, RUN_NEXT, VALUES};
use crate::stop::Res;
use crate::vm::Vm;
use crate::vm_bug;

/// Where an item lies: in the list that is sorted, or aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    Main(i64),
    Aside(i64),
}

/// What a step comes to.
#[derive(Debug)]
pub enum Want {
    /// Is the first smaller than the second?
    Less(At, At),
    Go,
}

const MIN_GALLOP: i64 = 7;
/// Slots from here on: values that lie aside, then their keys.
const ASIDE: usize = 6;

// Registers, behind those of list_sort.
const GALLOP_AT: usize = 12;
/// Number of items aside.
const N_ASIDE: usize = 13;
/// 1 while merging from the left, 2 from the right.
const MERGING: usize = 14;
const BACK_TO: usize = 15;
const PA: usize = 16;
const NA: usize = 17;
const PB: usize = 18;
const NB: usize = 19;
const DEST: usize = 20;
const BASE_A: usize = 21;
const A_WON: usize = 22;
const B_WON: usize = 23;
const LOCAL_GALLOP: usize = 24;
// A gallop: key and array (aside or not), length, hint, side, offsets, where its answer goes.
const G_KEY: usize = 25;
const G_KEY_ASIDE: usize = 26;
const G_BASE: usize = 27;
const G_BASE_ASIDE: usize = 28;
const G_N: usize = 29;
const G_HINT: usize = 30;
/// 1: to the left of equal items.
const G_LEFT: usize = 31;
const G_LAST: usize = 32;
const G_OFS: usize = 33;
const G_BACK: usize = 34;
const POWER: usize = 35;
const N_RUNS: usize = 36;
/// From here on: base, length and power of each run.
const RUNS: usize = 40;

// Phases, behind those of list_sort.
pub const RUN_READY: u16 = 20;
const COLLAPSE: u16 = 21;
const FORCE: u16 = 22;
const WHERE_B: u16 = 23;
const WHERE_A: u16 = 24;
const LO_ASK: u16 = 25;
const LO_TOLD: u16 = 26;
const LO_GALLOP: u16 = 27;
const LO_RIGHT: u16 = 28;
const LO_LEFT: u16 = 29;
const HI_ASK: u16 = 30;
const HI_TOLD: u16 = 31;
const HI_GALLOP: u16 = 32;
const HI_RIGHT: u16 = 33;
const HI_LEFT: u16 = 34;
const GALLOP: u16 = 35;
const GALLOP_UP: u16 = 36;
const GALLOP_DOWN: u16 = 37;
const GALLOP_MIDDLE: u16 = 38;

pub fn start(f: &mut NativeFrame) {
    f.set_int(GALLOP_AT, MIN_GALLOP);
    f.set_int(N_RUNS, 0);
    f.set_int(RUNS, 0);
}

/// CPython: merge_compute_minrun.
pub fn minrun(mut n: i64) -> i64 {
    let mut rest = 0;
    while n >= 64 {
        rest |= n & 1;
        n >>= 1;
    }
    n + rest
}

/// CPython: powerloop: the depth of the border between two runs in the tree of a perfect merge.
fn power(start: i64, n1: i64, n2: i64, n: i64) -> i64 {
    let (mut a, mut power) = (2 * start + n1, 0);
    let mut b = a + n1 + n2;
    loop {
        power += 1;
        if a >= n {
            a -= n;
            b -= n;
        } else if b >= n {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

fn run(f: &NativeFrame, i: i64) -> (i64, i64, i64) {
    let at = RUNS + 3 * i.max(0) as usize;
    (f.int(at), f.int(at + 1), f.int(at + 2))
}

fn set_run(f: &mut NativeFrame, i: i64, (base, len, power): (i64, i64, i64)) {
    let at = RUNS + 3 * i.max(0) as usize;
    [base, len, power].into_iter().enumerate().for_each(|(k, n)| f.set_int(at + k, n));
}

fn add(f: &mut NativeFrame, register: usize, n: i64) {
    f.set_int(register, f.int(register) + n);
}

/// The item that is compared at a place.
pub fn item(vm: &Vm, f: &NativeFrame, at: At) -> Option<Ref> {
    let keys = f.get(KEYS);
    match at {
        At::Main(i) => vm.heap.items(keys.or(f.get(VALUES))?)?.get(i as usize)?.get(),
        At::Aside(i) => f.get(ASIDE + i as usize + if keys.is_some() { f.int(N_ASIDE) as usize } else { 0 }),
    }
}

/// Moves an item, with its key.
fn shift(vm: &mut Vm, f: &mut NativeFrame, from: At, to: i64) {
    let n = f.int(N_ASIDE) as usize;
    for (k, list) in [f.get(VALUES), f.get(KEYS)].into_iter().enumerate() {
        let Some(list) = list else { continue };
        let slot = match from {
            At::Aside(i) => f.set(ASIDE + i as usize + k * n, Slot::NULL),
            At::Main(i) => {
                let place = vm.heap.list_mut(list).and_then(|l| l.items.get_mut(i as usize));
                place.map(std::mem::take).unwrap_or_default()
            }
        };
        if let Some(place) = vm.heap.list_mut(list).and_then(|l| l.items.get_mut(to as usize)) {
            *place = slot;
        }
    }
}

/// Puts `n` items from `from` on aside.
fn put_aside(vm: &mut Vm, f: &mut NativeFrame, from: i64, n: i64) {
    f.slots.truncate(ASIDE);
    f.slots.resize(ASIDE, Slot::NULL);
    f.set_int(N_ASIDE, n);
    for list in [f.get(VALUES), f.get(KEYS)].into_iter().flatten() {
        if let Some(part) = vm.heap.list_mut(list).and_then(|l| l.items.get_mut(from as usize..(from + n) as usize)) {
            f.slots.extend(part.iter_mut().map(std::mem::take));
        }
    }
}

/// The next step. `told`: the answer to the question before.
pub fn step(vm: &mut Vm, f: &mut NativeFrame, told: Option<bool>) -> Res<Want> {
    match f.pc {
        // A run of LIMIT items begins at LO. CPython: found_new_run.
        RUN_READY => {
            let runs = f.int(N_RUNS);
            f.pc = COLLAPSE;
            if runs > 0 {
                let (base, len, _) = run(f, runs - 1);
                f.set_int(POWER, power(base, len, f.int(LIMIT), f.int(N)));
            }
        }
        COLLAPSE => {
            let runs = f.int(N_RUNS);
            if runs > 1 && run(f, runs - 2).2 > f.int(POWER) {
                merge_at(f, runs - 2, COLLAPSE);
                return Ok(Want::Go);
            }
            if runs > 0 {
                let (base, len, _) = run(f, runs - 1);
                set_run(f, runs - 1, (base, len, f.int(POWER)));
            }
            let (lo, n) = (f.int(LO), f.int(LIMIT));
            set_run(f, runs, (lo, n, 0));
            f.set_int(N_RUNS, runs + 1);
            f.set_int(LO, lo + n);
            f.pc = if lo + n < f.int(N) { RUN_NEXT } else { FORCE };
        }
        FORCE => {
            let runs = f.int(N_RUNS);
            if runs < 2 {
                f.pc = FINISH;
                return Ok(Want::Go);
            }
            let mut i = runs - 2;
            if i > 0 && run(f, i - 1).1 < run(f, i + 1).1 {
                i -= 1;
            }
            merge_at(f, i, FORCE);
        }
        // What of A stands before B is in place.
        WHERE_B => {
            let k = f.int(G_OFS);
            add(f, PA, k);
            add(f, NA, -k);
            if f.int(NA) == 0 {
                f.pc = f.int(BACK_TO) as u16;
                return Ok(Want::Go);
            }
            let (last, nb) = (f.int(PA) + f.int(NA) - 1, f.int(NB));
            let array = At::Main(f.int(PB));
            gallop(f, At::Main(last), array, nb, nb - 1, true, WHERE_A);
        }
        // What of B stands behind A is in place.
        WHERE_A => {
            f.set_int(NB, f.int(G_OFS));
            let (pa, na, pb, nb) = (f.int(PA), f.int(NA), f.int(PB), f.int(NB));
            if nb == 0 {
                f.pc = f.int(BACK_TO) as u16;
                return Ok(Want::Go);
            }
            f.set_int(LOCAL_GALLOP, f.int(GALLOP_AT));
            f.set_int(A_WON, 0);
            f.set_int(B_WON, 0);
            if na <= nb {
                put_aside(vm, f, pa, na);
                f.set_int(MERGING, 1);
                f.set_int(DEST, pa);
                f.set_int(PA, 0);
                f.pc = LO_ASK;
                if lo_take_b(vm, f) && na == 1 {
                    lo_last(vm, f);
                }
            } else {
                put_aside(vm, f, pb, nb);
                f.set_int(MERGING, 2);
                f.set_int(DEST, pb + nb - 1);
                f.set_int(BASE_A, pa);
                f.set_int(PA, pa + na - 1);
                f.set_int(PB, nb - 1);
                f.pc = HI_ASK;
                if hi_take_a(vm, f) && nb == 1 {
                    hi_last(vm, f);
                }
            }
        }
        LO_ASK => {
            f.pc = LO_TOLD;
            return Ok(Want::Less(At::Main(f.int(PB)), At::Aside(f.int(PA))));
        }
        LO_TOLD => {
            f.pc = LO_ASK;
            let b_wins = told.ok_or_else(|| vm_bug!("merge"))?;
            count(f, !b_wins);
            let goes_on = if b_wins { lo_take_b(vm, f) } else { lo_take_a(vm, f) };
            if goes_on && f.int(A_WON).max(f.int(B_WON)) >= f.int(LOCAL_GALLOP) {
                add(f, LOCAL_GALLOP, 1);
                f.pc = LO_GALLOP;
            }
        }
        LO_GALLOP => {
            cheaper(f);
            let (key, array, na) = (At::Main(f.int(PB)), At::Aside(f.int(PA)), f.int(NA));
            gallop(f, key, array, na, 0, false, LO_RIGHT);
        }
        LO_RIGHT => {
            let k = f.int(G_OFS);
            f.set_int(A_WON, k);
            for _ in 0..k {
                let (from, to) = (At::Aside(f.int(PA)), f.int(DEST));
                shift(vm, f, from, to);
                add(f, PA, 1);
                add(f, DEST, 1);
            }
            add(f, NA, -k);
            match f.int(NA) {
                1 if k > 0 => lo_last(vm, f),
                0 => merged(vm, f),
                _ => {
                    if lo_take_b(vm, f) {
                        let (key, array, nb) = (At::Aside(f.int(PA)), At::Main(f.int(PB)), f.int(NB));
                        gallop(f, key, array, nb, 0, true, LO_LEFT);
                    }
                }
            }
        }
        LO_LEFT => {
            let k = f.int(G_OFS);
            f.set_int(B_WON, k);
            for _ in 0..k {
                let (from, to) = (At::Main(f.int(PB)), f.int(DEST));
                shift(vm, f, from, to);
                add(f, PB, 1);
                add(f, DEST, 1);
            }
            add(f, NB, -k);
            if f.int(NB) == 0 {
                merged(vm, f);
            } else if lo_take_a(vm, f) {
                again_or_not(f, LO_GALLOP, LO_ASK);
            }
        }
        HI_ASK => {
            f.pc = HI_TOLD;
            return Ok(Want::Less(At::Aside(f.int(PB)), At::Main(f.int(PA))));
        }
        HI_TOLD => {
            f.pc = HI_ASK;
            let a_wins = told.ok_or_else(|| vm_bug!("merge"))?;
            count(f, a_wins);
            let goes_on = if a_wins { hi_take_a(vm, f) } else { hi_take_b(vm, f) };
            if goes_on && f.int(A_WON).max(f.int(B_WON)) >= f.int(LOCAL_GALLOP) {
                add(f, LOCAL_GALLOP, 1);
                f.pc = HI_GALLOP;
            }
        }
        HI_GALLOP => {
            cheaper(f);
            let (key, array, na) = (At::Aside(f.int(PB)), At::Main(f.int(BASE_A)), f.int(NA));
            gallop(f, key, array, na, na - 1, false, HI_RIGHT);
        }
        HI_RIGHT => {
            let k = f.int(NA) - f.int(G_OFS);
            f.set_int(A_WON, k);
            for _ in 0..k {
                let (from, to) = (At::Main(f.int(PA)), f.int(DEST));
                shift(vm, f, from, to);
                add(f, PA, -1);
                add(f, DEST, -1);
            }
            add(f, NA, -k);
            if f.int(NA) == 0 {
                merged(vm, f);
            } else if hi_take_b(vm, f) {
                let (key, nb) = (At::Main(f.int(PA)), f.int(NB));
                gallop(f, key, At::Aside(0), nb, nb - 1, true, HI_LEFT);
            }
        }
        HI_LEFT => {
            let k = f.int(NB) - f.int(G_OFS);
            f.set_int(B_WON, k);
            for _ in 0..k {
                let (from, to) = (At::Aside(f.int(PB)), f.int(DEST));
                shift(vm, f, from, to);
                add(f, PB, -1);
                add(f, DEST, -1);
            }
            add(f, NB, -k);
            match f.int(NB) {
                1 if k > 0 => hi_last(vm, f),
                0 => merged(vm, f),
                _ => {
                    if hi_take_a(vm, f) {
                        again_or_not(f, HI_GALLOP, HI_ASK);
                    }
                }
            }
        }
        GALLOP | GALLOP_UP | GALLOP_DOWN | GALLOP_MIDDLE => return Ok(gallop_step(f, told)),
        _ => return Err(vm_bug!("merge")),
    }
    Ok(Want::Go)
}

/// Merges runs i and i+1, then goes back to a phase.
fn merge_at(f: &mut NativeFrame, i: i64, back_to: u16) {
    let ((pa, na, power), (pb, nb, _)) = (run(f, i), run(f, i + 1));
    let runs = f.int(N_RUNS);
    set_run(f, i, (pa, na + nb, power));
    if i == runs - 3 {
        let third = run(f, i + 2);
        set_run(f, i + 1, third);
    }
    f.set_int(N_RUNS, runs - 1);
    for (register, n) in [(BACK_TO, i64::from(back_to)), (PA, pa), (NA, na), (PB, pb), (NB, nb)] {
        f.set_int(register, n);
    }
    gallop(f, At::Main(pb), At::Main(pa), na, 0, false, WHERE_B);
}

fn count(f: &mut NativeFrame, a_wins: bool) {
    let (a, b) = (f.int(A_WON), f.int(B_WON));
    f.set_int(A_WON, if a_wins { a + 1 } else { 0 });
    f.set_int(B_WON, if a_wins { 0 } else { b + 1 });
}

/// Galloping goes on: it may begin sooner the next time.
fn cheaper(f: &mut NativeFrame) {
    let n = f.int(LOCAL_GALLOP);
    f.set_int(LOCAL_GALLOP, if n > 1 { n - 1 } else { n });
    f.set_int(GALLOP_AT, f.int(LOCAL_GALLOP));
}

fn again_or_not(f: &mut NativeFrame, again: u16, not: u16) {
    if f.int(A_WON) >= MIN_GALLOP || f.int(B_WON) >= MIN_GALLOP {
        f.pc = again;
        return;
    }
    // Leaving has its price.
    add(f, LOCAL_GALLOP, 1);
    f.set_int(GALLOP_AT, f.int(LOCAL_GALLOP));
    f.set_int(A_WON, 0);
    f.set_int(B_WON, 0);
    f.pc = not;
}

/// True: the merge goes on.
fn lo_take_b(vm: &mut Vm, f: &mut NativeFrame) -> bool {
    let (from, to) = (At::Main(f.int(PB)), f.int(DEST));
    shift(vm, f, from, to);
    add(f, PB, 1);
    add(f, DEST, 1);
    add(f, NB, -1);
    if f.int(NB) == 0 {
        merged(vm, f);
        return false;
    }
    true
}

fn lo_take_a(vm: &mut Vm, f: &mut NativeFrame) -> bool {
    let (from, to) = (At::Aside(f.int(PA)), f.int(DEST));
    shift(vm, f, from, to);
    add(f, PA, 1);
    add(f, DEST, 1);
    add(f, NA, -1);
    if f.int(NA) == 1 {
        lo_last(vm, f);
        return false;
    }
    true
}

/// The last of A belongs at the end.
fn lo_last(vm: &mut Vm, f: &mut NativeFrame) {
    let (pb, nb, dest) = (f.int(PB), f.int(NB), f.int(DEST));
    for i in 0..nb {
        shift(vm, f, At::Main(pb + i), dest + i);
    }
    add(f, DEST, nb);
    merged(vm, f);
}

fn hi_take_a(vm: &mut Vm, f: &mut NativeFrame) -> bool {
    let (from, to) = (At::Main(f.int(PA)), f.int(DEST));
    shift(vm, f, from, to);
    add(f, PA, -1);
    add(f, DEST, -1);
    add(f, NA, -1);
    if f.int(NA) == 0 {
        merged(vm, f);
        return false;
    }
    true
}

fn hi_take_b(vm: &mut Vm, f: &mut NativeFrame) -> bool {
    let (from, to) = (At::Aside(f.int(PB)), f.int(DEST));
    shift(vm, f, from, to);
    add(f, PB, -1);
    add(f, DEST, -1);
    add(f, NB, -1);
    if f.int(NB) == 1 {
        hi_last(vm, f);
        return false;
    }
    true
}

/// The first of B belongs at the front.
fn hi_last(vm: &mut Vm, f: &mut NativeFrame) {
    let (pa, na, dest) = (f.int(PA), f.int(NA), f.int(DEST));
    for i in 0..na {
        shift(vm, f, At::Main(pa - i), dest - i);
    }
    add(f, DEST, -na);
    f.set_int(NA, 0);
    merged(vm, f);
}

fn merged(vm: &mut Vm, f: &mut NativeFrame) {
    bring_back(vm, f);
    f.pc = f.int(BACK_TO) as u16;
}

/// What lies aside goes back into the list, at the end of a merge or when a comparison fails.
pub fn bring_back(vm: &mut Vm, f: &mut NativeFrame) {
    let dest = f.int(DEST);
    match f.int(MERGING) {
        1 => {
            let pa = f.int(PA);
            for i in 0..f.int(NA) {
                shift(vm, f, At::Aside(pa + i), dest + i);
            }
        }
        2 => {
            let nb = f.int(NB);
            for i in 0..nb {
                shift(vm, f, At::Aside(i), dest - (nb - 1) + i);
            }
        }
        _ => return,
    }
    f.set_int(MERGING, 0);
    f.slots.truncate(ASIDE);
}

/// Begins to look for the place of a key in `n` sorted items; the answer comes in G_OFS.
fn gallop(f: &mut NativeFrame, key: At, array: At, n: i64, hint: i64, left: bool, back: u16) {
    let parts = |at: At| match at {
        At::Main(i) => (i, 0),
        At::Aside(i) => (i, 1),
    };
    let ((key, key_aside), (base, base_aside)) = (parts(key), parts(array));
    for (register, value) in [
        (G_KEY, key),
        (G_KEY_ASIDE, key_aside),
        (G_BASE, base),
        (G_BASE_ASIDE, base_aside),
        (G_N, n),
        (G_HINT, hint),
        (G_LEFT, i64::from(left)),
        (G_LAST, 0),
        (G_OFS, 1),
        (G_BACK, i64::from(back)),
    ] {
        f.set_int(register, value);
    }
    f.pc = GALLOP;
}

/// Does the key belong to the right of item `i`?
fn gallop_ask(f: &NativeFrame, i: i64) -> Want {
    let at = |i: i64, aside: i64| if aside == 1 { At::Aside(i) } else { At::Main(i) };
    let key = at(f.int(G_KEY), f.int(G_KEY_ASIDE));
    let item = at(f.int(G_BASE) + i, f.int(G_BASE_ASIDE));
    if f.int(G_LEFT) == 1 { Want::Less(item, key) } else { Want::Less(key, item) }
}

fn gallop_step(f: &mut NativeFrame, told: Option<bool>) -> Want {
    let right = told.map(|less| less == (f.int(G_LEFT) == 1));
    let (n, hint, last, ofs) = (f.int(G_N), f.int(G_HINT), f.int(G_LAST), f.int(G_OFS));
    let farther = |f: &mut NativeFrame| {
        f.set_int(G_LAST, ofs);
        f.set_int(G_OFS, 2 * ofs + 1);
    };
    let between = |f: &mut NativeFrame, last: i64, ofs: i64| {
        f.set_int(G_LAST, last + 1);
        f.set_int(G_OFS, ofs);
        f.pc = GALLOP_MIDDLE;
    };
    match (f.pc, right) {
        (GALLOP, None) => return gallop_ask(f, hint),
        (GALLOP, Some(right)) => f.pc = if right { GALLOP_UP } else { GALLOP_DOWN },
        (GALLOP_UP, Some(true)) => farther(f),
        (GALLOP_UP, None) if ofs < n - hint => return gallop_ask(f, hint + ofs),
        (GALLOP_UP, _) => between(f, last + hint, ofs.min(n - hint) + hint),
        (GALLOP_DOWN, Some(false)) => farther(f),
        (GALLOP_DOWN, None) if ofs < hint + 1 => return gallop_ask(f, hint - ofs),
        (GALLOP_DOWN, _) => between(f, hint - ofs.min(hint + 1), hint - last),
        (_, Some(true)) => f.set_int(G_LAST, last + (ofs - last) / 2 + 1),
        (_, Some(false)) => f.set_int(G_OFS, last + (ofs - last) / 2),
        (_, None) if last < ofs => return gallop_ask(f, last + (ofs - last) / 2),
        (_, None) => f.pc = f.int(G_BACK) as u16,
    }
    Want::Go
}
