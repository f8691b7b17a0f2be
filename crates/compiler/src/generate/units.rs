//! Code units: entering and leaving scopes, qualified names, flags. CPython: Python/compile.c.

use pyvarium_code::{ConstId, Opcode as O};

use super::{CodeUnit, Done, Generator, Indexed, ScopeKind};
use crate::flow::{Loc, Metadata, NO_LOCATION, Op, Sequence, assemble};
use crate::scopes::{Block, DEF_COMP_CELL, DEF_FREE_CLASS, Key, Scope, Wrong, mangle, scope_of, wrong};
use crate::tree::Name;

const CO_OPTIMIZED: u32 = 1;
const CO_NEWLOCALS: u32 = 2;
const CO_VARARGS: u32 = 4;
const CO_VARKEYWORDS: u32 = 8;
const CO_NESTED: u32 = 16;
const CO_GENERATOR: u32 = 32;
const CO_COROUTINE: u32 = 128;
const CO_ASYNC_GENERATOR: u32 = 512;
const CO_HAS_DOCSTRING: u32 = 0x400_0000;
const CO_METHOD: u32 = 0x800_0000;

/// Number of arguments, of positional-only and of keyword-only ones.
pub(super) type ArgCounts = (usize, usize, usize);

/// Names of a block that have the scope or the flag, sorted.
fn names_with(block: &Block, scope: Scope, flag: u32) -> Vec<Name> {
    let mut list: Vec<Name> =
        block.symbols.iter().filter(|(_, symbol)| scope_of(*symbol) == scope || symbol & flag != 0).map(|(n, _)| n.clone()).collect();
    list.sort();
    list
}

impl<'a> Generator<'a> {
    pub(super) fn enter_scope(
        &mut self,
        name: &str,
        kind: ScopeKind,
        key: Key,
        line: i32,
        private: Option<&Name>,
        counts: ArgCounts,
    ) -> Done {
        let Some(index) = self.table.by_node.get(&key).copied() else {
            return wrong("internal error: a scope without symbols", Loc { line, ..Loc::default() });
        };
        let block = &self.table.blocks[index];
        let mut cellvars = names_with(block, Scope::Cell, DEF_COMP_CELL);
        let implicit = [
            (block.needs_class_closure, "__class__"),
            (block.needs_classdict, "__classdict__"),
            (block.has_conditional_annotations, "__conditional_annotations__"),
        ];
        for (is_needed, name) in implicit {
            if is_needed && !cellvars.iter().any(|n| n.as_ref() == name) {
                cellvars.push(name.into());
            }
        }
        let freevars = names_with(block, Scope::Free, DEF_FREE_CLASS);
        let mut meta = Metadata {
            name: name.to_owned(),
            n_args: counts.0 as u32,
            n_posonly: counts.1 as u32,
            n_kwonly: counts.2 as u32,
            firstlineno: line,
            n_params: block.varnames.len(),
            flags: self.flags_of(block),
            ..Metadata::default()
        };
        meta.qualname = self.qualname(name, kind);
        let unit = CodeUnit {
            kind,
            block: index,
            private: private.cloned().or_else(|| self.units.last().and_then(|u| u.private.clone())),
            varnames: Indexed::of(self.table.blocks[index].varnames.clone()),
            cellvars: Indexed::of(cellvars),
            freevars: Indexed::of(freevars),
            names: Indexed::default(),
            meta,
            consts: Default::default(),
            fast_hidden: Default::default(),
            sequence: Sequence::default(),
            stash: None,
            frames: Vec::new(),
            n_inlined: 0,
            static_attributes: Default::default(),
            deferred: Vec::new(),
            n_conditional: 0,
            next_conditional: 0,
        };
        self.units.push(unit);
        let is_module = kind == ScopeKind::Module;
        let loc = Loc { line: if is_module { 0 } else { line }, col: 0, end_line: line, end_col: 0 };
        self.emit(O::Resume, 0, loc);
        if is_module {
            self.op(Op::AnnotationsPlaceholder, loc);
        }
        Ok(())
    }

    fn flags_of(&self, block: &Block) -> u32 {
        let mut flags = self.wishes.flags;
        if !block.is_function_like() {
            return flags;
        }
        flags |= CO_NEWLOCALS | CO_OPTIMIZED;
        let sets = [
            (block.nested, CO_NESTED),
            (block.generator && !block.coroutine, CO_GENERATOR),
            (block.generator && block.coroutine, CO_ASYNC_GENERATOR),
            (!block.generator && block.coroutine, CO_COROUTINE),
            (block.varargs, CO_VARARGS),
            (block.varkeywords, CO_VARKEYWORDS),
            (block.has_docstring, CO_HAS_DOCSTRING),
            (block.method, CO_METHOD),
        ];
        for (is_set, flag) in sets {
            if is_set {
                flags |= flag;
            }
        }
        flags
    }

    /// CPython: compiler_set_qualname. The units are those around the new one.
    fn qualname(&self, name: &str, kind: ScopeKind) -> String {
        let n = self.units.len();
        if n < 2 {
            return name.to_owned();
        }
        let mut parent = &self.units[n - 1];
        if parent.kind == ScopeKind::Annotations {
            // A scope of type parameters is passed over.
            if n == 2 {
                return name.to_owned();
            }
            parent = &self.units[n - 2];
        }
        if matches!(kind, ScopeKind::Function | ScopeKind::AsyncFunction | ScopeKind::Class) {
            let mangled = mangle(parent.private.as_ref(), &name.into());
            if self.table.blocks[parent.block].scope(&mangled) == Scope::GlobalExplicit {
                return name.to_owned();
            }
        }
        let base = &parent.meta.qualname;
        match parent.kind {
            ScopeKind::Function | ScopeKind::AsyncFunction | ScopeKind::Lambda => format!("{base}.<locals>.{name}"),
            _ => format!("{base}.{name}"),
        }
    }

    /// The unit's code object; the unit around it is written on.
    pub(super) fn finish_unit(&mut self, adds_none: bool) -> Result<ConstId, Wrong> {
        if adds_none {
            self.load_none(NO_LOCATION);
        }
        self.op(O::ReturnValue, NO_LOCATION);
        let Some(unit) = self.units.pop() else { return wrong("internal error: no code unit", NO_LOCATION) };
        let block = &self.table.blocks[unit.block];
        let is_top_coroutine = unit.kind == ScopeKind::Module && block.coroutine;
        let mut meta = unit.meta;
        if is_top_coroutine {
            meta.flags |= CO_COROUTINE;
        }
        meta.names = unit.names.list;
        meta.varnames = unit.varnames.list;
        meta.cellvars = unit.cellvars.list;
        meta.freevars = unit.freevars.list;
        meta.hidden = unit.fast_hidden.into_keys().collect();
        let name = meta.name.clone();
        match assemble(meta, &unit.sequence, self.filename, &mut self.pool) {
            Some(code) => Ok(self.pool.code(code)),
            None => wrong(format!("internal error: the blocks of {name} disagree about the stack"), NO_LOCATION),
        }
    }

    /// Code that only the unit's own variables know by another name: `.format` is shown as `format`.
    pub(super) fn rename_format(&mut self, code: ConstId) -> ConstId {
        let Some(mut object) = self.pool.unit.code(code).cloned() else { return code };
        let mut names = self.pool.unit.tuple(object.co_localsplusnames).unwrap_or_default().to_vec();
        if let Some(first) = names.first_mut() {
            *first = self.pool.name("format");
        }
        object.co_localsplusnames = self.pool.own_tuple(names);
        self.pool.code(object)
    }
}
