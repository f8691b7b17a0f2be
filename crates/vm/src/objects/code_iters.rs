//! What a code object tells of its places: `co_lines()`, `co_positions()`, `co_branches()`. The rows
//! are worked out at the call; the iterators hand them out.
//!
//! CPython: Objects/codeobject.c (lineiter_next, positionsiter_next), Python/instrumentation.c (branchesiter_next).

use pyvarium_code::{Opcode, location};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::native::{NativeFn, TYPE_DEFAULT, TypeDef, TypeId};
use crate::objects::code::code_of;
use crate::protocol::iter::self_iter;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

const fn rows(name: &'static str, basicsize: u32, next: &'static [(SlotId, NativeFn)]) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::OBJECT),
        layout: Layout::Native,
        flags: flags::DISALLOW_INSTANTIATION,
        basicsize,
        slots: next,
        ..TYPE_DEFAULT
    }
}

pub static LINE_ITERATOR: TypeDef = rows("line_iterator", 80, &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_row(vm, a, 3))]);
pub static POSITIONS_ITERATOR: TypeDef =
    rows("positions_iterator", 96, &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_row(vm, a, 4))]);
pub static BRANCHES_ITERATOR: TypeDef =
    rows("line_iterator", 32, &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_row(vm, a, 3))]);

/// Stands for None among the numbers of a row.
const NOTHING: i64 = i64::MIN;

/// slots: code; ints: place of the next row, then the rows, `width` numbers each.
fn next_row(vm: &mut Vm, args: &Args, width: usize) -> Res {
    let it = args.at(0)?;
    let Some(native) = vm.heap.native_mut(it) else { return Err(Stop::Exhausted) };
    let at = native.int(0).max(1) as usize;
    let Some(row) = native.ints.get(at..at + width).map(<[i64]>::to_vec) else { return Err(Stop::Exhausted) };
    native.set_int(0, (at + width) as i64);
    let items = row.into_iter().map(|n| if n == NOTHING { vm.none().into() } else { vm.new_int(n).into() }).collect();
    Ok(Flow::Value(vm.tuple_from_slots(items)))
}

fn start(vm: &mut Vm, ty: TypeId, code: Ref, rows: impl Iterator<Item = i64>) -> Res {
    let ints: Vec<i64> = std::iter::once(1).chain(rows).collect();
    let code = vm.heap.own(code);
    Ok(Flow::Value(vm.new_native(ty, &[Slot::own(code)], &ints)))
}

fn or_nothing(n: Option<u32>) -> i64 {
    n.map_or(NOTHING, i64::from)
}

pub fn co_lines(vm: &mut Vm, args: &Args) -> Res {
    let code = code_of(vm, args)?;
    let ranges = location::line_ranges(&code.linetable, code.firstlineno, code.co_code.len());
    let ints = ranges.into_iter().flat_map(|r| [i64::from(r.start), i64::from(r.end), or_nothing(r.line)]);
    start(vm, ids::LINE_ITERATOR, args.at(0)?, ints)
}

pub fn co_positions(vm: &mut Vm, args: &Args) -> Res {
    let code = code_of(vm, args)?;
    let ints = location::rows(&code.linetable, code.firstlineno).flat_map(|row| {
        let p = row.position;
        let one = [p.line, p.end_line, p.col, p.end_col].map(or_nothing);
        std::iter::repeat_n(one, row.n_units as usize).flatten()
    });
    start(vm, ids::POSITIONS_ITERATOR, args.at(0)?, ints)
}

pub fn co_branches(vm: &mut Vm, args: &Args) -> Res {
    let code = code_of(vm, args)?;
    let mut ints: Vec<i64> = Vec::new();
    let mut at = 0;
    while let Some(instr) = code.instrs.get(at as usize) {
        // Unit: code units.
        let next = at + i64::from(instr.len);
        let source = at + i64::from(instr.n_extended);
        let arg = i64::from(instr.arg);
        let row = match instr.op {
            // Behind END_FOR and POP_ITER.
            Opcode::ForIter => Some([source, next, next + arg + 2]),
            // A NOT_TAKEN follows.
            Opcode::PopJumpIfFalse | Opcode::PopJumpIfTrue | Opcode::PopJumpIfNone | Opcode::PopJumpIfNotNone => {
                Some([source, next + 1, next + arg])
            }
            Opcode::EndAsyncFor => Some([next - arg, next - arg + 2, next]),
            _ => None,
        };
        ints.extend(row.into_iter().flatten().map(|unit| unit * 2));
        at = next.max(at + 1);
    }
    start(vm, ids::BRANCHES_ITERATOR, args.at(0)?, ints.into_iter())
}
