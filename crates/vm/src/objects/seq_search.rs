//! `in`, `index`, `count` and `remove` of lists and tuples: item by item, each of which may be Python's to compare.
//!
//! CPython: Objects/listobject.c (list_contains, list_index_impl, list_count, list_remove), Objects/tupleobject.c.

use pyvarium_heap::object::List;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::compare::EQ;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// What a search does with what it finds.
const INDEX: i64 = 0;
const COUNT: i64 = 1;
const REMOVE: i64 = 2;
const CONTAINS: i64 = 3;

pub fn seq_index(vm: &mut Vm, args: &Args) -> Res {
    start_search(vm, args, INDEX)
}

pub fn seq_count(vm: &mut Vm, args: &Args) -> Res {
    start_search(vm, args, COUNT)
}

pub fn seq_contains(vm: &mut Vm, args: &Args) -> Res {
    start_search(vm, args, CONTAINS)
}

pub fn list_remove(vm: &mut Vm, args: &Args) -> Res {
    start_search(vm, args, REMOVE)
}

fn start_search(vm: &mut Vm, args: &Args, what: i64) -> Res {
    let (r, value) = (args.at(0)?, args.at(1)?);
    let n = vm.heap.items(r).map_or(0, |i| i.len()) as i64;
    let mut ends = [0, i64::MAX];
    if what == INDEX {
        for (i, end) in ends.iter_mut().enumerate() {
            if let Some(x) = args.get(2 + i) {
                let v = vm.slice_bound_not_none(x)?;
                *end = if v < 0 { (v + n).max(0) } else { v };
            }
        }
    }
    // As far as no Python comparison is asked, at once.
    let mut i = ends[0];
    let mut count = 0;
    while i < ends[1] {
        let Some(item) = vm.heap.items(r).and_then(|items| items.get(i as usize)).and_then(|s| s.get()) else { break };
        let equal = if item == value { Some(true) } else { vm.eq_now(item, value) };
        match equal {
            None => {
                return vm.push_native(kinds::SEQ_SEARCH, &[Slot::borrow(r), Slot::borrow(value), Slot::NULL], &[what, i, ends[1], count]);
            }
            Some(true) if what == COUNT => count += 1,
            Some(true) => return found(vm, r, what, i),
            Some(false) => {}
        }
        i += 1;
    }
    not_found(vm, r, value, what, count)
}

fn found(vm: &mut Vm, r: Ref, what: i64, i: i64) -> Res {
    match what {
        INDEX => Ok(Flow::Value(vm.new_int(i))),
        REMOVE => {
            let item = vm.heap.list_mut(r).and_then(|l| {
                let n = l.items.len();
                l.allocated = List::allocated_for(l.allocated, n, n.saturating_sub(1));
                ((i as usize) < n).then(|| l.items.remove(i as usize))
            });
            if let Some(item) = item {
                vm.heap.release(item);
            }
            vm.none_flow()
        }
        _ => vm.bool_flow(true),
    }
}

fn not_found(vm: &mut Vm, r: Ref, value: Ref, what: i64, count: i64) -> Res {
    match what {
        COUNT => Ok(Flow::Value(vm.new_int(count))),
        REMOVE => vm.value_err("list.remove(x): x not in list"),
        INDEX if vm.heap.tuple(r).is_some() => vm.value_err("tuple.index(x): x not in tuple"),
        INDEX => {
            let _ = value;
            vm.value_err("list.index(x): x not in list")
        }
        _ => vm.bool_flow(false),
    }
}

/// slots: sequence, value, the item being compared (held); ints: what, index, end, count so far.
pub static SEQ_SEARCH: NativeDef = NativeDef {
    name: "search",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Some(value)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("search")) };
        let what = f.int(0);
        let mut answered = match answer {
            Answer::Value(v) => Some(v.r() == vm.one.true_),
            _ => None,
        };
        loop {
            if let Some(equal) = answered.take() {
                let item = f.set(2, Slot::NULL);
                vm.heap.release(item);
                let i = f.int(1);
                if equal && what == COUNT {
                    f.set_int(3, f.int(3) + 1);
                } else if equal {
                    return finish(found(vm, r, what, i)?);
                }
                f.set_int(1, i + 1);
            }
            let i = f.int(1);
            let item = if i < f.int(2) { vm.heap.items(r).and_then(|items| items.get(i as usize)).and_then(|s| s.get()) } else { None };
            let Some(item) = item else { return finish(not_found(vm, r, value, what, f.int(3))?) };
            let held = vm.heap.own(item);
            f.set(2, held.into());
            match vm.richcompare_bool(item, value, EQ)? {
                Flow::Value(v) => answered = Some(v.r() == vm.one.true_),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

fn finish(flow: Flow) -> Res<Next> {
    match flow {
        Flow::Value(v) => Ok(Next::Done(v)),
        Flow::Pushed => Err(vm_bug!("search")),
    }
}
