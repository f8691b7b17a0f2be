//! What stands between a text and its code, to be looked at: `pyvarium dis --stage`.

use crate::compile::{Mode, Options};
use pyvarium_code::Unit;
use pyvarium_code::unit::{Const, ConstId};

use crate::generate::{self, Wishes};
use crate::report::SyntaxReport;
use crate::scopes::{self, Settings};
use crate::tree::{fold, lower};
use crate::{front, future, peg, source};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// As parsed.
    Tree,
    /// `__debug__` and formats by `%` resolved; what is constant folds in `flow`.
    Folded,
    /// The blocks and the flags of their names.
    Scopes,
    /// The basic blocks of each code unit, after the optimizer.
    Blocks,
}

/// The stage's data as Rust shows it.
pub fn show(text: &[u8], filename: &str, stage: Stage) -> Result<String, SyntaxReport> {
    let options = Options::default();
    let text = source::decode(text, filename)?;
    let parsed = front::parse(&text, filename, Mode::Exec, options)?;
    let report = |wrong| SyntaxReport::of_tree(&wrong, &text, filename);
    let mut module = lower::module(&parsed.tree, &text, Mode::Exec).map_err(report)?;
    if stage == Stage::Tree {
        return Ok(format!("{module:#?}\n"));
    }
    let found = future::features(&module).map_err(report)?;
    let future_annotations = found.flags & future::ANNOTATIONS != 0;
    fold::fold(&mut module, options.optimize, future_annotations);
    if stage == Stage::Folded {
        return Ok(format!("{module:#?}\n"));
    }
    let settings = Settings { future_annotations, top_level_await: false, future_end: found.end };
    if stage == Stage::Blocks {
        let wishes = Wishes { optimize: options.optimize, settings, flags: found.flags };
        return Ok(generate::blocks(&module, filename, wishes).map_err(report)?.concat());
    }
    let table = scopes::build(&module, settings).map_err(report)?;
    Ok(table.blocks.iter().map(|block| format!("{block:#?}\n")).collect())
}

fn add(unit: &mut Unit, value: Const) -> ConstId {
    unit.objects.push(value);
    ConstId(unit.objects.len() as u32 - 1)
}

fn text(unit: &mut Unit, text: &str) -> ConstId {
    add(unit, Const::Str { wtf8: text.as_bytes().to_vec(), interned: false })
}

/// A list of tuples: the kind as `tokenize` names it, the text, and its place (line, column, end line, end column; bytes).
pub(crate) fn tokens(source: &str, filename: &str, mode: Mode) -> Result<Unit, SyntaxReport> {
    let mut unit = Unit { objects: Vec::new(), root: ConstId(0) };
    let mut items = Vec::new();
    for (kind, words, place) in peg::tokens(source, filename, mode)? {
        let mut parts = vec![text(&mut unit, kind), text(&mut unit, &words)];
        parts.extend(place.map(|n| add(&mut unit, Const::Int(n))));
        items.push(add(&mut unit, Const::Tuple(parts)));
    }
    unit.root = add(&mut unit, Const::List(items));
    Ok(unit)
}

/// A list of texts, one a code unit (see `flow::show`), inner ones first.
pub(crate) fn blocks(source: &str, filename: &str) -> Result<Unit, SyntaxReport> {
    let options = Options::default();
    let parsed = front::parse(source, filename, Mode::Exec, options)?;
    let report = |wrong| SyntaxReport::of_tree(&wrong, source, filename);
    let mut module = lower::module(&parsed.tree, source, Mode::Exec).map_err(report)?;
    let found = future::features(&module).map_err(report)?;
    let future_annotations = found.flags & future::ANNOTATIONS != 0;
    fold::fold(&mut module, options.optimize, future_annotations);
    let settings = Settings { future_annotations, top_level_await: false, future_end: found.end };
    let wishes = Wishes { optimize: options.optimize, settings, flags: found.flags };
    let mut unit = Unit { objects: Vec::new(), root: ConstId(0) };
    let all = generate::blocks(&module, filename, wishes).map_err(report)?;
    let items = all.iter().map(|words| text(&mut unit, words)).collect();
    unit.root = add(&mut unit, Const::List(items));
    Ok(unit)
}
