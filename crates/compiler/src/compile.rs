//! One source text to one code object.

use pyvarium_code::{Unit, marshal};
use rustpython_compiler::CompileOpts;
use rustpython_compiler_core::Mode as LibraryMode;

use crate::report::SyntaxReport;
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
    depth::check(text, filename)?;
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
    // CPython strips leading blanks of an expression. CPython: Python/bltinmodule.c, builtin_eval.
    match rustpython_compiler::compile(text, library_mode, filename, opts) {
        Ok(code) => convert::unit(&code)
            .map_err(|what| SyntaxReport::without_place("NotSupported", what.to_owned(), filename)),
        Err(error) => Err(SyntaxReport::from_library(&error, text, filename)),
    }
}
