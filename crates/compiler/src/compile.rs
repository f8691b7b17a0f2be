//! One source text to one code object.

use pyvarium_code::{Unit, marshal};
use ruff_python_ast::{Mod, Stmt};
use ruff_text_size::Ranged;

use crate::report::SyntaxReport;
use crate::scan::BadIndentation;
use crate::warnings::SyntaxWarning;
use crate::{depth, front, incomplete, source, warnings};

/// The third argument of `compile()`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Exec,
    Eval,
    Single,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// As `compile(..., optimize=n)`: 0, 1 (no assert) or 2 (no docstrings).
    pub optimize: u8,
    /// Future features that hold without an import: bits of co_flags.
    pub future_flags: u32,
    /// `PyCF_ALLOW_TOP_LEVEL_AWAIT`.
    pub top_level_await: bool,
    /// `PyCF_ONLY_AST`: the unit is the tree (see `tree::export`), not its code.
    pub only_tree: bool,
    /// `PyCF_ALLOW_INCOMPLETE_INPUT`: an error at the end of the text has a class of its own.
    pub allow_incomplete: bool,
    /// `PyCF_DONT_IMPLY_DEDENT`.
    pub dont_imply_dedent: bool,
}

impl Options {
    /// By `compile()`'s flags; others than these are passed over.
    pub fn of_flags(optimize: u8, flags: u32) -> Options {
        let future_flags = flags & FUTURE_MASK;
        Options {
            optimize,
            future_flags,
            top_level_await: flags & ALLOW_TOP_LEVEL_AWAIT != 0,
            only_tree: flags & ONLY_AST != 0,
            allow_incomplete: flags & ALLOW_INCOMPLETE_INPUT != 0,
            dont_imply_dedent: flags & DONT_IMPLY_DEDENT != 0,
        }
    }
}

/// CPython: Include/cpython/compile.h, PyCF_MASK.
const FUTURE_MASK: u32 = 0x1fe_0000;
/// CPython: Include/cpython/compile.h, PyCF_ALLOW_TOP_LEVEL_AWAIT.
const ALLOW_TOP_LEVEL_AWAIT: u32 = 0x2000;
/// CPython: PyCF_ALLOW_INCOMPLETE_INPUT.
const ALLOW_INCOMPLETE_INPUT: u32 = 0x4000;
/// CPython: PyCF_DONT_IMPLY_DEDENT.
const DONT_IMPLY_DEDENT: u32 = 0x200;
/// CPython: PyCF_ONLY_AST.
const ONLY_AST: u32 = 0x400;

/// How a text is to be compiled, in words: the mode, and behind it, if it is not the usual, the optimization, the flags
/// (a decimal number) and `bytes`: each character of the text stands for a byte of a source that is not decoded, or `tree`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wish {
    pub mode: Mode,
    pub options: Options,
    pub is_bytes: bool,
    /// As `is_bytes`; the bytes are a marshalled tree (see `tree::export`).
    pub is_tree: bool,
}

impl Wish {
    pub fn read(text: &str) -> Option<Wish> {
        let mut words = text.split(' ');
        let mode = match words.next()? {
            "exec" => Mode::Exec,
            "eval" => Mode::Eval,
            "single" => Mode::Single,
            _ => return None,
        };
        let optimize = words.next().map_or(Some(0), |n| n.parse().ok())?;
        let flags = words.next().map_or(Some(0), |n| n.parse().ok())?;
        let what = words.next();
        Some(Wish { mode, options: Options::of_flags(optimize, flags), is_bytes: what == Some("bytes"), is_tree: what == Some("tree") })
    }
}

/// As `compile_string`, or of bytes.
pub fn compile_wish(source: &str, filename: &str, wish: Wish) -> Result<Compiled, SyntaxReport> {
    if wish.is_tree {
        return compile_tree(source, filename, wish);
    }
    if !wish.is_bytes {
        return compile_string(source, filename, wish.mode, wish.options);
    }
    let bytes: Vec<u8> = source.chars().map(|c| c as u8).collect();
    let text = source::decode_string(&bytes, filename)?;
    compile_string(&text, filename, wish.mode, wish.options)
}

