//! The table as data that a machine makes `symtable entry` objects of: a block is a tuple of its name, its kind (a number of
//! `_symtable`'s), its line, whether it is nested, its parameters, its symbols (name and flags, one after the other) and the blocks in it.
//!
//! CPython: Python/symtable.c, PySTEntry_Type.

use pyvarium_code::Unit;
use pyvarium_code::unit::{Const, ConstId};

use super::{BlockKind, Table};

pub(crate) fn export(table: &Table) -> Unit {
    let mut unit = Unit { objects: Vec::new(), root: ConstId(0) };
    unit.root = block(table, &mut unit, 0);
    unit
}

/// CPython: Include/internal/pycore_symtable.h, _Py_block_ty.
fn number(kind: BlockKind) -> i64 {
    match kind {
        BlockKind::Function => 0,
        BlockKind::Class => 1,
        BlockKind::Module => 2,
        BlockKind::Annotation => 3,
        BlockKind::TypeAlias => 4,
        BlockKind::TypeParameters => 5,
        BlockKind::TypeVariable => 6,
    }
}

fn add(unit: &mut Unit, value: Const) -> ConstId {
    unit.objects.push(value);
    ConstId(unit.objects.len() as u32 - 1)
}

fn text(unit: &mut Unit, name: &str) -> ConstId {
    add(unit, Const::Str { wtf8: name.as_bytes().to_vec(), interned: true })
}

fn block(table: &Table, unit: &mut Unit, at: usize) -> ConstId {
    let Some(block) = table.blocks.get(at) else { return add(unit, Const::None) };
    let name = text(unit, &block.name);
    let [kind, line, nested] = [number(block.kind), i64::from(block.line), i64::from(block.nested)].map(|n| add(unit, Const::Int(n)));
    let varnames: Vec<ConstId> = block.varnames.iter().map(|name| text(unit, name)).collect();
    let varnames = add(unit, Const::List(varnames));
    let mut symbols = Vec::new();
    for (name, flags) in block.symbols.iter() {
        symbols.push(text(unit, name));
        symbols.push(add(unit, Const::Int(i64::from(flags))));
    }
    let symbols = add(unit, Const::Tuple(symbols));
    let children: Vec<ConstId> = block.children.iter().map(|child| self::block(table, unit, *child)).collect();
    let children = add(unit, Const::List(children));
    add(unit, Const::Tuple(vec![name, kind, line, nested, varnames, symbols, children]))
}
