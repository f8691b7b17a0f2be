//! Source text to marshalled code objects of CPython 3.14, and errors worded as CPython words them.
//!
//! Parsing is a library's; no type of it leaves this crate. The tree, its scopes, the code and its optimizer are ours: `tree`,
//! `scopes`, `generate`, `flow`. Nothing here runs Python code.

mod compile;
mod depth;
mod flow;
mod front;
mod future;
mod generate;
mod interactive;
mod peg;
mod pool;
mod report;
mod scan;
mod scopes;
mod source;
mod stage;
mod tree;
mod warnings;

pub use compile::{Compiled, Mode, Options, Shown, Wish, compile, compile_string, compile_unit, compile_wish, compile_with_warnings};
pub use interactive::{Interactive, Statement, compile_interactive, split_interactive};
pub use report::SyntaxReport;
pub use stage::{Stage, show};
pub use warnings::SyntaxWarning;
