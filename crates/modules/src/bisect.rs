//! The _bisect module: the place of an item in a sorted sequence.
//!
//! CPython: Modules/_bisectmodule.c.

use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, Kind, Library, ModuleDef, NativeDef, Next};
use pyvarium_vm::protocol::compare::LT;
use pyvarium_vm::{Res, Vm, vm_bug};

use crate::ask;
use crate::ask::{own_opt, value, yes};
use crate::first::bisect as first;

const BISECT: Kind = Kind(first::KIND);

pub const LIBRARY: Library = Library { types: &[], natives: &[&BISECT_FRAME], modules: &[&BISECT_MODULE] };

const PARAMS: &str = "a, x, lo=0, hi=None, *, key=None";

pub static BISECT_MODULE: ModuleDef = ModuleDef {
    name: "_bisect",
    doc: Some(
        "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an improvement over the more\ncommon approach.\n",
    ),
    functions: &[
        FnDef::new("bisect_right", PARAMS, |vm, a| bisect(vm, a, true, false)),
        FnDef::new("bisect_left", PARAMS, |vm, a| bisect(vm, a, false, false)),
        FnDef::new("insort_right", PARAMS, |vm, a| bisect(vm, a, true, true)),
        FnDef::new("insort_left", PARAMS, |vm, a| bisect(vm, a, false, true)),
    ],
    types: &[],
    exec: None,
};

fn bisect(vm: &mut Vm, args: &Args, right: bool, insert: bool) -> Res {
    let lo = match args.get(2) {
        Some(lo) => vm.index(lo)?,
        None => 0,
    };
    let hi = match args.get(3).filter(|h| *h != vm.one.none) {
        Some(hi) => vm.index(hi)?,
        None => -1,
    };
    let key = args.get(4).filter(|k| *k != vm.one.none);
    let key = own_opt(vm, key);
    let slots = [Slot::borrow(args.at(0)?), Slot::borrow(args.at(1)?), key, Slot::NULL, Slot::NULL, Slot::NULL];
    vm.push_native(BISECT, &slots, &[lo, hi, i64::from(right), i64::from(insert), 0])
}

const BEGIN: u16 = 0;
const GOT_KEY: u16 = 1;
const CHECK: u16 = 2;
const GOT_LEN: u16 = 3;
const SEARCH: u16 = 4;
const GOT_ITEM: u16 = 5;
const GOT_ITEM_KEY: u16 = 6;
const COMPARE: u16 = 7;
const COMPARED: u16 = 8;
const JUDGED: u16 = 9;
const INSERTED: u16 = 10;

/// slots: sequence, item, key function, the item's key, another item, its key; ints: lo, hi, whether to the right
/// of equal ones, whether to insert, the middle.
pub static BISECT_FRAME: NativeDef = NativeDef {
    name: "bisect",
    catches: false,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("bisect");
        let (sequence, x) = (f.get(0).ok_or_else(bug)?, f.get(1).ok_or_else(bug)?);
        let mut answer = answer;
        loop {
            match f.pc {
                BEGIN => match f.get(2).filter(|_| f.int(3) == 1) {
                    Some(key) => ask!(f, answer, GOT_KEY, vm.call_args(key, &[x])),
                    None => f.pc = CHECK,
                },
                GOT_KEY => {
                    let key = value(&mut answer)?;
                    f.set(3, key.into());
                    f.pc = CHECK;
                }
                CHECK => {
                    if f.int(0) < 0 {
                        return vm.value_err("lo must be non-negative");
                    }
                    if f.int(1) == -1 {
                        ask!(f, answer, GOT_LEN, vm.length(sequence));
                    } else {
                        f.pc = SEARCH;
                    }
                }
                GOT_LEN => {
                    let n = value(&mut answer)?;
                    let n = vm.len_from(n)?;
                    f.set_int(1, n);
                    f.pc = SEARCH;
                }
                SEARCH => {
                    let (lo, hi) = (f.int(0), f.int(1));
                    if lo >= hi {
                        return finish(vm, f, sequence, x, lo);
                    }
                    let middle = lo + (hi - lo) / 2;
                    f.set_int(4, middle);
                    let index = vm.new_int(middle);
                    let held = f.set(5, index.into());
                    vm.heap.release(held);
                    let index = f.get(5).ok_or_else(bug)?;
                    ask!(f, answer, GOT_ITEM, vm.getitem(sequence, index));
                }
                GOT_ITEM => {
                    let v = value(&mut answer)?;
                    let r = v.r();
                    let old = f.set(4, v.into());
                    vm.heap.release(old);
                    match f.get(2) {
                        Some(key) => ask!(f, answer, GOT_ITEM_KEY, vm.call_args(key, &[r])),
                        None => f.pc = COMPARE,
                    }
                }
                GOT_ITEM_KEY => {
                    let key = value(&mut answer)?;
                    let old = f.set(4, key.into());
                    vm.heap.release(old);
                    f.pc = COMPARE;
                }
                COMPARE => {
                    let other = f.get(4).ok_or_else(bug)?;
                    let wanted = f.get(3).unwrap_or(x);
                    let (a, b) = if f.int(2) == 1 { (wanted, other) } else { (other, wanted) };
                    ask!(f, answer, COMPARED, vm.richcompare(a, b, LT));
                }
                COMPARED => {
                    let v = value(&mut answer)?;
                    ask!(f, answer, JUDGED, vm.truth_of_own(v));
                }
                JUDGED => {
                    let less = yes(vm, &mut answer)?;
                    let old = f.set(4, Slot::NULL);
                    vm.heap.release(old);
                    // To the right: x is before the middle. To the left: the middle is before x.
                    if less == (f.int(2) == 1) {
                        f.set_int(1, f.int(4));
                    } else {
                        f.set_int(0, f.int(4) + 1);
                    }
                    f.pc = SEARCH;
                }
                _ => {
                    let done = value(&mut answer)?;
                    vm.heap.decref_own(done);
                    return Ok(Next::Done(vm.none()));
                }
            }
        }
    },
};

fn finish(vm: &mut Vm, f: &mut pyvarium_heap::frame::NativeFrame, sequence: Ref, x: Ref, at: i64) -> Res<Next> {
    let index = vm.new_int(at);
    if f.int(3) == 0 {
        return Ok(Next::Done(index));
    }
    if vm.is_exact(sequence, ids::LIST) {
        vm.heap.decref_own(index);
        let v = crate::ask::own(vm, x);
        if let Some(l) = vm.heap.list_mut(sequence) {
            let n = l.items.len();
            l.allocated = pyvarium_heap::object::List::allocated_for(l.allocated, n, n + 1);
            l.items.insert((at as usize).min(n), v);
        }
        return Ok(Next::Done(vm.none()));
    }
    let i = index.r();
    let old = f.set(5, index.into());
    vm.heap.release(old);
    let name = vm.intern("insert").into_ref();
    f.pc = INSERTED;
    match vm.call_method(sequence, name, &[i, x])? {
        pyvarium_vm::Flow::Value(v) => {
            vm.heap.decref_own(v);
            Ok(Next::Done(vm.none()))
        }
        pyvarium_vm::Flow::Pushed => Ok(Next::Wait),
    }
}
