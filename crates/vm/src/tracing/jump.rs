//! Jumps: what a trace function asks for by setting `f_lineno`. Where one may go is found out by modelling the value
//! stack at each instruction of the code; what is on it too much at the target is popped.
//!
//! CPython: Objects/frameobject.c (frame_lineno_set_impl, mark_stacks).

use pyvarium_code::{Opcode, location, stack_effect};
use pyvarium_heap::code::Code;
use pyvarium_heap::frame::Frame;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::script::{Said, Script};
use crate::stop::{Flow, Res};
use crate::tracing::event;
use crate::vm::Vm;

/// What an entry of the modelled stack is: `Object` bears any value but NULL, the others only their own.
type Kind = i64;

const ITERATOR: Kind = 1;
const EXCEPT: Kind = 2;
const OBJECT: Kind = 3;
const NULL: Kind = 4;
const LASTI: Kind = 5;

const BITS: u32 = 3;
const MASK: i64 = (1 << BITS) - 1;
const MAX_ENTRIES: u32 = 63 / BITS;

/// A stack as a number: three bits an entry, the top lowest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stack(i64);

const UNREACHED: Stack = Stack(-2);
const OVERFLOWED: Stack = Stack(-1);
const EMPTY: Stack = Stack(0);

impl Stack {
    fn push(self, kind: Kind) -> Stack {
        // What has overflowed stays so: as an unsigned number it is larger than any.
        if self.0 as u64 >= 1 << ((MAX_ENTRIES - 1) * BITS) { OVERFLOWED } else { Stack((self.0 << BITS) | kind) }
    }

    fn pop(self) -> Stack {
        Stack(self.0 >> BITS)
    }

    fn top(self) -> Kind {
        self.0 & MASK
    }

    /// `n` counts from 1, the top.
    fn peek(self, n: u32) -> Kind {
        self.0.checked_shr(BITS * n.saturating_sub(1)).unwrap_or(0) & MASK
    }

    fn swap(self, n: u32) -> Stack {
        let shift = BITS * n.saturating_sub(1);
        if shift >= 63 {
            return self;
        }
        let (low, top) = (self.peek(n), self.top());
        let replaced = (self.0 & !MASK) | low;
        Stack((replaced & !(MASK << shift)) | (top << shift))
    }

    fn pop_to(mut self, level: u32) -> Stack {
        if level == 0 {
            return EMPTY;
        }
        let most = MASK.checked_shl((level - 1) * BITS).unwrap_or(i64::MAX);
        while self.0 > most {
            self = self.pop();
        }
        self
    }

    fn fits(mut self, mut to: Stack) -> bool {
        if self.0 < 0 || to.0 < 0 {
            return false;
        }
        while self > to {
            self = self.pop();
        }
        while self != EMPTY {
            let fits = match to.top() {
                0 => false,
                OBJECT => self.top() != NULL,
                NULL => true,
                other => self.top() == other,
            };
            if !fits {
                return false;
            }
            (self, to) = (self.pop(), to.pop());
        }
        to == EMPTY
    }

    /// Why nobody may jump to where the stack is this one.
    fn why_not(self) -> &'static str {
        match self {
            OVERFLOWED => "stack is too deep to analyze",
            UNREACHED => "can't jump into an exception handler, or code may be unreachable",
            stack => match stack.top() {
                EXCEPT => "can't jump into an 'except' block as there's no exception",
                LASTI => "can't jump into a re-raising block as there's no location",
                ITERATOR => "can't jump into the body of a for loop",
                _ => "incompatible stacks",
            },
        }
    }
}

/// The stack before each instruction. Shape: one a code unit.
fn stacks(code: &Code) -> Vec<Stack> {
    let len = code.instrs.len() as u32;
    let mut stacks = vec![UNREACHED; code.instrs.len() + 1];
    put(&mut stacks, 0, EMPTY);
    let mut again = true;
    while again {
        again = false;
        let mut at = 0;
        while let Some(instr) = code.instr(at).filter(|_| at < len) {
            let before = stack_at(&stacks, at);
            for i in 1..=u32::from(instr.n_extended) {
                put(&mut stacks, at + i, before);
            }
            let next = at + u32::from(instr.len).max(1);
            if before != UNREACHED {
                again |= follow(&mut stacks, at, &instr, before);
            }
            at = next;
        }
        for row in &code.handlers {
            let start = stack_at(&stacks, row.start);
            if start == UNREACHED || stack_at(&stacks, row.target) != UNREACHED {
                continue;
            }
            again = true;
            let kept = start.pop_to(row.depth);
            let kept = if row.push_lasti { kept.push(LASTI) } else { kept };
            put(&mut stacks, row.target, kept.push(EXCEPT));
        }
    }
    stacks
}

