//! `from __future__ import`. CPython: Python/future.c.

use crate::scopes::{Wrong, wrong};
use crate::tree::{Module, StmtKind, docstring};

pub(crate) const BARRY_AS_BDFL: u32 = 0x40_0000;
pub(crate) const ANNOTATIONS: u32 = 0x100_0000;
/// Features that are no choice any more.
const OLD: &[&str] = &[
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "generator_stop",
];

pub(crate) struct Features {
    /// Bits of co_flags.
    pub flags: u32,
    /// Where the last import of them ends: line and column.
    pub end: (i32, i32),
}

pub(crate) fn features(module: &Module) -> Result<Features, Wrong> {
    let mut found = Features { flags: 0, end: (-1, -1) };
    let body = match module {
        Module::Statements(body) | Module::Interactive(body) => body,
        Module::Expression(_) | Module::Signature(_) => return Ok(found),
    };
    for s in body.iter().skip(usize::from(docstring(body).is_some())) {
        let StmtKind::ImportFrom { module: Some(name), names, level: 0 } = &s.kind else { break };
        if name.as_ref() != "__future__" {
            break;
        }
        for alias in names {
            match alias.name.as_ref() {
                "annotations" => found.flags |= ANNOTATIONS,
                "barry_as_FLUFL" => found.flags |= BARRY_AS_BDFL,
                "braces" => return wrong("not a chance", alias.pos),
                old if OLD.contains(&old) => {}
                other => return wrong(format!("future feature {other} is not defined"), alias.pos),
            }
        }
        found.end = (s.pos.end_line, s.pos.end_col);
    }
    Ok(found)
}
