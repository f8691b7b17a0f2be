//! Text to tree: the grammar says whether it is Python, a library parses it, and then our own stages.

use ruff_python_ast::{AtomicNodeIndex, Mod, ModModule};
use ruff_python_parser::{Mode as ParserMode, ParseOptions};
use ruff_text_size::TextRange;

use crate::compile::{Mode, Options};
use crate::depth;
use crate::future;
use crate::generate::{Told, Wishes, generate};
use crate::peg::{self, Taken};
use crate::report::SyntaxReport;
use crate::scopes::{self, Settings, Wrong};
use crate::tree::{Module, export, fold, lower};
use pyvarium_code::Unit;

/// Trees that programs get are made of objects by a machine that recurses.
const MAX_TREE: usize = 280;

/// What the library made of a text, and what was seen besides.
pub(crate) struct Parsed {
    pub tree: Mod,
    pub taken: Taken,
    pub chain: usize,
}

/// The parser's tree, or CPython's word on why there is none.
pub(crate) fn parse(text: &str, filename: &str, mode: Mode, options: Options) -> Result<Parsed, SyntaxReport> {
    let taken = peg::check(text, filename, mode, options)?;
    let depth = depth::check(text, filename)?;
    if options.only_tree && depth.chain.max(depth.levels) > MAX_TREE {
        let what = format!("the tree of an expression nested {} levels deep", depth.chain.max(depth.levels));
        return Err(SyntaxReport::not_supported(what, 1, filename));
    }
    let mut text = text.to_owned();
    for at in &taken.diamonds {
        // With Barry as BDFL; the library knows only the other spelling.
        text.replace_range(*at..*at + 2, "!=");
    }
    let is_expression = matches!(mode, Mode::Eval | Mode::FuncType);
    let options = ParseOptions::from(if is_expression { ParserMode::Expression } else { ParserMode::Module });
    if mode == Mode::FuncType {
        // A tuple of the types of the parameters and of the result: as long as the signature.
        text = signature_text(&text, &taken.signature);
    }
    match ruff_python_parser::parse(&text, options) {
        Ok(parsed) => Ok(Parsed { tree: parsed.into_syntax(), taken, chain: depth.chain }),
        Err(error) => {
            let before = text.get(..error.location.start().to_usize()).unwrap_or_default();
            let line = 1 + before.matches('\n').count() as u32;
            Err(SyntaxReport::not_supported(format!("a program that only CPython can parse ({})", error.error), line, filename))
        }
    }
}

/// The parts of a signature in their places, parted by commas in brackets.
fn signature_text(text: &str, parts: &[[(u32, i32); 2]]) -> String {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let at = |(line, col): (u32, i32)| starts.get(line as usize - 1).copied().unwrap_or(0) + col as usize;
    let mut out: Vec<u8> = text.bytes().map(|b| if b == b'\n' { b } else { b' ' }).collect();
    out.push(b' ');
    for [from, to] in parts {
        let range = at(*from)..at(*to);
        if let (Some(into), Some(part)) = (out.get_mut(range.clone()), text.as_bytes().get(range.clone())) {
            into.copy_from_slice(part);
        }
        if let Some(behind) = out.get_mut(range.end) {
            *behind = b',';
        }
    }
    if let Some(first) = out.first_mut() {
        *first = b'(';
    }
    out.push(b')');
    String::from_utf8_lossy(&out).into_owned()
}

impl Drop for Parsed {
    fn drop(&mut self) {
        if self.chain > depth::LONG_CHAIN {
            let nothing =
                ModModule { node_index: AtomicNodeIndex::default(), range: TextRange::default(), body: [].into(), runtime_body: None };
            std::mem::forget(std::mem::replace(&mut self.tree, Mod::Module(nothing)));
        }
    }
}

/// Our stages on the parser's tree.
pub(crate) fn compile_tree(
    parsed: &Parsed,
    text: &str,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<(Unit, Vec<Told>), SyntaxReport> {
    let lowered = lower::module(&parsed.tree, text, mode);
    let mut module = lowered.map_err(|wrong| SyntaxReport::of_tree(&wrong, text, filename))?;
    if parsed.chain > depth::LONG_CHAIN {
        // To let go of a long chain would recurse along it.
        let mut module = std::mem::ManuallyDrop::new(module);
        return compile_module(&mut module, text, filename, options);
    }
    if options.only_tree && !options.optimized_tree {
        return Ok((export::export(&module, &parsed.taken), Vec::new()));
    }
    if options.only_tree {
        let report = |wrong: Wrong| SyntaxReport::of_tree(&wrong, text, filename);
        let found = future::features(&module).map_err(report)?;
        let future_annotations = (found.flags | options.future_flags) & future::ANNOTATIONS != 0;
        let told = fold::fold(&mut module, options.optimize, future_annotations);
        return Ok((export::export(&module, &parsed.taken), told));
    }
    compile_module(&mut module, text, filename, options)
}

pub(crate) fn compile_module(module: &mut Module, text: &str, filename: &str, options: Options) -> Result<(Unit, Vec<Told>), SyntaxReport> {
    let report = |wrong: Wrong| SyntaxReport::of_tree(&wrong, text, filename);
    if options.only_tree {
        return Ok((export::export(module, &Taken::default()), Vec::new()));
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
