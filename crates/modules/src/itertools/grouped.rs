//! groupby: groups share the iterator of the object that makes them.

use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::native::{Answer, NativeDef, Next, TypeDef};
use pyvarium_vm::protocol::compare::EQ;
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, vm_bug};

use super::{GROUPBY, GROUPBY_NEXT, GROUPER, GROUPER_NEXT, ITERATOR, Take, make, next_by};
use crate::ask;
use crate::ask::{has_part, int, item, own, part, set_int, set_part, value, yes};

const KEY_FUNCTION: usize = 1;
const CURRENT_KEY: usize = 3;
const CURRENT_VALUE: usize = 4;
const TARGET_KEY: usize = 2;
const ITERATOR_OF: usize = 0;

/// slots: iterator, key function, key of the present group, key and value of the present item;
/// ints: place of the group that may still give items.
pub static GROUPBY_TYPE: TypeDef = TypeDef {
    name: "itertools.groupby",
    doc: Some(
        "make an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to divide into groups according to the key function.\n  key\n    A function for computing the group category for each element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping.",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, GROUPBY_NEXT))],
    new: Some(("iterable, key=None", |vm, a| {
        let key = a.get(2).unwrap_or(vm.one.none);
        let key = own(vm, key);
        make(vm, a.at(0)?, GROUPBY, Take::Iterator, vec![key, Slot::NULL, Slot::NULL, Slot::NULL], &[a.at(1)?], &[0])
    })),
    ..ITERATOR
};

/// slots: the groupby object, the group's key.
pub static GROUPER_TYPE: TypeDef = TypeDef {
    name: "itertools._grouper",
    flags: pyvarium_heap::types::flags::HAVE_GC,
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, GROUPER_NEXT))],
    new: Some(("parent, tgtkey, /", |vm, a| {
        let (parent, key) = (a.at(1)?, a.at(2)?);
        if !vm.is_instance_of(parent, GROUPBY) {
            let message = format!("_grouper() argument 1 must be itertools.groupby, not {}", vm.given_name(parent));
            return vm.type_err(&message);
        }
        Ok(Flow::Value(new_grouper(vm, parent, key)))
    })),
    ..ITERATOR
};

fn new_grouper(vm: &mut Vm, parent: Ref, key: Ref) -> pyvarium_heap::Own {
    let (p, k) = (own(vm, parent), own(vm, key));
    let group = vm.new_native(GROUPER, &[p, k], &[]);
    set_int(vm, parent, 0, i64::from(group.r().index()));
    group
}

// The places of the two programs. Both take one item of the iterator (STEP to GOT_KEY) in the same way.
const BEGIN: u16 = 0;
const STEP: u16 = 1;
const GOT_ITEM: u16 = 2;
const GOT_KEY: u16 = 3;
const STEPPED: u16 = 4;
const COMPARED: u16 = 5;

/// One place of taking an item: None when the place is another. CPython: groupby_step.
fn step(vm: &mut Vm, f: &mut pyvarium_heap::frame::NativeFrame, answer: &mut Answer, groups: Ref, held: usize) -> Res<Option<Next>> {
    let mut got = std::mem::replace(answer, Answer::Start);
    match f.pc {
        STEP => {
            let inner = has_part(vm, groups, ITERATOR_OF)?;
            f.pc = GOT_ITEM;
            match vm.next_item(inner)? {
                Some(Flow::Value(v)) => got = Answer::Value(v),
                Some(Flow::Pushed) => return Ok(Some(Next::Wait)),
                None => return Err(Stop::Exhausted),
            }
        }
        GOT_ITEM => {
            let Some(v) = item(vm, &mut got)? else { return Err(Stop::Exhausted) };
            let r = v.r();
            f.set(held, v.into());
            f.pc = GOT_KEY;
            let function = has_part(vm, groups, KEY_FUNCTION)?;
            if function == vm.one.none {
                got = Answer::Value(vm.heap.own(r));
            } else {
                match vm.call_args(function, &[r])? {
                    Flow::Value(v) => got = Answer::Value(v),
                    Flow::Pushed => return Ok(Some(Next::Wait)),
                }
            }
        }
        _ => {
            let key = value(&mut got)?;
            let v = f.set(held, Slot::NULL);
            let old = vm.heap.native_mut(groups).map(|n| n.set_slot(CURRENT_VALUE, v));
            set_part(vm, groups, CURRENT_KEY, key.into());
            vm.heap.release(old.unwrap_or(Slot::NULL));
            f.pc = STEPPED;
        }
    }
    *answer = got;
    Ok(None)
}