/// What the instruction leaves to those that follow it. True: one of them lies before it, and was not known.
fn follow(stacks: &mut [Stack], at: u32, instr: &pyvarium_heap::code::Instr, stack: Stack) -> bool {
    let (arg, next) = (instr.arg, at + u32::from(instr.len).max(1));
    let after = match instr.op.base() {
        Opcode::PopJumpIfFalse | Opcode::PopJumpIfTrue | Opcode::PopJumpIfNone | Opcode::PopJumpIfNotNone => {
            put(stacks, next + arg, stack.pop());
            stack.pop()
        }
        Opcode::Send => {
            put(stacks, next + arg, stack);
            stack
        }
        Opcode::JumpForward => {
            put(stacks, next + arg, stack);
            return false;
        }
        Opcode::JumpBackward | Opcode::JumpBackwardNoInterrupt => {
            let target = next.saturating_sub(arg);
            let fresh = stack_at(stacks, target) == UNREACHED && target < at;
            put(stacks, target, stack);
            return fresh;
        }
        Opcode::GetIter => stack.pop().push(ITERATOR),
        Opcode::ForIter => {
            put(stacks, next + arg, stack.push(OBJECT));
            stack.push(OBJECT)
        }
        Opcode::EndAsyncFor => stack.pop().pop(),
        Opcode::PushExcInfo => stack.push(EXCEPT),
        Opcode::PopExcept => stack.pop(),
        Opcode::ReturnValue | Opcode::RaiseVarargs | Opcode::Reraise => return false,
        Opcode::PushNull => stack.push(NULL),
        Opcode::LoadGlobal if arg & 1 != 0 => stack.push(OBJECT).push(NULL),
        Opcode::LoadGlobal => stack.push(OBJECT),
        Opcode::LoadAttr if arg & 1 != 0 => stack.pop().push(OBJECT).push(NULL),
        Opcode::LoadAttr => stack,
        Opcode::Swap => stack.swap(arg),
        Opcode::Copy => stack.push(stack.peek(arg)),
        op => {
            let effect = stack_effect::effect(op as i32, i64::from(arg), None).unwrap_or(0);
            let step = |stack: Stack, _| if effect < 0 { stack.pop() } else { stack.push(OBJECT) };
            (0..effect.abs()).fold(stack, step)
        }
    };
    put(stacks, next, after);
    false
}

fn put(stacks: &mut [Stack], at: u32, stack: Stack) {
    if let Some(place) = stacks.get_mut(at as usize) {
        *place = stack;
    }
}

fn stack_at(stacks: &[Stack], at: u32) -> Stack {
    stacks.get(at as usize).copied().unwrap_or(UNREACHED)
}

/// Where a line begins, its number; -1 elsewhere. Shape: one a code unit. CPython: marklines.
fn line_starts(code: &Code) -> Vec<i64> {
    let mut lines = Vec::new();
    let mut last = -1;
    for row in location::rows(&code.linetable, code.firstlineno) {
        let begins = row.position.line.map(i64::from).filter(|l| *l != last);
        lines.push(begins.unwrap_or(-1));
        last = begins.unwrap_or(last);
        lines.resize(lines.len() + row.n_units as usize - 1, -1);
    }
    lines
}

/// Where a jump to `line` goes: the code unit, and the stack there.
fn target(code: &Code, from: u32, line: i64, stacks: &[Stack]) -> Result<(u32, Stack), String> {
    let lines = line_starts(code);
    if line < i64::from(code.firstlineno) {
        return Err(format!("line {line} comes before the current code block"));
    }
    let Some(line) = lines.iter().copied().filter(|l| *l >= line).min() else {
        return Err(format!("line {line} comes after the current code block"));
    };
    let start = stack_at(stacks, from);
    let mut best = None;
    let mut why = None;
    for at in (0..).zip(&lines).filter(|(_, l)| **l == line).map(|(at, _)| at) {
        let stack = stack_at(stacks, at);
        if start.fits(stack) {
            if best.is_none_or(|(_, b)| stack > b) {
                best = Some((at, stack));
            }
        } else if why.is_none() {
            why = match start {
                OVERFLOWED => Some("stack to deep to analyze"),
                UNREACHED => Some("can't jump from unreachable code"),
                _ => Some(stack.why_not()),
            };
        }
    }
    best.ok_or_else(|| why.unwrap_or("cannot find bytecode for specified line").to_owned())
}

