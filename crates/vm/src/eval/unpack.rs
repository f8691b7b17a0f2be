//! UNPACK_SEQUENCE and UNPACK_EX.
//!
//! CPython: Python/ceval.c, _PyEval_UnpackIterableStackRef.

use pyvarium_heap::{Own, Ref, Slot};

use crate::core::{ids, kinds};
use crate::eval::settle::Signal;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    pub(crate) fn op_unpack_sequence(&mut self, n: usize) -> Res<Signal> {
        let seq = self.peek(0)?;
        if (self.is_exact(seq, ids::TUPLE) || self.is_exact(seq, ids::LIST))
            && let Some(items) = self.heap.items(seq)
            && items.len() == n
        {
            let items = items.to_vec();
            let seq = self.pop_slot()?;
            for item in items.into_iter().rev() {
                let copy = self.heap.copy_slot(item);
                self.push_slot(copy)?;
            }
            self.heap.release(seq);
            return Ok(Signal::Go);
        }
        self.unpack_iterable(seq, n, None)
    }

    pub(crate) fn op_unpack_ex(&mut self, arg: usize) -> Res<Signal> {
        let seq = self.peek(0)?;
        self.unpack_iterable(seq, arg & 0xFF, Some(arg >> 8))
    }

    fn unpack_iterable(&mut self, seq: Ref, before: usize, after: Option<usize>) -> Res<Signal> {
        let iterable = self.has_slot(seq, crate::slots::SlotId::Iter) || self.is_sequence(seq);
        if !iterable {
            let message = format!("cannot unpack non-iterable {} object", self.type_name(seq));
            return self.type_err(&message);
        }
        let mark = self.mark();
        let flow = self.iter(seq)?;
        let sized = self.is_exact(seq, ids::TUPLE) || self.is_exact(seq, ids::LIST) || self.is_exact(seq, ids::DICT);
        let len = self.heap.items(seq).map(<[Slot]>::len).or(self.heap.dict(seq).map(|d| d.len())).filter(|_| sized);
        let ints = [before as i64, after.map_or(-1, |n| n as i64), len.map_or(-1, |n| n as i64)];
        let _ = match flow {
            Flow::Value(it) => self.push_native(kinds::UNPACK, &[it.into()], &ints)?,
            Flow::Pushed => self.adapt(mark, kinds::UNPACK, &[Slot::NULL], &ints)?,
        };
        self.set_await(pyvarium_heap::frame::Await::Opcode)?;
        Ok(Signal::Go)
    }

    /// The unpacked items came as a tuple: spread it over the stack, first on top.
    pub(crate) fn spread(&mut self, tuple: Own) -> Res<Signal> {
        let items = self.heap.items(tuple.r()).unwrap_or_default().to_vec();
        self.drop_stack(1)?;
        for item in items.into_iter().rev() {
            let copy = self.heap.copy_slot(item);
            self.push_slot(copy)?;
        }
        self.heap.decref_own(tuple);
        Ok(Signal::Go)
    }

    fn unpack_error(&mut self, before: usize, after: i64, got: usize, too_many: bool, len: i64) -> Stop {
        let message = match (too_many, after) {
            (true, _) if len > before as i64 => format!("too many values to unpack (expected {before}, got {len})"),
            (true, _) => format!("too many values to unpack (expected {before})"),
            (false, -1) => format!("not enough values to unpack (expected {before}, got {got})"),
            (false, n) => format!("not enough values to unpack (expected at least {}, got {got})", before + n as usize),
        };
        crate::exc::value_error(self, &message)
    }
}

/// slots: iterator, then the items; ints: before the star, after it (-1: no star), length where it is known (else -1).
pub static UNPACK: NativeDef = NativeDef {
    name: "unpack",
    catches: true,
    resume: |vm, f, answer| {
        let (before, after) = (f.int(0) as usize, f.int(1));
        let mut answer = answer;
        loop {
            match (f.pc, answer) {
                // Behind the star everything is gathered at once. CPython: PySequence_List.
                (0, _) if after >= 0 && f.slots.len() - 1 == before => {
                    f.pc = 3;
                    let it = f.get(0).ok_or_else(|| vm_bug!("unpack"))?;
                    match vm.call_args(vm.ty(ids::LIST), &[it])? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (3, Answer::Value(list)) => {
                    let rest = vm.heap.items(list.r()).map_or(0, <[Slot]>::len);
                    let after = after as usize;
                    if rest < after {
                        vm.heap.decref_own(list);
                        return Err(vm.unpack_error(before, after as i64, before + rest, false, -1));
                    }
                    let tail = vm.heap.list_mut(list.r()).map(|l| l.items.split_off(rest - after)).unwrap_or_default();
                    f.slots.push(list.into());
                    f.slots.extend(tail);
                    let items: Vec<Slot> = f.slots.drain(1..).collect();
                    return Ok(Next::Done(vm.tuple_from_slots(items)));
                }
                (3, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                (0, _) => {
                    f.pc = 2;
                    let it = f.get(0).ok_or_else(|| vm_bug!("unpack"))?;
                    answer = match vm.next_item(it)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                (1, Answer::Value(it)) => {
                    f.set(0, it.into());
                    f.pc = 0;
                    answer = Answer::Start;
                }
                (1, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                (1, _) => return Err(vm_bug!("unpack")),
                (_, got) => {
                    let n = f.slots.len() - 1;
                    match vm.next_answer(got)? {
                        Some(item) if after < 0 && n == before => {
                            vm.heap.decref_own(item);
                            return Err(vm.unpack_error(before, after, n, true, f.int(2)));
                        }
                        Some(item) => {
                            f.slots.push(item.into());
                            f.pc = 0;
                            answer = Answer::Start;
                        }
                        None => {
                            let needed = before + after.max(0) as usize;
                            if n < needed {
                                return Err(vm.unpack_error(before, after, n, false, -1));
                            }
                            let items: Vec<Slot> = f.slots.drain(1..).collect();
                            return Ok(Next::Done(vm.tuple_from_slots(items)));
                        }
                    }
                }
            }
        }
    },
};
