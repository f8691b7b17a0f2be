//! `range`, for bounds that fit 64 bits.
//!
//! CPython: Objects/rangeobject.c.

use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::objects::slice::wrap_index;
use crate::protocol::compare::{EQ, NE};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

pub static RANGE: TypeDef = TypeDef {
    name: "range",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::SEQUENCE,
    basicsize: 48,
    slots: &[
        (SlotId::Repr, range_repr),
        (SlotId::Hash, range_hash),
        (SlotId::RichCompare, range_richcompare),
        (SlotId::Iter, range_iter),
        (SlotId::Bool, |vm, a| {
            let n = parts(vm, a.at(0)?).len();
            vm.bool_flow(n > 0)
        }),
        (SlotId::Length, |vm, a| {
            let n = parts(vm, a.at(0)?).len();
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        (SlotId::Subscript, range_subscript),
        (SlotId::Contains, range_contains),
    ],
    new: Some(("*args", range_new)),
    methods: &[
        FnDef::new("__reversed__", "", |vm, a| {
            let p = parts(vm, a.at(0)?);
            let n = p.len() as i64;
            Ok(Flow::Value(vm.new_native(ids::RANGE_ITERATOR, &[], &[p.start + (n - 1) * p.step, -p.step, n])))
        }),
        FnDef::new("count", "object, /", |vm, a| {
            let p = parts(vm, a.at(0)?);
            let n = match vm.heap.body(a.at(1)?) {
                Body::Int(x) => i64::from(p.position(*x).is_some()),
                _ => return Err(Stop::not_supported("range.count of what is no int")),
            };
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("index", "object, /", |vm, a| {
            let p = parts(vm, a.at(0)?);
            let x = a.at(1)?;
            match vm.heap.small_int(x).and_then(|x| p.position(x)) {
                Some(i) => Ok(Flow::Value(vm.new_int(i))),
                None => {
                    let shown = vm.int_text(x)?;
                    vm.value_err(&format!("{shown} is not in range"))
                }
            }
        }),
    ],
    getset: &[
        GetSetDef::member("start", |vm, a| part(vm, a, |p| p.start)),
        GetSetDef::member("stop", |vm, a| part(vm, a, |p| p.stop)),
        GetSetDef::member("step", |vm, a| part(vm, a, |p| p.step)),
    ],
    ..TYPE_DEFAULT
};

#[derive(Clone, Copy)]
struct Parts {
    start: i64,
    stop: i64,
    step: i64,
}

impl Parts {
    fn len(self) -> usize {
        let (low, high, step) = if self.step > 0 { (self.start, self.stop, self.step) } else { (self.stop, self.start, -self.step) };
        if low >= high { 0 } else { ((high as i128 - low as i128 - 1) / step as i128 + 1) as usize }
    }

    fn position(self, x: i64) -> Option<i64> {
        let inside = if self.step > 0 { self.start <= x && x < self.stop } else { self.stop < x && x <= self.start };
        (inside && (x - self.start) % self.step == 0).then(|| (x - self.start) / self.step)
    }
}

fn parts(vm: &Vm, r: Ref) -> Parts {
    let n = vm.heap.native(r);
    let int = |i| n.map_or(0, |n| n.int(i));
    Parts { start: int(0), stop: int(1), step: int(2) }
}

fn part(vm: &mut Vm, args: &Args, f: fn(Parts) -> i64) -> Res {
    let p = parts(vm, args.at(0)?);
    Ok(Flow::Value(vm.new_int(f(p))))
}

fn range_new(vm: &mut Vm, args: &Args) -> Res {
    let given: Vec<Ref> = args.positional().skip(1).collect();
    if given.is_empty() || given.len() > 3 {
        let (n, word) = (given.len(), if given.is_empty() { "at least 1 argument" } else { "at most 3 arguments" });
        return vm.type_err(&format!("range expected {word}, got {n}"));
    }
    let mut ints = Vec::new();
    for r in given {
        if let Body::BigInt(_) = vm.heap.body(r) {
            return Err(Stop::not_supported("range beyond 64 bits"));
        }
        ints.push(vm.index_clamped(r)?);
    }
    let ints = match ints.as_slice() {
        [stop] => [0, *stop, 1],
        [start, stop] => [*start, *stop, 1],
        [start, stop, step] => [*start, *stop, *step],
        _ => [0, 0, 1],
    };
    if ints[2] == 0 {
        return vm.value_err("range() arg 3 must not be zero");
    }
    Ok(Flow::Value(vm.new_native(ids::RANGE, &[], &ints)))
}

fn range_repr(vm: &mut Vm, args: &Args) -> Res {
    let p = parts(vm, args.at(0)?);
    let text = if p.step == 1 { format!("range({}, {})", p.start, p.stop) } else { format!("range({}, {}, {})", p.start, p.stop, p.step) };
    Ok(Flow::Value(vm.new_str(&text)))
}

fn range_iter(vm: &mut Vm, args: &Args) -> Res {
    let p = parts(vm, args.at(0)?);
    Ok(Flow::Value(vm.new_native(ids::RANGE_ITERATOR, &[], &[p.start, p.step, p.len() as i64])))
}

fn range_subscript(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    let p = parts(vm, r);
    if let Some(s) = vm.slice_indices(key, p.len())? {
        let start = p.start + s.start * p.step;
        let step = p.step * s.step;
        let stop = start + s.len as i64 * step;
        let stop = if s.len == 0 { start } else { stop };
        return Ok(Flow::Value(vm.new_native(ids::RANGE, &[], &[start, stop, step])));
    }
    if !vm.has_slot(key, SlotId::Index) {
        let message = format!("range indices must be integers or slices, not {}", vm.type_name(key));
        return vm.type_err(&message);
    }
    let i = vm.index_for(key)?;
    match wrap_index(i, p.len()) {
        Some(i) => Ok(Flow::Value(vm.new_int(p.start + i as i64 * p.step))),
        None => Err(exc::index_error(vm, "range object index out of range")),
    }
}

fn range_contains(vm: &mut Vm, args: &Args) -> Res {
    let (r, x) = (args.at(0)?, args.at(1)?);
    let p = parts(vm, r);
    match vm.heap.body(x) {
        Body::Int(n) if vm.is_exact(x, ids::INT) || vm.is_exact(x, ids::BOOL) => {
            let yes = p.position(*n).is_some();
            vm.bool_flow(yes)
        }
        Body::BigInt(_) => vm.bool_flow(false),
        _ => {
            let it = range_iter(vm, &Args::one(r))?;
            let it = vm.value_of(it)?;
            let _ = vm.push_native(crate::core::kinds::CONTAINS, &[Slot::borrow(r), Slot::borrow(x), it.into(), Slot::NULL], &[])?;
            vm.set_top_pc(2)
        }
    }
}

fn range_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if !vm.is_exact(b, ids::RANGE) || (args.op != EQ && args.op != NE) {
        return vm.not_implemented();
    }
    let (p, q) = (parts(vm, a), parts(vm, b));
    let n = p.len();
    let equal = n == q.len() && (n == 0 || (p.start == q.start && (n == 1 || p.step == q.step)));
    vm.bool_flow(equal == (args.op == EQ))
}

fn range_hash(vm: &mut Vm, args: &Args) -> Res {
    let p = parts(vm, args.at(0)?);
    let n = p.len();
    let none = 0xFCA8_6420i64;
    let hash = pyvarium_heap::hash::hash_i64;
    let start = if n == 0 { none } else { hash(p.start) };
    let step = if n <= 1 { none } else { hash(p.step) };
    let h = pyvarium_heap::hash::hash_tuple([hash(n as i64), start, step].into_iter());
    Ok(Flow::Value(vm.new_int(h)))
}
