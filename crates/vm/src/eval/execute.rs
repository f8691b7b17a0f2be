//! Fetch, decode, dispatch of the instructions that `quick` leaves. Short handlers stand here; the longer ones in the
//! files beside.
//!
//! CPython: Python/bytecodes.c.

use pyvarium_code::Opcode;
use pyvarium_heap::frame::{Await, Frame};
use pyvarium_heap::{Own, Slot};

use crate::eval::quick_ops::{N_OPERATORS, NB_SUBSCR};
use crate::eval::settle::{Outcome, Signal};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// Runs the next instruction of the Python frame on top.
    pub(crate) fn execute(&mut self) -> Res<Signal> {
        self.running = self.thread.frames.len().wrapping_sub(1);
        let Some(Frame::Py(frame)) = self.thread.frames.last_mut() else {
            return Err(vm_bug!("no Python frame to run"));
        };
        let at = frame.next_instr;
        let Some(instr) = frame.code.instr(at) else {
            return Err(vm_bug!("ran off the code at {at}"));
        };
        frame.last_instr = (at + u32::from(instr.n_extended)) as i32;
        frame.next_instr = at + u32::from(instr.len);
        let arg = instr.arg as usize;
        match instr.op {
            Opcode::LoadFastCheck => self.load_fast_check(arg),
            Opcode::LoadFastAndClear => {
                let old = match frame.slots.get_mut(arg) {
                    Some(place) => std::mem::replace(place, Slot::NULL),
                    None => return Err(vm_bug!("no local {arg}")),
                };
                frame.slots.push(old);
                Ok(Signal::Go)
            }
            Opcode::DeleteFast => self.delete_fast(arg),
            // Stack.
            Opcode::EndSend => {
                // value, receiver: the value stays.
                let value = self.pop_slot()?;
                let receiver = self.set_peek(0, value)?;
                self.heap.release(receiver);
                Ok(Signal::Go)
            }
            Opcode::ExtendedArg => Ok(Signal::Go),
            // Operators.
            Opcode::BinaryOp => self.op_binary(arg),
            Opcode::UnaryNegative => self.op_unary(SlotId::Negative, "unary -"),
            Opcode::UnaryInvert => self.op_unary(SlotId::Invert, "unary ~"),
            Opcode::ToBool => {
                let r = self.peek(0)?;
                if r == self.one.true_ || r == self.one.false_ {
                    return Ok(Signal::Go);
                }
                let flow = self.truth(r)?;
                self.replace(1, flow)
            }
            Opcode::CompareOp => {
                let (a, b) = (self.peek(1)?, self.peek(0)?);
                let flow = self.richcompare(a, b, (arg >> 5) as u8)?;
                if arg & 16 != 0 { self.replace_bool(2, false, flow) } else { self.replace(2, flow) }
            }
            Opcode::ContainsOp => {
                let (key, container) = (self.peek(1)?, self.peek(0)?);
                let flow = self.contains(container, key)?;
                self.replace_bool(2, arg != 0, flow)
            }
            Opcode::BinarySlice => self.op_binary_slice(),
            Opcode::StoreSlice => self.op_store_slice(),
            Opcode::StoreSubscr => {
                // value, container, key
                let (value, container, key) = (self.peek(2)?, self.peek(1)?, self.peek(0)?);
                let flow = self.setitem(container, key, Some(value))?;
                self.discard(3, flow)
            }
            Opcode::DeleteSubscr => {
                let (container, key) = (self.peek(1)?, self.peek(0)?);
                let flow = self.setitem(container, key, None)?;
                self.discard(2, flow)
            }
            Opcode::GetIter => {
                let r = self.peek(0)?;
                let flow = self.iter(r)?;
                self.replace(1, flow)
            }
            Opcode::ForIter => self.op_for_iter(),
            Opcode::GetLen => {
                let r = self.peek(0)?;
                let flow = self.length(r)?;
                self.replace(0, flow)
            }
            // Names.
            Opcode::LoadName => self.op_load_name(arg),
            Opcode::StoreName => self.op_store_name(arg),
            Opcode::DeleteName => self.op_delete_name(arg),
            Opcode::LoadGlobal => self.op_load_global(arg),
            Opcode::StoreGlobal => self.op_store_global(arg),
            Opcode::DeleteGlobal => self.op_delete_global(arg),
            Opcode::LoadLocals => self.op_load_locals(),
            Opcode::LoadFromDictOrGlobals => self.op_load_from_dict_or_globals(arg),
            Opcode::LoadFromDictOrDeref => self.op_load_from_dict_or_deref(arg),
            Opcode::LoadDeref => self.op_load_deref(arg),
            Opcode::StoreDeref => self.op_store_deref(arg),
            Opcode::DeleteDeref => self.op_delete_deref(arg),
            Opcode::MakeCell => self.op_make_cell(arg),
            Opcode::CopyFreeVars => self.op_copy_free_vars(arg),
            Opcode::LoadBuildClass => self.op_load_build_class(),
            Opcode::LoadCommonConstant => self.op_load_common_constant(arg),
            Opcode::SetupAnnotations => self.op_setup_annotations(),
            Opcode::ImportName => self.op_import_name(arg),
            Opcode::ImportFrom => self.op_import_from(arg),
            // Attributes.
            Opcode::LoadAttr => self.op_load_attr(arg),
            Opcode::StoreAttr => self.op_store_attr(arg),
            Opcode::DeleteAttr => self.op_delete_attr(arg),
            Opcode::LoadSuperAttr => self.op_load_super_attr(arg),
            Opcode::LoadSpecial => self.op_load_special(arg),
            // Calls.
            Opcode::Call => self.op_call(arg),
            Opcode::CallKw => self.op_call_kw(arg),
            Opcode::CallFunctionEx => self.op_call_function_ex(),
            Opcode::CallIntrinsic1 => self.op_intrinsic_1(arg),
            Opcode::CallIntrinsic2 => self.op_intrinsic_2(arg),
            Opcode::MakeFunction => self.op_make_function(),
            Opcode::SetFunctionAttribute => self.op_set_function_attribute(arg),
            Opcode::ReturnValue => self.op_return_value(),
            // Building.
            Opcode::BuildTuple => self.op_build_tuple(arg),
            Opcode::BuildList => self.op_build_list(arg),
            Opcode::BuildSet => self.op_build_set(arg),
            Opcode::BuildMap => self.op_build_map(arg),
            Opcode::BuildString => self.op_build_string(arg),
            Opcode::BuildSlice => self.op_build_slice(arg),
            Opcode::BuildInterpolation => self.op_build_interpolation(arg),
            Opcode::BuildTemplate => self.op_build_template(),
            Opcode::ListAppend => self.op_list_append(arg),
            Opcode::ListExtend => self.op_list_extend(arg),
            Opcode::SetAdd => self.op_set_add(arg),
            Opcode::SetUpdate => self.op_set_update(arg),
            Opcode::MapAdd => self.op_map_add(arg),
            Opcode::DictUpdate => self.op_dict_update(arg),
            Opcode::DictMerge => self.op_dict_merge(arg),
            Opcode::UnpackSequence => self.op_unpack_sequence(arg),
            Opcode::UnpackEx => self.op_unpack_ex(arg),
            Opcode::ConvertValue => self.op_convert_value(arg),
            Opcode::FormatSimple => self.op_format_simple(),
            Opcode::FormatWithSpec => self.op_format_with_spec(),
            // Exceptions.
            Opcode::RaiseVarargs => self.op_raise_varargs(arg),
            Opcode::Reraise => self.op_reraise(arg),
            Opcode::PushExcInfo => self.op_push_exc_info(),
            Opcode::PopExcept => self.op_pop_except(),
            Opcode::CheckExcMatch => self.op_check_exc_match(),
            Opcode::CheckEgMatch => self.op_check_eg_match(),
            Opcode::WithExceptStart => self.op_with_except_start(),
            Opcode::CleanupThrow => self.op_cleanup_throw(),
            Opcode::EndAsyncFor => self.op_end_async_for(),
            // Generators.
            Opcode::ReturnGenerator => self.op_return_generator(),
            Opcode::YieldValue => self.op_yield_value(),
            Opcode::Send => self.op_send(arg),
            Opcode::GetYieldFromIter => self.op_get_yield_from_iter(),
            Opcode::GetAwaitable => self.op_get_awaitable(arg),
            Opcode::GetAiter => self.op_get_aiter(),
            Opcode::GetAnext => self.op_get_anext(),
            // Patterns.
            Opcode::MatchMapping => self.op_match_flag(pyvarium_heap::types::flags::MAPPING),
            Opcode::MatchSequence => self.op_match_flag(pyvarium_heap::types::flags::SEQUENCE),
            Opcode::MatchKeys => self.op_match_keys(),
            Opcode::MatchClass => self.op_match_class(arg),
            other => Err(vm_bug!("{} is not an instruction that a compiler emits", other.name())),
        }
    }

    pub(crate) fn store_local(&mut self, i: usize, value: Slot) -> Res<()> {
        let frame = self.py_frame()?;
        let old = match frame.slots.get_mut(i) {
            Some(place) => std::mem::replace(place, value),
            None => return Err(vm_bug!("no local {i}")),
        };
        self.heap.release(old);
        Ok(())
    }

    fn op_binary(&mut self, arg: usize) -> Res<Signal> {
        let (a, b) = (self.peek(1)?, self.peek(0)?);
        if arg == NB_SUBSCR {
            let flow = self.getitem(a, b)?;
            return self.replace(2, flow);
        }
        let operator = arg % N_OPERATORS;
        if operator == NB_ADD && self.is_exact(a, crate::core::ids::STR) && self.is_exact(b, crate::core::ids::STR) {
            let flow = crate::objects::str_::concat(self, a, b)?;
            return self.replace(2, flow);
        }
        let flow = self.binary_op(operator as u8, a, b, arg >= N_OPERATORS)?;
        self.replace(2, flow)
    }

    fn op_unary(&mut self, slot: SlotId, what: &str) -> Res<Signal> {
        let r = self.peek(0)?;
        let flow = self.unary_op(slot, what, r)?;
        self.replace(1, flow)
    }

    fn op_for_iter(&mut self) -> Res<Signal> {
        let it = self.peek(0)?;
        match self.next(it) {
            Ok(Flow::Value(v)) => self.push_own(v)?,
            Ok(Flow::Pushed) => self.set_await(Await::ForIter)?,
            Err(Stop::Exhausted) => self.leave_loop()?,
            Err(stop) => return Err(stop),
        }
        Ok(Signal::Go)
    }

    /// FOR_ITER at the end of its iterator: past END_FOR, to POP_ITER.
    pub(crate) fn leave_loop(&mut self) -> Res<()> {
        let frame = self.py_frame()?;
        let Some(instr) = frame.code.instr(frame.last_instr.max(0) as u32) else { return Err(vm_bug!("no FOR_ITER")) };
        frame.next_instr += instr.arg + 1;
        Ok(())
    }

    /// Ends the running frame: its value goes to the frame below.
    fn op_return_value(&mut self) -> Res<Signal> {
        let value = self.pop_owned()?;
        let Some(r) = value.get() else { return Err(vm_bug!("RETURN_VALUE of nothing")) };
        let value = Own::assume(r);
        if self.pop_python_frame()? {
            return Ok(Signal::Ended(Outcome::Exhausted(Some(value))));
        }
        Ok(self.hand_down(value, Await::Replace(0)))
    }

    /// Gives the value of an ended or suspended frame to the frame below, at once if that waits for nothing else.
    pub(crate) fn hand_down(&mut self, value: Own, awaiting: Await) -> Signal {
        let is_pending = self.heap.has_pending();
        match self.thread.frames.last_mut() {
            Some(Frame::Py(frame)) if frame.awaiting == awaiting && !is_pending => {
                frame.awaiting = Await::Nothing;
                frame.slots.push(value.into());
                Signal::Go
            }
            _ => Signal::Ended(Outcome::Value(value)),
        }
    }
}

const NB_ADD: usize = 0;
