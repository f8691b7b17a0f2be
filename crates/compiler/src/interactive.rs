//! What 3.14's own REPL does with an input: parse it whole, then compile each statement by itself, all but the
//! last in `exec` mode and the last in `single` mode. So `a = 257; b = 257` makes two objects there and one in
//! a script. CPython: Lib/_pyrepl/console.py, InteractiveColoredConsole.runsource.

use pyvarium_code::{Unit, marshal};
use ruff_python_ast::{AtomicNodeIndex, Mod, ModModule, Stmt};
use ruff_python_parser::{Mode as ParserMode, ParseOptions};
use ruff_source_file::{SourceFileBuilder, SourceLocation};
use ruff_text_size::Ranged;
use rustpython_codegen::compile::compile_top_with_syntax_warning_handler;
use rustpython_compiler::{CompileError, CompileOpts};
use rustpython_compiler_core::Mode as LibraryMode;
use rustpython_compiler_core::bytecode::CodeFlags;

use crate::compile::{MAX_TREE_DEPTH, worst};
use crate::report::SyntaxReport;
use crate::warnings::SyntaxWarning;
use crate::{convert, depth, source, warnings};

/// One statement of an input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Counted from 1.
    pub line: u32,
    pub source: String,
}

/// What the REPL runs for one input, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Interactive {
    /// What stderr shows before the first of them runs.
    pub warnings: Vec<SyntaxWarning>,
    /// One marshalled code object a statement.
    pub codes: Vec<Vec<u8>>,
    /// What stderr shows before the statement of that index runs.
    pub code_warnings: Vec<Vec<SyntaxWarning>>,
    /// The REPL compiles a statement only after running those before it, so with an error in the second
    /// one the first has run.
    pub error: Option<SyntaxReport>,
}

/// `filename`: `<python-input-0>` for the first input of a session, and so on.
pub fn compile_interactive(input: &str, filename: &str) -> Interactive {
    let input = source::normalize_line_ends(input.to_owned());
    let mut done = Interactive::default();
    let body = match parse(&input, filename) {
        Ok(body) => body,
        Err(report) => {
            done.error = Some(report);
            return done;
        }
    };
    done.warnings = warnings::of_tokens(&input);
    let mut future_features = CodeFlags::empty();
    let n_statements = body.len();
    for (i, statement) in body.into_iter().enumerate() {
        let mode = if i + 1 == n_statements { LibraryMode::Single } else { LibraryMode::Exec };
        match one(statement, &input, filename, mode, &mut future_features) {
            Ok((unit, warnings)) => {
                done.codes.push(marshal::dumps(&unit));
                done.code_warnings.push(warnings);
            }
            Err(report) => {
                done.error = Some(report);
                break;
            }
        }
    }
    done
}

fn one(
    statement: Stmt,
    input: &str,
    filename: &str,
    mode: LibraryMode,
    future_features: &mut CodeFlags,
) -> Result<(Unit, Vec<SyntaxWarning>), SyntaxReport> {
    let module = ModModule {
        node_index: AtomicNodeIndex::default(),
        range: statement.range(),
        body: [statement].into_iter().collect(),
        runtime_body: None,
    };
    let opts = CompileOpts { recursion_limit: MAX_TREE_DEPTH, future_features: *future_features, ..CompileOpts::default() };
    let file = SourceFileBuilder::new(filename, input).finish();
    let mut warnings = Vec::new();
    let compiled = {
        let mut tell = |place: SourceLocation, msg: String| {
            warnings.push(SyntaxWarning { msg, lineno: place.line.get() as u32 });
            Ok(())
        };
        compile_top_with_syntax_warning_handler(Mod::Module(module), file, mode, opts, Some(&mut tell))
    };
    let code = compiled.map_err(|error| SyntaxReport::from_library(&CompileError::from(error), input, filename))?;
    // CPython: Lib/codeop.py, Compile remembers them for later statements.
    *future_features |= code.flags & CodeFlags::FUTURE_MASK;
    let unit = convert::unit(&code).map_err(|what| SyntaxReport::not_supported(what.to_owned(), 1, filename))?;
    Ok((unit, warnings))
}

/// The statements, for a page that shows how the REPL cuts an input.
pub fn split_interactive(input: &str) -> Result<Vec<Statement>, SyntaxReport> {
    let input = source::normalize_line_ends(input.to_owned());
    let body = parse(&input, "<input>")?;
    let statement = |statement: &Stmt| {
        let range = statement.range();
        let before = input.get(..range.start().to_usize()).unwrap_or_default();
        Statement {
            line: 1 + before.matches('\n').count() as u32,
            source: input.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default().to_owned(),
        }
    };
    Ok(body.iter().map(statement).collect())
}

fn parse(input: &str, filename: &str) -> Result<Vec<Stmt>, SyntaxReport> {
    let bad_indentation = depth::check(input, filename)?;
    // The library's compile words parse errors; what its code generator finds is met again, statement by
    // statement.
    let opts = CompileOpts { recursion_limit: MAX_TREE_DEPTH, ..CompileOpts::default() };
    let report = match rustpython_compiler::compile(input, LibraryMode::Exec, filename, opts) {
        Err(error @ CompileError::Parse(_)) => Some(SyntaxReport::from_library(&error, input, filename)),
        Err(CompileError::Codegen(_)) | Ok(_) => None,
    };
    if let Some(report) = worst(report, bad_indentation, input, filename) {
        return Err(report);
    }
    match ruff_python_parser::parse(input, ParseOptions::from(ParserMode::Module)).map(|parsed| parsed.into_syntax()) {
        Ok(Mod::Module(module)) => Ok(module.body.into_iter().collect()),
        Ok(Mod::Expression(_)) => Ok(Vec::new()),
        Err(error) => Err(SyntaxReport::without_place("SyntaxError", error.to_string(), filename)),
    }
}
