//! count, repeat, islice: iterators that count.

use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, FnDef, NativeDef, Next, TypeDef};
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, vm_bug};

use super::{COUNT, COUNT_NEXT, ISLICE, ISLICE_NEXT, ITERATOR, REPEAT, Take, make, next_by, no_keywords};
use crate::ask;
use crate::ask::{has_part, int, item, new_of, own, part, set_int, set_part, value};

/// slots: the next value, the step.
pub static COUNT_TYPE: TypeDef = TypeDef {
    name: "itertools.count",
    doc: Some("Return a count object whose .__next__() method returns consecutive values."),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, count_next), (SlotId::Repr, count_repr)],
    new: Some(("start=0, step=1", |vm, a| {
        for given in [a.get(1), a.get(2)].into_iter().flatten() {
            let is_number = [SlotId::Int, SlotId::Float, SlotId::Index].iter().any(|s| vm.has_slot(given, *s));
            if !is_number && !matches!(vm.heap.body(given), Body::Complex(_)) {
                return vm.type_err("a number is required");
            }
        }
        let step_is_one = a.get(2).is_none_or(|s| vm.heap.small_int(s) == Some(1));
        let start: Slot = match a.get(1) {
            None => vm.new_int(0).into(),
            // Counting in machine numbers gives ints, whatever they were.
            Some(r) => match vm.heap.small_int(r).filter(|_| step_is_one) {
                Some(n) => vm.new_int(n).into(),
                None => own(vm, r),
            },
        };
        let step = match a.get(2) {
            Some(r) => own(vm, r),
            None => vm.new_int(1).into(),
        };
        Ok(Flow::Value(new_of(vm, a.at(0)?, COUNT, &[start, step], &[])))
    })),
    ..ITERATOR
};

fn count_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let (now, step) = (has_part(vm, it, 0)?, has_part(vm, it, 1)?);
    if let (Some(n), Some(s)) = (vm.heap.small_int(now), vm.heap.small_int(step))
        && vm.is_exact(now, ids::INT)
        && vm.is_exact(step, ids::INT)
        && let Some(next) = n.checked_add(s)
    {
        let value = vm.heap.own(now);
        let next = vm.new_int(next);
        set_part(vm, it, 0, next.into());
        return Ok(Flow::Value(value));
    }
    vm.push_native(COUNT_NEXT, &[Slot::borrow(it), Slot::NULL], &[])
}

/// slots: the count object, the value to give.
pub static COUNT_FRAME: NativeDef = NativeDef {
    name: "itertools.count",
    catches: false,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("count"))?;
        let mut answer = answer;
        loop {
            if f.pc == 0 {
                let (now, step) = (has_part(vm, it, 0)?, has_part(vm, it, 1)?);
                let held = own(vm, now);
                f.set(1, held);
                ask!(f, answer, 1, vm.binary_op(0, now, step, false));
                continue;
            }
            let next = value(&mut answer)?;
            set_part(vm, it, 0, next.into());
            let now = f.set(1, Slot::NULL).get().ok_or_else(|| vm_bug!("count"))?;
            return Ok(Next::Done(pyvarium_heap::Own::assume(now)));
        }
    },
};

fn count_repr(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let (now, step) = (has_part(vm, it, 0)?, has_part(vm, it, 1)?);
    let name = vm.name_of_type(vm.heap.type_of(it));
    if vm.heap.small_int(step) == Some(1) {
        return vm.repr_of_parts(it, "...", &[format!("{name}("), ")".to_owned()], &[now]);
    }
    vm.repr_of_parts(it, "...", &[format!("{name}("), ", ".to_owned(), ")".to_owned()], &[now, step])
}

/// slots: the object; ints: how often still, -1 for ever.
pub static REPEAT_TYPE: TypeDef = TypeDef {
    name: "itertools.repeat",
    doc: Some(
        "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, repeat_next), (SlotId::Repr, repeat_repr)],
    new: Some(("object, times=<unrepresentable>", |vm, a| {
        let times = match a.get(2) {
            Some(t) => vm.index(t)?.max(0),
            None => -1,
        };
        let object = own(vm, a.at(1)?);
        Ok(Flow::Value(new_of(vm, a.at(0)?, REPEAT, &[object], &[times])))
    })),
    methods: &[FnDef::new("__length_hint__", "", |vm, a| match int(vm, a.at(0)?, 0) {
        -1 => vm.type_err("len() of unsized object"),
        n => Ok(Flow::Value(vm.new_int(n))),
    })],
    ..ITERATOR
};

fn repeat_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let left = int(vm, it, 0);
    if left == 0 {
        return Err(Stop::Exhausted);
    }
    if left > 0 {
        set_int(vm, it, 0, left - 1);
    }
    let object = has_part(vm, it, 0)?;
    vm.own_flow(object)
}

fn repeat_repr(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let object = has_part(vm, it, 0)?;
    let name = vm.name_of_type(vm.heap.type_of(it));
    let end = match int(vm, it, 0) {
        -1 => ")".to_owned(),
        n => format!(", {n})"),
    };
    vm.repr_of_parts(it, "...", &[format!("{name}("), end], &[object])
}

