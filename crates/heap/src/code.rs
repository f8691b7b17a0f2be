//! A code object as it lies on the heap: CPython's fields as references, and the instructions
//! decoded once. Immutable after creation, so frames share it.

use pyvarium_code::Opcode;

use crate::value::Slot;

/// One instruction with its EXTENDED_ARGs folded in, at the code unit of its first EXTENDED_ARG.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Instr {
    pub op: Opcode,
    /// Code units from the start of the (extended) instruction to the next one, caches included.
    pub len: u8,
    /// Code units of EXTENDED_ARG in front.
    pub n_extended: u8,
    /// What follows it is of the same line, and begins no handler: a recording has nothing to note.
    pub quiet: bool,
    pub arg: u32,
}

/// One row of the exception table. Unit: code units.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct HandlerRow {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub depth: u32,
    pub push_lasti: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Code {
    /// Number of this code object in its recording, in order of creation.
    pub number: u32,
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stacksize: u32,
    pub flags: u32,
    pub firstlineno: i32,
    /// Owned: co_consts, co_names, co_localsplusnames (tuples), co_filename, co_name, co_qualname (str).
    pub consts_tuple: Slot,
    pub names_tuple: Slot,
    pub localsplusnames: Slot,
    pub filename: Slot,
    pub name: Slot,
    pub qualname: Slot,
    /// Borrowed from the tuples above, for the eval loop.
    pub consts: Vec<Slot>,
    pub names: Vec<Slot>,
    pub localsplus: Vec<Slot>,
    pub localspluskinds: Vec<u8>,
    pub co_code: Vec<u8>,
    pub linetable: Vec<u8>,
    pub exceptiontable: Vec<u8>,
    /// One a code unit; units inside an instruction repeat it and are never run.
    pub instrs: Vec<Instr>,
    pub handlers: Vec<HandlerRow>,
    /// Source line of each code unit; 0 for none. Decoded once from the line table.
    pub lines: Vec<u32>,
}

pub const CO_OPTIMIZED: u32 = 0x1;
pub const CO_NEWLOCALS: u32 = 0x2;
pub const CO_VARARGS: u32 = 0x4;
pub const CO_VARKEYWORDS: u32 = 0x8;
pub const CO_NESTED: u32 = 0x10;
pub const CO_GENERATOR: u32 = 0x20;
pub const CO_COROUTINE: u32 = 0x80;
pub const CO_ITERABLE_COROUTINE: u32 = 0x100;
pub const CO_ASYNC_GENERATOR: u32 = 0x200;
pub const CO_HAS_DOCSTRING: u32 = 0x400_0000;
pub const CO_METHOD: u32 = 0x800_0000;

/// Kinds of localsplus places. CPython: Include/internal/pycore_code.h.
pub const CO_FAST_ARG_POS: u8 = 0x02;
pub const CO_FAST_ARG_KW: u8 = 0x04;
pub const CO_FAST_ARG_VAR: u8 = 0x08;
pub const CO_FAST_HIDDEN: u8 = 0x10;
pub const CO_FAST_LOCAL: u8 = 0x20;
pub const CO_FAST_CELL: u8 = 0x40;
pub const CO_FAST_FREE: u8 = 0x80;

impl Code {
    pub fn n_localsplus(&self) -> usize {
        self.localsplus.len()
    }

    /// co_nlocals: places that are plain locals (a captured argument counts too).
    pub fn n_locals(&self) -> usize {
        self.localspluskinds.iter().filter(|k| **k & CO_FAST_LOCAL != 0).count()
    }

    #[inline]
    pub fn instr(&self, at: u32) -> Option<Instr> {
        self.instrs.get(at as usize).copied()
    }

    /// Source line of the code unit `at`; 0 for none.
    #[inline]
    pub fn line(&self, at: u32) -> u32 {
        self.lines.get(at as usize).copied().unwrap_or(0)
    }

    /// The handler that covers `at`. Unit: code units. CPython: get_exception_handler.
    pub fn handler(&self, at: u32) -> Option<HandlerRow> {
        let after = self.handlers.partition_point(|h| h.start <= at);
        let row = *self.handlers.get(after.checked_sub(1)?)?;
        (at < row.end).then_some(row)
    }

    pub fn slots(&self) -> [Slot; 6] {
        [self.consts_tuple, self.names_tuple, self.localsplusnames, self.filename, self.name, self.qualname]
    }
}