pub(crate) fn set_f_lineno(vm: &mut Vm, args: &Args) -> Res {
    let frame = args.at(0)?;
    let Some(line) = args.get(1) else {
        let name = vm.intern("f_lineno").into_ref();
        return Err(exc::attribute_error(vm, "cannot delete attribute", frame, name));
    };
    if !vm.is_exact(line, ids::INT) {
        return vm.value_err("lineno must be an integer");
    }
    let Some(event) = told_now(vm) else {
        return vm.value_err("f_lineno can only be set in a trace function");
    };
    match event {
        event::PY_START => return vm.value_err("can't jump from the 'call' trace event of a new frame"),
        event::CALL | event::C_RETURN => return vm.value_err("can't jump during a call"),
        event::LINE | event::PY_RESUME | event::PY_YIELD | event::JUMP => {}
        _ => return vm.value_err("can only jump from a 'line' trace event"),
    }
    if vm.heap.frame_object(frame).is_none_or(|o| o.trace.is_null()) {
        return vm.value_err("f_lineno can only be set by a trace function");
    }
    let Some(line) = vm.heap.small_int(line).filter(|n| i32::try_from(*n).is_ok()) else {
        return vm.value_err("lineno out of range");
    };
    let Some(shown) = vm.shown_frame(frame) else { return vm.none_flow() };
    let code = shown.code.clone();
    let unbound = shown.slots.iter().take(shown.n_localsplus()).filter(|s| s.is_null()).count();
    let from = jumps_from(vm, frame);
    let stacks = stacks(&code);
    match target(&code, from, line, &stacks) {
        Err(why) => vm.value_err(&why),
        Ok((at, _)) if unbound > 0 => {
            let (at, unbound) = (vm.new_int(i64::from(at)), vm.new_int(unbound as i64));
            vm.run_script(kinds::JUMP, &[Slot::borrow(frame), at.into(), unbound.into()])
        }
        Ok((at, _)) => go(vm, frame, at),
    }
}

/// The event that the trace function is told of. CPython: tstate->what_event.
fn told_now(vm: &Vm) -> Option<u8> {
    let tell = vm.thread.frames.iter().rev().find_map(|f| match f {
        Frame::Native(n) if n.kind == kinds::TELL.0 => Some(&**n),
        _ => None,
    });
    tell.filter(|_| vm.tracing.busy > 0).map(crate::tracing::deliver::event_of)
}

/// A suspended frame's instruction pointer is behind its yield already.
fn is_suspended(vm: &Vm, frame: Ref) -> bool {
    let o = vm.heap.frame_object(frame);
    o.is_some_and(|o| o.frame.is_none() && !vm.thread.frames.iter().any(|f| matches!(f, Frame::Py(p) if p.serial == o.activation)))
}

fn jumps_from(vm: &Vm, frame: Ref) -> u32 {
    let suspended = is_suspended(vm, frame);
    vm.shown_frame(frame).map_or(0, |f| if suspended { f.next_instr } else { f.last_instr.max(0) as u32 })
}

/// Pops what is too much, and goes on at the code unit `at`.
fn go(vm: &mut Vm, frame: Ref, at: u32) -> Res {
    let from = jumps_from(vm, frame);
    let Some(code) = vm.shown_frame(frame).map(|f| f.code.clone()) else { return vm.none_flow() };
    let stacks = stacks(&code);
    let (mut start, best) = (stack_at(&stacks, from), stack_at(&stacks, at));
    if is_suspended(vm, frame) {
        // The value that the yield popped.
        start = start.pop();
    }
    while start > best {
        let popped = match vm.shown_frame_mut(frame) {
            Some(f) if f.slots.len() > f.n_localsplus() => f.slots.pop().unwrap_or(Slot::NULL),
            _ => break,
        };
        if start.top() == EXCEPT {
            // The exception that was being handled before.
            let before = if popped.get() == Some(vm.one.none) { Slot::NULL } else { vm.owned_slot(popped) };
            let current = vm.thread.exc_info.last_mut().map(|top| std::mem::replace(top, before));
            vm.heap.release(current.unwrap_or(before));
        } else {
            vm.heap.release(popped);
        }
        start = start.pop();
    }
    if let Some(f) = vm.shown_frame_mut(frame) {
        f.next_instr = at;
        f.last_instr = at as i32;
    }
    vm.none_flow()
}

/// Args: frame, code unit, how many locals are unbound.
fn jump(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (frame, at, unbound) = (s.at(0)?, s.at(1)?, s.at(2)?);
    let n = vm.heap.small_int(unbound).unwrap_or(0);
    let plural = if n == 1 { "" } else { "s" };
    s.ask(vm, |vm| vm.warn(ids::RUNTIME_WARNING, &format!("assigning None to {n} unbound local{plural}")))?;
    let none = vm.one.none;
    s.act(vm, |vm| {
        if let Some(f) = vm.shown_frame_mut(frame) {
            let n_locals = f.n_localsplus();
            f.slots.iter_mut().take(n_locals).filter(|s| s.is_null()).for_each(|s| *s = Slot::borrow(none));
        }
        Ok(())
    })?;
    let at = vm.heap.small_int(at).unwrap_or(0) as u32;
    match go(vm, frame, at)? {
        Flow::Value(none) => Ok(none),
        Flow::Pushed => Err(crate::vm_bug!("a jump does not wait").into()),
    }
}

crate::script_frame!(JUMP, "jump", jump);
