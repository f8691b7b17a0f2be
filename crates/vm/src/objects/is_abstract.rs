//! Is a function, or one of several, marked `__isabstractmethod__`?
//!
//! CPython: Objects/object.c, _PyObject_IsAbstract.

use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// A bool object: whether any of these is abstract.
    pub fn is_any_abstract(&mut self, functions: &[Ref]) -> Res {
        let slots: Vec<Slot> = functions.iter().map(|r| Slot::borrow(*r)).collect();
        self.push_native(kinds::IS_ABSTRACT, &slots, &[0])
    }

    /// As `is_any_abstract`, of the first `n` slots of a native object.
    pub(crate) fn is_any_slot_abstract(&mut self, args: &Args, n: usize) -> Res {
        let r = args.at(0)?;
        let functions: Vec<Ref> = self.heap.native(r).map(|x| x.slots.iter().take(n).filter_map(|s| s.get()).collect()).unwrap_or_default();
        self.is_any_abstract(&functions)
    }
}

/// slots: what is asked, one after the other; ints: the next one.
pub static IS_ABSTRACT: NativeDef = NativeDef {
    name: "__isabstractmethod__",
    catches: false,
    resume: |vm, f, answer| {
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    let i = f.int(0);
                    let Some(r) = f.get(i as usize) else { return Ok(Next::Done(Own::assume(vm.one.false_))) };
                    f.set_int(0, i + 1);
                    let name = vm.names.isabstractmethod;
                    match vm.getattr_opt(r, name)? {
                        None => {}
                        Some(flow) => {
                            f.pc = 1;
                            match flow {
                                Flow::Value(v) => answer = Answer::Value(v),
                                Flow::Pushed => return Ok(Next::Wait),
                            }
                        }
                    }
                }
                1 => {
                    let Answer::Value(v) = answer else { return Err(vm_bug!("__isabstractmethod__")) };
                    answer = Answer::Start;
                    if v.r() == vm.one.not_implemented {
                        // What a look-up in Python that found nothing answers.
                        f.pc = 0;
                        continue;
                    }
                    f.pc = 2;
                    match vm.truth_of_own(v)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    let Answer::Value(v) = answer else { return Err(vm_bug!("__isabstractmethod__")) };
                    answer = Answer::Start;
                    if v.r() == vm.one.true_ {
                        return Ok(Next::Done(v));
                    }
                    f.pc = 0;
                }
            }
        }
    },
};
