//! `__reduce__` and `__setstate__` of iterators: what is left of them, as a call that makes it again.
//!
//! CPython: the *iter_reduce and *iter_setstate functions in Objects/.

use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, NativeDef, TypeId};
use crate::protocol::convert::truth_of_argument;
use crate::script;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub const SEQUENCE: &[FnDef] = &[
    FnDef::new("__length_hint__", "", super::iterators::length_hint),
    FnDef::new("__reduce__", "", reduce_seq),
    FnDef::new("__setstate__", "object, /", setstate_seq),
];
pub const REVERSE: &[FnDef] = &[
    FnDef::new("__length_hint__", "", super::iterators::length_hint),
    FnDef::new("__reduce__", "", reduce_reverse),
    FnDef::new("__setstate__", "object, /", setstate_reverse),
];
pub const RANGE: &[FnDef] = &[
    FnDef::new("__length_hint__", "", super::iterators::length_hint),
    FnDef::new("__reduce__", "", reduce_range),
    FnDef::new("__setstate__", "object, /", setstate_range),
];
/// Sets and dicts: what is left becomes a list.
pub const REST: &[FnDef] = &[FnDef::new("__length_hint__", "", super::iterators::length_hint), FnDef::new("__reduce__", "", reduce_rest)];
pub const CALLABLE: &[FnDef] = &[FnDef::new("__reduce__", "", reduce_callable)];

fn parts(vm: &Vm, r: Ref) -> (Option<Ref>, i64) {
    vm.heap.native(r).map_or((None, 0), |n| (n.slot(0).get(), n.int(0)))
}

/// `(function, arguments)` and perhaps a state.
fn call_of(vm: &mut Vm, function: &str, args: &[Ref], state: Option<Own>) -> Res {
    let function = vm.builtin_by_name(function);
    let args = vm.tuple_from(args);
    let mut all: Vec<Slot> = vec![vm.heap.own(function).into(), args.into()];
    all.extend(state.map(Slot::from));
    Ok(Flow::Value(vm.tuple_from_slots(all)))
}

fn reduce_seq(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let (seq, i) = parts(vm, r);
    match seq {
        Some(seq) => {
            let state = vm.new_int(i);
            call_of(vm, "iter", &[seq], Some(state))
        }
        None => reduce_empty(vm, r),
    }
}

fn reduce_empty(vm: &mut Vm, r: Ref) -> Res {
    if vm.is_exact(r, ids::LIST_ITERATOR) || vm.is_exact(r, ids::LIST_REVERSEITERATOR) {
        let list = vm.list_from(&[]);
        let call = call_of(vm, "iter", &[list.r()], None);
        vm.heap.decref_own(list);
        return call;
    }
    let empty =
        if vm.is_exact(r, ids::STR_ITERATOR) || vm.is_exact(r, ids::STR_WIDE_ITERATOR) { vm.one.empty_str } else { vm.one.empty_tuple };
    call_of(vm, "iter", &[empty], None)
}

fn length(vm: &Vm, seq: Ref) -> i64 {
    let n = vm.heap.items(seq).map(<[Slot]>::len).or(vm.heap.text(seq).map(|t| t.len())).or(vm.buffer(seq).map(<[u8]>::len));
    n.map_or(i64::MAX, |n| n as i64)
}

fn setstate_seq(vm: &mut Vm, args: &Args) -> Res {
    let (r, state) = (args.at(0)?, state_of(vm, args)?);
    if let (Some(seq), _) = parts(vm, r) {
        let least = if vm.is_exact(r, ids::LIST_ITERATOR) { -1 } else { 0 };
        let at = state.clamp(least, length(vm, seq));
        if let Some(n) = vm.heap.native_mut(r) {
            n.set_int(0, at);
        }
    }
    vm.none_flow()
}

fn reduce_reverse(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    match parts(vm, r) {
        (Some(seq), i) if i >= 0 => {
            let state = vm.new_int(i);
            call_of(vm, "reversed", &[seq], Some(state))
        }
        _ => {
            let list = vm.list_from(&[]);
            let call = call_of(vm, "reversed", &[list.r()], None);
            vm.heap.decref_own(list);
            call
        }
    }
}

fn setstate_reverse(vm: &mut Vm, args: &Args) -> Res {
    let (r, state) = (args.at(0)?, state_of(vm, args)?);
    if let (Some(seq), _) = parts(vm, r) {
        let at = state.clamp(-1, length(vm, seq) - 1);
        if let Some(n) = vm.heap.native_mut(r) {
            n.set_int(0, at);
        }
    }
    vm.none_flow()
}

fn range_parts(vm: &Vm, r: Ref) -> (i64, i64, i64) {
    vm.heap.native(r).map_or((0, 1, 0), |n| (n.int(0), n.int(1), n.int(2).max(0)))
}

fn reduce_range(vm: &mut Vm, args: &Args) -> Res {
    vm.run_script_of(kinds::REDUCE_RANGE, &[args.at(0)?])
}

/// Args: the iterator.
pub static REDUCE_RANGE: NativeDef = NativeDef {
    name: "__reduce__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (start, step, left) = range_parts(vm, s.at(0)?);
            let mut parts = Vec::new();
            for n in [start, start.wrapping_add(step.wrapping_mul(left)), step] {
                parts.push(s.make(vm, |vm| vm.new_int(n))?);
            }
            let range = vm.ty(ids::RANGE);
            let made = s.call(vm, range, &parts)?;
            let call = s.ask(vm, |vm| {
                let none = vm.none();
                call_of(vm, "iter", &[made], Some(none))
            })?;
            Ok(vm.heap.own(call))
        })
    },
};

