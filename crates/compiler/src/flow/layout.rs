//! The order of blocks: cold ones to the end, and jumps as the machine has them. CPython: Python/flowgraph.c.

use pyvarium_code::Opcode;

use super::{BlockId, Graph, Instr, NO_LOCATION, Op};

impl Graph {
    fn mark_warm(&mut self) {
        self.forget_visits();
        let mut todo = vec![0];
        self.blocks[0].is_visited = true;
        while let Some(id) = todo.pop() {
            self.blocks[id].is_warm = true;
            for target in self.flow_from(id) {
                if !self.blocks[target].is_visited {
                    self.blocks[target].is_visited = true;
                    todo.push(target);
                }
            }
        }
    }

    fn flow_from(&self, id: BlockId) -> Vec<BlockId> {
        let block = &self.blocks[id];
        let mut list: Vec<BlockId> = block.next.filter(|_| block.falls_through()).into_iter().collect();
        list.extend(block.instrs.iter().filter(|i| i.op.is_jump()).filter_map(|i| i.target));
        list
    }

    fn mark_cold(&mut self) {
        self.mark_warm();
        self.forget_visits();
        let mut todo: Vec<BlockId> = self.order().into_iter().filter(|id| self.blocks[*id].is_except_handler).collect();
        for id in &todo {
            self.blocks[*id].is_visited = true;
        }
        while let Some(id) = todo.pop() {
            self.blocks[id].is_cold = true;
            for target in self.flow_from(id) {
                if !self.blocks[target].is_warm && !self.blocks[target].is_visited {
                    self.blocks[target].is_visited = true;
                    todo.push(target);
                }
            }
        }
    }

    pub(super) fn push_cold_blocks_to_end(&mut self) {
        if self.blocks[0].next.is_none() {
            return;
        }
        self.mark_cold();
        for id in self.order() {
            let block = &self.blocks[id];
            if let Some(next) = block.next
                && block.is_cold
                && block.falls_through()
                && self.blocks[next].is_warm
            {
                let jump = self.new_block();
                self.blocks[next].has_label = true;
                let mut instr = Instr::new(Op::JumpNoInterrupt, 0, NO_LOCATION);
                instr.target = Some(next);
                let block = &mut self.blocks[jump];
                block.instrs.push(instr);
                (block.is_cold, block.next, block.n_predecessors) = (true, Some(next), 1);
                self.blocks[id].next = Some(jump);
            }
        }
        let order = self.order();
        let (cold, warm): (Vec<BlockId>, Vec<BlockId>) = order.into_iter().partition(|id| self.blocks[*id].is_cold);
        let has_cold = !cold.is_empty();
        let order: Vec<BlockId> = warm.into_iter().chain(cold).collect();
        for (i, id) in order.iter().enumerate() {
            self.blocks[*id].next = order.get(i + 1).copied();
        }
        if has_cold {
            self.remove_nops_and_jumps();
        }
    }

    /// `a and b` as a value: a copy is tested.
    pub(super) fn convert_conditional_jumps(&mut self) {
        for block in &mut self.blocks {
            let Some(last) = block.instrs.last_mut() else { continue };
            if !matches!(last.op, Op::JumpIfFalse | Op::JumpIfTrue) {
                continue;
            }
            last.op = if last.op == Op::JumpIfFalse { Opcode::PopJumpIfFalse.into() } else { Opcode::PopJumpIfTrue.into() };
            let (loc, except) = (last.loc, last.except);
            let at = block.instrs.len() - 1;
            for (offset, op, arg) in [(0, Opcode::Copy, 1), (1, Opcode::ToBool, 0)] {
                let mut instr = Instr::new(op, arg, loc);
                instr.except = except;
                block.use_spare(1);
                block.instrs.insert(at + offset, instr);
            }
        }
    }

    pub(super) fn convert_pseudo_ops(&mut self) {
        for instr in self.blocks.iter_mut().flat_map(|b| &mut b.instrs) {
            match instr.op {
                op if op.is_block_push() => instr.nop(),
                Op::LoadClosure => instr.op = Opcode::LoadFast.into(),
                Op::StoreFastMaybeNull => instr.op = Opcode::StoreFast.into(),
                _ => {}
            }
        }
        self.remove_nops_and_jumps();
    }

    /// Conditional jumps go forward; one that would go back is turned round and followed by a jump.
    pub(super) fn normalize_jumps(&mut self) {
        self.forget_visits();
        let mut at = Some(0);
        while let Some(id) = at {
            self.blocks[id].is_visited = true;
            at = self.blocks[id].next;
            let Some(last) = self.blocks[id].last().copied() else { continue };
            let reversed = match last.op {
                Op::Real(Opcode::PopJumpIfFalse) => Opcode::PopJumpIfTrue,
                Op::Real(Opcode::PopJumpIfTrue) => Opcode::PopJumpIfFalse,
                Op::Real(Opcode::PopJumpIfNone) => Opcode::PopJumpIfNotNone,
                Op::Real(Opcode::PopJumpIfNotNone) => Opcode::PopJumpIfNone,
                _ => continue,
            };
            let Some(target) = last.target else { continue };
            let not_taken = Instr::new(Opcode::NotTaken, 0, last.loc);
            if !self.blocks[target].is_visited {
                self.blocks[id].push(not_taken);
                continue;
            }
            let back = self.new_block();
            let mut jump = Instr::new(Op::Jump, 0, last.loc);
            jump.target = Some(target);
            let (is_cold, next) = (self.blocks[id].is_cold, self.blocks[id].next);
            let depth = self.blocks[target].start_depth;
            let block = &mut self.blocks[back];
            block.instrs = vec![not_taken, jump];
            (block.is_cold, block.next, block.start_depth) = (is_cold, next, depth);
            if let Some(last) = self.blocks[id].instrs.last_mut() {
                last.op = reversed.into();
                last.target = next;
            }
            self.blocks[id].next = Some(back);
            at = Some(back);
        }
    }
}
