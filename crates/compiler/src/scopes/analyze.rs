//! Decides for each name of each block: local, global, free or cell; and which comprehensions run inside their function.
//! CPython: Python/symtable.c, analyze_block and what it calls.

use std::collections::HashSet;

use super::{
    BlockKind, Comprehended, DEF_BOUND, DEF_COMP_CELL, DEF_FREE_CLASS, DEF_GLOBAL, DEF_NONLOCAL, DEF_PARAM, DEF_TYPE_PARAM, FLAGS, Scope,
    Symbols, Table, Wrong, scope_of, with_scope, wrong,
};
use crate::tree::Name;

type Names = HashSet<Name>;

/// What a child block sees of those around it.
#[derive(Clone, Default)]
struct Seen {
    /// None at the module's.
    bound: Option<Names>,
    global: Names,
    type_params: Names,
}

pub(super) fn analyze(table: &mut Table) -> Result<(), Wrong> {
    let mut free = Names::new();
    block(table, 0, &mut Seen::default(), &mut free, None)
}

/// `class`: the class whose namespace the block can see.
fn block(table: &mut Table, at: usize, seen: &mut Seen, free: &mut Names, class: Option<usize>) -> Result<(), Wrong> {
    let kind = table.blocks[at].kind;
    let is_class = kind == BlockKind::Class;
    let mut local = Names::new();
    let mut scopes = Symbols::default();
    let mut inner_bound = Names::new();
    let mut inner_global = Names::new();
    let mut inner_free = Names::new();
    let mut inlined_cells = Names::new();
    if is_class {
        inner_global.extend(seen.global.iter().cloned());
        inner_bound.extend(seen.bound.iter().flatten().cloned());
    }
    let symbols: Vec<(Name, u32)> = table.blocks[at].symbols.iter().map(|(n, f)| (n.clone(), f)).collect();
    for (name, flags) in &symbols {
        let scope = decide(table, at, name, *flags, seen, &mut local, free, class)?;
        scopes.set(name, scope as u32);
    }
    if is_class {
        inner_bound.extend(["__class__", "__classdict__", "__conditional_annotations__"].map(Name::from));
    } else {
        if table.blocks[at].is_function_like() {
            inner_bound.extend(local.iter().cloned());
        }
        inner_bound.extend(seen.bound.iter().flatten().cloned());
        inner_global.extend(seen.global.iter().cloned());
    }
    let children = table.blocks[at].children.clone();
    for child in children {
        let inner_class = match table.blocks[child].can_see_class_scope {
            true if is_class => Some(at),
            true => class,
            false => None,
        };
        let entry = &table.blocks[child];
        let is_inlined = entry.comprehension != Comprehended::No && !entry.generator && !table.blocks[at].can_see_class_scope;
        let mut child_seen = Seen { bound: Some(inner_bound.clone()), global: inner_global.clone(), type_params: seen.type_params.clone() };
        let mut child_free = inner_free.clone();
        block(table, child, &mut child_seen, &mut child_free, inner_class)?;
        if is_inlined {
            inline(table, at, child, &mut scopes, &mut child_free, &mut inlined_cells);
            table.blocks[child].comp_inlined = true;
        }
        inner_free.extend(child_free);
    }
    let mut spliced = Vec::new();
    for child in table.blocks[at].children.clone() {
        if table.blocks[child].comp_inlined {
            spliced.extend(table.blocks[child].children.iter().copied());
        } else {
            spliced.push(child);
        }
    }
    table.blocks[at].children = spliced;
    if table.blocks[at].is_function_like() {
        cells(&mut scopes, &mut inner_free, &inlined_cells);
    } else if is_class {
        let entry = &mut table.blocks[at];
        entry.needs_class_closure |= inner_free.remove("__class__");
        entry.needs_classdict |= inner_free.remove("__classdict__");
        entry.has_conditional_annotations |= inner_free.remove("__conditional_annotations__");
    }
    let marks_free = is_class || table.blocks[at].can_see_class_scope;
    update(&mut table.blocks[at].symbols, &scopes, seen.bound.as_ref(), &inner_free, &inlined_cells, marks_free);
    free.extend(inner_free);
    Ok(())
}

