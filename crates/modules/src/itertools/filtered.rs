//! accumulate, compress, dropwhile, takewhile, filterfalse, starmap: iterators that ask a function or another
//! iterator about each item.

use pyvarium_heap::{Own, Slot};
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{NativeDef, Next, TypeDef};
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Stop, Vm, vm_bug};

use super::{
    ACCUMULATE, ACCUMULATE_NEXT, COMPRESS, COMPRESS_NEXT, DROPWHILE, FILTER_NEXT, FILTERFALSE, ITERATOR, STARMAP, STARMAP_NEXT, TAKEWHILE,
    Take, make, next_by, unless_none,
};
use crate::ask::{has_part, int, item, own, part, set_int, set_part, value, yes};
use crate::{ask, ask_next};

/// slots: function, total, initial value, iterator.
pub static ACCUMULATE_TYPE: TypeDef = TypeDef {
    name: "itertools.accumulate",
    doc: Some("Return series of accumulated sums (or other binary function results)."),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, ACCUMULATE_NEXT))],
    new: Some(("iterable, func=None, *, initial=None", |vm, a| {
        let parts = vec![unless_none(vm, a.get(2)), Slot::NULL, unless_none(vm, a.get(3))];
        make(vm, a.at(0)?, ACCUMULATE, Take::Iterator, parts, &[a.at(1)?], &[])
    })),
    ..ITERATOR
};

/// slots: the accumulate object, the item.
pub static ACCUMULATE_FRAME: NativeDef = NativeDef {
    name: "itertools.accumulate",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("accumulate"))?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    if let Some(initial) = part(vm, it, 2) {
                        let (total, given) = (own(vm, initial), vm.heap.own(initial));
                        set_part(vm, it, 1, total);
                        set_part(vm, it, 2, Slot::NULL);
                        return Ok(Next::Done(given));
                    }
                    let inner = has_part(vm, it, 3)?;
                    ask_next!(vm, f, answer, 1, inner);
                }
                1 => {
                    let Some(v) = item(vm, &mut answer)? else { return Err(Stop::Exhausted) };
                    let Some(total) = part(vm, it, 1) else {
                        let keep = own(vm, v.r());
                        set_part(vm, it, 1, keep);
                        return Ok(Next::Done(v));
                    };
                    let r = v.r();
                    f.set(1, v.into());
                    let function = part(vm, it, 0);
                    ask!(
                        f,
                        answer,
                        2,
                        match function {
                            Some(function) => vm.call_args(function, &[total, r]),
                            None => vm.binary_op(0, total, r, false),
                        }
                    );
                }
                _ => {
                    let total = value(&mut answer)?;
                    let keep = own(vm, total.r());
                    set_part(vm, it, 1, keep);
                    return Ok(Next::Done(total));
                }
            }
        }
    },
};

/// slots: data, selectors.
pub static COMPRESS_TYPE: TypeDef = TypeDef {
    name: "itertools.compress",
    doc: Some(
        "Return data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data elements using the selectors to\nchoose the data elements.",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, COMPRESS_NEXT))],
    new: Some(("data, selectors", |vm, a| make(vm, a.at(0)?, COMPRESS, Take::Iterator, Vec::new(), &[a.at(1)?, a.at(2)?], &[]))),
    ..ITERATOR
};

/// slots: the compress object, the datum, the selector.
pub static COMPRESS_FRAME: NativeDef = NativeDef {
    name: "itertools.compress",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("compress"))?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    let data = has_part(vm, it, 0)?;
                    ask_next!(vm, f, answer, 1, data);
                }
                1 => {
                    let Some(v) = item(vm, &mut answer)? else { return Err(Stop::Exhausted) };
                    f.set(1, v.into());
                    let selectors = has_part(vm, it, 1)?;
                    ask_next!(vm, f, answer, 2, selectors);
                }
                2 => {
                    let Some(v) = item(vm, &mut answer)? else { return Err(Stop::Exhausted) };
                    let r = v.r();
                    f.set(2, v.into());
                    ask!(f, answer, 3, vm.truth(r));
                }
                _ => {
                    let wanted = yes(vm, &mut answer)?;
                    let (datum, selector) = (f.set(1, Slot::NULL), f.set(2, Slot::NULL));
                    vm.heap.release(selector);
                    if let Some(r) = datum.get().filter(|_| wanted) {
                        return Ok(Next::Done(Own::assume(r)));
                    }
                    vm.heap.release(datum);
                    f.pc = 0;
                }
            }
        }
    },
};