/// slots: the groupby object, an item, two keys that are compared.
pub static GROUPBY_FRAME: NativeDef = NativeDef {
    name: "itertools.groupby",
    catches: true,
    resume: |vm, f, answer| {
        let groups = f.get(0).ok_or_else(|| vm_bug!("groupby"))?;
        let mut answer = answer;
        if f.pc == BEGIN {
            set_int(vm, groups, 0, 0);
            f.pc = STEPPED;
        }
        loop {
            match f.pc {
                STEPPED => match (part(vm, groups, CURRENT_KEY), part(vm, groups, TARGET_KEY)) {
                    (None, _) => f.pc = STEP,
                    (Some(_), None) => return new_group(vm, groups),
                    (Some(key), Some(target)) => {
                        let (t, k) = (own(vm, target), own(vm, key));
                        f.set(2, t);
                        f.set(3, k);
                        ask!(f, answer, COMPARED, vm.richcompare_bool(target, key, EQ));
                    }
                },
                COMPARED => {
                    let same = yes(vm, &mut answer)?;
                    let (t, k) = (f.set(2, Slot::NULL), f.set(3, Slot::NULL));
                    vm.heap.release_all([t, k].into_iter());
                    if !same {
                        return new_group(vm, groups);
                    }
                    f.pc = STEP;
                }
                _ => {
                    if let Some(wait) = step(vm, f, &mut answer, groups, 1)? {
                        return Ok(wait);
                    }
                }
            }
        }
    },
};

fn new_group(vm: &mut Vm, groups: Ref) -> Res<Next> {
    let key = has_part(vm, groups, CURRENT_KEY)?;
    let target = own(vm, key);
    set_part(vm, groups, TARGET_KEY, target);
    let group = new_grouper(vm, groups, key);
    let key = own(vm, key);
    Ok(Next::Done(vm.tuple_from_slots(vec![key, group.into()])))
}

/// slots: the group, its groupby object, an item, two keys that are compared.
pub static GROUPER_FRAME: NativeDef = NativeDef {
    name: "itertools._grouper",
    catches: true,
    resume: |vm, f, answer| {
        let group = f.get(0).ok_or_else(|| vm_bug!("_grouper"))?;
        let groups = has_part(vm, group, 0)?;
        let mut answer = answer;
        if f.pc == BEGIN {
            if int(vm, groups, 0) != i64::from(group.index()) {
                return Err(Stop::Exhausted);
            }
            f.pc = if part(vm, groups, CURRENT_VALUE).is_none() { STEP } else { STEPPED };
        }
        loop {
            match f.pc {
                STEPPED => {
                    let (target, key) = (has_part(vm, group, 1)?, has_part(vm, groups, CURRENT_KEY)?);
                    let (t, k) = (own(vm, target), own(vm, key));
                    f.set(2, t);
                    f.set(3, k);
                    ask!(f, answer, COMPARED, vm.richcompare_bool(target, key, EQ));
                }
                COMPARED => {
                    if !yes(vm, &mut answer)? {
                        return Err(Stop::Exhausted);
                    }
                    let v = vm.heap.native_mut(groups).map(|n| n.set_slot(CURRENT_VALUE, Slot::NULL));
                    set_part(vm, groups, CURRENT_KEY, Slot::NULL);
                    let v = v.and_then(|s| s.get()).ok_or_else(|| vm_bug!("_grouper"))?;
                    return Ok(Next::Done(pyvarium_heap::Own::assume(v)));
                }
                _ => {
                    if let Some(wait) = step(vm, f, &mut answer, groups, 1)? {
                        return Ok(wait);
                    }
                }
            }
        }
    },
};