fn compile_tree(source: &str, filename: &str, wish: Wish) -> Result<Compiled, SyntaxReport> {
    let bytes: Vec<u8> = source.chars().map(|c| c as u8).collect();
    let tree = marshal::loads(&bytes).ok().and_then(|unit| crate::tree::import::import(&unit));
    let Some(mut module) = tree else {
        return Err(SyntaxReport::not_supported("a tree with nodes in wrong places".to_owned(), 0, filename));
    };
    let (unit, told) =
        front::compile_module(&mut module, "", filename, wish.options).map_err(|report| SyntaxReport { text: None, ..report })?;
    let warnings = told.into_iter().map(|(msg, pos)| SyntaxWarning { msg, lineno: pos.line.max(0) as u32 }).collect();
    Ok(Compiled { unit, warnings })
}

/// Marshalled code, as in the body of a `.pyc`.
pub fn compile(source: &[u8], filename: &str, mode: Mode, options: Options) -> Result<Vec<u8>, SyntaxReport> {
    compile_unit(source, filename, mode, options).map(|unit| marshal::dumps(&unit))
}

pub fn compile_unit(source: &[u8], filename: &str, mode: Mode, options: Options) -> Result<Unit, SyntaxReport> {
    let text = source::decode(source, filename)?;
    compile_text(&text, filename, mode, options).map(|compiled| compiled.unit)
}

/// A code object, and what CPython says on stderr while it makes it.
#[derive(Clone, PartialEq, Debug)]
pub struct Compiled {
    pub unit: Unit,
    pub warnings: Vec<SyntaxWarning>,
}

impl Compiled {
    pub fn marshal(&self) -> Vec<u8> {
        marshal::dumps(&self.unit)
    }

    /// What stderr shows before the program runs.
    pub fn warning_text(&self, filename: &str, source: &str) -> String {
        self.warnings.iter().map(|warning| warning.text(filename, Some(source))).collect()
    }
}

pub fn compile_with_warnings(source: &[u8], filename: &str, mode: Mode, options: Options) -> Result<Compiled, SyntaxReport> {
    let text = source::decode(source, filename)?;
    compile_text(&text, filename, mode, options)
}

/// Compiles a text that is no file: what `exec`, `eval` and `compile` are given. CPython's tokenizer ends
/// such a text with a newline, unless it is an expression's, and no line can be read from a file for what is
/// found after parsing.
pub fn compile_string(source: &str, filename: &str, mode: Mode, options: Options) -> Result<Compiled, SyntaxReport> {
    let mut source = source.to_owned();
    if mode == Mode::Exec && !source.is_empty() && !source.ends_with('\n') {
        source.push('\n');
    }
    if source.starts_with('\u{feff}') {
        return Err(source::byte_order_mark(&source, filename));
    }
    let source = source::normalize_line_ends(source);
    if mode == Mode::Eval
        && let Some(report) = no_expression(&source, filename)
    {
        let incomplete = incomplete::report(&source, filename, mode, &report).filter(|_| options.allow_incomplete);
        return Err(incomplete.unwrap_or(report));
    }
    compile_text(&source, filename, mode, options).map_err(|mut report| {
        if options.allow_incomplete
            && let Some(report) = incomplete::report(&source, filename, mode, &report)
        {
            return report;
        }
        let last = source.lines().last().unwrap_or_default();
        let at_end =
            report.lineno == u32::try_from(source.lines().count()).ok() && report.offset == i32::try_from(last.chars().count() + 1).ok();
        if mode != Mode::Exec && report.msg == "invalid syntax" && at_end && !source.ends_with('\n') {
            // Without a newline the end has no place.
            report.offset = Some(0);
            report.end_offset = Some(0);
        }
        if report.is_from_tree() {
            report.text = None;
        }
        report
    })
}

/// What CPython says of an expression's text that has none: the place is its last line.
fn no_expression(source: &str, filename: &str) -> Option<SyntaxReport> {
    let is_blank = |line: &str| line.trim_start_matches([' ', '\t', '\x0c']).chars().next().is_none_or(|c| c == '#');
    if !source.split('\n').all(is_blank) {
        return None;
    }
    let lineno = Some(source.split_inclusive('\n').count() as u32);
    let last = source.split_inclusive('\n').next_back().unwrap_or_default();
    let blanks = last.chars().count();
    let is_indent = blanks > 0 && last.chars().all(|c| matches!(c, ' ' | '\t'));
    let (kind, msg) = if is_indent { ("IndentationError", "unexpected indent") } else { ("SyntaxError", "invalid syntax") };
    let (offset, end_offset) = if is_indent { (blanks as i32, -1) } else { (0, 0) };
    Some(SyntaxReport {
        lineno,
        offset: Some(offset),
        end_lineno: lineno,
        end_offset: Some(end_offset),
        text: Some(last.to_owned()),
        ..SyntaxReport::without_place(kind, msg.to_owned(), filename)
    })
}

