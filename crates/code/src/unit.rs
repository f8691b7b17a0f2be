//! A compiled unit as plain data: constants in one arena, named by index, so that shared constants stay shared.
//!
//! What marshal says is one object is one `ConstId` here, because `a is b` shows it. No value here can run.

/// Index into `Unit::objects`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ConstId(pub u32);

#[derive(Clone, PartialEq, Debug)]
pub struct Unit {
    pub objects: Vec<Const>,
    pub root: ConstId,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Const {
    None,
    True,
    False,
    Ellipsis,
    StopIteration,
    Int(i64),
    /// Outside i64. Magnitude in bytes, least significant first, without leading zeros.
    BigInt {
        negative: bool,
        magnitude_le: Vec<u8>,
    },
    Float(f64),
    Complex {
        re: f64,
        im: f64,
    },
    /// UTF-8 in which a lone surrogate may stand too (three bytes), as marshal writes it.
    Str {
        wtf8: Vec<u8>,
        interned: bool,
    },
    Bytes(Vec<u8>),
    Tuple(Vec<ConstId>),
    List(Vec<ConstId>),
    Dict(Vec<(ConstId, ConstId)>),
    /// In the order of the stream; the reader inserts in that order.
    Set(Vec<ConstId>),
    FrozenSet(Vec<ConstId>),
    Slice {
        start: ConstId,
        stop: ConstId,
        step: ConstId,
    },
    Code(Box<CodeObject>),
}

/// CPython: Include/cpython/code.h, PyCodeObject; the fields that marshal carries.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CodeObject {
    pub co_argcount: u32,
    pub co_posonlyargcount: u32,
    pub co_kwonlyargcount: u32,
    /// Unit: stack entries, without localsplus.
    pub co_stacksize: u32,
    pub co_flags: u32,
    /// Two bytes a code unit: opcode, argument.
    pub co_code: Vec<u8>,
    /// A tuple, as are the next two.
    pub co_consts: ConstId,
    pub co_names: ConstId,
    pub co_localsplusnames: ConstId,
    /// One byte a place: CO_FAST_* bits.
    pub co_localspluskinds: Vec<u8>,
    /// A str, as are the next two.
    pub co_filename: ConstId,
    pub co_name: ConstId,
    pub co_qualname: ConstId,
    pub co_firstlineno: i32,
    pub co_linetable: Vec<u8>,
    pub co_exceptiontable: Vec<u8>,
}

/// Kinds of localsplus places. CPython: Include/internal/pycore_code.h.
pub const CO_FAST_HIDDEN: u8 = 0x10;
pub const CO_FAST_LOCAL: u8 = 0x20;
pub const CO_FAST_CELL: u8 = 0x40;
pub const CO_FAST_FREE: u8 = 0x80;

impl Unit {
    pub fn get(&self, id: ConstId) -> Option<&Const> {
        self.objects.get(id.0 as usize)
    }

    pub fn code(&self, id: ConstId) -> Option<&CodeObject> {
        match self.get(id)? {
            Const::Code(code) => Some(code),
            _ => None,
        }
    }

    pub fn root_code(&self) -> Option<&CodeObject> {
        self.code(self.root)
    }

    pub fn tuple(&self, id: ConstId) -> Option<&[ConstId]> {
        match self.get(id)? {
            Const::Tuple(items) => Some(items),
            _ => None,
        }
    }

    pub fn wtf8(&self, id: ConstId) -> Option<&[u8]> {
        match self.get(id)? {
            Const::Str { wtf8, .. } => Some(wtf8),
            _ => None,
        }
    }

    /// The text, with U+FFFD for lone surrogates.
    pub fn text(&self, id: ConstId) -> Option<std::borrow::Cow<'_, str>> {
        self.wtf8(id).map(String::from_utf8_lossy)
    }

    /// Adds an object of its own identity. None when the arena is full.
    pub fn push(&mut self, object: Const) -> Option<ConstId> {
        let id = ConstId(u32::try_from(self.objects.len()).ok()?);
        self.objects.push(object);
        Some(id)
    }
}

impl CodeObject {
    /// Unit: code units.
    pub fn n_units(&self) -> usize {
        self.co_code.len() / 2
    }

    pub fn co_nlocals(&self) -> usize {
        self.co_localspluskinds.iter().filter(|kind| *kind & CO_FAST_LOCAL != 0).count()
    }

    /// Indices into localsplus of co_varnames, co_cellvars and co_freevars.
    pub fn places(&self, kind: u8) -> impl Iterator<Item = usize> + '_ {
        self.co_localspluskinds.iter().enumerate().filter(move |(_, k)| *k & kind != 0).map(|(i, _)| i)
    }
}
