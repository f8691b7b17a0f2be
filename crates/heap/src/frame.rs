//! Frames as data: a Python frame with its locals and value stack, and the one uniform layout of
//! native frames. Nothing here runs them; the vm does.

use std::rc::Rc;

use smallvec::SmallVec;

use crate::code::Code;
use crate::value::{Ref, Serial, Slot};

/// What the caller does with the value when the frame above it ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Await {
    /// Nothing is asked for.
    #[default]
    Nothing,
    /// Release this many stack entries (top first unless said otherwise), then push the value.
    Replace(u16),
    /// As `Replace`, after turning the value into a bool; `negate` for `not in`.
    ReplaceBool { n: u16, negate: bool },
    /// Push the value, and NULL for a call that is to come.
    PushWithNull,
    /// Release the entries and the value.
    Discard(u16),
    /// FOR_ITER: push the value, or leave the loop on StopIteration.
    ForIter,
    /// SEND: push what was yielded, or go on behind the `yield from` with StopIteration's value.
    Send,
    /// `__init__` of a call that had its callee's frame pushed at once.
    Init,
    /// The value goes to the handler of the interrupted instruction.
    Opcode,
}

/// Who owns a Python frame.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Owner {
    Thread,
    /// A generator, coroutine or async generator. The frame borrows it.
    Generator(Ref),
}

/// One call of a Python function. CPython: Include/internal/pycore_interpframe_structs.h, _PyInterpreterFrame.
#[derive(Clone, Hash, Debug)]
pub struct PyFrame {
    /// Number of the activation; for views and journals.
    pub serial: Serial,
    pub code: Rc<Code>,
    /// f_executable, counted.
    pub executable: Slot,
    /// f_funcobj, counted.
    pub function: Slot,
    /// Borrowed from the function, as in CPython.
    pub globals: Slot,
    pub builtins: Slot,
    /// f_locals: the mapping of a class body or module; counted; NULL in functions.
    pub locals: Slot,
    /// frame_obj: the frame object, once somebody asked for it; counted.
    pub frame_object: Slot,
    /// Shape: co_nlocalsplus cells, then the value stack up to co_stacksize.
    pub slots: Vec<Slot>,
    /// The instruction that runs next. Unit: code units.
    pub next_instr: u32,
    /// The instruction that ran last (f_lasti). Unit: code units; -1 before the first.
    pub last_instr: i32,
    pub awaiting: Await,
    pub owner: Owner,
    pub mark: TraceMark,
}

/// How far a frame that is traced has been told of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct TraceMark {
    /// The next instruction, plus one, while it is being told of; 0 else. Unit: code units.
    pub told: u32,
    /// The instruction that ran before that one. Unit: code units.
    pub previous: i32,
    pub stage: u8,
    /// What has been told of the exception that is on its way through the frame.
    pub raising: u8,
}

impl PyFrame {
    #[inline]
    pub fn n_localsplus(&self) -> usize {
        self.code.n_localsplus()
    }

    #[inline]
    pub fn stack(&self) -> &[Slot] {
        self.slots.get(self.n_localsplus()..).unwrap_or_default()
    }

    #[inline]
    pub fn local(&self, i: usize) -> Slot {
        self.slots.get(i).copied().unwrap_or(Slot::NULL)
    }
}

/// A native in progress: kind, program counter, slots, a few plain numbers and bytes. What it does
/// comes from the vm's table of natives, indexed by kind.
#[derive(Clone, Hash, Debug, Default)]
pub struct NativeFrame {
    pub serial: Serial,
    /// Index into the table of natives.
    pub kind: u16,
    pub pc: u16,
    pub slots: SmallVec<[Slot; 6]>,
    pub ints: SmallVec<[i64; 4]>,
    pub bytes: Vec<u8>,
}

impl NativeFrame {
    #[inline]
    pub fn slot(&self, i: usize) -> Slot {
        self.slots.get(i).copied().unwrap_or(Slot::NULL)
    }

    /// The object in slot `i`.
    #[inline]
    pub fn get(&self, i: usize) -> Option<Ref> {
        self.slot(i).get()
    }

    /// Puts a new value into a slot and hands back the old one.
    pub fn set(&mut self, i: usize, value: Slot) -> Slot {
        while self.slots.len() <= i {
            self.slots.push(Slot::NULL);
        }
        match self.slots.get_mut(i) {
            Some(slot) => std::mem::replace(slot, value),
            None => Slot::NULL,
        }
    }

    pub fn int(&self, i: usize) -> i64 {
        self.ints.get(i).copied().unwrap_or(0)
    }

    pub fn set_int(&mut self, i: usize, value: i64) {
        while self.ints.len() <= i {
            self.ints.push(0);
        }
        if let Some(int) = self.ints.get_mut(i) {
            *int = value;
        }
    }
}

#[derive(Clone, Hash, Debug)]
pub enum Frame {
    Py(Box<PyFrame>),
    Native(Box<NativeFrame>),
}
