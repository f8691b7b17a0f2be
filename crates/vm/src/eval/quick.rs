//! The instructions that most programs spend their time in, run one after the other without leaving the frame:
//! moving references, jumps, and operators on exact numbers, lists, dicts and plain instances. What needs a
//! frame, Python code or an error is left to `execute`.
//!
//! CPython: Python/bytecodes.c; the paths are those of its specialized instructions.

use std::rc::Rc;

use pyvarium_code::Opcode;
use pyvarium_heap::frame::{Frame, PyFrame};
use pyvarium_heap::object::Body;
use pyvarium_heap::types::{SlotImpl, flags};
use pyvarium_heap::{Heap, Own, Ref, Slot};

use crate::core::ids;
use crate::native::TypeId;
use crate::protocol::compare::{EQ, NE, holds};
use crate::protocol::lookup::TypeCache;
use crate::slots::SlotId;
use crate::vm::{Singletons, Vm};

/// Who is told of instructions while they run.
pub trait Watch {
    /// An instruction has run, and its frame is still on top. `sequel`: it is followed by the next of its line.
    fn ran(&mut self, step: u64, frame: &PyFrame, sequel: bool, n_live: usize);
    /// A pause, after which anything may be different.
    fn paused(&mut self, vm: &Vm);
}

/// Nobody.
impl Watch for () {
    #[inline]
    fn ran(&mut self, _: u64, _: &PyFrame, _: bool, _: usize) {}
    #[inline]
    fn paused(&mut self, _: &Vm) {}
}

/// Why `Vm::quick` came back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Left {
    /// All instructions that were asked for have run.
    Done,
    /// The next instruction is `execute`'s.
    Next,
    /// After the last instruction something else comes first: a finalizer, the collector, a signal. Of that one nobody was told.
    Settle,
}

/// What the handlers work on.
struct Quick<'a> {
    heap: &'a mut Heap,
    one: &'a Singletons,
    types: &'a [Ref],
    cache: &'a mut TypeCache,
    plain: PlainSlots,
}

/// The slots by which `object` gets and sets attributes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PlainSlots {
    pub getattr: SlotImpl,
    pub setattr: SlotImpl,
}

