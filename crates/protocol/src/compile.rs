//! What goes to the compiler's worker and comes back. It answers each request once, in order.

use serde::{Deserialize, Serialize};

use crate::command::Mode;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CompileRequest {
    /// The person's program.
    Program { source: String, filename: String, mode: Mode },
    /// For a running program: `exec`, `eval`, `compile`. `mode` as in `compile()`.
    Text { source: String, filename: String, mode: String },
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompileReply {
    pub units: Vec<crate::command::Unit>,
    /// Set when the source was refused. In REPL mode the units before it are still to be run.
    pub error: Option<SyntaxReport>,
}

/// A SyntaxError as CPython words it. Lines and offsets count from 1; offsets in characters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SyntaxReport {
    /// `SyntaxError`, `IndentationError`, `TabError` or `ValueError`.
    pub kind: String,
    pub msg: String,
    pub filename: String,
    pub lineno: Option<u32>,
    pub offset: Option<i32>,
    pub end_lineno: Option<u32>,
    pub end_offset: Option<i32>,
    pub text: Option<String>,
}
