//! The symbol table: which scopes there are, and what each name is in each of them.
//!
//! CPython: Python/symtable.c. `build` collects facts from the tree, `analyze` decides.

mod analyze;
mod build;
mod build_expr;
mod export;

use std::collections::{HashMap, HashSet};

use crate::tree::{Name, NodeId, Pos};

pub(crate) use build::{Settings, build};
pub(crate) use export::export;

/// What is wrong with a program whose tree is right.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Wrong {
    pub msg: String,
    pub pos: Pos,
}

pub(crate) fn wrong<T>(msg: impl Into<String>, pos: Pos) -> Result<T, Wrong> {
    Err(Wrong { msg: msg.into(), pos })
}

pub(crate) const DEF_GLOBAL: u32 = 1;
pub(crate) const DEF_LOCAL: u32 = 2;
pub(crate) const DEF_PARAM: u32 = 4;
pub(crate) const DEF_NONLOCAL: u32 = 8;
pub(crate) const USE: u32 = 16;
pub(crate) const DEF_FREE_CLASS: u32 = 64;
pub(crate) const DEF_IMPORT: u32 = 128;
pub(crate) const DEF_ANNOT: u32 = 256;
pub(crate) const DEF_COMP_ITER: u32 = 512;
pub(crate) const DEF_TYPE_PARAM: u32 = 1024;
pub(crate) const DEF_COMP_CELL: u32 = 2048;
pub(crate) const DEF_BOUND: u32 = DEF_LOCAL | DEF_PARAM | DEF_IMPORT | DEF_TYPE_PARAM;
const SCOPE_OFFSET: u32 = 12;
const FLAGS: u32 = (1 << SCOPE_OFFSET) - 1;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    Unknown,
    Local,
    GlobalExplicit,
    GlobalImplicit,
    Free,
    Cell,
}

/// A symbol's flags, with its scope above them.
pub(crate) fn scope_of(symbol: u32) -> Scope {
    match symbol >> SCOPE_OFFSET {
        1 => Scope::Local,
        2 => Scope::GlobalExplicit,
        3 => Scope::GlobalImplicit,
        4 => Scope::Free,
        5 => Scope::Cell,
        _ => Scope::Unknown,
    }
}

fn with_scope(flags: u32, scope: Scope) -> u32 {
    flags | (scope as u32) << SCOPE_OFFSET
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BlockKind {
    Function,
    Class,
    Module,
    Annotation,
    TypeVariable,
    TypeAlias,
    TypeParameters,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Comprehended {
    No,
    List,
    Dict,
    Set,
    Generator,
}

/// Names in the order of their first mention.
#[derive(Clone, Default, Debug)]
pub(crate) struct Symbols {
    order: Vec<Name>,
    flags: HashMap<Name, u32>,
}

impl Symbols {
    pub fn get(&self, name: &str) -> Option<u32> {
        self.flags.get(name).copied()
    }

    pub fn set(&mut self, name: &Name, flags: u32) {
        if self.flags.insert(name.clone(), flags).is_none() {
            self.order.push(name.clone());
        }
    }

    pub fn remove(&mut self, name: &str) {
        if self.flags.remove(name).is_some() {
            self.order.retain(|n| n.as_ref() != name);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Name, u32)> {
        self.order.iter().map(|name| (name, self.get(name).unwrap_or(0)))
    }
}

/// One block. CPython: struct _symtable_entry.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub kind: BlockKind,
    /// As the symtable module says it: `top`, `lambda`, `genexpr`, or the program's own.
    pub name: Name,
    pub line: i32,
    pub symbols: Symbols,
    /// Parameters.
    pub varnames: Vec<Name>,
    pub children: Vec<usize>,
    directives: Vec<(Name, Pos)>,
    pub nested: bool,
    pub generator: bool,
    pub coroutine: bool,
    pub varargs: bool,
    pub varkeywords: bool,
    pub returns_value: bool,
    pub annotations_used: bool,
    pub comprehension: Comprehended,
    pub comp_inlined: bool,
    comp_iter_target: bool,
    comp_iter_expr: u32,
    pub can_see_class_scope: bool,
    pub needs_class_closure: bool,
    pub needs_classdict: bool,
    pub has_conditional_annotations: bool,
    in_conditional_block: bool,
    in_unevaluated_annotation: bool,
    pub annotation_block: Option<usize>,
    pub has_docstring: bool,
    pub method: bool,
    /// In a generic class's type parameters only these are mangled.
    pub mangled_names: Option<HashSet<Name>>,
    scope_info: Option<&'static str>,
}

impl Block {
    pub fn is_function_like(&self) -> bool {
        !matches!(self.kind, BlockKind::Module | BlockKind::Class)
    }

    pub fn symbol(&self, name: &str) -> u32 {
        self.symbols.get(name).unwrap_or(0)
    }

    pub fn scope(&self, name: &str) -> Scope {
        scope_of(self.symbol(name))
    }
}

/// By what node a block is found.
pub(crate) type Key = (NodeId, bool);

#[derive(Default, Debug)]
pub(crate) struct Table {
    pub blocks: Vec<Block>,
    /// The bool: the block of annotations that belongs to that of the node.
    pub by_node: HashMap<Key, usize>,
}

impl Table {
    pub fn top(&self) -> Option<&Block> {
        self.blocks.first()
    }
}

pub(crate) const MODULE: NodeId = 0;

/// CPython: Python/symtable.c, _Py_Mangle.
pub(crate) fn mangle(private: Option<&Name>, name: &Name) -> Name {
    let Some(class) = private else { return name.clone() };
    let class = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') || class.is_empty() {
        return name.clone();
    }
    Name::from(format!("_{class}{name}"))
}

pub(crate) fn maybe_mangle(private: Option<&Name>, block: &Block, name: &Name) -> Name {
    match &block.mangled_names {
        Some(names) if !names.contains(name) => name.clone(),
        _ => mangle(private, name),
    }
}
