//! product, permutations, combinations, combinations_with_replacement: tuples out of pools, by indices that
//! move on like the wheels of a counter.

use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, TypeDef};
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc};

use super::{COMBINATIONS, COMBINATIONS_WITH_REPLACEMENT, ITERATOR, PERMUTATIONS, PRODUCT, Take, make};
use crate::ask::{int, own, part, set_int, set_part};

/// What the first number of an instance says.
const FRESH: i64 = 0;
const RUNNING: i64 = 1;
const STOPPED: i64 = 2;

fn items(vm: &Vm, r: Option<Ref>) -> Vec<Ref> {
    r.and_then(|t| vm.heap.items(t)).unwrap_or_default().iter().filter_map(|s| s.get()).collect()
}

/// Gives the result tuple: the one before, if nobody else holds it any more.
fn emit(vm: &mut Vm, it: Ref, result: Vec<Ref>) -> Res {
    let slots: Vec<Slot> = result.iter().map(|r| own(vm, *r)).collect();
    let kept = part(vm, it, 0).filter(|t| vm.heap.refcnt(*t) == 1 && *t != vm.one.empty_tuple);
    if kept.is_some() {
        return Ok(Flow::Value(vm.reuse_result(it, 0, slots)));
    }
    let new = vm.tuple_from_slots(slots);
    let keep = own(vm, new.r());
    set_part(vm, it, 0, keep);
    Ok(Flow::Value(new))
}

fn stop(vm: &mut Vm, it: Ref) -> Res {
    set_int(vm, it, 0, STOPPED);
    Err(Stop::Exhausted)
}

/// `extra`: how many indices lie beside the object.
fn sizeof(vm: &mut Vm, args: &Args, extra: fn(&Vm, Ref) -> i64) -> Res {
    let it = args.at(0)?;
    let n = vm.sizeof(it) as i64 + 8 * extra(vm, it);
    Ok(Flow::Value(vm.new_int(n)))
}

/// Of all items, and the cycles of those that are picked.
fn n_permutation_indices(vm: &Vm, it: Ref) -> i64 {
    let n = items(vm, part(vm, it, 1)).len() as i64;
    match int(vm, it, 1) {
        -1 => 2 * n,
        r => n + r,
    }
}

/// The numbers after the first two: state, r.
fn numbers(vm: &Vm, it: Ref) -> Vec<i64> {
    vm.heap.native(it).map(|n| n.ints.iter().skip(2).copied().collect()).unwrap_or_default()
}

fn set_numbers(vm: &mut Vm, it: Ref, numbers: &[i64]) {
    set_int(vm, it, 0, RUNNING);
    for (i, n) in numbers.iter().enumerate() {
        set_int(vm, it, 2 + i, *n);
    }
}

fn picked(pool: &[Ref], indices: &[i64]) -> Vec<Ref> {
    indices.iter().filter_map(|i| pool.get(*i as usize).copied()).collect()
}

/// slots: the result, pools; ints: state, unused, indices.
pub static PRODUCT_TYPE: TypeDef = TypeDef {
    name: "itertools.product",
    doc: Some(
        "Cartesian product of input iterables.  Equivalent to nested for-loops.\n\nFor example, product(A, B) returns the same as:  ((x,y) for x in A for y in B).\nThe leftmost iterators are in the outermost for-loop, so the output tuples\ncycle in a manner similar to an odometer (with the rightmost element changing\non every iteration).\n\nTo compute the product of an iterable with itself, specify the number\nof repetitions with the optional repeat keyword argument. For example,\nproduct(A, repeat=4) means the same as product(A, A, A, A).\n\nproduct('ab', range(3)) --> ('a',0) ('a',1) ('a',2) ('b',0) ('b',1) ('b',2)\nproduct((0,1), (0,1), (0,1)) --> (0,0,0) (0,0,1) (0,1,0) (0,1,1) (1,0,0) ...",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, product_next)],
    new: Some(("*args, **kwargs", product_new)),
    methods: &[FnDef::new("__sizeof__", "", |vm, a| sizeof(vm, a, |vm, it| vm.heap.native(it).map_or(0, |n| n.slots.len() as i64 - 1)))],
    ..ITERATOR
};

