//! Dict views as sets: operators, comparisons, and what `items()` contains.
//!
//! CPython: Objects/dictobject.c (dictviews_to_set, _PyDictView_Intersect, dictview_richcompare, dictitems_contains).

use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::objects::dict_views::viewed;
use crate::objects::set_algebra::Walk;
use crate::protocol::compare::{EQ, GE, GT, LE, LT, NE};
use crate::protocol::dict_ops::DictOp;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// Keys or items: the views that are sets.
fn is_view(vm: &Vm, r: Ref) -> bool {
    vm.is_exact(r, ids::DICT_KEYS) || vm.is_exact(r, ids::DICT_ITEMS)
}

/// Length of a view or set; None for anything else.
fn len(vm: &Vm, r: Ref) -> Option<usize> {
    if is_view(vm, r) {
        return viewed(vm, r).ok().and_then(|d| vm.heap.dict(d)).map(|d| d.len());
    }
    vm.heap.set(r).map(|s| s.len())
}

fn is_exact_set(vm: &Vm, r: Ref) -> bool {
    vm.is_exact(r, ids::SET) || vm.is_exact(r, ids::FROZENSET)
}

const UNION: i64 = 0;
const SUBTRACT: i64 = 1;
const EXCLUSIVE: i64 = 2;

/// A set of the left side, which is then changed by the right one.
fn through_set(vm: &mut Vm, left: Ref, right: Ref, what: i64) -> Res {
    let from = if vm.is_exact(left, ids::DICT_KEYS) { viewed(vm, left)? } else { left };
    let set = vm.new_set(ids::SET);
    let mark = vm.mark();
    match vm.set_update(set.r(), from) {
        Ok(Flow::Value(v)) => {
            vm.heap.decref_own(v);
            let _ = vm.push_native(kinds::VIEW_SET, &[Slot::borrow(right), set.into()], &[what])?;
            vm.set_top_pc(2)
        }
        Ok(Flow::Pushed) => vm.adapt(mark, kinds::VIEW_SET, &[Slot::borrow(right), set.into()], &[what]),
        Err(stop) => {
            vm.heap.decref_own(set);
            Err(stop)
        }
    }
}

/// slots: right side, the set of the left one; ints: what to do.
pub static VIEW_SET: NativeDef = NativeDef {
    name: "set operation",
    catches: false,
    resume: |vm, f, answer| {
        if let Answer::Value(v) = answer {
            vm.heap.decref_own(v);
        }
        let (Some(right), Some(set)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("dict view")) };
        if f.pc == 3 {
            f.set(1, Slot::NULL);
            return Ok(Next::Done(Own::assume(set)));
        }
        f.pc = 3;
        let flow = match f.int(0) {
            UNION => vm.set_update(set, right)?,
            SUBTRACT => vm.set_difference_update(set, right)?,
            _ => vm.set_symmetric_difference_update(set, right)?,
        };
        match flow {
            Flow::Value(v) => {
                vm.heap.decref_own(v);
                f.set(1, Slot::NULL);
                Ok(Next::Done(Own::assume(set)))
            }
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};

pub fn union(vm: &mut Vm, left: Ref, right: Ref) -> Res {
    through_set(vm, left, right, UNION)
}

pub fn subtract(vm: &mut Vm, left: Ref, right: Ref) -> Res {
    through_set(vm, left, right, SUBTRACT)
}

pub fn exclusive(vm: &mut Vm, left: Ref, right: Ref) -> Res {
    through_set(vm, left, right, EXCLUSIVE)
}

pub fn intersect(vm: &mut Vm, left: Ref, right: Ref) -> Res {
    let (mut view, mut other) = if is_view(vm, left) { (left, right) } else { (right, left) };
    let n = len(vm, view).unwrap_or(0);
    if vm.is_exact(other, ids::SET) && len(vm, other).is_some_and(|m| n <= m) {
        return vm.set_intersection(other, view);
    }
    if is_view(vm, other) && len(vm, other).is_some_and(|m| m > n) {
        std::mem::swap(&mut view, &mut other);
    }
    let result = vm.new_set(ids::SET);
    vm.walk_over(Walk::Keep, other, view, result.into())
}

pub fn isdisjoint(vm: &mut Vm, view: Ref, other: Ref) -> Res {
    let (n, m) = (len(vm, view).unwrap_or(0), len(vm, other));
    if view == other {
        return vm.bool_flow(n == 0);
    }
    let known = is_exact_set(vm, other) || is_view(vm, other);
    if known && m.is_some_and(|m| m > n) {
        return vm.walk_over(Walk::NoneIn, view, other, Slot::NULL);
    }
    vm.walk_over(Walk::NoneIn, other, view, Slot::NULL)
}

pub fn richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let (Some(n), Some(m)) = (len(vm, a), len(vm, b)) else { return vm.not_implemented() };
    let (fits, from, to) = match args.op {
        EQ | NE => (n == m, a, b),
        LT => (n < m, a, b),
        LE => (n <= m, a, b),
        GT => (n > m, b, a),
        GE => (n >= m, b, a),
        _ => return vm.not_implemented(),
    };
    if !fits {
        return vm.bool_flow(args.op == NE);
    }
    let mark = vm.mark();
    match vm.walk_over(Walk::AllIn, from, to, Slot::NULL)? {
        Flow::Pushed if args.op == NE => vm.adapt(mark, kinds::NOT_EQUAL, &[], &[]),
        flow => Ok(flow),
    }
}

/// A pair whose key is there, with an equal value.
pub fn items_contain(vm: &mut Vm, args: &Args) -> Res {
    let (dict, pair) = (viewed(vm, args.at(0)?)?, args.at(1)?);
    let parts = vm.heap.tuple(pair).map(|t| t.items.iter().filter_map(|s| s.get()).collect::<Vec<Ref>>()).unwrap_or_default();
    let &[key, value] = parts.as_slice() else { return vm.bool_flow(false) };
    let mark = vm.mark();
    match vm.dict_op(DictOp::Find, dict, key, None)? {
        Flow::Value(found) => {
            let _ = vm.push_native(kinds::ITEMS_CONTAIN, &[Slot::borrow(value), found.into()], &[])?;
            vm.set_top_pc(2)
        }
        Flow::Pushed => vm.adapt(mark, kinds::ITEMS_CONTAIN, &[Slot::borrow(value)], &[]),
    }
}

/// slots: the value that is wanted, the one that was found.
pub static ITEMS_CONTAIN: NativeDef = NativeDef {
    name: "in",
    catches: false,
    resume: |vm, f, answer| {
        let value = f.get(0).ok_or_else(|| vm_bug!("items"))?;
        match (f.pc, answer) {
            (1, Answer::Value(found)) => {
                f.set(1, found.into());
            }
            (2, _) => {}
            (_, Answer::Value(v)) => return Ok(Next::Done(v)),
            _ => return Err(vm_bug!("items")),
        }
        let found = f.get(1).ok_or_else(|| vm_bug!("items"))?;
        if found == vm.one.not_implemented {
            return Ok(Next::Done(Own::assume(vm.one.false_)));
        }
        f.pc = 3;
        match vm.richcompare_bool(found, value, EQ)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
