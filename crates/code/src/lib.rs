//! Code objects of CPython 3.14 as plain data: marshal in and out, the opcode table, location and exception
//! tables, and the text that `dis` prints.
//!
//! This crate depends on nothing, runs nothing, and never panics: malformed bytes are an error or an end.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod dis;
pub mod encoding;
pub mod exception_table;
pub mod fields;
pub mod location;
pub mod marshal;
pub mod opcode;
pub mod printable;
pub mod stack_effect;
pub mod tables;
pub mod text;
pub mod unicode;
pub mod unit;

pub use opcode::Opcode;
pub use unit::{CodeObject, Const, ConstId, Unit};
