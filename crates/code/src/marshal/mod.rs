//! marshal, version 5: the bytes that lie between compiler and machine, as in the body of a `.pyc`.
//!
//! Neither direction recurses on the Rust stack, and malformed data is an error. CPython: Python/marshal.c.

mod read;
mod write;

pub use read::{MarshalError, int_from_magnitude, loads, loads_prefix};
pub use write::{dumps, dumps_compiled};

/// CPython: MAX_MARSHAL_STACK_DEPTH.
pub const MAX_DEPTH: usize = 2000;

pub(crate) const FLAG_REF: u8 = 0x80;
