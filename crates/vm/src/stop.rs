//! How a native ends: with a value, by having asked for something, or by stopping. A Python
//! exception is a value; a limit, a missing piece or a bug of ours is a `Halt` that no `except`
//! catches. The two never mix.

use pyvarium_heap::{Own, Ref};

/// What a native that did not fail came to.
#[must_use = "the value must be stored, or the answer waited for"]
#[derive(Debug)]
pub enum Flow {
    Value(Own),
    /// A frame was pushed; its value is the answer, and reaches whoever is below it.
    Pushed,
}

/// Why a native did not come to a value.
#[derive(Debug)]
pub enum Stop {
    /// A Python exception instance.
    Raise(Own),
    /// An iterator is at its end (CPython: NULL without an exception).
    Exhausted,
    /// An argument must be converted by Python first; the native has done nothing yet and is called again.
    /// See `protocol::convert`.
    Convert(Convert, Ref),
    /// The host must be asked first; the native has done nothing yet and is called again.
    Ask(Box<crate::fs::Ask>),
    Halt(Box<Halt>),
}

/// What Python is asked to make of an argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i64)]
pub enum Convert {
    Index,
    Int,
    Float,
    Truth,
    /// `os.PathLike` to str or bytes.
    Path,
    /// A view of the bytes that a Python `__buffer__` shows; `BufferFull` asks for all of its shape.
    Buffer,
    BufferFull,
    /// As `Buffer`, asked for with a shape.
    BufferShape,
    /// As `Buffer`; where Python raises, the native is told nothing but that (NotImplemented stands for the object).
    BufferQuiet,
}

impl Convert {
    pub fn from_int(n: i64) -> Convert {
        match n {
            0 => Convert::Index,
            1 => Convert::Int,
            2 => Convert::Float,
            3 => Convert::Truth,
            5 => Convert::Buffer,
            6 => Convert::BufferFull,
            7 => Convert::BufferShape,
            8 => Convert::BufferQuiet,
            _ => Convert::Path,
        }
    }
}

pub type Res<T = Flow> = Result<T, Stop>;

/// The end of a run that Python code cannot see.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Halt {
    /// The program has ended and the interpreter was finalized.
    Exit {
        code: i32,
    },
    NotSupported {
        what: String,
        line: Option<u32>,
    },
    /// Unit: bytes.
    MemoryLimit {
        asked: u64,
    },
    /// A native that cannot be cut would take too long.
    WorkLimit {
        what: String,
    },
    /// A bug of ours.
    VmBug {
        what: String,
    },
}

impl Stop {
    pub fn not_supported(what: impl Into<String>) -> Stop {
        Stop::Halt(Box::new(Halt::NotSupported { what: what.into(), line: None }))
    }

    pub fn bug(what: impl Into<String>) -> Stop {
        Stop::Halt(Box::new(Halt::VmBug { what: what.into() }))
    }
}

/// A state that cannot be: `return Err(vm_bug!("stack underflow at {at}"))`.
#[macro_export]
macro_rules! vm_bug {
    ($($arg:tt)*) => {
        $crate::stop::Stop::bug(format!($($arg)*))
    };
}
