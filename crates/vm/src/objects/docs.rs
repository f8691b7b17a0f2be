//! `__doc__` and `__text_signature__` of natives, as the reference prints them. `docs.tsv` has a line for each
//! that has any: what it is, its signature, `=` and its text (tabs, line ends and backslashes escaped).
//!
//! What it is: `list.append`, `builtins.abs`, `type list`, or `slot __repr__` for the wrappers of all types.

use std::collections::BTreeMap;

use crate::native::TypeId;
use crate::stop::{Flow, Res};
use crate::tables::{EntryKind, FnEntry};
use crate::vm::Vm;

/// Signature and text by what it is.
pub struct Docs(BTreeMap<&'static str, (&'static str, &'static str)>);

impl Docs {
    pub fn read() -> Docs {
        let lines = include_str!("docs.tsv").lines();
        let parts = |line: &'static str| {
            let (what, rest) = line.split_once('\t')?;
            Some((what, rest.split_once('\t')?))
        };
        Docs(lines.filter_map(parts).collect())
    }

    pub fn text(&self, what: &str) -> Option<String> {
        let (_, text) = self.0.get(what)?;
        Some(unescaped(text.strip_prefix('=')?))
    }

    pub fn signature(&self, what: &str) -> Option<String> {
        self.0.get(what).map(|(signature, _)| unescaped(signature)).filter(|s| !s.is_empty())
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

impl Vm {
    /// The line's key of a native function.
    fn doc_key(&self, entry: &FnEntry) -> String {
        match (entry.kind, entry.owner) {
            (EntryKind::Wrapper(..) | EntryKind::New, Some(owner)) => {
                let own = format!("{}.{}", self.tables.type_def(owner).map_or("", |d| d.name), entry.name);
                if self.tables.docs.0.contains_key(own.as_str()) { own } else { format!("slot {}", entry.name) }
            }
            (_, Some(owner)) => format!("{}.{}", self.tables.type_def(owner).map_or("", |d| d.name), entry.name),
            (_, None) if entry.qualname.contains('.') => entry.qualname.clone(),
            (_, None) => format!("builtins.{}", entry.name),
        }
    }

    pub(crate) fn native_doc(&mut self, entry: &FnEntry) -> Res {
        match self.tables.docs.text(&self.doc_key(entry)) {
            Some(text) => Ok(Flow::Value(self.new_str(&text))),
            None => self.none_flow(),
        }
    }

    pub(crate) fn native_signature(&mut self, entry: &FnEntry) -> Res {
        match self.tables.docs.signature(&self.doc_key(entry)) {
            Some(text) => Ok(Flow::Value(self.new_str(&text))),
            None => self.none_flow(),
        }
    }

    /// tp_doc of a native type.
    pub(crate) fn native_type_doc(&self, id: TypeId) -> Option<String> {
        let def = self.tables.type_def(id)?;
        def.doc.map(str::to_owned).or_else(|| self.tables.docs.text(&format!("type {}", def.name)))
    }

    pub(crate) fn native_type_signature(&self, ty: pyvarium_heap::Ref) -> Option<String> {
        let t = self.heap.as_type(ty).filter(|t| !t.has(pyvarium_heap::types::flags::HEAPTYPE))?;
        let def = self.tables.types.get(t.def as usize)?;
        self.tables.docs.signature(&format!("type {}", def.name))
    }
}
