//! CALL_INTRINSIC_1 and _2.
//!
//! CPython: Python/intrinsics.c.

use pyvarium_heap::{Ref, Slot};

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
                self.import_all_from(r)?;
                let none = self.none();
                self.replace(1, Flow::Value(none))
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
                let flow = self.run_steps_of(kinds::SUBSCRIPT_GENERIC, &[r])?;
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

    /// `from module import *`. CPython: Python/intrinsics.c, import_all_from.
    fn import_all_from(&mut self, module: Ref) -> Res<()> {
        let not_plain = || Stop::not_supported("import * from what is no plain module, or into what is no dict");
        let Some(locals) = self.py_frame()?.locals.get().filter(|l| self.is_exact(*l, ids::DICT)) else { return Err(not_plain()) };
        let Some(dict) = self.existing_dict(module).filter(|_| self.is_exact(module, ids::MODULE)) else { return Err(not_plain()) };
        let all = self.names.all;
        let listed = match self.dict_get_str(dict, all) {
            Some(all) => Some(self.heap.items(all).ok_or_else(not_plain)?.to_vec()),
            None => None,
        };
        let is_listed = listed.is_some();
        let names: Vec<Slot> =
            listed.unwrap_or_else(|| self.heap.dict(dict).map(|d| d.iter().map(|(k, _)| Slot::borrow(k)).collect()).unwrap_or_default());
        for name in names.into_iter().filter_map(Slot::get) {
            let Some(text) = self.heap.text(name) else {
                let attribute = if is_listed { "__all__" } else { "__dict__" };
                let kind = if is_listed { "Item" } else { "Key" };
                let module_name = self.names.name;
                let shown = self.dict_get_str(dict, module_name).map(|n| self.heap.str_lossy(n)).unwrap_or_default();
                return self.type_err(&format!("{kind} in {shown}.{attribute} must be str, not {}", self.type_name(name)));
            };
            if !is_listed && text.at(0) == Some(u32::from(b'_')) {
                continue;
            }
            let flow = self.getattr(module, name)?;
            let value = self.value_of(flow)?;
            let key = self.heap.own(name);
            self.dict_insert_slots(locals, key.into(), value.into());
        }
        Ok(())
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