impl Vm {
    /// Runs up to `max` instructions of the frame on top, as far as they are of the quick kind. Answers how many.
    pub(crate) fn quick(&mut self, max: u64, watch: &mut impl Watch) -> (u64, Left) {
        self.running = self.thread.frames.len().wrapping_sub(1);
        let (work, due, first, interrupted) = (self.fixed_work(), self.memory_due, self.n_steps, self.interrupted);
        let Vm { heap, thread, one, types, type_cache, tables, .. } = self;
        let Some(Frame::Py(frame)) = thread.frames.last_mut() else { return (0, Left::Next) };
        let frame = &mut **frame;
        let code = Rc::clone(&frame.code);
        let mut q = Quick { heap, one, types, cache: type_cache, plain: tables.plain };
        let mut n = 0;
        loop {
            if n == max {
                return (n, Left::Done);
            }
            if Vm::asked_of(q.heap, work + n) >= due {
                return (n, Left::Next);
            }
            let at = frame.next_instr;
            let Some(instr) = code.instrs.get(at as usize) else { return (n, Left::Next) };
            let (arg, op) = (instr.arg as usize, instr.op);
            let behind = at + u32::from(instr.len);
            let done = match op {
                Opcode::LoadFast => q.load_fast(frame, arg),
                Opcode::LoadFastBorrow => q.load_fast_borrow(frame, arg),
                Opcode::LoadFastBorrowLoadFastBorrow => q.load_fast_borrow(frame, arg >> 4) && q.load_fast_borrow(frame, arg & 15),
                Opcode::LoadFastLoadFast => {
                    if frame.local(arg >> 4).is_null() || frame.local(arg & 15).is_null() {
                        false
                    } else {
                        q.load_fast(frame, arg >> 4) && q.load_fast(frame, arg & 15)
                    }
                }
                Opcode::StoreFast => q.store_fast(frame, arg),
                Opcode::StoreFastStoreFast => q.store_fast(frame, arg >> 4) && q.store_fast(frame, arg & 15),
                Opcode::StoreFastLoadFast => {
                    let done = q.store_fast(frame, arg >> 4);
                    if let Some(r) = frame.local(arg & 15).get() {
                        frame.slots.push(Slot::own(q.heap.own(r)));
                    }
                    done
                }
                Opcode::LoadConst => match code.consts.get(arg).and_then(|s| s.get()) {
                    Some(r) => q.push_new(frame, r),
                    None => false,
                },
                Opcode::LoadSmallInt => q.push_int(frame, arg as i64),
                Opcode::PopTop | Opcode::PopIter | Opcode::EndFor => q.pop_top(frame),
                Opcode::PushNull => {
                    frame.slots.push(Slot::NULL);
                    true
                }
                Opcode::Copy => q.copy(frame, arg),
                Opcode::Swap => match frame.slots.len().checked_sub(arg) {
                    Some(i) if arg > 0 => {
                        let top = frame.slots.len() - 1;
                        frame.slots.swap(i, top);
                        true
                    }
                    _ => false,
                },
                Opcode::Nop | Opcode::NotTaken | Opcode::Cache | Opcode::Resume => true,
                Opcode::JumpForward => {
                    frame.next_instr = behind + instr.arg;
                    true
                }
                Opcode::JumpBackward | Opcode::JumpBackwardNoInterrupt => {
                    frame.next_instr = behind.wrapping_sub(instr.arg);
                    true
                }
                Opcode::PopJumpIfFalse => q.pop_jump(frame, instr.arg, q.one.false_, true),
                Opcode::PopJumpIfTrue => q.pop_jump(frame, instr.arg, q.one.true_, true),
                Opcode::PopJumpIfNone => q.pop_jump(frame, instr.arg, q.one.none, true),
                Opcode::PopJumpIfNotNone => q.pop_jump(frame, instr.arg, q.one.none, false),
                Opcode::IsOp => q.is_op(frame, arg != 0),
                Opcode::UnaryNot => q.unary_not(frame),
                Opcode::ToBool => q.to_bool(frame),
                Opcode::CompareOp => q.compare(frame, (arg >> 5) as u8),
                Opcode::BinaryOp => q.binary(frame, arg),
                Opcode::ForIter => q.for_iter(frame, instr.arg),
                Opcode::StoreSubscr => q.store_subscr(frame),
                Opcode::ContainsOp => q.contains(frame, arg != 0),
                Opcode::ListAppend => q.list_append(frame, arg),
                Opcode::UnpackSequence => q.unpack_sequence(frame, arg),
                Opcode::LoadFastAndClear => match frame.slots.get_mut(arg) {
                    Some(place) => {
                        let old = std::mem::replace(place, Slot::NULL);
                        frame.slots.push(old);
                        true
                    }
                    None => false,
                },
                Opcode::LoadGlobal => q.load_global(frame, &code.names, arg),
                Opcode::LoadName => q.load_name(frame, &code.names, arg),
                Opcode::StoreName => {
                    let locals = frame.locals.get();
                    q.store_in_dict(frame, locals, code.names.get(arg))
                }
                Opcode::StoreGlobal => {
                    let globals = frame.globals.get();
                    q.store_in_dict(frame, globals, code.names.get(arg))
                }
                Opcode::LoadDeref => q.load_deref(frame, arg),
                Opcode::StoreDeref => q.store_deref(frame, arg),
                Opcode::LoadAttr => q.load_attr(frame, code.names.get(arg >> 1), arg & 1 != 0),
                Opcode::StoreAttr => q.store_attr(frame, code.names.get(arg)),
                _ => false,
            };
            if !done {
                return (n, Left::Next);
            }
            // A jump has set it.
            let jumped = frame.next_instr != at;
            if !jumped {
                frame.next_instr = behind;
            }
            frame.last_instr = (at + u32::from(instr.n_extended)) as i32;
            n += 1;
            let looks = (q.heap.gc.is_due || interrupted) && matches!(op, Opcode::Resume | Opcode::JumpBackward);
            if looks || q.heap.has_pending() {
                return (n, Left::Settle);
            }
            watch.ran(first + n, frame, instr.quiet && !jumped, q.heap.n_live());
        }
    }
}

