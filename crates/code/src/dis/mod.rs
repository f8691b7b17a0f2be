//! What `dis` prints of a code object, to the character. Reads code, never runs it. CPython: Lib/dis.py.

mod code_info;
mod const_repr;
mod instructions;
mod set_order;
mod text;

pub use code_info::{code_info, pretty_flags};
pub use const_repr::{MAX_REPR_DEPTH, const_repr};
pub use instructions::{Instruction, instructions, labels};
pub use text::dis_text;

use crate::unit::ConstId;

/// The keyword arguments of `dis.dis`, and where a code object is said to lie.
#[derive(Clone, Copy)]
pub struct DisOptions<'a> {
    /// Gives the address that `<code object f at ...>` shows; with its `0x`.
    pub address: &'a dyn Fn(ConstId) -> String,
    /// The text of a constant that the unit only stands for; None: worked out from the unit.
    pub const_text: &'a dyn Fn(ConstId) -> Option<String>,
    /// How deep to go into nested code objects; None: all the way.
    pub depth: Option<u32>,
    /// Mark this instruction with `-->`. Unit: bytes.
    pub lasti: Option<u32>,
    pub show_caches: bool,
    pub show_offsets: bool,
    pub show_positions: bool,
}

impl Default for DisOptions<'_> {
    /// As `dis.dis(code)`; addresses read `0x...`.
    fn default() -> Self {
        DisOptions {
            address: &|_| "0x...".to_owned(),
            const_text: &|_| None,
            depth: None,
            lasti: None,
            show_caches: false,
            show_offsets: false,
            show_positions: false,
        }
    }
}
