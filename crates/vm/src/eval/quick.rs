//! The instructions that most programs spend their time in, run one after the other without leaving the frame:
//! moving references, jumps, and operators on exact numbers, lists, dicts and plain instances. What needs a
//! frame, Python code or an error is left to `execute`.
//!
//! CPython: Python/bytecodes.c; the paths are those of its specialized instructions.

use std::rc::Rc;

use pyvarium_code::Opcode;
use pyvarium_heap::frame::{Await, Frame, Owner, PyFrame};
use pyvarium_heap::object::{Body, GeneratorKind, GeneratorState};
use pyvarium_heap::types::{SlotImpl, flags};
use pyvarium_heap::{Heap, Own, Ref, Slot};

use crate::core::ids;
use crate::eval::bind::{SpareFrames, simple_frame};
use crate::eval::settle::{NANOS_PER_INSTRUCTION, Outcome, Signal};
use crate::native::TypeId;
use crate::protocol::compare::{EQ, NE, holds};
use crate::protocol::lookup::TypeCache;
use crate::slots::SlotId;
use crate::vm::{Singletons, Vm};

/// Who is told of instructions while they run.
pub trait Watch {
    /// An instruction has run, its frame is still on top, and what comes next may be of another line.
    fn ran(&mut self, step: u64, frame: &PyFrame);
    /// An instruction has let go of something. `n_freed`: objects that have died so far. Before `ran` of that step.
    fn released(&mut self, step: u64, n_freed: u64);
    /// A pause, after which anything may be different.
    fn paused(&mut self, vm: &Vm);
}

/// Nobody.
impl Watch for () {
    #[inline]
    fn ran(&mut self, _: u64, _: &PyFrame) {}
    #[inline]
    fn released(&mut self, _: u64, _: u64) {}
    #[inline]
    fn paused(&mut self, _: &Vm) {}
}

/// Why `Vm::quick` came back.
#[derive(Debug)]
pub(crate) enum Left {
    /// All instructions that were asked for have run.
    Done,
    /// The next instruction is `execute`'s.
    Next,
    /// After the last instruction something else comes first: a finalizer, the collector, a signal. Of that one nobody
    /// was told.
    Settle,
    /// The last instruction has ended its frame, and finalizers come before its value arrives. Nobody was told.
    Ended(Outcome),
}

/// Why a frame was left.
enum Leave {
    Done,
    Next,
    Settle,
    /// A call: this frame comes on top.
    Enter(Box<PyFrame>),
    Return,
    Yield,
    /// FOR_ITER of a generator.
    Resume(Ref),
}

/// What an instruction has done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Did {
    /// It is not of the quick kind this time.
    Nothing,
    Moved,
    /// It has let go of something.
    Released,
}

use Did::{Moved, Nothing, Released};

/// What the handlers work on.
struct Quick<'a> {
    heap: &'a mut Heap,
    one: &'a Singletons,
    types: &'a [Ref],
    cache: &'a mut TypeCache,
    spare: &'a mut SpareFrames,
    plain: PlainSlots,
}

/// The slots by which `object` gets and sets attributes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PlainSlots {
    pub getattr: SlotImpl,
    pub setattr: SlotImpl,
}

impl Vm {
    /// Runs up to `max` instructions, as far as they are of the quick kind. Answers how many.
    pub(crate) fn quick(&mut self, max: u64, watch: &mut impl Watch) -> (u64, Left) {
        let first = self.n_steps;
        let left = loop {
            let done = self.n_steps - first;
            self.running = self.thread.frames.len().wrapping_sub(1);
            let (n, leave) = self.quick_frame(max - done, watch);
            self.n_steps += n;
            self.clock_nanos += n * NANOS_PER_INSTRUCTION;
            match leave {
                Leave::Done => break Left::Done,
                Leave::Next => break Left::Next,
                Leave::Settle => break Left::Settle,
                Leave::Enter(frame) => {
                    self.thread.depth += 1;
                    self.thread.frames.push(Frame::Py(frame));
                }
                Leave::Return => match self.return_simply() {
                    Signal::Go => {}
                    Signal::Ended(outcome) => break Left::Ended(outcome),
                },
                Leave::Yield => match self.yield_simply() {
                    Signal::Go => {}
                    Signal::Ended(outcome) => break Left::Ended(outcome),
                },
                Leave::Resume(generator) => self.resume_simply(generator),
            }
            watch.paused(self);
        };
        (self.n_steps - first, left)
    }

