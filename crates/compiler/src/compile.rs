//! One source text to one code object.

use pyvarium_code::{Unit, marshal};
use rustpython_compiler::CompileOpts;
use rustpython_compiler_core::Mode as LibraryMode;

use crate::report::SyntaxReport;
use crate::scan::BadIndentation;
use crate::{convert, depth, source};

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
}

/// The library has a limit of its own; `depth` refuses long before it.
pub(crate) const MAX_TREE_DEPTH: usize = 10_000;

/// Marshalled code, as in the body of a `.pyc`.
pub fn compile(
    source: &[u8],
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Vec<u8>, SyntaxReport> {
    compile_unit(source, filename, mode, options).map(|unit| marshal::dumps(&unit))
}

pub fn compile_unit(
    source: &[u8],
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Unit, SyntaxReport> {
    let text = source::decode(source, filename)?;
    compile_text(&text, filename, mode, options)
}

pub(crate) fn compile_text(
    text: &str,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Unit, SyntaxReport> {
    let bad_indentation = depth::check(text, filename)?;
    let library_mode = match mode {
        Mode::Exec => LibraryMode::Exec,
        Mode::Eval => LibraryMode::Eval,
        Mode::Single => LibraryMode::Single,
    };
    let opts = CompileOpts {
        optimize: options.optimize,
        recursion_limit: MAX_TREE_DEPTH,
        ..CompileOpts::default()
    };
    let compiled = rustpython_compiler::compile(text, library_mode, filename, opts);
    let report = compiled
        .as_ref()
        .err()
        .map(|error| SyntaxReport::from_library(error, text, filename));
    if let Some(report) = worst(report, bad_indentation, text, filename) {
        return Err(report);
    }
    match compiled {
        Ok(code) => convert::unit(&code)
            .map_err(|what| SyntaxReport::without_place("NotSupported", what.to_owned(), filename)),
        Err(error) => Err(SyntaxReport::from_library(&error, text, filename)),
    }
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
    if report
        .as_ref()
        .and_then(|report| report.lineno)
        .is_some_and(|line| line < bad.line())
    {
        return report;
    }
    Some(SyntaxReport::bad_indentation(bad, text, filename))
}
