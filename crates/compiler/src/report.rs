//! What went wrong with a source text, as the fields of CPython's SyntaxError.

use crate::scopes::Wrong;

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
    /// Its text is what the tokenizer holds; in a file it is the line.
    pub is_from_parser: bool,
    /// Found in the tree (see `is_from_tree`).
    pub is_of_tree: bool,
}

impl SyntaxReport {
    /// Found in the tree, after parsing: CPython then reads the line from the file, if there is one.
    pub fn is_from_tree(&self) -> bool {
        self.is_of_tree
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
            is_from_parser: false,
            is_of_tree: false,
        }
    }

    /// Of our own stages. Columns become offsets, as CPython's compiler makes them: in bytes.
    pub(crate) fn of_tree(wrong: &Wrong, source: &str, filename: &str) -> SyntaxReport {
        let pos = wrong.pos;
        if wrong.msg.starts_with("internal error") {
            return SyntaxReport::not_supported(wrong.msg.clone(), pos.line.max(0) as u32, filename);
        }
        let (start, end) = ((pos.line.max(0) as u32, pos.col + 1), (pos.end_line.max(0) as u32, pos.end_col + 1));
        SyntaxReport { is_of_tree: true, ..SyntaxReport::at("SyntaxError", &wrong.msg, filename, source, start, end) }
    }
}

pub(crate) fn line_text(source: &str, line: u32) -> Option<String> {
    let at = usize::try_from(line).ok()?.checked_sub(1)?;
    source.split_inclusive('\n').nth(at).map(str::to_owned)
}