macro_rules! asking {
    ($static:ident $id:ident $name:literal $params:literal $doc:literal) => {
        /// slots: function, iterator; ints: 1 when it has stopped (takewhile) or begun (dropwhile).
        pub static $static: TypeDef = TypeDef {
            name: $name,
            doc: Some($doc),
            slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, FILTER_NEXT))],
            new: Some(($params, |vm, a| {
                let function = own(vm, a.at(1)?);
                make(vm, a.at(0)?, $id, Take::Iterator, vec![function], &[a.at(2)?], &[0])
            })),
            ..ITERATOR
        };
    };
}

asking!(DROPWHILE_TYPE DROPWHILE "itertools.dropwhile" "predicate, iterable, /" "Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the iterable is exhausted.");
asking!(TAKEWHILE_TYPE TAKEWHILE "itertools.takewhile" "predicate, iterable, /" "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.");
asking!(FILTERFALSE_TYPE FILTERFALSE "itertools.filterfalse" "function, iterable, /" "Return those items of iterable for which function(item) is false.\n\nIf function is None, return the items that are false.");

/// slots: the takewhile, dropwhile or filterfalse object, the item, what the function said.
pub static FILTER_FRAME: NativeDef = NativeDef {
    name: "itertools.filterfalse",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("filter"))?;
        let is = |vm: &Vm, id| vm.is_instance_of(it, id);
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    if is(vm, TAKEWHILE) && int(vm, it, 0) == 1 {
                        return Err(Stop::Exhausted);
                    }
                    let inner = has_part(vm, it, 1)?;
                    ask_next!(vm, f, answer, 1, inner);
                }
                1 => {
                    let Some(v) = item(vm, &mut answer)? else { return Err(Stop::Exhausted) };
                    if is(vm, DROPWHILE) && int(vm, it, 0) == 1 {
                        return Ok(Next::Done(v));
                    }
                    let r = v.r();
                    f.set(1, v.into());
                    let function = has_part(vm, it, 0)?;
                    if is(vm, FILTERFALSE) && (function == vm.one.none || function == vm.ty(ids::BOOL)) {
                        ask!(f, answer, 3, vm.truth(r));
                    } else {
                        ask!(f, answer, 2, vm.call_args(function, &[r]));
                    }
                }
                2 => {
                    let said = value(&mut answer)?;
                    let r = said.r();
                    f.set(2, said.into());
                    ask!(f, answer, 3, vm.truth(r));
                }
                _ => {
                    let true_ = yes(vm, &mut answer)?;
                    let (v, said) = (f.set(1, Slot::NULL), f.set(2, Slot::NULL));
                    vm.heap.release(said);
                    let wanted = true_ == is(vm, TAKEWHILE);
                    if wanted {
                        if is(vm, DROPWHILE) {
                            set_int(vm, it, 0, 1);
                        }
                        return v.get().map(|r| Next::Done(Own::assume(r))).ok_or_else(|| vm_bug!("filter"));
                    }
                    vm.heap.release(v);
                    if is(vm, TAKEWHILE) {
                        set_int(vm, it, 0, 1);
                        return Err(Stop::Exhausted);
                    }
                    f.pc = 0;
                }
            }
        }
    },
};

/// slots: function, iterator.
pub static STARMAP_TYPE: TypeDef = TypeDef {
    name: "itertools.starmap",
    doc: Some(
        "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, STARMAP_NEXT))],
    new: Some(("function, iterable, /", |vm, a| {
        let function = own(vm, a.at(1)?);
        make(vm, a.at(0)?, STARMAP, Take::Iterator, vec![function], &[a.at(2)?], &[])
    })),
    ..ITERATOR
};

/// slots: the starmap object, the item, the tuple of arguments.
pub static STARMAP_FRAME: NativeDef = NativeDef {
    name: "itertools.starmap",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("starmap"))?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    let inner = has_part(vm, it, 1)?;
                    ask_next!(vm, f, answer, 1, inner);
                }
                1 => {
                    let Some(v) = item(vm, &mut answer)? else { return Err(Stop::Exhausted) };
                    let r = v.r();
                    if vm.is_exact(r, ids::TUPLE) {
                        f.set(2, v.into());
                        f.pc = 3;
                        continue;
                    }
                    f.set(1, v.into());
                    let tuple = vm.ty(ids::TUPLE);
                    ask!(f, answer, 2, vm.call_args(tuple, &[r]));
                }
                2 => {
                    let tuple = value(&mut answer)?;
                    let old = f.set(1, Slot::NULL);
                    vm.heap.release(old);
                    f.set(2, tuple.into());
                    f.pc = 3;
                }
                3 => {
                    let tuple = f.get(2).ok_or_else(|| vm_bug!("starmap"))?;
                    let items: Vec<_> = vm.heap.items(tuple).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
                    let function = has_part(vm, it, 0)?;
                    ask!(f, answer, 4, vm.call_args(function, &items));
                }
                _ => return Ok(Next::Done(value(&mut answer)?)),
            }
        }
    },
};
