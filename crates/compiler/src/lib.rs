//! Source text to marshalled code objects of CPython 3.14, and errors worded as CPython words them.
//!
//! Parsing and code generation are a library's; no type of it leaves this crate. Nothing here runs Python code.

mod compile;
mod convert;
mod depth;
mod interactive;
mod report;
mod scan;
mod source;
mod unclosed;
mod warnings;
mod wording;

pub use compile::{Compiled, Mode, Options, compile, compile_string, compile_unit, compile_with_warnings};
pub use interactive::{Interactive, Statement, compile_interactive, split_interactive};
pub use report::SyntaxReport;
pub use warnings::SyntaxWarning;
