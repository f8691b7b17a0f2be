//! The instructions that most programs spend their time in, run one after the other without coming up in between: each
//! in the way of `quick_ops`, if that is the way it goes this time. What needs a native frame, Python code or an error is
//! left to `execute`.
//!
//! CPython: Python/bytecodes.c; the paths are those of its specialized instructions.

use std::rc::Rc;

use pyvarium_code::Opcode;
use pyvarium_heap::frame::{Await, Frame, Owner, PyFrame};
use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Own, Ref, Slot};

use crate::eval::bind::simple_frame;
use crate::eval::quick_ops::Did::{Moved, Nothing, Released};
use crate::eval::quick_ops::{Item, Quick};
use crate::eval::settle::{NANOS_PER_INSTRUCTION, Signal};
use crate::stop::Res;
use crate::vm::Vm;

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
    /// The last instruction has left its frame, and this comes before its value arrives. Nobody was told.
    Ran(Res<Signal>),
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
                    ended => break Left::Ran(Ok(ended)),
                },
                Leave::Yield => match self.op_yield_value() {
                    Ok(Signal::Go) => {}
                    other => break Left::Ran(other),
                },
                Leave::Resume(generator) => {
                    if let Err(stop) = self.resume_simply(generator) {
                        break Left::Ran(Err(stop));
                    }
                }
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
                Opcode::ToBool => q.truth(frame),
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

    /// FOR_ITER of a generator that waits to go on.
    fn resume_simply(&mut self, g: Ref) -> Res {
        if let Some(Frame::Py(caller)) = self.thread.frames.last_mut() {
            caller.awaiting = Await::ForIter;
        }
        let none = self.none();
        self.resume_generator(g, Some(none))
    }
}