fn product_new(vm: &mut Vm, args: &Args) -> Res {
    let mut repeat = 1;
    if args.n_kw > 0 {
        let name = args.kwnames.and_then(|k| vm.heap.items(k)?.first()?.get());
        let text = name.map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
        if args.n_kw > 1 {
            let n = args.n_kw;
            return vm.type_err(&format!("product() takes at most 1 keyword argument ({n} given)"));
        }
        if text != "repeat" {
            return vm.type_err(&format!("product() got an unexpected keyword argument '{text}'"));
        }
        repeat = vm.index(args.at(args.n_positional())?)?;
        if repeat < 0 {
            return vm.value_err("repeat argument cannot be negative");
        }
    }
    let iterables: Vec<Ref> = if repeat == 0 { Vec::new() } else { args.positional().skip(1).collect() };
    if !iterables.is_empty() && repeat > (i64::MAX / 8) / iterables.len() as i64 {
        return Err(exc::overflow_error(vm, "repeat argument too large"));
    }
    vm.check_bytes((iterables.len() as u64).saturating_mul(repeat as u64).saturating_mul(8))?;
    make(vm, args.at(0)?, PRODUCT, Take::Tuple, vec![Slot::NULL], &iterables, &[repeat, FRESH])
}

/// The pools of a product as often as wanted. `slots`: the result, the pools given.
pub fn repeat_pools(vm: &mut Vm, slots: &mut Vec<Slot>, repeat: i64) {
    let pools: Vec<Slot> = slots.iter().skip(1).copied().collect();
    for _ in 1..repeat {
        for pool in &pools {
            let copy = vm.heap.copy_slot(*pool);
            slots.push(copy);
        }
    }
}

fn product_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let pools: Vec<Vec<Ref>> = {
        let refs: Vec<Ref> = vm.heap.native(it).map(|n| n.slots.iter().skip(1).filter_map(|s| s.get()).collect()).unwrap_or_default();
        refs.into_iter().map(|p| items(vm, Some(p))).collect()
    };
    let mut indices = numbers(vm, it);
    // Until it has begun, the first number says how often the pools were repeated.
    match int(vm, it, 1) {
        STOPPED => return Err(Stop::Exhausted),
        FRESH => {
            set_int(vm, it, 1, RUNNING);
            if pools.iter().any(|p| p.is_empty()) {
                set_int(vm, it, 1, STOPPED);
                return Err(Stop::Exhausted);
            }
            indices = vec![0; pools.len()];
        }
        _ => {
            let mut rolled_over = true;
            for (index, pool) in indices.iter_mut().zip(&pools).rev() {
                *index += 1;
                if (*index as usize) < pool.len() {
                    rolled_over = false;
                    break;
                }
                *index = 0;
            }
            if rolled_over {
                set_int(vm, it, 1, STOPPED);
                return Err(Stop::Exhausted);
            }
        }
    }
    for (i, n) in indices.iter().enumerate() {
        set_int(vm, it, 2 + i, *n);
    }
    let result = pools.iter().zip(&indices).filter_map(|(p, i)| p.get(*i as usize).copied()).collect();
    emit(vm, it, result)
}

/// r of combinations. CPython: Py_ssize_t of the parser, then its sign.
fn new_combinations(vm: &mut Vm, args: &Args, ty: pyvarium_vm::native::TypeId) -> Res {
    let r = vm.index(args.at(2)?)?;
    if r < 0 {
        return vm.value_err("r must be non-negative");
    }
    make(vm, args.at(0)?, ty, Take::Tuple, vec![Slot::NULL], &[args.at(1)?], &[FRESH, r])
}

/// slots: the result, the pool; ints: state, r, indices.
pub static COMBINATIONS_TYPE: TypeDef = TypeDef {
    name: "itertools.combinations",
    doc: Some(
        "Return successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, combinations_next)],
    new: Some(("iterable, r", |vm, a| new_combinations(vm, a, COMBINATIONS))),
    methods: &[FnDef::new("__sizeof__", "", |vm, a| sizeof(vm, a, |vm, it| int(vm, it, 1)))],
    ..ITERATOR
};

fn combinations_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let pool = items(vm, part(vm, it, 1));
    let (n, r) = (pool.len() as i64, int(vm, it, 1));
    let mut indices = numbers(vm, it);
    match int(vm, it, 0) {
        STOPPED => return Err(Stop::Exhausted),
        FRESH if r > n => return stop(vm, it),
        FRESH => indices = (0..r).collect(),
        _ => {
            // The rightmost index that is not at its end moves on, and those behind it follow.
            let Some(i) = (0..r).rev().find(|i| indices.get(*i as usize).is_some_and(|x| *x != i + n - r)) else {
                return stop(vm, it);
            };
            let from = indices.get(i as usize).copied().unwrap_or(0) + 1;
            for (k, index) in indices.iter_mut().skip(i as usize).enumerate() {
                *index = from + k as i64;
            }
        }
    }
    set_numbers(vm, it, &indices);
    emit(vm, it, picked(&pool, &indices))
}

