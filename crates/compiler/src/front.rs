//! Text to tree: what the parser finds, worded by the library that knows CPython's errors; and then our own stages.

use ruff_python_ast::Mod;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{Mode as ParserMode, ParseError, ParseErrorType, ParseOptions};
use ruff_source_file::SourceFileBuilder;
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustpython_compiler::{CompileError, leading_byte_order_mark_error, long_decimal_integer_literal_error};
use rustpython_compiler::{pre_parse_source_error, prepare_barry_as_flufl_source, unsupported_grammar_error};
use rustpython_compiler_core::Mode as LibraryMode;

use crate::compile::{Mode, Options};
use crate::future;
use crate::generate::{Told, Wishes, generate};
use crate::report::SyntaxReport;
use crate::scopes::{self, Settings, Wrong};
use crate::tree::{Module, export, fold, lower};
use pyvarium_code::Unit;

/// CPython: sys.int_info.default_max_str_digits.
const MAX_STR_DIGITS: usize = 4300;
/// CPython: Parser/lexer/state.h, MAXFSTRINGLEVEL.
const MAX_TEMPLATES: i32 = 150;

fn library_mode(mode: Mode) -> LibraryMode {
    match mode {
        Mode::Exec => LibraryMode::Exec,
        Mode::Eval => LibraryMode::Eval,
        Mode::Single => LibraryMode::Single,
    }
}

/// The quote of the first f- or t-string that stands in too many others.
fn deepest_template(tokens: &[Token]) -> Option<TextRange> {
    let mut depth = 0;
    for token in tokens {
        match token.kind() {
            TokenKind::FStringStart | TokenKind::TStringStart => depth += 1,
            TokenKind::FStringEnd | TokenKind::TStringEnd => depth -= 1,
            _ => {}
        }
        if depth >= MAX_TEMPLATES {
            let quote = token.range().end() - TextSize::from(1);
            return Some(TextRange::new(quote, quote));
        }
    }
    None
}

/// The parser's tree, or CPython's word on why there is none.
pub(crate) fn parse(text: &str, filename: &str, mode: Mode) -> Result<Mod, CompileError> {
    let options = ParseOptions::from(if mode == Mode::Eval { ParserMode::Expression } else { ParserMode::Module });
    let file = SourceFileBuilder::new(filename, text).finish();
    let barry = prepare_barry_as_flufl_source(text, options.clone(), false);
    pre_parse_source_error(&file)?;
    let parsed = ruff_python_parser::parse(barry.source(), options);
    if let Some(error) = barry.diagnostic(parsed.as_ref().err(), &file) {
        return Err(error);
    }
    let parsed = parsed.map_err(|error| CompileError::from_ruff_parse_error(error, &file, library_mode(mode)))?;
    if let Some(range) = deepest_template(parsed.tokens()) {
        let error = ParseErrorType::OtherError("too many nested f-strings or t-strings".to_owned());
        return Err(CompileError::from_ruff_parse_error(ParseError { error, location: range }, &file, library_mode(mode)));
    }
    if let Some(error) = leading_byte_order_mark_error(&file) {
        return Err(error);
    }
    if let Some(error) = long_decimal_integer_literal_error(&file, parsed.tokens(), MAX_STR_DIGITS) {
        return Err(error);
    }
    let tree = parsed.into_syntax();
    if let Some(error) = unsupported_grammar_error(&tree, &file) {
        return Err(error);
    }
    Ok(tree)
}

/// Our stages on the parser's tree.
pub(crate) fn compile_tree(
    tree: &Mod,
    text: &str,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<(Unit, Vec<Told>), SyntaxReport> {
    let lowered = lower::module(tree, text, mode == Mode::Single);
    let mut module = lowered.map_err(|wrong| SyntaxReport::of_tree(&wrong, text, filename))?;
    compile_module(&mut module, text, filename, options)
}

pub(crate) fn compile_module(module: &mut Module, text: &str, filename: &str, options: Options) -> Result<(Unit, Vec<Told>), SyntaxReport> {
    let report = |wrong: Wrong| SyntaxReport::of_tree(&wrong, text, filename);
    if options.only_tree {
        return Ok((export::export(module), Vec::new()));
    }
    let found = future::features(module).map_err(report)?;
    let flags = found.flags | options.future_flags;
    let future_annotations = flags & future::ANNOTATIONS != 0;
    let settings = Settings { future_annotations, top_level_await: options.top_level_await, future_end: found.end };
    if options.only_table {
        let table = scopes::build(module, settings).map_err(report)?;
        return Ok((scopes::export(&table), Vec::new()));
    }
    let mut told = fold::fold(module, options.optimize, future_annotations);
    let wishes = Wishes { optimize: options.optimize, settings, flags };
    let (unit, more) = generate(module, filename, wishes).map_err(report)?;
    told.extend(more);
    Ok((unit, told))
}
