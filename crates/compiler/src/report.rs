//! What went wrong with a source text, as the fields of CPython's SyntaxError.

use rustpython_codegen::error::CodegenErrorType;
use rustpython_compiler::CompileError;

/// Lines count from 1, offsets from 1 in characters, as in CPython; 0 where CPython says 0.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SyntaxReport {
    /// Name of the exception: SyntaxError, IndentationError, TabError, MemoryError, RecursionError; or
    /// NotSupported, which is no exception: the code generator cannot do what CPython can.
    pub kind: String,
    pub msg: String,
    pub filename: String,
    pub lineno: Option<u32>,
    pub offset: Option<u32>,
    pub end_lineno: Option<u32>,
    pub end_offset: Option<u32>,
    /// The source line, with its newline where it has one.
    pub text: Option<String>,
}

impl SyntaxReport {
    pub(crate) fn without_place(kind: &str, msg: String, filename: &str) -> SyntaxReport {
        SyntaxReport {
            kind: kind.to_owned(),
            msg,
            filename: filename.to_owned(),
            ..SyntaxReport::default()
        }
    }

    /// `start` and `end`: line and offset.
    pub(crate) fn at(
        kind: &str,
        msg: &str,
        filename: &str,
        source: &str,
        start: (u32, u32),
        end: (u32, u32),
    ) -> Self {
        SyntaxReport {
            kind: kind.to_owned(),
            msg: msg.to_owned(),
            filename: filename.to_owned(),
            lineno: Some(start.0),
            offset: Some(start.1),
            end_lineno: Some(end.0),
            end_offset: Some(end.1),
            text: line_text(source, start.0),
        }
    }

    pub(crate) fn from_library(error: &CompileError, source: &str, filename: &str) -> SyntaxReport {
        let msg = message(error);
        if let CompileError::Codegen(codegen) = error {
            match &codegen.error {
                CodegenErrorType::RecursionError => {
                    return SyntaxReport::without_place("RecursionError", msg, filename);
                }
                CodegenErrorType::SyntaxError(text) if is_internal(text) => {
                    let msg = format!("this construct (the code generator says: {text})");
                    return SyntaxReport::without_place("NotSupported", msg, filename);
                }
                _ => {}
            }
        }
        let (line, column) = error.python_location();
        let start = (line as u32, column as u32);
        let end = error
            .python_end_location()
            .map_or(start, |(line, column)| (line as u32, column as u32));
        SyntaxReport::at(kind_of(&msg), &msg, filename, source, start, end)
    }
}

/// The library reports its own limits as syntax errors; they are no fault of the program.
fn is_internal(text: &str) -> bool {
    text.contains("symbol table") || text.contains("symboltable") || text.contains("internal error")
}

fn message(error: &CompileError) -> String {
    let text = error.to_string();
    match text.as_str() {
        "Expected an indented block" => "expected an indented block".to_owned(),
        "unexpected indentation" | "Unexpected indentation" => "unexpected indent".to_owned(),
        "unindent does not match any outer indentation level" => text,
        _ => text,
    }
}

/// CPython: Parser/pegen_errors.c and Parser/lexer/lexer.c raise these two from the tokenizer and the grammar.
fn kind_of(msg: &str) -> &'static str {
    let is_indentation = msg == "unexpected indent"
        || msg == "unindent does not match any outer indentation level"
        || msg == "too many levels of indentation"
        || msg.starts_with("expected an indented block")
        || msg.starts_with("unexpected unindent");
    match msg {
        "inconsistent use of tabs and spaces in indentation" => "TabError",
        _ if is_indentation => "IndentationError",
        _ => "SyntaxError",
    }
}

pub(crate) fn line_text(source: &str, line: u32) -> Option<String> {
    let at = usize::try_from(line).ok()?.checked_sub(1)?;
    source.split_inclusive('\n').nth(at).map(str::to_owned)
}
