//! sorted(): a list of the items, sorted in place.
//!
//! CPython: Python/bltinmodule.c, builtin_sorted.

use pyvarium_heap::{Own, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::convert::truth_of_argument;
use crate::signature::Signature;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

pub fn sorted(vm: &mut Vm, args: &Args) -> Res {
    let n = args.n_positional();
    if n != 1 {
        return vm.type_err(&format!("sorted expected 1 argument, got {n}"));
    }
    let iterable = args.at(0)?;
    // The keywords are list.sort's to judge.
    let bound = vm.bind(&Signature::parse("*, key=None, reverse=False"), "sort", "list.sort", &args.rest())?;
    let key = bound.get(0).filter(|k| *k != vm.one.none);
    let reverse = match bound.get(1) {
        Some(r) => truth_of_argument(vm, r)?,
        None => false,
    };
    let mark = vm.mark();
    let slots = [Slot::NULL, key.map_or(Slot::NULL, Slot::borrow)];
    match vm.call_args(vm.ty(ids::LIST), &[iterable])? {
        Flow::Pushed => vm.adapt(mark, kinds::SORTED, &slots, &[i64::from(reverse)]),
        Flow::Value(list) => {
            let _ = vm.push_native(kinds::SORTED, &[list.into(), slots[1]], &[i64::from(reverse)])?;
            vm.set_top_pc(2)
        }
    }
}

/// slots: the list, key function; ints: reverse.
pub static SORTED: NativeDef = NativeDef {
    name: "sorted",
    catches: false,
    resume: |vm, f, answer| {
        match (f.pc, answer) {
            (1, Answer::Value(list)) => {
                f.set(0, list.into());
            }
            (3, Answer::Value(v)) => {
                vm.heap.decref_own(v);
                let list = f.set(0, Slot::NULL).get().ok_or_else(|| vm_bug!("sorted"))?;
                return Ok(Next::Done(Own::assume(list)));
            }
            (2, _) => {}
            _ => return Err(vm_bug!("sorted")),
        }
        let list = f.get(0).ok_or_else(|| vm_bug!("sorted"))?;
        f.pc = 3;
        match vm.sort_list(list, f.get(1), f.int(0) != 0)? {
            Flow::Value(_) => Err(vm_bug!("sorted")),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};

impl Vm {
    /// dir(): a sorted copy of a list.
    pub fn sorted_copy(&mut self, list: Own) -> Res {
        let _ = self.push_native(kinds::SORTED, &[list.into(), Slot::NULL], &[0])?;
        self.set_top_pc(2)
    }
}
