//! What went wrong with a source text, as the fields of CPython's SyntaxError.

use rustpython_compiler::CompileError;

use crate::refine;
use crate::scan::BadIndentation;
use crate::scopes::Wrong;
use crate::wording::{self, Finding};

/// Lines count from 1, offsets from 1 in characters, as in CPython; 0 and -1 where CPython says so.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SyntaxReport {
    /// Name of the exception: SyntaxError, IndentationError, TabError, MemoryError, RecursionError; or
    /// NotSupported, which is no exception: the code generator cannot do what CPython can.
    pub kind: &'static str,
    pub msg: String,
    pub filename: String,
    pub lineno: Option<u32>,
    pub offset: Option<i32>,
    pub end_lineno: Option<u32>,
    pub end_offset: Option<i32>,
    /// The source line, with its newline where CPython has it.
    pub text: Option<String>,
}

impl SyntaxReport {
    /// Found in the tree, after parsing: CPython then reads the line from the file, if there is one.
    pub fn is_from_tree(&self) -> bool {
        wording::is_from_tree(&self.msg)
    }

    pub(crate) fn without_place(kind: &'static str, msg: String, filename: &str) -> SyntaxReport {
        SyntaxReport { kind, msg, filename: filename.to_owned(), ..SyntaxReport::default() }
    }

    /// What the code generator cannot do, and in which line it is asked for.
    pub(crate) fn not_supported(what: String, line: u32, filename: &str) -> SyntaxReport {
        SyntaxReport { lineno: Some(line), ..SyntaxReport::without_place("NotSupported", what, filename) }
    }

    /// `start` and `end`: line and offset.
    pub(crate) fn at(kind: &'static str, msg: &str, filename: &str, source: &str, start: (u32, i32), end: (u32, i32)) -> SyntaxReport {
        SyntaxReport {
            kind,
            msg: msg.to_owned(),
            filename: filename.to_owned(),
            lineno: Some(start.0),
            offset: Some(start.1),
            end_lineno: Some(end.0),
            end_offset: Some(end.1),
            text: line_text(source, start.0),
        }
    }

    /// Of our own stages. Columns become offsets, as CPython's compiler makes them: in bytes.
    pub(crate) fn of_tree(wrong: &Wrong, source: &str, filename: &str) -> SyntaxReport {
        let pos = wrong.pos;
        if wrong.msg.starts_with("internal error") {
            return SyntaxReport::not_supported(wrong.msg.clone(), pos.line.max(0) as u32, filename);
        }
        let (start, end) = ((pos.line.max(0) as u32, pos.col + 1), (pos.end_line.max(0) as u32, pos.end_col + 1));
        SyntaxReport::at("SyntaxError", &wrong.msg, filename, source, start, end)
    }

    pub(crate) fn from_library(error: &CompileError, source: &str, filename: &str) -> SyntaxReport {
        let (line, column) = error.python_location();
        if unicode_names2::was_asked_in_vain() {
            let msg = "\\N{...} (this module is without the table of names)".to_owned();
            return SyntaxReport::not_supported(msg, line as u32, filename);
        }
        let msg = error.to_string();
        let start = (line as u32, column as i32);
        let end = error.python_end_location().map_or(start, |(line, column)| (line as u32, column as i32));
        if let CompileError::Codegen(_) = error {
            return SyntaxReport::at("SyntaxError", &msg, filename, source, start, end);
        }
        let found = refine::refine(wording::of_cpython(Finding { kind: "SyntaxError", msg, start, end }, source), source);
        let mut report = SyntaxReport::at(found.kind, &found.msg, filename, source, found.start, found.end);
        if wording::is_from_tokenizer(&found.msg)
            && let Some(text) = &mut report.text
        {
            text.truncate(text.trim_end_matches('\n').len());
        }
        report
    }

    pub(crate) fn bad_indentation(bad: BadIndentation, source: &str, filename: &str) -> SyntaxReport {
        let line = bad.line();
        match bad {
            BadIndentation::Tabs { .. } => {
                let msg = "inconsistent use of tabs and spaces in indentation";
                SyntaxReport::at("TabError", msg, filename, source, (line, 1), (line, 0))
            }
            BadIndentation::Unindent { .. } => {
                let msg = "unindent does not match any outer indentation level";
                let text = line_text(source, line).unwrap_or_default();
                let offset = text.chars().count() as i32;
                SyntaxReport::at("IndentationError", msg, filename, source, (line, offset), (line, -1))
            }
        }
    }
}

pub(crate) fn line_text(source: &str, line: u32) -> Option<String> {
    let at = usize::try_from(line).ok()?.checked_sub(1)?;
    source.split_inclusive('\n').nth(at).map(str::to_owned)
}
