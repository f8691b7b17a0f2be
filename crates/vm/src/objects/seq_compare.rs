//! Comparison of lists and of tuples: the first pair that differs decides.
//!
//! CPython: Objects/listobject.c (list_richcompare_impl), Objects/tupleobject.c (tuple_richcompare).

use pyvarium_heap::{Own, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::compare::{EQ, NE, holds};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// CPython: list_richcompare, tuple_richcompare.
pub fn seq_richcompare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let same_kind = (vm.heap.list(a).is_some() && vm.heap.list(b).is_some()) || (vm.heap.tuple(a).is_some() && vm.heap.tuple(b).is_some());
    if !same_kind {
        return vm.not_implemented();
    }
    let (n, m) = (vm.heap.items(a).map_or(0, |i| i.len()), vm.heap.items(b).map_or(0, |i| i.len()));
    if n != m && (args.op == EQ || args.op == NE) && vm.heap.list(a).is_some() {
        return vm.bool_flow(args.op == NE);
    }
    vm.push_native(kinds::SEQ_COMPARE, &[Slot::borrow(a), Slot::borrow(b)], &[i64::from(args.op), 0])
}

/// slots: left, right, the two items being compared (held); ints: operator, index.
pub static SEQ_COMPARE: NativeDef = NativeDef {
    name: "comparison",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(a), Some(b)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("sequence comparison")) };
        let op = f.int(0) as u8;
        let mut answered = match answer {
            Answer::Value(v) if f.pc == 2 => return Ok(Next::Done(v)),
            Answer::Value(v) => Some(v.r() == vm.one.true_),
            _ => None,
        };
        loop {
            let i = f.int(1) as usize;
            let pair = |vm: &Vm| Some((vm.heap.items(a)?.get(i)?.get()?, vm.heap.items(b)?.get(i)?.get()?));
            if let Some(equal) = answered.take() {
                if equal {
                    let (x, y) = (f.set(2, Slot::NULL), f.set(3, Slot::NULL));
                    vm.heap.release(x);
                    vm.heap.release(y);
                    f.set_int(1, i as i64 + 1);
                    continue;
                }
                // The first pair that differs decides.
                if op == EQ || op == NE {
                    return Ok(Next::Done(Own::assume(vm.bool_ref(op == NE))));
                }
                let (Some(x), Some(y)) = (f.get(2), f.get(3)) else { return Err(vm_bug!("sequence comparison")) };
                f.pc = 2;
                return match vm.richcompare(x, y, op)? {
                    Flow::Value(v) => Ok(Next::Done(v)),
                    Flow::Pushed => Ok(Next::Wait),
                };
            }
            let Some((x, y)) = pair(vm) else {
                let lengths = (vm.heap.items(a).map_or(0, |s| s.len()), vm.heap.items(b).map_or(0, |s| s.len()));
                return Ok(Next::Done(Own::assume(vm.bool_ref(holds(op, &lengths.0, &lengths.1)))));
            };
            let (hx, hy) = (vm.heap.own(x), vm.heap.own(y));
            f.set(2, hx.into());
            f.set(3, hy.into());
            match vm.richcompare_bool(x, y, EQ)? {
                Flow::Value(v) => answered = Some(v.r() == vm.one.true_),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};
