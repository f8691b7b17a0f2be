//! Building containers, strings and slices; adding to those under construction.
//!
//! CPython: Python/bytecodes.c (BUILD_*, LIST_APPEND, LIST_EXTEND, SET_UPDATE, DICT_MERGE, ...).

use pyvarium_heap::{Ref, Slot};

use crate::core::{ids, kinds};
use crate::eval::settle::Signal;
use crate::protocol::dict_ops::DictOp;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    fn pop_many_owned(&mut self, n: usize) -> Res<Vec<Slot>> {
        let slots = self.pop_many(n)?;
        Ok(slots.into_iter().map(|s| self.owned_slot(s)).collect())
    }

    pub(crate) fn op_build_tuple(&mut self, n: usize) -> Res<Signal> {
        let slots = self.pop_many_owned(n)?;
        let tuple = self.tuple_from_slots(slots);
        self.push_own(tuple)?;
        Ok(Signal::Go)
    }

    pub(crate) fn op_build_list(&mut self, n: usize) -> Res<Signal> {
        let slots = self.pop_many_owned(n)?;
        let list = self.list_from_slots(slots);
        self.push_own(list)?;
        Ok(Signal::Go)
    }

    pub(crate) fn op_build_slice(&mut self, n: usize) -> Res<Signal> {
        let mut slots = self.pop_many_owned(n)?;
        while slots.len() < 3 {
            slots.push(Slot::borrow(self.one.none));
        }
        let slice = self.new_native(ids::SLICE, &slots, &[]);
        self.push_own(slice)?;
        Ok(Signal::Go)
    }

    /// The items leave the stack one by one into the set. CPython: _PySet_AddTakeRef.
    pub(crate) fn op_build_set(&mut self, n: usize) -> Res<Signal> {
        let items = self.pop_many_owned(n)?;
        let set = self.new_set(ids::SET);
        let mut slots: Vec<Slot> = vec![set.into()];
        slots.extend(items);
        let flow = self.push_native(kinds::BUILD_SET, &slots, &[1])?;
        self.replace(0, flow)
    }

    pub(crate) fn op_build_map(&mut self, n: usize) -> Res<Signal> {
        let items: Vec<Ref> = (0..2 * n).rev().filter_map(|i| self.peek_slot(i).get()).collect();
        let unicode = items.iter().step_by(2).all(|k| self.is_exact(*k, ids::STR));
        let dict = self.dict_from(pyvarium_heap::dict::Dict::with_capacity(n, unicode));
        if unicode {
            for pair in items.chunks(2) {
                if let [k, v] = pair {
                    self.dict_set_str(dict.r(), *k, *v);
                }
            }
            self.drop_stack(2 * n)?;
            self.push_own(dict)?;
            return Ok(Signal::Go);
        }
        let mut slots: Vec<Slot> = vec![dict.into()];
        slots.extend(items.into_iter().map(Slot::borrow));
        let flow = self.push_native(kinds::BUILD_MAP, &slots, &[1])?;
        self.replace(2 * n as u16, flow)
    }

    pub(crate) fn op_build_string(&mut self, n: usize) -> Res<Signal> {
        let parts: Vec<Ref> = (0..n).rev().filter_map(|i| self.peek_slot(i).get()).collect();
        let text = self.concat_texts(&parts);
        let own = self.new_text(text);
        self.drop_stack(n)?;
        self.push_own(own)?;
        Ok(Signal::Go)
    }

    pub(crate) fn op_list_append(&mut self, i: usize) -> Res<Signal> {
        let value = self.pop_owned()?;
        let list = self.peek(i - 1)?;
        self.list_push(list, value);
        Ok(Signal::Go)
    }

    pub(crate) fn op_list_extend(&mut self, i: usize) -> Res<Signal> {
        let (iterable, list) = (self.peek(0)?, self.peek(i)?);
        let iterable_ok = self.has_slot(iterable, crate::slots::SlotId::Iter) || self.is_sequence(iterable);
        if !iterable_ok {
            let message = format!("Value after * must be an iterable, not {}", self.type_name(iterable));
            return self.type_err(&message);
        }
        let flow = self.list_extend(list, iterable)?;
        self.discard(1, flow)
    }

    pub(crate) fn op_set_add(&mut self, i: usize) -> Res<Signal> {
        let (value, set) = (self.peek(0)?, self.peek(i)?);
        let flow = self.set_op(crate::protocol::set_ops::SetOp::Add, set, value)?;
        self.discard(1, flow)
    }

    pub(crate) fn op_set_update(&mut self, i: usize) -> Res<Signal> {
        let (iterable, set) = (self.peek(0)?, self.peek(i)?);
        let flow = self.set_update(set, iterable)?;
        self.discard(1, flow)
    }

    pub(crate) fn op_map_add(&mut self, i: usize) -> Res<Signal> {
        let (key, value, dict) = (self.peek(1)?, self.peek(0)?, self.peek(i + 1)?);
        let flow = self.dict_op(DictOp::Set, dict, key, Some(value))?;
        self.discard(2, flow)
    }

    pub(crate) fn op_dict_update(&mut self, i: usize) -> Res<Signal> {
        let (other, dict) = (self.peek(0)?, self.peek(i)?);
        let mapping = self.heap.dict(other).is_some() || {
            let name = self.names.keys;
            let ty = self.heap.type_of(other);
            self.lookup_type(ty, name).is_some()
        };
        if !mapping {
            let message = format!("'{}' object is not a mapping", self.type_name(other));
            return self.type_err(&message);
        }
        let flow = self.dict_update(dict, other)?;
        self.discard(1, flow)
    }

    /// As DICT_UPDATE for `**kwargs` in a call: duplicate keys are errors naming the function.
    pub(crate) fn op_dict_merge(&mut self, i: usize) -> Res<Signal> {
        let (other, dict) = (self.peek(0)?, self.peek(i)?);
        let callable = self.peek(i + 3)?;
        let Some(d) = self.heap.dict(other) else {
            let name = self.names.keys;
            let ty = self.heap.type_of(other);
            if self.lookup_type(ty, name).is_none() {
                let f = self.function_text(callable);
                let message = format!("{f} argument after ** must be a mapping, not {}", self.type_name(other));
                return self.type_err(&message);
            }
            // A dict of its items takes its place.
            let items = self.new_dict();
            let mark = self.mark();
            return match self.dict_update(items.r(), other) {
                Ok(Flow::Pushed) => {
                    let _ = self.adapt(mark, kinds::ANSWER_INSTEAD, &[items.into()], &[])?;
                    self.set_await(pyvarium_heap::frame::Await::Opcode)?;
                    Ok(Signal::Go)
                }
                Ok(Flow::Value(v)) => {
                    self.heap.decref_own(v);
                    self.merge_instead(items, i)
                }
                Err(stop) => {
                    self.heap.decref_own(items);
                    Err(stop)
                }
            };
        };
        let pairs: Vec<(Ref, Ref)> = d.iter().collect();
        for (k, v) in pairs {
            if self.heap.text(k).is_none() {
                return self.type_err("keywords must be strings");
            }
            if self.dict_get_str(dict, k).is_some() {
                let (f, key) = (self.function_text(callable), self.heap.str_lossy(k));
                return self.type_err(&format!("{f} got multiple values for keyword argument '{key}'"));
            }
            self.dict_set_str(dict, k, v);
        }
        self.drop_stack(1)?;
        Ok(Signal::Go)
    }

    /// DICT_MERGE goes on with a dict instead of the mapping.
    pub(crate) fn merge_instead(&mut self, items: pyvarium_heap::Own, i: usize) -> Res<Signal> {
        let old = self.set_peek(0, items.into())?;
        self.heap.release(old);
        self.op_dict_merge(i)
    }

    pub(crate) fn op_convert_value(&mut self, how: usize) -> Res<Signal> {
        let r = self.peek(0)?;
        let flow = match how {
            1 => self.str(r)?,
            2 => self.repr(r)?,
            3 => self.ascii(r)?,
            n => return Err(vm_bug!("CONVERT_VALUE {n}")),
        };
        self.replace(1, flow)
    }

    pub(crate) fn op_format_simple(&mut self) -> Res<Signal> {
        let r = self.peek(0)?;
        if self.is_exact(r, ids::STR) {
            return Ok(Signal::Go);
        }
        let flow = self.format(r, None)?;
        self.replace(1, flow)
    }

    pub(crate) fn op_format_with_spec(&mut self) -> Res<Signal> {
        let (r, spec) = (self.peek(1)?, self.peek(0)?);
        let flow = self.format(r, Some(spec))?;
        self.replace(2, flow)
    }

    /// Stack: value, expression, format spec if bit 0 of `arg` is set.
    pub(crate) fn op_build_interpolation(&mut self, arg: usize) -> Res<Signal> {
        let n = 2 + (arg & 1);
        let (value, expression) = (self.peek(n - 1)?, self.peek(n - 2)?);
        let spec = if arg & 1 == 1 { Some(self.peek(0)?) } else { None };
        let made = self.build_interpolation(value, expression, arg >> 2, spec);
        self.drop_stack(n)?;
        self.push_own(made)?;
        Ok(Signal::Go)
    }

    /// Stack: strings, interpolations.
    pub(crate) fn op_build_template(&mut self) -> Res<Signal> {
        let (strings, interpolations) = (self.peek(1)?, self.peek(0)?);
        let made = self.build_template(strings, interpolations);
        self.drop_stack(2)?;
        self.push_own(made)?;
        Ok(Signal::Go)
    }

    pub(crate) fn op_binary_slice(&mut self) -> Res<Signal> {
        let slots = self.pop_many_owned(2)?;
        let slice = self.slice_of(slots);
        let container = self.peek(0)?;
        let s = slice.r();
        let mark = self.mark();
        match self.getitem(container, s) {
            Ok(Flow::Pushed) => {
                let _ = self.adapt(mark, kinds::HOLD, &[slice.into()], &[])?;
                self.replace(1, Flow::Pushed)
            }
            done => {
                let result = done.and_then(|flow| self.replace(1, flow));
                self.heap.decref_own(slice);
                result
            }
        }
    }

    pub(crate) fn op_store_slice(&mut self) -> Res<Signal> {
        let slots = self.pop_many_owned(2)?;
        let slice = self.slice_of(slots);
        let (value, container) = (self.peek(1)?, self.peek(0)?);
        let s = slice.r();
        let mark = self.mark();
        match self.setitem(container, s, Some(value)) {
            Ok(Flow::Pushed) => {
                let _ = self.adapt(mark, kinds::HOLD, &[slice.into()], &[])?;
                self.discard(2, Flow::Pushed)
            }
            done => {
                let result = done.and_then(|flow| self.discard(2, flow));
                self.heap.decref_own(slice);
                result
            }
        }
    }

    fn slice_of(&mut self, mut bounds: Vec<Slot>) -> pyvarium_heap::Own {
        bounds.push(Slot::borrow(self.one.none));
        self.new_native(ids::SLICE, &bounds, &[])
    }
}