#[allow(clippy::too_many_arguments)]
fn decide(
    table: &Table,
    at: usize,
    name: &Name,
    flags: u32,
    seen: &mut Seen,
    local: &mut Names,
    free: &mut Names,
    class: Option<usize>,
) -> Result<Scope, Wrong> {
    let at_directive = |msg: String| {
        let directive = table.blocks[at].directives.iter().find(|(n, _)| n == name);
        wrong(msg, directive.map(|(_, pos)| *pos).unwrap_or_default())
    };
    if flags & DEF_GLOBAL != 0 {
        if flags & DEF_NONLOCAL != 0 {
            return at_directive(format!("name '{name}' is nonlocal and global"));
        }
        seen.global.insert(name.clone());
        if let Some(bound) = &mut seen.bound {
            bound.remove(name);
        }
        return Ok(Scope::GlobalExplicit);
    }
    if flags & DEF_NONLOCAL != 0 {
        let Some(bound) = &seen.bound else {
            return at_directive("nonlocal declaration not allowed at module level".to_owned());
        };
        if !bound.contains(name) {
            return at_directive(format!("no binding for nonlocal '{name}' found"));
        }
        if seen.type_params.contains(name) {
            return at_directive(format!("nonlocal binding not allowed for type parameter '{name}'"));
        }
        free.insert(name.clone());
        return Ok(Scope::Free);
    }
    if flags & DEF_BOUND != 0 {
        local.insert(name.clone());
        seen.global.remove(name);
        if flags & DEF_TYPE_PARAM != 0 {
            seen.type_params.insert(name.clone());
        } else {
            seen.type_params.remove(name);
        }
        return Ok(Scope::Local);
    }
    if let Some(class) = class {
        let class_flags = table.blocks[class].symbol(name);
        if class_flags & DEF_GLOBAL != 0 {
            return Ok(Scope::GlobalExplicit);
        }
        if class_flags & DEF_BOUND != 0 && class_flags & DEF_NONLOCAL == 0 {
            return Ok(Scope::GlobalImplicit);
        }
    }
    if seen.bound.as_ref().is_some_and(|bound| bound.contains(name)) {
        free.insert(name.clone());
        return Ok(Scope::Free);
    }
    Ok(Scope::GlobalImplicit)
}

/// What a comprehension binds becomes the block's own. CPython: inline_comprehension.
fn inline(table: &mut Table, at: usize, comp: usize, scopes: &mut Symbols, comp_free: &mut Names, inlined_cells: &mut Names) {
    let symbols: Vec<(Name, u32)> = table.blocks[comp].symbols.iter().map(|(n, f)| (n.clone(), f)).collect();
    let is_class = table.blocks[at].kind == BlockKind::Class;
    let mut drops_class = false;
    for (name, symbol) in symbols {
        if symbol & DEF_PARAM != 0 {
            continue;
        }
        let mut scope = scope_of(symbol);
        let flags = symbol & FLAGS;
        if scope == Scope::Cell || flags & DEF_COMP_CELL != 0 {
            inlined_cells.insert(name.clone());
        }
        let existing = table.blocks[at].symbols.get(&name);
        if scope == Scope::Free && is_class && name.as_ref() == "__class__" {
            scope = Scope::GlobalImplicit;
            comp_free.remove(&name);
            drops_class = true;
        }
        match existing {
            None => {
                table.blocks[at].symbols.set(&name, flags);
                scopes.set(&name, scope as u32);
            }
            Some(outer) if outer & DEF_BOUND != 0 && !is_class => {
                let is_free_in_child = table.blocks[comp].children.iter().any(|c| table.blocks[*c].scope(&name) == Scope::Free);
                if !is_free_in_child {
                    comp_free.remove(&name);
                }
            }
            Some(_) => {}
        }
    }
    if drops_class {
        table.blocks[comp].symbols.remove("__class__");
    }
}

fn cells(scopes: &mut Symbols, free: &mut Names, inlined_cells: &Names) {
    let locals: Vec<Name> = scopes.iter().filter(|(_, scope)| *scope == Scope::Local as u32).map(|(n, _)| n.clone()).collect();
    for name in locals {
        if free.contains(&name) || inlined_cells.contains(&name) {
            scopes.set(&name, Scope::Cell as u32);
            free.remove(&name);
        }
    }
}

fn update(symbols: &mut Symbols, scopes: &Symbols, bound: Option<&Names>, free: &Names, inlined_cells: &Names, marks_free: bool) {
    let all: Vec<(Name, u32)> = symbols.iter().map(|(n, f)| (n.clone(), f)).collect();
    for (name, mut flags) in all {
        if inlined_cells.contains(&name) {
            flags |= DEF_COMP_CELL;
        }
        let scope = scopes.get(&name).unwrap_or(0);
        symbols.set(&name, flags | scope << super::SCOPE_OFFSET);
    }
    let mut sorted: Vec<&Name> = free.iter().collect();
    sorted.sort();
    for name in sorted {
        if let Some(symbol) = symbols.get(name) {
            if marks_free {
                symbols.set(name, symbol | DEF_FREE_CLASS);
            }
        } else if bound.is_none_or(|bound| bound.contains(name)) {
            symbols.set(name, with_scope(0, Scope::Free));
        }
    }
}