    fn quick_frame(&mut self, max: u64, watch: &mut impl Watch) -> (u64, Leave) {
        let (work, due, first, interrupted) = (self.fixed_work(), self.memory_due, self.n_steps, self.interrupted);
        let may_switch = !self.tracing.active;
        let room = self.thread.depth < self.recursion_limit;
        let Vm { heap, thread, one, types, type_cache, spare_frames, tables, .. } = self;
        let Some((Frame::Py(frame), below)) = thread.frames.split_last_mut() else { return (0, Leave::Next) };
        // What the frame below waits for.
        let awaited = match below.last() {
            Some(Frame::Py(below)) if may_switch => below.awaiting,
            _ => Await::Nothing,
        };
        let frame = &mut **frame;
        let code = Rc::clone(&frame.code);
        let mut q = Quick { heap, one, types, cache: type_cache, spare: spare_frames, plain: tables.plain };
        let (mut at, mut last, mut n) = (frame.next_instr, frame.last_instr, 0);
        let leave = loop {
            if n == max {
                break Leave::Done;
            }
            let Some(&instr) = code.instrs.get(at as usize) else { break Leave::Next };
            let arg = instr.arg as usize;
            let behind = at + u32::from(instr.len);
            let mut next = behind;
            // CPython looks at the eval breaker.
            let mut looks = false;
            // A frame is left.
            let mut leaves = None;
            let did = match instr.op {
                Opcode::LoadFast => q.load_fast(frame, arg),
                Opcode::LoadFastBorrow => q.load_fast_borrow(frame, arg),
                Opcode::LoadFastBorrowLoadFastBorrow => match q.load_fast_borrow(frame, arg >> 4) {
                    Nothing => Nothing,
                    _ => q.load_fast_borrow(frame, arg & 15),
                },
                Opcode::LoadFastLoadFast => {
                    if frame.local(arg >> 4).is_null() || frame.local(arg & 15).is_null() {
                        Nothing
                    } else {
                        q.load_fast(frame, arg >> 4);
                        q.load_fast(frame, arg & 15)
                    }
                }
                Opcode::StoreFast => q.store_fast(frame, arg),
                Opcode::StoreFastStoreFast => {
                    q.store_fast(frame, arg >> 4);
                    q.store_fast(frame, arg & 15)
                }
                Opcode::StoreFastLoadFast => {
                    q.store_fast(frame, arg >> 4);
                    if let Some(r) = frame.local(arg & 15).get() {
                        q.push_new(frame, r);
                    }
                    Released
                }
                Opcode::LoadConst => match code.consts.get(arg).and_then(|s| s.get()) {
                    Some(r) => q.push_new(frame, r),
                    None => Nothing,
                },
                Opcode::LoadSmallInt => q.push_int(frame, arg as i64),
                Opcode::PopTop | Opcode::PopIter | Opcode::EndFor => q.pop_top(frame),
                Opcode::PushNull => {
                    frame.slots.push(Slot::NULL);
                    Moved
                }
                Opcode::Copy => q.copy(frame, arg),
                Opcode::Swap => match frame.slots.len().checked_sub(arg) {
                    Some(i) if arg > 0 => {
                        let top = frame.slots.len() - 1;
                        frame.slots.swap(i, top);
                        Moved
                    }
                    _ => Nothing,
                },
                Opcode::Nop | Opcode::NotTaken | Opcode::Cache => Moved,
                Opcode::Resume => {
                    looks = q.heap.gc.is_due || interrupted;
                    Moved
                }
                Opcode::JumpForward => {
                    next = behind + instr.arg;
                    Moved
                }
                Opcode::JumpBackward => {
                    if Vm::asked_of(q.heap, work + n) >= due {
                        break Leave::Next;
                    }
                    looks = q.heap.gc.is_due || interrupted;
                    next = behind.wrapping_sub(instr.arg);
                    Moved
                }
                Opcode::JumpBackwardNoInterrupt => {
                    next = behind.wrapping_sub(instr.arg);
                    Moved
                }
                Opcode::PopJumpIfFalse | Opcode::PopJumpIfTrue | Opcode::PopJumpIfNone | Opcode::PopJumpIfNotNone => {
                    let (value, when) = match instr.op {
                        Opcode::PopJumpIfFalse => (q.one.false_, true),
                        Opcode::PopJumpIfTrue => (q.one.true_, true),
                        Opcode::PopJumpIfNone => (q.one.none, true),
                        _ => (q.one.none, false),
                    };
                    let slot = frame.slots.pop().unwrap_or(Slot::NULL);
                    if (slot.get() == Some(value)) == when {
                        next = behind + instr.arg;
                    }
                    q.heap.release(slot);
                    Released
                }
                Opcode::IsOp => q.is_op(frame, arg != 0),
                Opcode::UnaryNot => q.unary_not(frame),
                Opcode::ToBool => q.to_bool(frame),
                Opcode::CompareOp => q.compare(frame, (arg >> 5) as u8),
                Opcode::BinaryOp => q.binary(frame, arg),
                Opcode::ForIter => match q.for_iter(frame) {
                    Item::Pushed => Moved,
                    Item::End => {
                        next = behind + instr.arg + 1;
                        Moved
                    }
                    Item::Of(generator) if may_switch && room => {
                        leaves = Some(Leave::Resume(generator));
                        Moved
                    }
                    Item::Of(_) | Item::Unknown => Nothing,
                },
                Opcode::StoreSubscr => q.store_subscr(frame),
                Opcode::ContainsOp => q.contains(frame, arg != 0),
                Opcode::ListAppend => q.list_append(frame, arg),
                Opcode::UnpackSequence => q.unpack_sequence(frame, arg),
                Opcode::LoadFastAndClear => match frame.slots.get_mut(arg) {
                    Some(place) => {
                        let old = std::mem::replace(place, Slot::NULL);
                        frame.slots.push(old);
                        Moved
                    }
                    None => Nothing,
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
                Opcode::Call if may_switch && room && Vm::asked_of(q.heap, work + n) < due => {
                    leaves = simple_frame(q.heap, q.spare, frame, arg).map(Leave::Enter);
                    if leaves.is_some() { Moved } else { Nothing }
                }
                Opcode::ReturnValue if awaited == Await::Replace(0) && frame.owner == Owner::Thread && frame.frame_object.is_null() => {
                    leaves = Some(Leave::Return);
                    Moved
                }
                Opcode::YieldValue if awaited == Await::ForIter && frame.owner != Owner::Thread => {
                    leaves = Some(Leave::Yield);
                    Moved
                }
                _ => Nothing,
            };
            if did == Nothing {
                break Leave::Next;
            }
            last = (at + u32::from(instr.n_extended)) as i32;
            at = next;
            n += 1;
            if let Some(leave) = leaves {
                break leave;
            }
            if looks || (did == Released && q.heap.has_pending()) {
                break Leave::Settle;
            }
            if did == Released {
                watch.released(first + n, q.heap.n_freed());
            }
            if !instr.quiet || next != behind {
                (frame.next_instr, frame.last_instr) = (at, last);
                watch.ran(first + n, frame);
            }
        };
        (frame.next_instr, frame.last_instr) = (at, last);
        (n, leave)
    }

    /// RETURN_VALUE of a function that a function has called.
    fn return_simply(&mut self) -> Signal {
        let Some(Frame::Py(mut frame)) = self.thread.frames.pop() else { return Signal::Go };
        self.thread.depth = self.thread.depth.saturating_sub(1);
        let value = frame.slots.pop().unwrap_or(Slot::NULL);
        let value = match value.get() {
            Some(r) if value.is_borrowed() => self.heap.own(r),
            r => Own::assume(r.unwrap_or(self.one.none)),
        };
        for slot in frame.slots.iter().rev() {
            self.heap.release(*slot);
        }
        for slot in [frame.locals, frame.function, frame.executable] {
            self.heap.release(slot);
        }
        self.spare_frames.give(frame);
        self.hand_down(value, Await::Replace(0))
    }

    /// YIELD_VALUE of a generator that a `for` runs through.
    fn yield_simply(&mut self) -> Signal {
        let Some(Frame::Py(mut frame)) = self.thread.frames.pop() else { return Signal::Go };
        self.thread.depth = self.thread.depth.saturating_sub(1);
        let value = frame.slots.pop().unwrap_or(Slot::NULL);
        let value = match value.get() {
            Some(r) if value.is_borrowed() => self.heap.own(r),
            r => Own::assume(r.unwrap_or(self.one.none)),
        };
        let Owner::Generator(g) = frame.owner else { return Signal::Ended(Outcome::Value(value)) };
        let arg = frame.code.instr(frame.last_instr.max(0) as u32).map_or(0, |i| i.arg);
        let exc_value = self.thread.exc_info.pop().unwrap_or(Slot::NULL);
        if let Some(generator) = self.heap.generator_mut(g) {
            generator.state = if arg & 1 != 0 { GeneratorState::SuspendedYieldFrom } else { GeneratorState::Suspended };
            generator.exc_value = exc_value;
            generator.frame = Some(frame);
        }
        self.heap.decref(g);
        self.hand_down(value, Await::ForIter)
    }

    /// FOR_ITER of a generator that waits to go on.
    fn resume_simply(&mut self, g: Ref) {
        if let Some(Frame::Py(caller)) = self.thread.frames.last_mut() {
            caller.awaiting = Await::ForIter;
        }
        let Some(generator) = self.heap.generator_mut(g) else { return };
        let Some(mut frame) = generator.frame.take() else { return };
        generator.state = GeneratorState::Executing;
        let exc_value = std::mem::replace(&mut generator.exc_value, Slot::NULL);
        self.thread.exc_info.push(exc_value);
        self.thread.depth += 1;
        self.heap.incref(g);
        frame.slots.push(Slot::counted(self.one.none));
        self.thread.frames.push(Frame::Py(frame));
    }
}

/// What FOR_ITER finds.
enum Item {
    Pushed,
    End,
    /// A generator that waits to go on.
    Of(Ref),
    Unknown,
}

/// Each handler answers `Nothing`, with nothing done, where the instruction is not of the quick kind this time.
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
    fn push_new(&mut self, frame: &mut PyFrame, r: Ref) -> Did {
        self.heap.incref(r);
        frame.slots.push(Slot::counted(r));
        Moved
    }

