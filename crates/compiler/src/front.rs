//! Text to tree: the grammar says whether it is Python, a library parses it, and then our own stages.

use ruff_python_ast::Mod;
use ruff_python_parser::{Mode as ParserMode, ParseOptions};

use crate::compile::{Mode, Options};
use crate::future;
use crate::generate::{Told, Wishes, generate};
use crate::report::SyntaxReport;
use crate::scopes::{self, Settings, Wrong};
use crate::tree::{Module, export, fold, lower};
use crate::{depth, peg};
use pyvarium_code::Unit;

/// The parser's tree, or CPython's word on why there is none. `future_flags`: those that hold without an import.
pub(crate) fn parse(text: &str, filename: &str, mode: Mode, future_flags: u32) -> Result<Mod, SyntaxReport> {
    let diamonds = peg::check(text, filename, mode, future_flags & future::BARRY_AS_BDFL != 0)?;
    depth::check(text, filename)?;
    let mut text = text.to_owned();
    for at in diamonds {
        // With Barry as BDFL; the library knows only the other spelling.
        text.replace_range(at..at + 2, "!=");
    }
    let options = ParseOptions::from(if mode == Mode::Eval { ParserMode::Expression } else { ParserMode::Module });
    match ruff_python_parser::parse(&text, options) {
        Ok(parsed) => Ok(parsed.into_syntax()),
        Err(error) => {
            let before = text.get(..error.location.start().to_usize()).unwrap_or_default();
            let line = 1 + before.matches('\n').count() as u32;
            Err(SyntaxReport::not_supported(format!("a program that only CPython can parse ({})", error.error), line, filename))
        }
    }
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