/// The state must be an int. CPython: PyLong_AsSsize_t.
fn state_of(vm: &mut Vm, args: &Args) -> Res<i64> {
    let state = args.at(1)?;
    if vm.is_instance_of(state, ids::INT) { vm.index_clamped(state) } else { vm.type_err("an integer is required") }
}

fn setstate_range(vm: &mut Vm, args: &Args) -> Res {
    let (r, state) = (args.at(0)?, vm.index(args.at(1)?)?);
    let (start, step, left) = range_parts(vm, r);
    let skip = state.clamp(0, left);
    if let Some(n) = vm.heap.native_mut(r) {
        n.set_int(0, start.wrapping_add(step.wrapping_mul(skip)));
        n.set_int(2, left - skip);
    }
    vm.none_flow()
}

/// A twin of the iterator is used up instead.
pub fn reduce_rest(vm: &mut Vm, args: &Args) -> Res {
    vm.run_script_of(kinds::REDUCE_REST, &[args.at(0)?])
}

/// Args: the iterator.
pub static REDUCE_REST: NativeDef = NativeDef {
    name: "__reduce__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let twin = s.make(vm, |vm| {
                let (slots, ints) = vm.heap.native(this).map(|n| (n.slots.to_vec(), n.ints.to_vec())).unwrap_or_default();
                let slots: Vec<Slot> = slots.into_iter().map(|s| vm.heap.copy_slot(s)).collect();
                let id = vm.heap.as_type(vm.heap.type_of(this)).map_or(ids::OBJECT, |t| TypeId(t.def));
                vm.new_native(id, &slots, &ints)
            })?;
            let list = vm.ty(ids::LIST);
            let rest = s.call(vm, list, &[twin])?;
            let call = s.ask(vm, |vm| call_of(vm, "iter", &[rest], None))?;
            Ok(vm.heap.own(call))
        })
    },
};

fn reduce_callable(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let (callable, sentinel) = vm.heap.native(r).map_or((None, None), |n| (n.slot(0).get(), n.slot(1).get()));
    match (callable, sentinel) {
        (Some(callable), Some(sentinel)) => call_of(vm, "iter", &[callable, sentinel], None),
        _ => reduce_empty(vm, r),
    }
}

/// `enumerate`, `zip`, `map`, `filter`: the class, its arguments, and True for a strict one.
pub fn reduce_lazy(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let class = vm.heap.type_of(r);
    let given: Vec<Ref> = vm.heap.native(r).map(|n| n.slots.iter().filter_map(|s| s.get()).collect()).unwrap_or_default();
    let state = vm.heap.native(r).map_or(0, |n| n.int(0));
    let counted = vm.is_instance_of(r, ids::ENUMERATE);
    // Behind the iterator of an enumerate lies the pair that it gave last.
    let n = match counted {
        true => 1,
        false if vm.is_instance_of(r, ids::ZIP) => given.len().saturating_sub(1),
        false => given.len(),
    };
    let given: Vec<Ref> = given.into_iter().take(n).collect();
    let mut parts: Vec<Slot> = given.iter().map(|g| vm.heap.own(*g).into()).collect();
    if counted {
        parts.push(crate::builtins::iteration::count_of(vm, r, state).into());
    }
    let parts = vm.tuple_from_slots(parts);
    let mut all: Vec<Slot> = vec![vm.heap.own(class).into(), parts.into()];
    let strict = state != 0 && (vm.is_instance_of(r, ids::ZIP) || vm.is_instance_of(r, ids::MAP));
    if strict {
        all.push(Slot::own(Own::assume(vm.one.true_)));
    }
    Ok(Flow::Value(vm.tuple_from_slots(all)))
}

pub fn setstate_strict(vm: &mut Vm, args: &Args) -> Res {
    let (r, strict) = (args.at(0)?, truth_of_argument(vm, args.at(1)?)?);
    if let Some(n) = vm.heap.native_mut(r) {
        n.set_int(0, i64::from(strict));
    }
    vm.none_flow()
}

/// `reversed`: slots: sequence; ints: next index.
pub fn reduce_reversed(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let class = vm.heap.type_of(r);
    let (seq, i) = parts(vm, r);
    let seq = seq.filter(|_| i >= 0);
    let given = vm.tuple_from(&[seq.unwrap_or(vm.one.empty_tuple)]);
    let mut all: Vec<Slot> = vec![vm.heap.own(class).into(), given.into()];
    if seq.is_some() {
        all.push(vm.new_int(i).into());
    }
    Ok(Flow::Value(vm.tuple_from_slots(all)))
}

/// CPython: reversed_setstate.
pub fn setstate_reversed(vm: &mut Vm, args: &Args) -> Res {
    let (r, state) = (args.at(0)?, state_of(vm, args)?);
    let state = vm.new_int(state);
    vm.run_script(kinds::SETSTATE_REVERSED, &[Slot::borrow(r), state.into()])
}

/// Args: the iterator, the index that it is to have.
pub static SETSTATE_REVERSED: NativeDef = NativeDef {
    name: "__setstate__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, state) = (s.at(0)?, s.at(1)?);
            if let (Some(seq), _) = parts(vm, this) {
                let n = s.ask(vm, |vm| vm.length(seq))?;
                let n = vm.heap.small_int(n).unwrap_or_default();
                let at = vm.heap.small_int(state).unwrap_or_default().clamp(-1, n - 1);
                if let Some(n) = vm.heap.native_mut(this) {
                    n.set_int(0, at);
                }
            }
            Ok(vm.none())
        })
    },
};
