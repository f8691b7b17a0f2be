//! CALL_INTRINSIC_1 and _2.
//!
//! CPython: Python/intrinsics.c.

use crate::core::{ids, kinds};
use crate::eval::settle::Signal;
use crate::exc;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
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
            7..=9 => {
                let ty = match which {
                    7 => ids::TYPEVAR,
                    8 => ids::PARAMSPEC,
                    _ => ids::TYPEVARTUPLE,
                };
                let param = self.make_type_param(ty, r, None, None);
                self.replace(1, Flow::Value(param))
            }
            10 => {
                let flow = self.run_script_of(kinds::SUBSCRIPT_GENERIC, &[r])?;
                self.replace(1, flow)
            }
            11 => {
                let alias = self.make_type_alias(r);
                self.replace(1, Flow::Value(alias))
            }
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
            2 | 3 => {
                let (name, evaluate) = (self.peek(1)?, self.peek(0)?);
                let (bound, constraints) = if which == 2 { (Some(evaluate), None) } else { (None, Some(evaluate)) };
                let param = self.make_type_param(ids::TYPEVAR, name, bound, constraints);
                self.replace(2, Flow::Value(param))
            }
            4 => {
                let (function, params) = (self.peek(1)?, self.peek(0)?);
                self.set_function_type_params(function, params);
                let flow = self.own_flow(function)?;
                self.replace(2, flow)
            }
            5 => {
                let (param, evaluate) = (self.peek(1)?, self.peek(0)?);
                let flow = self.set_type_param_default(param, evaluate)?;
                self.replace(2, flow)
            }
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
