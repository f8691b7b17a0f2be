//! What stands between a text and its code, to be looked at: `pyvarium dis --stage`.

use crate::compile::{Mode, Options};
use crate::report::SyntaxReport;
use crate::scopes::{self, Settings};
use crate::tree::{fold, lower};
use crate::{front, future, source};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// As parsed.
    Tree,
    /// `__debug__` and formats by `%` resolved; what is constant folds in `flow`.
    Folded,
    /// The blocks and the flags of their names.
    Scopes,
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
    let table = scopes::build(&module, settings).map_err(report)?;
    Ok(table.blocks.iter().map(|block| format!("{block:#?}\n")).collect())
}