/// Each handler answers false, with nothing done, where the instruction is not of the quick kind this time.
impl Quick<'_> {
    #[inline]
    fn ty(&self, id: TypeId) -> Option<Ref> {
        self.types.get(id.0 as usize).copied()
    }

    #[inline]
    fn is_exact(&self, r: Ref, id: TypeId) -> bool {
        Some(self.heap.type_of(r)) == self.ty(id)
    }

    #[inline]
    fn push_new(&mut self, frame: &mut PyFrame, r: Ref) -> bool {
        self.heap.incref(r);
        frame.slots.push(Slot::counted(r));
        true
    }

    #[inline]
    fn load_fast(&mut self, frame: &mut PyFrame, i: usize) -> bool {
        let local = frame.local(i);
        if local.is_null() {
            return false;
        }
        let copy = self.heap.dup_slot(local);
        frame.slots.push(copy);
        true
    }

    #[inline]
    fn load_fast_borrow(&mut self, frame: &mut PyFrame, i: usize) -> bool {
        match frame.local(i).get() {
            Some(r) => {
                frame.slots.push(Slot::borrow(r));
                true
            }
            None => false,
        }
    }

    /// The value that is popped comes to be owned.
    #[inline]
    fn pop_owned(&mut self, frame: &mut PyFrame) -> Slot {
        let slot = frame.slots.pop().unwrap_or(Slot::NULL);
        match slot.get() {
            Some(r) if slot.is_borrowed() => Slot::own(self.heap.own(r)),
            _ => slot,
        }
    }

    #[inline]
    fn store_fast(&mut self, frame: &mut PyFrame, i: usize) -> bool {
        let value = self.pop_owned(frame);
        if let Some(place) = frame.slots.get_mut(i) {
            let old = std::mem::replace(place, value);
            self.heap.release(old);
        }
        true
    }

    #[inline]
    fn pop_top(&mut self, frame: &mut PyFrame) -> bool {
        if let Some(slot) = frame.slots.pop() {
            self.heap.release(slot);
        }
        true
    }

    #[inline]
    fn copy(&mut self, frame: &mut PyFrame, n: usize) -> bool {
        let Some(slot) = frame.slots.len().checked_sub(n).and_then(|i| frame.slots.get(i)).copied() else { return false };
        let copy = self.heap.dup_slot(slot);
        frame.slots.push(copy);
        true
    }

    #[inline]
    fn pop_jump(&mut self, frame: &mut PyFrame, delta: u32, value: Ref, when: bool) -> bool {
        let Some(slot) = frame.slots.pop() else { return false };
        if (slot.get() == Some(value)) == when {
            let len = frame.code.instrs.get(frame.next_instr as usize).map_or(1, |i| u32::from(i.len));
            frame.next_instr += len + delta;
        }
        self.heap.release(slot);
        true
    }

    /// The two topmost entries: left, right.
    #[inline]
    fn two(frame: &PyFrame) -> Option<(Ref, Ref)> {
        match frame.slots.as_slice() {
            [.., a, b] => Some((a.get()?, b.get()?)),
            _ => None,
        }
    }

    #[inline]
    fn top(frame: &PyFrame) -> Option<Ref> {
        frame.slots.last()?.get()
    }

    /// The answer takes the place of the two topmost entries, which are released, the right one first.
    #[inline]
    fn replace_two(&mut self, frame: &mut PyFrame, value: Own) -> bool {
        for _ in 0..2 {
            if let Some(slot) = frame.slots.pop() {
                self.heap.release(slot);
            }
        }
        frame.slots.push(value.into());
        true
    }

    #[inline]
    fn replace_top(&mut self, frame: &mut PyFrame, value: Own) -> bool {
        if let Some(slot) = frame.slots.pop() {
            self.heap.release(slot);
        }
        frame.slots.push(value.into());
        true
    }

    #[inline]
    fn bool(&self, b: bool) -> Own {
        // Immortal.
        Own::assume(if b { self.one.true_ } else { self.one.false_ })
    }

    fn is_op(&mut self, frame: &mut PyFrame, negate: bool) -> bool {
        let Some((a, b)) = Self::two(frame) else { return false };
        let answer = self.bool((a == b) != negate);
        self.replace_two(frame, answer)
    }

    fn unary_not(&mut self, frame: &mut PyFrame) -> bool {
        let answer = self.bool(Self::top(frame) != Some(self.one.true_));
        self.replace_top(frame, answer)
    }

    /// CPython: TO_BOOL_BOOL, TO_BOOL_INT, TO_BOOL_LIST, TO_BOOL_NONE, TO_BOOL_STR.
    #[inline]
    fn to_bool(&mut self, frame: &mut PyFrame) -> bool {
        let Some(r) = Self::top(frame) else { return false };
        if r == self.one.true_ || r == self.one.false_ {
            return true;
        }
        let truth = match self.heap.full_body(r) {
            _ if r == self.one.none => false,
            Body::Int(n) => *n != 0,
            Body::Float(v) => *v != 0.0,
            Body::Str(t) => !t.is_empty(),
            Body::List(l) if self.is_exact(r, ids::LIST) => !l.items.is_empty(),
            _ => return false,
        };
        let answer = self.bool(truth);
        self.replace_top(frame, answer)
    }

    /// CPython: COMPARE_OP_INT, COMPARE_OP_FLOAT, COMPARE_OP_STR.
    #[inline]
    fn compare(&mut self, frame: &mut PyFrame, op: u8) -> bool {
        let Some((a, b)) = Self::two(frame) else { return false };
        let truth = match (self.heap.full_body(a), self.heap.full_body(b)) {
            (Body::Int(x), Body::Int(y)) => holds(op, x, y),
            (Body::Float(x), Body::Float(y)) => holds(op, x, y),
            (Body::Str(x), Body::Str(y)) if op == EQ || op == NE => (a == b || x == y) == (op == EQ),
            _ => return false,
        };
        let answer = self.bool(truth);
        self.replace_two(frame, answer)
    }

    #[inline]
    fn new_int(&mut self, n: i64) -> Option<Own> {
        if (-5..=256).contains(&n)
            && let Some(r) = self.one.small_ints.get((n + 5) as usize)
        {
            return Some(Own::assume(*r));
        }
        let digits = (64 - n.unsigned_abs().leading_zeros()).div_ceil(30).max(1);
        let ty = self.ty(ids::INT)?;
        Some(self.heap.alloc_leaf(ty, Body::Int(n), 24 + 4 * digits))
    }

    #[inline]
    fn push_int(&mut self, frame: &mut PyFrame, n: i64) -> bool {
        let Some(value) = self.new_int(n) else { return false };
        frame.slots.push(value.into());
        true
    }

    /// CPython: BINARY_OP_ADD_INT, BINARY_OP_MULTIPLY_FLOAT, BINARY_OP_SUBSCR_LIST_INT and their kin.
    #[inline]
    fn binary(&mut self, frame: &mut PyFrame, arg: usize) -> bool {
        let Some((a, b)) = Self::two(frame) else { return false };
        if arg == NB_SUBSCR {
            return self.subscript(frame, a, b);
        }
        let op = arg % N_OPERATORS;
        let value = match (self.heap.full_body(a), self.heap.full_body(b)) {
            (Body::Int(x), Body::Int(y)) => {
                let Some(n) = small_arithmetic(op, *x, *y) else { return false };
                // A bool answers `&`, `|` and `^` with a bool.
                let bools = [self.one.true_, self.one.false_];
                if bools.contains(&a) || bools.contains(&b) {
                    return false;
                }
                self.new_int(n)
            }
            (Body::Float(x), Body::Float(y)) => {
                let Some(v) = float_arithmetic(op, *x, *y) else { return false };
                self.new_float(v)
            }
            (Body::Float(x), Body::Int(y)) if y.unsigned_abs() < 1 << 53 => {
                let Some(v) = float_arithmetic(op, *x, *y as f64) else { return false };
                self.new_float(v)
            }
            (Body::Int(x), Body::Float(y)) if x.unsigned_abs() < 1 << 53 => {
                let Some(v) = float_arithmetic(op, *x as f64, *y) else { return false };
                self.new_float(v)
            }
            _ => return false,
        };
        match value {
            Some(value) => self.replace_two(frame, value),
            None => false,
        }
    }

    #[inline]
    fn new_float(&mut self, v: f64) -> Option<Own> {
        let ty = self.ty(ids::FLOAT)?;
        Some(self.heap.alloc_leaf(ty, Body::Float(v), 24))
    }

    #[inline]
    fn subscript(&mut self, frame: &mut PyFrame, container: Ref, key: Ref) -> bool {
        let item = match (self.heap.full_body(container), self.heap.full_body(key)) {
            (Body::List(list), Body::Int(i)) if self.is_exact(container, ids::LIST) => item_at(&list.items, *i),
            (Body::Tuple(tuple), Body::Int(i)) if self.is_exact(container, ids::TUPLE) => item_at(&tuple.items, *i),
            (Body::Dict(dict), Body::Str(text)) if dict.is_unicode() && self.is_exact(container, ids::DICT) => {
                text.hash.and_then(|_| self.heap.dict_value(container, key))
            }
            _ => None,
        };
        let Some(item) = item else { return false };
        let own = self.heap.own(item);
        self.replace_two(frame, own)
    }

    /// Stack: value, container, key.
    fn store_subscr(&mut self, frame: &mut PyFrame) -> bool {
        let [.., value, container, key] = frame.slots.as_slice() else { return false };
        let (Some(value), Some(container), Some(key)) = (value.get(), container.get(), key.get()) else { return false };
        match (self.heap.full_body(container), self.heap.full_body(key)) {
            (Body::List(list), Body::Int(i)) if self.is_exact(container, ids::LIST) => {
                let Some(at) = index_in(list.items.len(), *i) else { return false };
                let new = Slot::own(self.heap.own(value));
                let old = self.heap.list_mut(container).and_then(|l| Some(std::mem::replace(l.items.get_mut(at)?, new)));
                self.heap.release(old.unwrap_or(new));
            }
            (Body::Dict(dict), Body::Str(text)) if dict.is_unicode() && self.is_exact(container, ids::DICT) => {
                let Some(at) = text.hash.and_then(|_| self.heap.dict_place(container, key)) else { return false };
                let new = Slot::own(self.heap.own(value));
                let old = self.heap.dict_mut(container).map(|d| d.replace_value(at, new));
                self.heap.release(old.unwrap_or(new));
            }
            _ => return false,
        }
        for _ in 0..3 {
            self.pop_top(frame);
        }
        true
    }

    /// CPython: CONTAINS_OP_DICT.
    #[inline]
    fn contains(&mut self, frame: &mut PyFrame, negate: bool) -> bool {
        let Some((key, container)) = Self::two(frame) else { return false };
        let (Body::Dict(dict), Body::Str(_)) = (self.heap.full_body(container), self.heap.full_body(key)) else { return false };
        if !dict.is_unicode() || !self.is_exact(container, ids::DICT) || !self.heap.has_hash(key) {
            return false;
        }
        let answer = self.bool(self.heap.dict_place(container, key).is_some() != negate);
        self.replace_two(frame, answer)
    }

    #[inline]
    fn list_append(&mut self, frame: &mut PyFrame, i: usize) -> bool {
        let Some(list) = frame.slots.len().checked_sub(i + 1).and_then(|i| frame.slots.get(i)?.get()) else { return false };
        if !self.is_exact(list, ids::LIST) {
            return false;
        }
        let value = self.pop_owned(frame);
        if let Some(list) = self.heap.list_mut(list) {
            list.push(value);
        }
        true
    }

    /// CPython: UNPACK_SEQUENCE_TUPLE, UNPACK_SEQUENCE_LIST.
    #[inline]
    fn unpack_sequence(&mut self, frame: &mut PyFrame, n: usize) -> bool {
        let Some(sequence) = Self::top(frame) else { return false };
        let has_all = |items: &[Slot]| items.len() == n;
        let fits = match self.heap.full_body(sequence) {
            Body::Tuple(t) => has_all(&t.items) && self.is_exact(sequence, ids::TUPLE),
            Body::List(l) => has_all(&l.items) && self.is_exact(sequence, ids::LIST),
            _ => false,
        };
        if !fits {
            return false;
        }
        let held = frame.slots.pop().unwrap_or(Slot::NULL);
        for i in (0..n).rev() {
            let item = self.heap.items(sequence).and_then(|items| items.get(i)?.get());
            match item {
                Some(item) => self.push_new(frame, item),
                None => return false,
            };
        }
        self.heap.release(held);
        true
    }

    /// CPython: FOR_ITER_RANGE, FOR_ITER_LIST, FOR_ITER_TUPLE.
    #[inline]
    fn for_iter(&mut self, frame: &mut PyFrame, delta: u32) -> bool {
        let Some(it) = Self::top(frame) else { return false };
        let Body::Native(native) = self.heap.full_body(it) else { return false };
        let ty = Some(self.heap.type_of(it));
        if ty == self.ty(ids::RANGE_ITERATOR) {
            let (value, step, left) = (native.int(0), native.int(1), native.int(2));
            if left <= 0 {
                let len = frame.code.instrs.get(frame.next_instr as usize).map_or(1, |i| u32::from(i.len));
                frame.next_instr += len + delta + 1;
                return true;
            }
            if let Some(native) = self.heap.native_mut(it) {
                native.set_int(0, value.wrapping_add(step));
                native.set_int(2, left - 1);
            }
            return self.push_int(frame, value);
        }
        if ty != self.ty(ids::LIST_ITERATOR) && ty != self.ty(ids::TUPLE_ITERATOR) {
            return false;
        }
        let (sequence, i) = (native.slot(0).get(), native.int(0));
        let items = sequence.and_then(|s| self.heap.items(s));
        let Some(item) = items.and_then(|items| items.get(usize::try_from(i).ok()?)?.get()) else { return false };
        if let Some(native) = self.heap.native_mut(it) {
            native.set_int(0, i + 1);
        }
        self.push_new(frame, item)
    }

    #[inline]
    fn global(&self, frame: &PyFrame, name: Ref) -> Option<Ref> {
        self.heap.dict_value(frame.globals.get()?, name).or_else(|| self.heap.dict_value(frame.builtins.get()?, name))
    }

    #[inline]
    fn load_global(&mut self, frame: &mut PyFrame, names: &[Slot], arg: usize) -> bool {
        let Some(value) = names.get(arg >> 1).and_then(|n| self.global(frame, n.get()?)) else { return false };
        self.push_new(frame, value);
        if arg & 1 != 0 {
            frame.slots.push(Slot::NULL);
        }
        true
    }

    fn load_name(&mut self, frame: &mut PyFrame, names: &[Slot], arg: usize) -> bool {
        let (Some(name), Some(locals)) = (names.get(arg).and_then(|n| n.get()), frame.locals.get()) else { return false };
        if !self.is_exact(locals, ids::DICT) {
            return false;
        }
        match self.heap.dict_value(locals, name).or_else(|| self.global(frame, name)) {
            Some(value) => self.push_new(frame, value),
            None => false,
        }
    }

    /// Another value for a name that the dict has already.
    fn store_in_dict(&mut self, frame: &mut PyFrame, dict: Option<Ref>, name: Option<&Slot>) -> bool {
        let (Some(dict), Some(name)) = (dict, name.and_then(|n| n.get())) else { return false };
        if !self.is_exact(dict, ids::DICT) {
            return false;
        }
        let Some(at) = self.heap.dict_place(dict, name) else { return false };
        let value = self.pop_owned(frame);
        let old = self.heap.dict_mut(dict).map(|d| d.replace_value(at, value));
        self.heap.release(old.unwrap_or(value));
        true
    }

    #[inline]
    fn load_deref(&mut self, frame: &mut PyFrame, i: usize) -> bool {
        let value = frame.local(i).get().and_then(|cell| self.heap.cell(cell)?.get());
        match value {
            Some(value) => self.push_new(frame, value),
            None => false,
        }
    }

    #[inline]
    fn store_deref(&mut self, frame: &mut PyFrame, i: usize) -> bool {
        let Some(cell) = frame.local(i).get() else { return false };
        let value = self.pop_owned(frame);
        let old = self.heap.set_cell(cell, value);
        self.heap.release(old);
        true
    }

    /// The type of an instance of a Python class whose attributes are found as `object` finds them.
    #[inline]
    fn plain_instance(&self, r: Ref, slot: SlotId, plain: SlotImpl) -> Option<Ref> {
        let Body::Instance(_) = self.heap.full_body(r) else { return None };
        let ty = self.heap.type_of(r);
        (self.heap.as_type(ty)?.slots.get(slot as usize) == Some(&plain)).then_some(ty)
    }

    /// CPython: LOAD_ATTR_INSTANCE_VALUE, LOAD_ATTR_WITH_HINT, LOAD_ATTR_SLOT, LOAD_ATTR_METHOD_WITH_VALUES and their kin.
    #[inline]
    fn load_attr(&mut self, frame: &mut PyFrame, name: Option<&Slot>, for_call: bool) -> bool {
        let (Some(owner), Some(name)) = (Self::top(frame), name.and_then(|n| n.get())) else { return false };
        let Some(ty) = self.plain_instance(owner, SlotId::GetAttr, self.plain.getattr) else {
            return for_call && self.load_native_method(frame, owner, name);
        };
        let found = self.cache.look_up(self.heap, ty, name);
        let Body::Instance(instance) = self.heap.full_body(owner) else { return false };
        let own = match found {
            Some(descr) if self.is_exact(descr, ids::MEMBER_DESCRIPTOR) => {
                // A place of `__slots__`, of the class itself or one above it.
                let place = self.heap.member_place(descr, ty);
                let Some(value) = place.and_then(|i| instance.members.get(i)?.get()) else { return false };
                let value = self.heap.own(value);
                self.replace_top(frame, value);
                if for_call {
                    frame.slots.push(Slot::NULL);
                }
                return true;
            }
            Some(descr) if !self.is_function(descr) => return false,
            _ => match instance.attrs.dict.get() {
                Some(dict) => self.heap.dict_value(dict, name),
                None => instance.attrs.inline.iter().find(|(n, _)| n.get() == Some(name)).and_then(|(_, v)| v.get()),
            },
        };
        if let Some(value) = own {
            let value = self.heap.own(value);
            self.replace_top(frame, value);
            if for_call {
                frame.slots.push(Slot::NULL);
            }
            return true;
        }
        let Some(method) = found.filter(|_| for_call) else { return false };
        // Another str of the same text could be among the names.
        let is_absent = match instance.attrs.dict.get() {
            Some(_) => self.heap.has_hash(name),
            None => self.heap.is_interned(Slot::borrow(name)) && instance.attrs.inline.iter().all(|(n, _)| self.heap.is_interned(*n)),
        };
        if !is_absent {
            return false;
        }
        let this = frame.slots.pop().unwrap_or(Slot::NULL);
        self.push_new(frame, method);
        frame.slots.push(this);
        true
    }

    /// A method of a builtin type whose instances have no attributes of their own. CPython: LOAD_ATTR_METHOD_NO_DICT.
    #[inline]
    fn load_native_method(&mut self, frame: &mut PyFrame, owner: Ref, name: Ref) -> bool {
        let body = self.heap.full_body(owner);
        let bare =
            matches!(body, Body::List(_) | Body::Dict(_) | Body::Str(_) | Body::Set(_) | Body::Tuple(_) | Body::Int(_) | Body::Bytes(_));
        if !bare {
            return false;
        }
        let ty = self.heap.type_of(owner);
        let plain = self
            .heap
            .as_type(ty)
            .is_some_and(|t| !t.has(flags::MANAGED_DICT) && t.slots.get(SlotId::GetAttr as usize) == Some(&self.plain.getattr));
        let Some(method) = self.cache.look_up(self.heap, ty, name).filter(|m| plain && self.is_exact(*m, ids::METHOD_DESCRIPTOR)) else {
            return false;
        };
        let this = frame.slots.pop().unwrap_or(Slot::NULL);
        self.push_new(frame, method);
        frame.slots.push(this);
        true
    }

    /// An ordinary function: it is no data descriptor, and a call binds it without making a method.
    #[inline]
    fn is_function(&self, r: Ref) -> bool {
        matches!(self.heap.full_body(r), Body::Function(_))
    }

    /// CPython: STORE_ATTR_INSTANCE_VALUE, STORE_ATTR_SLOT, STORE_ATTR_WITH_HINT. Stack: value, owner.
    #[inline]
    fn store_attr(&mut self, frame: &mut PyFrame, name: Option<&Slot>) -> bool {
        let (Some((value, owner)), Some(name)) = (Self::two(frame), name.and_then(|n| n.get())) else { return false };
        let Some(ty) = self.plain_instance(owner, SlotId::SetAttr, self.plain.setattr) else { return false };
        let Body::Instance(instance) = self.heap.full_body(owner) else { return false };
        match self.cache.look_up(self.heap, ty, name) {
            None => {}
            Some(descr) if self.is_exact(descr, ids::MEMBER_DESCRIPTOR) => {
                let Some(i) = self.heap.member_place(descr, ty).filter(|i| *i < instance.members.len()) else { return false };
                let new = Slot::own(self.heap.own(value));
                let old = self.heap.instance_mut(owner).and_then(|x| Some(std::mem::replace(x.members.get_mut(i)?, new)));
                self.heap.release(old.unwrap_or(new));
                self.pop_top(frame);
                return self.pop_top(frame);
            }
            Some(_) => return false,
        }
        if !self.heap.as_type(ty).is_some_and(|t| t.has(flags::MANAGED_DICT)) {
            return false;
        }
        if let Some(dict) = instance.attrs.dict.get() {
            let Some(at) = self.heap.dict_place(dict, name).filter(|_| self.is_exact(dict, ids::DICT)) else { return false };
            let new = Slot::own(self.heap.own(value));
            let old = self.heap.dict_mut(dict).map(|d| d.replace_value(at, new));
            self.heap.release(old.unwrap_or(new));
        } else {
            let Some(at) = instance.attrs.inline.iter().position(|(n, _)| n.get() == Some(name)) else { return false };
            let new = Slot::own(self.heap.own(value));
            let old = self.heap.instance_mut(owner).and_then(|i| Some(std::mem::replace(&mut i.attrs.inline.get_mut(at)?.1, new)));
            self.heap.release(old.unwrap_or(new));
        }
        self.pop_top(frame);
        self.pop_top(frame)
    }
}

