//! What CPython says of a text that is no Python: its tokenizer and its parser again, with the rules that look for mistakes. A text
//! is parsed here only when the quick parser refused it.
//!
//! CPython: Parser/pegen.c (_PyPegen_run_parser), Parser/pegen_errors.c.

mod complain;
mod grammar;
mod lexer;
mod machine;
mod number;
mod strings;

use crate::compile::Mode;
use crate::report::SyntaxReport;
use machine::{Failure, Parser};

/// None: CPython's parser takes the text.
pub(crate) fn diagnose(text: &str, filename: &str, mode: Mode, barry: bool) -> Option<SyntaxReport> {
    let mut text = text.to_owned();
    if mode == Mode::Exec && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let failure = Parser::new(&text, mode, barry).run().err()?;
    Some(match failure {
        Failure::Overflow => {
            let msg = "Parser stack overflowed - Python source too complex to parse";
            SyntaxReport::without_place("MemoryError", msg.to_owned(), filename)
        }
        Failure::Error(e) => SyntaxReport {
            lineno: Some(e.line),
            offset: Some(e.col),
            end_lineno: Some(e.end_line),
            end_offset: Some(e.end_col),
            text: Some(e.text),
            is_last_line: e.is_last_line,
            ..SyntaxReport::without_place(e.kind, e.msg, filename)
        },
    })
}