/// slots: the result, the pool; ints: state, r, indices.
pub static COMBINATIONS_WITH_REPLACEMENT_TYPE: TypeDef = TypeDef {
    name: "itertools.combinations_with_replacement",
    doc: Some(
        "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\ncombinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, with_replacement_next)],
    new: Some(("iterable, r", |vm, a| new_combinations(vm, a, COMBINATIONS_WITH_REPLACEMENT))),
    methods: &[FnDef::new("__sizeof__", "", |vm, a| sizeof(vm, a, |vm, it| int(vm, it, 1)))],
    ..ITERATOR
};

fn with_replacement_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let pool = items(vm, part(vm, it, 1));
    let (n, r) = (pool.len() as i64, int(vm, it, 1));
    let mut indices = numbers(vm, it);
    match int(vm, it, 0) {
        STOPPED => return Err(Stop::Exhausted),
        FRESH if n == 0 && r > 0 => return stop(vm, it),
        FRESH => {
            vm.check_bytes(r as u64 * 8)?;
            indices = vec![0; r as usize];
        }
        _ => {
            let Some(i) = indices.iter().rposition(|x| *x != n - 1) else { return stop(vm, it) };
            let index = indices.get(i).copied().unwrap_or(0) + 1;
            indices.iter_mut().skip(i).for_each(|x| *x = index);
        }
    }
    set_numbers(vm, it, &indices);
    emit(vm, it, picked(&pool, &indices))
}

/// slots: the result, the pool; ints: state, r (-1: all), indices of all, cycles.
pub static PERMUTATIONS_TYPE: TypeDef = TypeDef {
    name: "itertools.permutations",
    doc: Some(
        "Return successive r-length permutations of elements in the iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, permutations_next)],
    new: Some(("iterable, r=None", |vm, a| {
        let r = match a.get(2).filter(|r| *r != vm.one.none) {
            None => -1,
            Some(r) if !vm.is_instance_of(r, ids::INT) => return vm.type_err("Expected int as r"),
            Some(r) => match vm.index(r)? {
                n if n < 0 => return vm.value_err("r must be non-negative"),
                n => n,
            },
        };
        make(vm, a.at(0)?, PERMUTATIONS, Take::Tuple, vec![Slot::NULL], &[a.at(1)?], &[FRESH, r])
    })),
    methods: &[FnDef::new("__sizeof__", "", |vm, a| sizeof(vm, a, n_permutation_indices))],
    ..ITERATOR
};

fn permutations_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let pool = items(vm, part(vm, it, 1));
    let n = pool.len();
    let r = match int(vm, it, 1) {
        -1 => n,
        r => r as usize,
    };
    let mut all = numbers(vm, it);
    match int(vm, it, 0) {
        STOPPED => return Err(Stop::Exhausted),
        FRESH if r > n => return stop(vm, it),
        FRESH => all = (0..n as i64).chain((0..r).map(|i| (n - i) as i64)).collect(),
        _ => {
            let mut cycles = all.split_off(n);
            let mut moved = false;
            for i in (0..r).rev() {
                let Some(cycle) = cycles.get_mut(i) else { break };
                *cycle -= 1;
                if *cycle == 0 {
                    // All of this place have been first: it goes to the end.
                    if let Some(tail) = all.get_mut(i..) {
                        tail.rotate_left(1);
                    }
                    *cycle = (n - i) as i64;
                } else {
                    all.swap(i, n - *cycle as usize);
                    moved = true;
                    break;
                }
            }
            all.extend(cycles);
            if !moved {
                return stop(vm, it);
            }
        }
    }
    set_numbers(vm, it, &all);
    let first: Vec<i64> = all.iter().take(r).copied().collect();
    emit(vm, it, picked(&pool, &first))
}