const N_OPERATORS: usize = 13;
const NB_SUBSCR: usize = 26;

/// Operators on ints that stay in 64 bits; None goes the long way.
#[inline]
fn small_arithmetic(op: usize, x: i64, y: i64) -> Option<i64> {
    match op {
        0 => x.checked_add(y),
        1 => Some(x & y),
        2 if y > 0 => Some(x.div_euclid(y)),
        5 => x.checked_mul(y),
        6 if y > 0 => Some(x.rem_euclid(y)),
        7 => Some(x | y),
        10 => x.checked_sub(y),
        12 => Some(x ^ y),
        _ => None,
    }
}

/// NB_ADD, NB_MULTIPLY, NB_SUBTRACT, NB_TRUE_DIVIDE.
#[inline]
fn float_arithmetic(op: usize, x: f64, y: f64) -> Option<f64> {
    match op {
        0 => Some(x + y),
        5 => Some(x * y),
        10 => Some(x - y),
        11 if y != 0.0 => Some(x / y),
        _ => None,
    }
}

#[inline]
fn index_in(len: usize, i: i64) -> Option<usize> {
    let at = if i < 0 { i + len as i64 } else { i };
    usize::try_from(at).ok().filter(|at| *at < len)
}

#[inline]
fn item_at(items: &[Slot], i: i64) -> Option<Ref> {
    items.get(index_in(items.len(), i)?)?.get()
}
