//! Neighbours that can be said shorter, and jumps to jumps. CPython: Python/flowgraph.c, optimize_basic_block.

use pyvarium_code::Opcode as O;

use super::{BlockId, Consts, Graph, Instr, Op, constants, swaps};
use crate::pool::Pool;

impl Graph {
    pub(super) fn optimize_block(&mut self, id: BlockId, consts: &mut Consts, pool: &mut Pool) {
        let mut i = 0;
        while i < self.blocks[id].instrs.len() {
            if !self.optimize_jump(id, i) {
                optimize_instr(&mut self.blocks[id].instrs, i, consts, pool);
                i += 1;
            }
        }
        let instrs = &mut self.blocks[id].instrs;
        let mut i = 0;
        while i < instrs.len() {
            if instrs[i].op.is(O::Swap) {
                i = swaps::shorten(instrs, i);
                swaps::apply(instrs, i);
            }
            i += 1;
        }
    }

    /// Was the jump changed, so that it must be looked at again?
    fn optimize_jump(&mut self, id: BlockId, i: usize) -> bool {
        let instr = self.blocks[id].instrs[i];
        if !instr.op.is_jump() {
            return false;
        }
        let Some(target) = instr.target else { return false };
        let Some(first) = self.blocks[target].instrs.first().copied() else { return false };
        let opposite = |op: Op| if op == Op::JumpIfFalse { Op::JumpIfTrue } else { Op::JumpIfFalse };
        match instr.op {
            Op::Real(O::PopJumpIfNotNone | O::PopJumpIfNone | O::PopJumpIfFalse | O::PopJumpIfTrue) if first.op == Op::Jump => {
                self.thread(id, i, first, instr.op)
            }
            Op::JumpIfFalse | Op::JumpIfTrue if first.op == Op::Jump || first.op == instr.op => self.thread(id, i, first, instr.op),
            Op::JumpIfFalse | Op::JumpIfTrue if first.op == opposite(instr.op) => {
                let next = self.blocks[target].next;
                self.blocks[id].instrs[i].target = next;
                true
            }
            Op::Jump | Op::JumpNoInterrupt if first.op == Op::Jump => self.thread(id, i, first, Op::Jump),
            Op::Jump | Op::JumpNoInterrupt if first.op == Op::JumpNoInterrupt => self.thread(id, i, first, instr.op),
            _ => false,
        }
    }

    fn thread(&mut self, id: BlockId, i: usize, to: Instr, op: Op) -> bool {
        let instrs = &mut self.blocks[id].instrs;
        if instrs[i].target == to.target {
            return false;
        }
        instrs[i].nop();
        let mut jump = Instr::new(op, 0, to.loc);
        jump.target = to.target;
        self.blocks[id].push(jump);
        true
    }
}

fn optimize_instr(instrs: &mut [Instr], i: usize, consts: &mut Consts, pool: &mut Pool) {
    let Instr { op, arg, .. } = instrs[i];
    let Op::Real(op) = op else { return };
    let next = instrs.get(i + 1).map(|n| n.op);
    let next_is = |op: O| next.is_some_and(|n| n.is(op));
    match op {
        O::BuildTuple => {
            if next_is(O::UnpackSequence) && arg == instrs[i + 1].arg {
                match arg {
                    1 => {
                        instrs[i].nop();
                        instrs[i + 1].nop();
                        return;
                    }
                    2 | 3 => {
                        instrs[i].nop();
                        instrs[i + 1].op = O::Swap.into();
                        return;
                    }
                    _ => {}
                }
            }
            constants::fold_tuple(instrs, i, consts, pool);
        }
        O::BuildList | O::BuildSet => constants::optimize_list_or_set(instrs, i, consts, pool),
        O::StoreFast => {
            if next_is(O::StoreFast) && arg == instrs[i + 1].arg && instrs[i].loc.line == instrs[i + 1].loc.line {
                instrs[i].set(O::PopTop, 0);
            }
        }
        O::Swap if arg == 1 => instrs[i].nop(),
        O::LoadGlobal if next_is(O::PushNull) && arg & 1 == 0 => {
            instrs[i].arg = arg | 1;
            instrs[i + 1].nop();
        }
        O::CompareOp if next_is(O::ToBool) => {
            instrs[i].nop();
            instrs[i + 1].set(O::CompareOp, arg | 16);
        }
        O::ContainsOp | O::IsOp if next_is(O::ToBool) => {
            instrs[i].nop();
            instrs[i + 1].set(op, arg);
        }
        O::ContainsOp | O::IsOp if next_is(O::UnaryNot) => {
            instrs[i].nop();
            instrs[i + 1].set(op, arg ^ 1);
        }
        O::ToBool if next_is(O::ToBool) => instrs[i].nop(),
        O::UnaryNot if next_is(O::ToBool) => {
            instrs[i].nop();
            instrs[i + 1].set(O::UnaryNot, 0);
        }
        O::UnaryNot if next_is(O::UnaryNot) => {
            instrs[i].nop();
            instrs[i + 1].nop();
        }
        O::UnaryNot | O::UnaryInvert | O::UnaryNegative => constants::fold_unary(instrs, i, consts, pool),
        O::CallIntrinsic1 if constants::is_list_to_tuple(&instrs[i]) => {
            if next_is(O::GetIter) {
                instrs[i].nop();
            } else {
                constants::fold_list_to_tuple(instrs, i, consts, pool);
            }
        }
        O::CallIntrinsic1 if constants::is_positive(&instrs[i]) => constants::fold_unary(instrs, i, consts, pool),
        O::BinaryOp => constants::fold_binary(instrs, i, consts, pool),
        _ => {}
    }
}