pub(crate) fn compile_text(text: &str, filename: &str, mode: Mode, options: Options) -> Result<Compiled, SyntaxReport> {
    let bad_indentation = depth::check(text, filename)?;
    if mode == Mode::Eval
        && let Some(report) = indented_expression(text, filename)
    {
        return Err(report);
    }
    let parsed = front::parse(text, filename, mode);
    let report = parsed.as_ref().err().map(|error| SyntaxReport::from_library(error, text, filename));
    if let Some(report) = worst(report, bad_indentation, text, filename) {
        return Err(report);
    }
    let tree = parsed.map_err(|error| SyntaxReport::from_library(&error, text, filename))?;
    if mode == Mode::Single
        && let Some(report) = more_than_one(&tree, text, filename).or_else(|| incomplete::unended_block(&tree, text, filename, options))
    {
        return Err(report);
    }
    let (unit, told) = front::compile_tree(&tree, text, filename, mode, options)?;
    let mut warnings = warnings::of_tokens(text);
    warnings.extend(told.into_iter().map(|(msg, pos)| SyntaxWarning { msg, lineno: pos.line.max(0) as u32 }));
    Ok(Compiled { unit, warnings })
}

/// In mode `single` the text is one statement, or several on a line. CPython: Parser/pegen.c, bad_single_statement.
fn more_than_one(tree: &Mod, text: &str, filename: &str) -> Option<SyntaxReport> {
    let Mod::Module(module) = tree else { return None };
    let error = |msg: &str, start, end| Some(SyntaxReport::at("SyntaxError", msg, filename, text, start, end));
    let place = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        (1 + before.matches('\n').count() as u32, 1 + before.rsplit('\n').next().map_or(0, |tail| tail.chars().count()) as i32)
    };
    let Some(first) = module.body.first() else {
        let line = text.lines().count() as u32;
        let mut report = SyntaxReport::at("SyntaxError", "invalid syntax", filename, text, (line, 0), (line, 0));
        report.text = Some(report.text.unwrap_or_default());
        return Some(report);
    };
    let ends_line = |s: &Stmt| text.get(first.end().to_usize()..s.start().to_usize()).is_some_and(|t| t.contains('\n'));
    let second = module.body.iter().find(|s| ends_line(s))?;
    let is_block = matches!(
        first,
        Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::Match(_)
            | Stmt::Try(_)
    );
    if is_block {
        let start = second.start().to_usize();
        let rest = text.get(start..).unwrap_or_default();
        let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()).max(1);
        return error("invalid syntax", place(start), place(start + len));
    }
    let end = first.end().to_usize() + text.get(first.end().to_usize()..).and_then(|rest| rest.find('\n')).unwrap_or(0);
    let (line, offset) = place(end);
    error("multiple statements found while compiling a single statement", (line, offset), (line, offset + 1))
}

/// An expression must not be indented; the library does not mind.
fn indented_expression(text: &str, filename: &str) -> Option<SyntaxReport> {
    let mut lines = text.lines().zip(1u32..);
    let (line, number) = lines.find(|(line, _)| !matches!(line.trim_start().chars().next(), None | Some('#')))?;
    let blanks = line.chars().take_while(|c| matches!(c, ' ' | '\t')).count() as i32;
    let place = ((number, blanks), (number, -1));
    (blanks > 0).then(|| SyntaxReport::at("IndentationError", "unexpected indent", filename, text, place.0, place.1))
}

/// CPython's tokenizer finds bad indentation when its parser comes to that line.
pub(crate) fn worst(
    report: Option<SyntaxReport>,
    bad_indentation: Option<BadIndentation>,
    text: &str,
    filename: &str,
) -> Option<SyntaxReport> {
    let Some(bad) = bad_indentation else {
        return report;
    };
    if report.as_ref().and_then(|report| report.lineno).is_some_and(|line| line < bad.line()) {
        return report;
    }
    Some(SyntaxReport::bad_indentation(bad, text, filename))
}