const NEXT: usize = 0;
const STOP: usize = 1;
const STEP: usize = 2;
const SEEN: usize = 3;

/// slots: iterator; ints: the next index wanted, the end (-1: none), the step, items taken so far.
pub static ISLICE_TYPE: TypeDef = TypeDef {
    name: "itertools.islice",
    doc: Some(
        "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\nReturn an iterator whose next() method returns selected values from an\niterable.  If start is specified, will skip all preceding elements;\notherwise, start defaults to zero.  Step defaults to one.  If\nspecified as another value, step determines how many values are\nskipped between successive calls.  Works like a slice() on a list\nbut returns an iterator.",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, ISLICE_NEXT))],
    new: Some(("*args, **kwargs", islice_new)),
    ..ITERATOR
};

/// A number of islice; None where it is no number, or none that fits.
fn bound(vm: &mut Vm, r: Ref) -> Res<Option<i64>> {
    if vm.is_instance_of(r, ids::INT) || vm.has_slot(r, SlotId::Index) {
        return Ok(match vm.index_clamped(r)? {
            _ if matches!(vm.heap.body(r), Body::BigInt(_)) => None,
            n => Some(n),
        });
    }
    Ok(None)
}

fn islice_new(vm: &mut Vm, args: &Args) -> Res {
    no_keywords(vm, args, ISLICE, "islice")?;
    let given: Vec<Ref> = args.positional().skip(1).collect();
    let n = given.len();
    if !(2..=4).contains(&n) {
        let (word, limit) = if n < 2 { ("at least", 2) } else { ("at most", 4) };
        return vm.type_err(&format!("islice expected {word} {limit} arguments, got {n}"));
    }
    let none = vm.one.none;
    let at = |i: usize| given.get(i).copied().filter(|r| *r != none);
    let (start, stop, step) = if n == 2 { (None, at(1), None) } else { (at(1), at(2), at(3)) };
    let stop = match stop {
        None => -1,
        Some(r) => match bound(vm, r)? {
            Some(v) if v >= 0 => v,
            _ if n == 2 => {
                return vm.value_err("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
            }
            // -1 is kept for "no end" by CPython, and refused with the start.
            Some(_) => -2,
            None => return vm.value_err("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."),
        },
    };
    let start = match start {
        None => 0,
        Some(r) => bound(vm, r)?.unwrap_or(-1),
    };
    if start < 0 || stop < -1 {
        return vm.value_err("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
    }
    let step = match step {
        None => 1,
        Some(r) => bound(vm, r)?.unwrap_or(-1),
    };
    if step < 1 {
        return vm.value_err("Step for islice() must be a positive integer or None.");
    }
    make(vm, args.at(0)?, ISLICE, Take::Iterator, Vec::new(), &[*given.first().ok_or_else(|| vm_bug!("islice"))?], &[start, stop, step, 0])
}

/// slots: the islice object; ints: whether the item that comes is wanted.
pub static ISLICE_FRAME: NativeDef = NativeDef {
    name: "itertools.islice",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("islice"))?;
        let mut answer = answer;
        loop {
            if f.pc == 0 {
                let Some(inner) = part(vm, it, 0) else { return Err(Stop::Exhausted) };
                let (seen, next, stop) = (int(vm, it, SEEN), int(vm, it, NEXT), int(vm, it, STOP));
                if seen >= next && stop != -1 && seen >= stop {
                    set_part(vm, it, 0, Slot::NULL);
                    return Err(Stop::Exhausted);
                }
                f.set_int(0, i64::from(seen >= next));
                match vm.next_item(inner) {
                    Ok(Some(Flow::Value(v))) => answer = Answer::Value(v),
                    Ok(Some(Flow::Pushed)) => {
                        f.pc = 1;
                        return Ok(Next::Wait);
                    }
                    Ok(None) => answer = Answer::Exhausted,
                    Err(Stop::Raise(e)) => answer = Answer::Raised(e),
                    Err(stop) => return Err(stop),
                }
            }
            f.pc = 0;
            match item(vm, &mut answer) {
                Ok(Some(v)) => {
                    let seen = int(vm, it, SEEN);
                    set_int(vm, it, SEEN, seen + 1);
                    if f.int(0) == 0 {
                        vm.heap.decref_own(v);
                        continue;
                    }
                    let (next, stop, step) = (int(vm, it, NEXT), int(vm, it, STOP), int(vm, it, STEP));
                    let after = next.checked_add(step).filter(|n| stop == -1 || *n <= stop);
                    set_int(vm, it, NEXT, after.unwrap_or(stop));
                    return Ok(Next::Done(v));
                }
                Ok(None) => {
                    set_part(vm, it, 0, Slot::NULL);
                    return Err(Stop::Exhausted);
                }
                Err(stop) => {
                    set_part(vm, it, 0, Slot::NULL);
                    return Err(stop);
                }
            }
        }
    },
};
