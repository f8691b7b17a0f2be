//! One source text to one code object.

use pyvarium_code::{Unit, marshal};

use crate::report::{SyntaxReport, line_text};
use crate::warnings::SyntaxWarning;
use crate::{depth, front, source, stage, warnings};

/// The third argument of `compile()`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Exec,
    Eval,
    Single,
    /// A signature, as type comments have it: only for its tree.
    FuncType,
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
    /// `PyCF_OPTIMIZED_AST`: after what comes before the code.
    pub optimized_tree: bool,
    /// `PyCF_TYPE_COMMENTS`.
    pub type_comments: bool,
    /// The minor version whose language is taken.
    pub feature_version: Option<u8>,
    /// `PyCF_ALLOW_INCOMPLETE_INPUT`: an error at the end of the text has a class of its own.
    pub allow_incomplete: bool,
    /// `PyCF_DONT_IMPLY_DEDENT`.
    pub dont_imply_dedent: bool,
    /// Not one of CPython's: the unit is the symbol table (see `scopes::export`).
    pub only_table: bool,
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
            optimized_tree: flags & OPTIMIZED_AST != 0,
            type_comments: flags & TYPE_COMMENTS != 0,
            feature_version: ((flags >> FEATURE_SHIFT & 31) as u8).checked_sub(1),
            allow_incomplete: flags & ALLOW_INCOMPLETE_INPUT != 0,
            dont_imply_dedent: flags & DONT_IMPLY_DEDENT != 0,
            only_table: flags & ONLY_TABLE != 0,
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
/// CPython: PyCF_OPTIMIZED_AST without PyCF_ONLY_AST, and PyCF_TYPE_COMMENTS.
const OPTIMIZED_AST: u32 = 0x8000;
const TYPE_COMMENTS: u32 = 0x1000;
/// Five bits that CPython does not use: one more than the minor version of `_feature_version`.
const FEATURE_SHIFT: u32 = 25;
/// A bit that CPython does not use: `_symtable` asks for the table alone.
const ONLY_TABLE: u32 = 0x4000_0000;

/// How a text is to be compiled, in words: the mode, and behind it, if it is not the usual, the optimization, the flags
/// (a decimal number) and `bytes`: each character of the text stands for a byte of a source that is not decoded, or `tree`; or `tokens`
/// or `blocks`: the unit is not code but that stage (see `stage::tokens` and `stage::blocks`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wish {
    pub mode: Mode,
    pub options: Options,
    pub is_bytes: bool,
    /// As `is_bytes`; the bytes are a marshalled tree (see `tree::export`).
    pub is_tree: bool,
    pub shows: Option<Shown>,
}

/// A stage as data, for a page that draws it. The tree and the scopes are asked for by flags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    Tokens,
    Blocks,
}

impl Wish {
    pub fn read(text: &str) -> Option<Wish> {
        let mut words = text.split(' ');
        let mode = match words.next()? {
            "exec" => Mode::Exec,
            "eval" => Mode::Eval,
            "single" => Mode::Single,
            "func_type" => Mode::FuncType,
            _ => return None,
        };
        let optimize = words.next().map_or(Some(0), |n| n.parse().ok())?;
        let flags = words.next().map_or(Some(0), |n| n.parse().ok())?;
        let what = words.next();
        let shows = match what {
            Some("tokens") => Some(Shown::Tokens),
            Some("blocks") => Some(Shown::Blocks),
            _ => None,
        };
        let (is_bytes, is_tree) = (what == Some("bytes"), what == Some("tree"));
        Some(Wish { mode, options: Options::of_flags(optimize, flags), is_bytes, is_tree, shows })
    }
}

/// As `compile_string`, or of bytes.
pub fn compile_wish(source: &str, filename: &str, wish: Wish) -> Result<Compiled, SyntaxReport> {
    if wish.is_tree {
        return compile_tree(source, filename, wish);
    }
    if let Some(shown) = wish.shows {
        let unit = match shown {
            Shown::Tokens => stage::tokens(source, filename, wish.mode)?,
            Shown::Blocks => stage::blocks(source, filename)?,
        };
        return Ok(Compiled { unit, warnings: Vec::new() });
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
    let warnings = told.into_iter().map(|(msg, pos)| SyntaxWarning::of_tree(msg, pos)).collect();
    Ok(Compiled { unit, warnings })
}

/// Marshalled code, as in the body of a `.pyc`.
pub fn compile(source: &[u8], filename: &str, mode: Mode, options: Options) -> Result<Vec<u8>, SyntaxReport> {
    compile_unit(source, filename, mode, options).map(|unit| marshal::dumps(&unit))
}

pub fn compile_unit(source: &[u8], filename: &str, mode: Mode, options: Options) -> Result<Unit, SyntaxReport> {
    let text = source::decode(source, filename)?;
    compile_file(&text, filename, mode, options).map(|compiled| compiled.unit)
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

    /// The warnings for a program that runs and compiles: see `SyntaxWarning::with_place`.
    pub fn warnings_with_places(&self, filename: &str) -> String {
        self.warnings.iter().map(|warning| warning.with_place(filename)).collect()
    }

    /// What stderr shows before the program runs.
    pub fn warning_text(&self, filename: &str, source: &str) -> String {
        self.warnings.iter().map(|warning| warning.text(filename, Some(source))).collect()
    }
}

pub fn compile_with_warnings(source: &[u8], filename: &str, mode: Mode, options: Options) -> Result<Compiled, SyntaxReport> {
    let text = source::decode(source, filename)?;
    compile_file(&text, filename, mode, options)
}

/// Compiles a text that is no file: what `exec`, `eval` and `compile` are given. CPython's tokenizer ends
/// such a text with a newline, unless it is an expression's, and no line can be read from a file for what is
/// found after parsing.
pub fn compile_string(source: &str, filename: &str, mode: Mode, options: Options) -> Result<Compiled, SyntaxReport> {
    let source = source::normalize_line_ends(source.to_owned());
    compile_text(&source, filename, mode, options).map_err(|mut report| {
        if report.is_from_tree() {
            report.text = None;
        }
        report
    })
}

pub(crate) fn compile_text(text: &str, filename: &str, mode: Mode, options: Options) -> Result<Compiled, SyntaxReport> {
    let (unit, told) = depth::with_stack(text, || {
        let parsed = front::parse(text, filename, mode, options)?;
        front::compile_tree(&parsed, text, filename, mode, options)
    })?;
    let mut warnings = warnings::of_tokens(text);
    warnings.extend(told.into_iter().map(|(msg, pos)| SyntaxWarning::of_tree(msg, pos)));
    Ok(Compiled { unit, warnings })
}

/// As `compile_text`, of a file: the line is read from there.
fn compile_file(text: &str, filename: &str, mode: Mode, options: Options) -> Result<Compiled, SyntaxReport> {
    compile_text(text, filename, mode, options).map_err(|mut report| {
        if report.is_from_parser
            && let Some(line) = report.lineno.and_then(|line| line_text(text, line))
        {
            report.text = Some(line);
        }
        report
    })
}
