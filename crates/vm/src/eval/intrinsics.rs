//! CALL_INTRINSIC_1 and _2.
//!
//! CPython: Python/intrinsics.c.

use crate::core::ids;
use crate::eval::settle::Signal;
use crate::exc;
use crate::slots::SlotId;
use crate::stop::{Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    pub(crate) fn op_intrinsic_1(&mut self, which: usize) -> Res<Signal> {
        let r = self.peek(0)?;
        match which {
            // The REPL's display of an expression statement.
            1 => {
                let flow = self.display(r)?;
                self.replace(1, flow)
            }
            2 => {
                let flow = self.import_star(r)?;
                self.replace(1, flow)
            }
            3 => {
                let e = self.stop_iteration_error(r)?;
                self.drop_stack(1)?;
                self.push_own(e)?;
                Ok(Signal::Go)
            }
            4 => {
                let wrapped = self.wrap_async_value(r);
                self.drop_stack(1)?;
                self.push_own(wrapped)?;
                Ok(Signal::Go)
            }
            5 => {
                let flow = self.unary_op(SlotId::Positive, "unary +", r)?;
                self.replace(1, flow)
            }
            6 => {
                let slots = self.heap.items(r).unwrap_or_default().to_vec();
                let copies = slots.into_iter().map(|s| self.heap.copy_slot(s)).collect();
                let tuple = self.tuple_from_slots(copies);
                self.drop_stack(1)?;
                self.push_own(tuple)?;
                Ok(Signal::Go)
            }
            7..=9 => Err(Stop::not_supported("type parameters")),
            10 => Err(Stop::not_supported("generic classes")),
            11 => Err(Stop::not_supported("the type statement")),
            n => Err(vm_bug!("CALL_INTRINSIC_1 {n}")),
        }
    }

    pub(crate) fn op_intrinsic_2(&mut self, which: usize) -> Res<Signal> {
        match which {
            1 => {
                let (original, list) = (self.peek(1)?, self.peek(0)?);
                let flow = crate::objects::exception_group::prepare_reraise(self, original, list)?;
                self.replace(2, flow)
            }
            2..=5 => Err(Stop::not_supported("type parameters")),
            n => Err(vm_bug!("CALL_INTRINSIC_2 {n}")),
        }
    }

    /// StopIteration must not leave a generator by itself. CPython: stopiteration_error.
    fn stop_iteration_error(&mut self, e: pyvarium_heap::Ref) -> Res<pyvarium_heap::Own> {
        let flags = self.py_frame()?.code.flags;
        let what = if flags & pyvarium_heap::code::CO_ASYNC_GENERATOR != 0 {
            "async generator"
        } else if flags & pyvarium_heap::code::CO_COROUTINE != 0 {
            "coroutine"
        } else {
            "generator"
        };
        let name = if self.is_instance_of(e, ids::STOP_ITERATION) {
            "StopIteration"
        } else if what == "async generator" && self.is_instance_of(e, ids::STOP_ASYNC_ITERATION) {
            "StopAsyncIteration"
        } else {
            return Ok(self.heap.own(e));
        };
        match exc::runtime_error(self, &format!("{what} raised {name}")) {
            Stop::Raise(new) => {
                self.set_cause(new.r(), e);
                let context = self.heap.own(e);
                let old = self.heap.exception_mut(new.r()).map(|x| std::mem::replace(&mut x.context, context.into()));
                if let Some(old) = old {
                    self.heap.release(old);
                }
                Ok(new)
            }
            stop => Err(stop),
        }
    }
}
