//! `in`, `count`, `index`, `remove` and comparison of deques, which ask items one by one.

use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{NativeDef, Next};
use pyvarium_vm::protocol::compare::{EQ, GE, GT, LE, LT, NE};
use pyvarium_vm::{Res, Vm, exc, vm_bug};

use super::deque::{STATE, get, len, take};
use super::{DEQUE, DEQUE_COMPARE, DEQUE_SEARCH};
use crate::ask;
use crate::ask::{int, own, value, yes};

const CONTAINS: i64 = 0;
const COUNT: i64 = 1;
const INDEX: i64 = 2;
const REMOVE: i64 = 3;

fn search(vm: &mut Vm, args: &Args, what: i64, from: i64, to: i64) -> Res {
    let (r, wanted) = (args.at(0)?, args.at(1)?);
    let state = int(vm, r, STATE);
    vm.push_native(DEQUE_SEARCH, &[Slot::borrow(r), Slot::borrow(wanted), Slot::NULL], &[what, from, to, state, 0])
}

pub fn deque_contains(vm: &mut Vm, args: &Args) -> Res {
    let n = len(vm, args.at(0)?) as i64;
    search(vm, args, CONTAINS, 0, n)
}

pub fn deque_count(vm: &mut Vm, args: &Args) -> Res {
    let n = len(vm, args.at(0)?) as i64;
    search(vm, args, COUNT, 0, n)
}

pub fn deque_remove(vm: &mut Vm, args: &Args) -> Res {
    let n = len(vm, args.at(0)?) as i64;
    search(vm, args, REMOVE, 0, n)
}

pub fn deque_index(vm: &mut Vm, args: &Args) -> Res {
    let n = len(vm, args.at(0)?) as i64;
    let mut ends = [0, n];
    for (i, end) in ends.iter_mut().enumerate() {
        let Some(given) = args.get(2 + i) else { continue };
        if !vm.is_instance_of(given, ids::INT) && !vm.has_slot(given, pyvarium_vm::slots::SlotId::Index) {
            return vm.type_err("slice indices must be integers or have an __index__ method");
        }
        let v = vm.index_clamped(given)?;
        *end = if v < 0 { (v + n).max(0) } else { v };
    }
    search(vm, args, INDEX, ends[0], ends[1].min(n))
}

/// slots: deque, what is looked for, the item that is asked (held); ints: what is done, next place, end, the
/// deque's state at the start, how many were equal.
pub static DEQUE_SEARCH_FRAME: NativeDef = NativeDef {
    name: "deque search",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Some(wanted)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("deque search")) };
        let (what, to) = (f.int(0), f.int(2));
        let mut answer = answer;
        loop {
            if f.pc == 0 {
                let at = f.int(1);
                let Some(v) = get(vm, r, at).filter(|_| at < to) else { return not_found(vm, wanted, what, f.int(4)) };
                let held = own(vm, v);
                f.set(2, held);
                ask!(f, answer, 1, vm.richcompare_bool(v, wanted, EQ));
                continue;
            }
            let equal = yes(vm, &mut answer)?;
            let held = f.set(2, Slot::NULL);
            vm.heap.release(held);
            let same = int(vm, r, STATE) == f.int(3);
            if equal && what == CONTAINS {
                return Ok(Next::Done(pyvarium_heap::Own::assume(vm.one.true_)));
            }
            if !same && what == REMOVE {
                return Err(exc::index_error(vm, "deque mutated during remove()."));
            }
            if equal && what == INDEX {
                return Ok(Next::Done(vm.new_int(f.int(1))));
            }
            if !same {
                return Err(exc::runtime_error(vm, "deque mutated during iteration"));
            }
            if equal && what == REMOVE {
                let old = take(vm, r, f.int(1) as usize);
                vm.heap.release(old.unwrap_or(Slot::NULL));
                return Ok(Next::Done(vm.none()));
            }
            f.set_int(4, f.int(4) + i64::from(equal));
            f.set_int(1, f.int(1) + 1);
            f.pc = 0;
        }
    },
};

fn not_found(vm: &mut Vm, wanted: Ref, what: i64, count: i64) -> Res<Next> {
    let _ = wanted;
    match what {
        CONTAINS => Ok(Next::Done(pyvarium_heap::Own::assume(vm.one.false_))),
        COUNT => Ok(Next::Done(vm.new_int(count))),
        INDEX => vm.value_err("deque.index(x): x not in deque"),
        _ => vm.value_err("deque.remove(x): x not in deque"),
    }
}

pub fn deque_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if !vm.is_instance_of(a, DEQUE) || !vm.is_instance_of(b, DEQUE) {
        return vm.not_implemented();
    }
    if args.op == EQ || args.op == NE {
        if a == b {
            return vm.bool_flow(args.op == EQ);
        }
        if len(vm, a) != len(vm, b) {
            return vm.bool_flow(args.op == NE);
        }
    }
    let states = [int(vm, a, STATE), int(vm, b, STATE)];
    let slots = [Slot::borrow(a), Slot::borrow(b), Slot::NULL, Slot::NULL];
    vm.push_native(DEQUE_COMPARE, &slots, &[i64::from(args.op), 0, states[0], states[1]])
}

/// slots: two deques, the items that are compared (held); ints: operator, next place, the deques' states at the
/// start.
pub static DEQUE_COMPARE_FRAME: NativeDef = NativeDef {
    name: "deque comparison",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(a), Some(b)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("deque comparison")) };
        let op = f.int(0) as u8;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    let at = f.int(1);
                    if at > 0 && (int(vm, a, STATE) != f.int(2) || int(vm, b, STATE) != f.int(3)) {
                        return Err(exc::runtime_error(vm, "deque mutated during iteration"));
                    }
                    let (Some(x), Some(y)) = (get(vm, a, at), get(vm, b, at)) else {
                        let (x, y) = (get(vm, a, at).is_some(), get(vm, b, at).is_some());
                        let holds = match op {
                            LT => y,
                            LE => !x,
                            EQ => x == y,
                            NE => x != y,
                            GT => x,
                            GE => !y,
                            _ => return Err(vm_bug!("deque comparison")),
                        };
                        return Ok(Next::Done(pyvarium_heap::Own::assume(vm.bool_ref(holds))));
                    };
                    let held = [own(vm, x), own(vm, y)];
                    f.set(2, held[0]);
                    f.set(3, held[1]);
                    ask!(f, answer, 1, vm.richcompare_bool(x, y, EQ));
                }
                1 => {
                    if !yes(vm, &mut answer)? {
                        let (Some(x), Some(y)) = (f.get(2), f.get(3)) else { return Err(vm_bug!("deque comparison")) };
                        ask!(f, answer, 2, vm.richcompare_bool(x, y, op));
                        continue;
                    }
                    let held = [f.set(2, Slot::NULL), f.set(3, Slot::NULL)];
                    vm.heap.release_all(held.into_iter());
                    f.set_int(1, f.int(1) + 1);
                    f.pc = 0;
                }
                _ => return Ok(Next::Done(value(&mut answer)?)),
            }
        }
    },
};