    #[inline]
    fn load_fast(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        let local = frame.local(i);
        if local.is_null() {
            return Nothing;
        }
        let copy = self.heap.dup_slot(local);
        frame.slots.push(copy);
        Moved
    }

    #[inline]
    fn load_fast_borrow(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        match frame.local(i).get() {
            Some(r) => {
                frame.slots.push(Slot::borrow(r));
                Moved
            }
            None => Nothing,
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
    fn store_fast(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        let value = self.pop_owned(frame);
        if let Some(place) = frame.slots.get_mut(i) {
            let old = std::mem::replace(place, value);
            self.heap.release(old);
        }
        Released
    }

    #[inline]
    fn pop_top(&mut self, frame: &mut PyFrame) -> Did {
        if let Some(slot) = frame.slots.pop() {
            self.heap.release(slot);
        }
        Released
    }

    #[inline]
    fn copy(&mut self, frame: &mut PyFrame, n: usize) -> Did {
        let Some(slot) = frame.slots.len().checked_sub(n).and_then(|i| frame.slots.get(i)).copied() else { return Nothing };
        let copy = self.heap.dup_slot(slot);
        frame.slots.push(copy);
        Moved
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
    fn replace_two(&mut self, frame: &mut PyFrame, value: Own) -> Did {
        for _ in 0..2 {
            if let Some(slot) = frame.slots.pop() {
                self.heap.release(slot);
            }
        }
        frame.slots.push(value.into());
        Released
    }

    #[inline]
    fn replace_top(&mut self, frame: &mut PyFrame, value: Own) -> Did {
        if let Some(slot) = frame.slots.pop() {
            self.heap.release(slot);
        }
        frame.slots.push(value.into());
        Released
    }

    #[inline]
    fn bool(&self, b: bool) -> Own {
        // Immortal.
        Own::assume(if b { self.one.true_ } else { self.one.false_ })
    }

    fn is_op(&mut self, frame: &mut PyFrame, negate: bool) -> Did {
        let Some((a, b)) = Self::two(frame) else { return Nothing };
        let answer = self.bool((a == b) != negate);
        self.replace_two(frame, answer)
    }

    fn unary_not(&mut self, frame: &mut PyFrame) -> Did {
        let answer = self.bool(Self::top(frame) != Some(self.one.true_));
        self.replace_top(frame, answer)
    }

    /// CPython: TO_BOOL_BOOL, TO_BOOL_INT, TO_BOOL_LIST, TO_BOOL_NONE, TO_BOOL_STR.
    #[inline]
    fn to_bool(&mut self, frame: &mut PyFrame) -> Did {
        let Some(r) = Self::top(frame) else { return Nothing };
        if r == self.one.true_ || r == self.one.false_ {
            return Moved;
        }
        let truth = match self.heap.full_body(r) {
            _ if r == self.one.none => false,
            Body::Int(n) => *n != 0,
            Body::Float(v) => *v != 0.0,
            Body::Str(t) => !t.is_empty(),
            Body::List(l) if self.is_exact(r, ids::LIST) => !l.items.is_empty(),
            _ => return Nothing,
        };
        let answer = self.bool(truth);
        self.replace_top(frame, answer)
    }

    /// CPython: COMPARE_OP_INT, COMPARE_OP_FLOAT, COMPARE_OP_STR.
    #[inline]
    fn compare(&mut self, frame: &mut PyFrame, op: u8) -> Did {
        let Some((a, b)) = Self::two(frame) else { return Nothing };
        let truth = match (self.heap.full_body(a), self.heap.full_body(b)) {
            (Body::Int(x), Body::Int(y)) => holds(op, x, y),
            (Body::Float(x), Body::Float(y)) => holds(op, x, y),
            (Body::Str(x), Body::Str(y)) if op == EQ || op == NE => (a == b || x == y) == (op == EQ),
            _ => return Nothing,
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
    fn push_int(&mut self, frame: &mut PyFrame, n: i64) -> Did {
        let Some(value) = self.new_int(n) else { return Nothing };
        frame.slots.push(value.into());
        Moved
    }

    /// CPython: BINARY_OP_ADD_INT, BINARY_OP_MULTIPLY_FLOAT, BINARY_OP_SUBSCR_LIST_INT and their kin.
    #[inline]
    fn binary(&mut self, frame: &mut PyFrame, arg: usize) -> Did {
        let Some((a, b)) = Self::two(frame) else { return Nothing };
        if arg == NB_SUBSCR {
            return self.subscript(frame, a, b);
        }
        let op = arg % N_OPERATORS;
        let value = match (self.heap.full_body(a), self.heap.full_body(b)) {
            (Body::Int(x), Body::Int(y)) => {
                let Some(n) = small_arithmetic(op, *x, *y) else { return Nothing };
                // A bool answers `&`, `|` and `^` with a bool.
                let bools = [self.one.true_, self.one.false_];
                if bools.contains(&a) || bools.contains(&b) {
                    return Nothing;
                }
                self.new_int(n)
            }
            (Body::Float(x), Body::Float(y)) => {
                let Some(v) = float_arithmetic(op, *x, *y) else { return Nothing };
                self.new_float(v)
            }
            (Body::Float(x), Body::Int(y)) if y.unsigned_abs() < 1 << 53 => {
                let Some(v) = float_arithmetic(op, *x, *y as f64) else { return Nothing };
                self.new_float(v)
            }
            (Body::Int(x), Body::Float(y)) if x.unsigned_abs() < 1 << 53 => {
                let Some(v) = float_arithmetic(op, *x as f64, *y) else { return Nothing };
                self.new_float(v)
            }
            _ => return Nothing,
        };
        match value {
            Some(value) => self.replace_two(frame, value),
            None => Nothing,
        }
    }

    #[inline]
    fn new_float(&mut self, v: f64) -> Option<Own> {
        let ty = self.ty(ids::FLOAT)?;
        Some(self.heap.alloc_leaf(ty, Body::Float(v), 24))
    }

    #[inline]
    fn subscript(&mut self, frame: &mut PyFrame, container: Ref, key: Ref) -> Did {
        let item = match (self.heap.full_body(container), self.heap.full_body(key)) {
            (Body::List(list), Body::Int(i)) if self.is_exact(container, ids::LIST) => item_at(&list.items, *i),
            (Body::Tuple(tuple), Body::Int(i)) if self.is_exact(container, ids::TUPLE) => item_at(&tuple.items, *i),
            (Body::Dict(dict), Body::Str(text)) if dict.is_unicode() && self.is_exact(container, ids::DICT) => {
                text.hash.and_then(|_| self.heap.dict_value(container, key))
            }
            _ => None,
        };
        let Some(item) = item else { return Nothing };
        let own = self.heap.own(item);
        self.replace_two(frame, own)
    }

    /// Stack: value, container, key.
    fn store_subscr(&mut self, frame: &mut PyFrame) -> Did {
        let [.., value, container, key] = frame.slots.as_slice() else { return Nothing };
        let (Some(value), Some(container), Some(key)) = (value.get(), container.get(), key.get()) else { return Nothing };
        match (self.heap.full_body(container), self.heap.full_body(key)) {
            (Body::List(list), Body::Int(i)) if self.is_exact(container, ids::LIST) => {
                let Some(at) = index_in(list.items.len(), *i) else { return Nothing };
                let new = Slot::own(self.heap.own(value));
                let old = self.heap.list_mut(container).and_then(|l| Some(std::mem::replace(l.items.get_mut(at)?, new)));
                self.heap.release(old.unwrap_or(new));
            }
            (Body::Dict(dict), Body::Str(text)) if dict.is_unicode() && self.is_exact(container, ids::DICT) => {
                let Some(at) = text.hash.and_then(|_| self.heap.dict_place(container, key)) else { return Nothing };
                let new = Slot::own(self.heap.own(value));
                let old = self.heap.dict_mut(container).map(|d| d.replace_value(at, new));
                self.heap.release(old.unwrap_or(new));
            }
            _ => return Nothing,
        }
        for _ in 0..3 {
            self.pop_top(frame);
        }
        Released
    }

    /// CPython: CONTAINS_OP_DICT.
    #[inline]
    fn contains(&mut self, frame: &mut PyFrame, negate: bool) -> Did {
        let Some((key, container)) = Self::two(frame) else { return Nothing };
        let (Body::Dict(dict), Body::Str(_)) = (self.heap.full_body(container), self.heap.full_body(key)) else { return Nothing };
        if !dict.is_unicode() || !self.is_exact(container, ids::DICT) || !self.heap.has_hash(key) {
            return Nothing;
        }
        let answer = self.bool(self.heap.dict_place(container, key).is_some() != negate);
        self.replace_two(frame, answer)
    }

    #[inline]
    fn list_append(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        let Some(list) = frame.slots.len().checked_sub(i + 1).and_then(|i| frame.slots.get(i)?.get()) else { return Nothing };
        if !self.is_exact(list, ids::LIST) {
            return Nothing;
        }
        let value = self.pop_owned(frame);
        if let Some(list) = self.heap.list_mut(list) {
            list.push(value);
        }
        Moved
    }

    /// CPython: UNPACK_SEQUENCE_TUPLE, UNPACK_SEQUENCE_LIST.
    #[inline]
    fn unpack_sequence(&mut self, frame: &mut PyFrame, n: usize) -> Did {
        let Some(sequence) = Self::top(frame) else { return Nothing };
        let has_all = |items: &[Slot]| items.len() == n;
        let fits = match self.heap.full_body(sequence) {
            Body::Tuple(t) => has_all(&t.items) && self.is_exact(sequence, ids::TUPLE),
            Body::List(l) => has_all(&l.items) && self.is_exact(sequence, ids::LIST),
            _ => false,
        };
        if !fits {
            return Nothing;
        }
        let held = frame.slots.pop().unwrap_or(Slot::NULL);
        for i in (0..n).rev() {
            let item = self.heap.items(sequence).and_then(|items| items.get(i)?.get());
            match item {
                Some(item) => self.push_new(frame, item),
                None => return Nothing,
            };
        }
        self.heap.release(held);
        Released
    }

    /// CPython: FOR_ITER_RANGE, FOR_ITER_LIST, FOR_ITER_TUPLE.
    #[inline]
    fn for_iter(&mut self, frame: &mut PyFrame) -> Item {
        let Some(it) = Self::top(frame) else { return Item::Unknown };
        let native = match self.heap.full_body(it) {
            Body::Native(native) => native,
            Body::Generator(g) if g.kind == GeneratorKind::Generator && g.frame.is_some() && !g.is_closed => return Item::Of(it),
            _ => return Item::Unknown,
        };
        let ty = Some(self.heap.type_of(it));
        if ty == self.ty(ids::RANGE_ITERATOR) {
            let (value, step, left) = (native.int(0), native.int(1), native.int(2));
            if left <= 0 {
                return Item::End;
            }
            if let Some([next, _, rest, ..]) = self.heap.ints_mut(it) {
                *next = value.wrapping_add(step);
                *rest = left - 1;
            }
            return if self.push_int(frame, value) == Nothing { Item::Unknown } else { Item::Pushed };
        }
        if ty != self.ty(ids::LIST_ITERATOR) && ty != self.ty(ids::TUPLE_ITERATOR) {
            return Item::Unknown;
        }
        let (sequence, i) = (native.slot(0).get(), native.int(0));
        let items = sequence.and_then(|s| self.heap.items(s));
        let Some(item) = items.and_then(|items| items.get(usize::try_from(i).ok()?)?.get()) else { return Item::Unknown };
        if let Some([next, ..]) = self.heap.ints_mut(it) {
            *next = i + 1;
        }
        self.push_new(frame, item);
        Item::Pushed
    }

    #[inline]
    fn global(&self, frame: &PyFrame, name: Ref) -> Option<Ref> {
        let globals = frame.globals.get()?;
        // Those of a class of their own may have an answer to what is missing.
        let Body::Dict(_) = self.heap.full_body(globals) else { return None };
        self.heap.dict_value(globals, name).or_else(|| self.heap.dict_value(frame.builtins.get()?, name))
    }

    #[inline]
    fn load_global(&mut self, frame: &mut PyFrame, names: &[Slot], arg: usize) -> Did {
        let Some(value) = names.get(arg >> 1).and_then(|n| self.global(frame, n.get()?)) else { return Nothing };
        self.push_new(frame, value);
        if arg & 1 != 0 {
            frame.slots.push(Slot::NULL);
        }
        Moved
    }

    fn load_name(&mut self, frame: &mut PyFrame, names: &[Slot], arg: usize) -> Did {
        let (Some(name), Some(locals)) = (names.get(arg).and_then(|n| n.get()), frame.locals.get()) else { return Nothing };
        if !self.is_exact(locals, ids::DICT) {
            return Nothing;
        }
        match self.heap.dict_value(locals, name).or_else(|| self.global(frame, name)) {
            Some(value) => self.push_new(frame, value),
            None => Nothing,
        }
    }

    /// Another value for a name that the dict has already.
    fn store_in_dict(&mut self, frame: &mut PyFrame, dict: Option<Ref>, name: Option<&Slot>) -> Did {
        let (Some(dict), Some(name)) = (dict, name.and_then(|n| n.get())) else { return Nothing };
        if !self.is_exact(dict, ids::DICT) {
            return Nothing;
        }
        let Some(at) = self.heap.dict_place(dict, name) else { return Nothing };
        let value = self.pop_owned(frame);
        let old = self.heap.dict_mut(dict).map(|d| d.replace_value(at, value));
        self.heap.release(old.unwrap_or(value));
        Released
    }

    #[inline]
    fn load_deref(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        let value = frame.local(i).get().and_then(|cell| self.heap.cell(cell)?.get());
        match value {
            Some(value) => self.push_new(frame, value),
            None => Nothing,
        }
    }

    #[inline]
    fn store_deref(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        let Some(cell) = frame.local(i).get() else { return Nothing };
        let value = self.pop_owned(frame);
        let old = self.heap.set_cell(cell, value);
        self.heap.release(old);
        Released
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
    fn load_attr(&mut self, frame: &mut PyFrame, name: Option<&Slot>, for_call: bool) -> Did {
        let (Some(owner), Some(name)) = (Self::top(frame), name.and_then(|n| n.get())) else { return Nothing };
        let Some(ty) = self.plain_instance(owner, SlotId::GetAttr, self.plain.getattr) else {
            return if for_call { self.load_native_method(frame, owner, name) } else { Nothing };
        };
        let found = self.cache.look_up(self.heap, ty, name);
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        let own = match found {
            Some(descr) if self.is_exact(descr, ids::MEMBER_DESCRIPTOR) => {
                // A place of `__slots__`, of the class itself or one above it.
                let place = self.heap.member_place(descr, ty);
                let Some(value) = place.and_then(|i| instance.members.get(i)?.get()) else { return Nothing };
                let value = self.heap.own(value);
                self.replace_top(frame, value);
                if for_call {
                    frame.slots.push(Slot::NULL);
                }
                return Released;
            }
            Some(descr) if !self.is_function(descr) => return Nothing,
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
            return Released;
        }
        let Some(method) = found.filter(|_| for_call) else { return Nothing };
        // Another str of the same text could be among the names.
        let is_absent = match instance.attrs.dict.get() {
            Some(_) => self.heap.has_hash(name),
            None => self.heap.is_interned(Slot::borrow(name)) && instance.attrs.inline.iter().all(|(n, _)| self.heap.is_interned(*n)),
        };
        if !is_absent {
            return Nothing;
        }
        let this = frame.slots.pop().unwrap_or(Slot::NULL);
        self.push_new(frame, method);
        frame.slots.push(this);
        Moved
    }

    /// A method of a builtin type whose instances have no attributes of their own. CPython: LOAD_ATTR_METHOD_NO_DICT.
    #[inline]
    fn load_native_method(&mut self, frame: &mut PyFrame, owner: Ref, name: Ref) -> Did {
        let body = self.heap.full_body(owner);
        let bare =
            matches!(body, Body::List(_) | Body::Dict(_) | Body::Str(_) | Body::Set(_) | Body::Tuple(_) | Body::Int(_) | Body::Bytes(_));
        if !bare {
            return Nothing;
        }
        let ty = self.heap.type_of(owner);
        let plain = self
            .heap
            .as_type(ty)
            .is_some_and(|t| !t.has(flags::MANAGED_DICT) && t.slots.get(SlotId::GetAttr as usize) == Some(&self.plain.getattr));
        let Some(method) = self.cache.look_up(self.heap, ty, name).filter(|m| plain && self.is_exact(*m, ids::METHOD_DESCRIPTOR)) else {
            return Nothing;
        };
        let this = frame.slots.pop().unwrap_or(Slot::NULL);
        self.push_new(frame, method);
        frame.slots.push(this);
        Moved
    }

    /// An ordinary function: it is no data descriptor, and a call binds it without making a method.
    #[inline]
    fn is_function(&self, r: Ref) -> bool {
        matches!(self.heap.full_body(r), Body::Function(_))
    }

    /// CPython: STORE_ATTR_INSTANCE_VALUE, STORE_ATTR_SLOT, STORE_ATTR_WITH_HINT. Stack: value, owner.
    #[inline]
    fn store_attr(&mut self, frame: &mut PyFrame, name: Option<&Slot>) -> Did {
        let (Some((value, owner)), Some(name)) = (Self::two(frame), name.and_then(|n| n.get())) else { return Nothing };
        let Some(ty) = self.plain_instance(owner, SlotId::SetAttr, self.plain.setattr) else { return Nothing };
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        match self.cache.look_up(self.heap, ty, name) {
            None => {}
            Some(descr) if self.is_exact(descr, ids::MEMBER_DESCRIPTOR) => {
                let Some(i) = self.heap.member_place(descr, ty).filter(|i| *i < instance.members.len()) else { return Nothing };
                let new = Slot::own(self.heap.own(value));
                let old = self.heap.instance_mut(owner).and_then(|x| Some(std::mem::replace(x.members.get_mut(i)?, new)));
                self.heap.release(old.unwrap_or(new));
                self.pop_top(frame);
                return self.pop_top(frame);
            }
            Some(_) => return Nothing,
        }
        if !self.heap.as_type(ty).is_some_and(|t| t.has(flags::MANAGED_DICT)) {
            return Nothing;
        }
        if let Some(dict) = instance.attrs.dict.get() {
            let Some(at) = self.heap.dict_place(dict, name).filter(|_| self.is_exact(dict, ids::DICT)) else { return Nothing };
            let new = Slot::own(self.heap.own(value));
            let old = self.heap.dict_mut(dict).map(|d| d.replace_value(at, new));
            self.heap.release(old.unwrap_or(new));
        } else {
            let Some(at) = instance.attrs.inline.iter().position(|(n, _)| n.get() == Some(name)) else { return Nothing };
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
