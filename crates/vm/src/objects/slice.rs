//! `slice`, and the arithmetic of indices.
//!
//! CPython: Objects/sliceobject.c (PySlice_Unpack, PySlice_AdjustIndices).

use pyvarium_heap::Ref;
use pyvarium_heap::types::{Layout, flags};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::objects::seq_repr;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub static SLICE: TypeDef = TypeDef {
    name: "slice",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 40,
    slots: &[(SlotId::Repr, |vm, a| seq_repr::start(vm, a.at(0)?)), (SlotId::RichCompare, slice_richcompare), (SlotId::Hash, slice_hash)],
    new: Some(("*args", slice_new)),
    methods: &[
        FnDef::new("__reduce__", "", crate::objects::pickling::reduce_slice),
        FnDef::new("indices", "object, /", slice_indices_method),
    ],
    getset: &[
        GetSetDef::member("start", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("stop", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::member("step", |vm, a| vm.native_slot(a, 2)),
    ],
    ..TYPE_DEFAULT
};

/// The places that a slice of a sequence names.
#[derive(Clone, Copy, Debug)]
pub struct Indices {
    pub start: i64,
    pub step: i64,
    pub len: usize,
}

impl Indices {
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..self.len as i64).map(move |k| (self.start + k * self.step) as usize)
    }
}

/// An index counted from the end if negative; None outside.
pub fn wrap_index(i: i64, len: usize) -> Option<usize> {
    let n = len as i64;
    let i = if i < 0 { i + n } else { i };
    (0..n).contains(&i).then_some(i as usize)
}

impl Vm {
    /// A bound of a search that may be None elsewhere. CPython: _PyEval_SliceIndex.
    pub fn slice_bound(&mut self, r: Ref) -> Res<i64> {
        if !self.has_slot(r, SlotId::Index) {
            return self.type_err("slice indices must be integers or None or have an __index__ method");
        }
        self.index_clamped(r)
    }

    /// As `slice_bound` where None is none. CPython: _PyEval_SliceIndexNotNone.
    pub fn slice_bound_not_none(&mut self, r: Ref) -> Res<i64> {
        if !self.has_slot(r, SlotId::Index) {
            return self.type_err("slice indices must be integers or have an __index__ method");
        }
        self.index_clamped(r)
    }

    /// A slot of a native body, as an attribute.
    pub fn native_slot(&mut self, args: &Args, i: usize) -> Res {
        let r = args.at(0)?;
        let slot = self.heap.native(r).and_then(|n| n.slot(i).get());
        self.own_flow(slot.unwrap_or(self.one.none))
    }

    /// Some if `key` is a slice: what it names in a sequence of `len`.
    pub fn slice_indices(&mut self, key: Ref, len: usize) -> Res<Option<Indices>> {
        if !self.is_exact(key, ids::SLICE) {
            return Ok(None);
        }
        let part = |vm: &Vm, i: usize| vm.heap.native(key).and_then(|n| n.slot(i).get()).filter(|r| *r != vm.one.none);
        let step = match part(self, 2) {
            None => 1,
            Some(r) => self.slice_index(r)?.max(-i64::MAX),
        };
        if step == 0 {
            return self.value_err("slice step cannot be zero");
        }
        let n = len as i64;
        let (low, high) = if step < 0 { (-1, n - 1) } else { (0, n) };
        let bound = |vm: &mut Vm, i: usize, default: i64| -> Res<i64> {
            match part(vm, i) {
                None => Ok(default),
                Some(r) => {
                    let v = vm.slice_index(r)?;
                    let v = if v < 0 { v.saturating_add(n) } else { v };
                    Ok(v.clamp(low, high))
                }
            }
        };
        let start = bound(self, 0, if step < 0 { high } else { low })?;
        let stop = bound(self, 1, if step < 0 { low } else { high })?;
        let len = if step < 0 && stop < start {
            (start - stop - 1) / -step + 1
        } else if step > 0 && start < stop {
            (stop - start - 1) / step + 1
        } else {
            0
        };
        Ok(Some(Indices { start, step, len: len as usize }))
    }

    fn slice_index(&mut self, r: Ref) -> Res<i64> {
        if !self.has_slot(r, SlotId::Index) {
            return self.type_err("slice indices must be integers or None or have an __index__ method");
        }
        self.index_clamped(r)
    }
}

fn slice_new(vm: &mut Vm, args: &Args) -> Res {
    let given: Vec<Ref> = args.positional().skip(1).collect();
    let none = vm.one.none;
    let parts = match given.as_slice() {
        [stop] => [none, *stop, none],
        [start, stop] => [*start, *stop, none],
        [start, stop, step] => [*start, *stop, *step],
        [] => return vm.type_err("slice expected at least 1 argument, got 0"),
        more => {
            let n = more.len();
            return vm.type_err(&format!("slice expected at most 3 arguments, got {n}"));
        }
    };
    let slots = parts.map(|r| vm.heap.own(r).into());
    Ok(Flow::Value(vm.new_native(ids::SLICE, &slots, &[])))
}

fn slice_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if !vm.is_exact(b, ids::SLICE) {
        return vm.not_implemented();
    }
    // As tuples of their three parts.
    let mut tuple = |r: Ref| {
        let parts: Vec<Ref> = vm.heap.native(r).map(|n| n.slots.iter().filter_map(|s| s.get()).collect()).unwrap_or_default();
        vm.tuple_from(&parts)
    };
    let (x, y) = (tuple(a), tuple(b));
    let mark = vm.mark();
    match vm.richcompare(x.r(), y.r(), args.op)? {
        Flow::Pushed => vm.adapt(mark, kinds::HOLD, &[x.into(), y.into()], &[]),
        done => {
            vm.heap.decref_own(x);
            vm.heap.decref_own(y);
            Ok(done)
        }
    }
}

fn slice_indices_method(vm: &mut Vm, args: &Args) -> Res {
    let (r, n) = (args.at(0)?, args.at(1)?);
    let n = match vm.bigint(n).map(|n| n.into_owned()) {
        Some(n) => n,
        None => vm.index_clamped(n)?.into(),
    };
    if n < num_bigint::BigInt::from(0) {
        return vm.value_err("length should not be negative");
    }
    let parts = crate::objects::range_big::long_indices(vm, r, &n)?;
    let parts = parts.map(|x| vm.new_bigint(x).into());
    Ok(Flow::Value(vm.tuple_from_slots(parts.to_vec())))
}

/// CPython: slicehash: as a tuple's, without the length.
fn slice_hash(vm: &mut Vm, args: &Args) -> Res {
    vm.run_script_of(kinds::SLICE_HASH, &[args.at(0)?])
}

/// Argument: the slice.
pub static SLICE_HASH: NativeDef = NativeDef {
    name: "slice.__hash__",
    catches: true,
    resume: |vm, f, answer| {
        crate::script::resume(vm, f, answer, |vm, s| {
            let r = s.at(0)?;
            let mut hashes = Vec::with_capacity(3);
            for i in 0..3 {
                let part = vm.heap.native(r).and_then(|n| n.slot(i).get()).unwrap_or(vm.one.none);
                let hash = s.ask(vm, |vm| vm.hash(part))?;
                hashes.push(vm.heap.small_int(hash).unwrap_or(0));
            }
            let h = pyvarium_heap::hash::hash_lanes(hashes.into_iter(), 0);
            Ok(vm.new_int(h))
        })
    },
};
