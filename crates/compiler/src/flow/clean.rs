//! What does nothing goes: unreachable blocks, NOPs, jumps to what comes next, small exits that are jumped to.
//! CPython: Python/flowgraph.c.

use pyvarium_code::Opcode;

use super::{BlockId, Graph, Instr, NO_LOCATION, Op};

const MAX_COPY_SIZE: usize = 4;

impl Graph {
    pub(super) fn remove_unreachable(&mut self) {
        self.forget_visits();
        self.blocks.iter_mut().for_each(|b| b.n_predecessors = 0);
        self.blocks[0].n_predecessors = 1;
        self.blocks[0].is_visited = true;
        let mut todo = vec![0];
        while let Some(id) = todo.pop() {
            let block = &self.blocks[id];
            let mut successors: Vec<BlockId> = Vec::new();
            if block.falls_through() {
                successors.extend(block.next);
            }
            successors.extend(block.instrs.iter().filter(|i| i.op.has_target()).filter_map(|i| i.target));
            for target in successors {
                if !self.blocks[target].is_visited {
                    self.blocks[target].is_visited = true;
                    todo.push(target);
                }
                self.blocks[target].n_predecessors += 1;
            }
        }
        for id in self.order() {
            let block = &mut self.blocks[id];
            if block.n_predecessors == 0 {
                let all = std::mem::take(&mut block.instrs);
                block.shrink_from(0, &all);
                block.is_except_handler = false;
            }
        }
    }

    fn block_nops(&mut self, id: BlockId) -> usize {
        let instrs = std::mem::take(&mut self.blocks[id].instrs);
        let n = instrs.len();
        let mut kept: Vec<Instr> = Vec::with_capacity(n);
        let mut previous_line = -1;
        let mut rest = instrs;
        for i in 0..n {
            let line = rest[i].loc.line;
            if rest[i].is_nop() {
                if line < 0 || previous_line == line {
                    continue;
                }
                if i + 1 < n {
                    let next_line = rest[i + 1].loc.line;
                    if next_line == line {
                        continue;
                    }
                    if next_line < 0 {
                        rest[i + 1].loc = rest[i].loc;
                        continue;
                    }
                } else if let Some(next) = self.next_nonempty(self.blocks[id].next) {
                    let found = self.blocks[next].instrs.iter().find(|i| !(i.is_nop() && i.loc.line < 0));
                    if found.map_or(NO_LOCATION.line, |i| i.loc.line) == line {
                        continue;
                    }
                }
            }
            previous_line = line;
            kept.push(rest[i]);
        }
        let n_removed = n - kept.len();
        self.blocks[id].shrink_from(kept.len(), &rest);
        self.blocks[id].instrs = kept;
        n_removed
    }

    pub(super) fn remove_nops(&mut self) -> usize {
        self.order().into_iter().map(|id| self.block_nops(id)).sum()
    }

    /// Constants and copies that are popped at once go with the pop.
    pub(super) fn remove_nops_and_pairs(&mut self) {
        let mut is_done = false;
        while !is_done {
            is_done = true;
            let mut before: Option<(BlockId, usize)> = None;
            for id in self.order() {
                self.block_nops(id);
                if self.blocks[id].has_label {
                    before = None;
                }
                for i in 0..self.blocks[id].instrs.len() {
                    if self.blocks[id].instrs[i].op.is(Opcode::PopTop)
                        && let Some((b, at)) = before
                    {
                        let previous = self.blocks[b].instrs[at];
                        if previous.op.loads_const() || (previous.op.is(Opcode::Copy) && previous.arg == 1) {
                            self.blocks[b].instrs[at].nop();
                            self.blocks[id].instrs[i].nop();
                            is_done = false;
                        }
                    }
                    before = Some((id, i));
                }
                let block = &self.blocks[id];
                let ends_with_jump = before.is_some_and(|(b, i)| self.blocks[b].instrs.get(i).is_some_and(|i| i.op.is_jump()));
                if ends_with_jump || !block.falls_through() {
                    before = None;
                }
            }
        }
    }

    fn remove_jumps(&mut self) -> usize {
        let mut n = 0;
        for id in self.order() {
            let Some(last) = self.blocks[id].last().copied() else { continue };
            if last.op.is_unconditional_jump() && self.next_nonempty(last.target) == self.next_nonempty(self.blocks[id].next) {
                n += 1;
                if let Some(last) = self.blocks[id].instrs.last_mut() {
                    last.nop();
                }
            }
        }
        n
    }

    pub(super) fn remove_nops_and_jumps(&mut self) {
        while self.remove_nops() + self.remove_jumps() > 0 {}
    }

    /// A jump to a small exit, or to a block without lines, becomes that block's code.
    pub(super) fn inline_small_blocks(&mut self) {
        let mut is_changed = true;
        while is_changed {
            is_changed = false;
            for id in self.order() {
                is_changed |= self.inline_small_block(id);
            }
        }
    }

    fn inline_small_block(&mut self, id: BlockId) -> bool {
        let Some(last) = self.blocks[id].last().copied() else { return false };
        let Some(target) = last.target.filter(|_| last.op.is_unconditional_jump()) else { return false };
        let to = &self.blocks[target];
        let is_small_exit = to.exits_scope() && to.instrs.len() <= MAX_COPY_SIZE;
        let has_no_line = to.has_no_line() && !to.falls_through();
        if !is_small_exit && !has_no_line {
            return false;
        }
        let copied = to.instrs.clone();
        let block = &mut self.blocks[id];
        if let Some(jump) = block.instrs.last_mut() {
            jump.nop();
        }
        block.use_spare(copied.len());
        block.instrs.extend(copied);
        if has_no_line
            && last.op == Op::Jump
            && let Some(end) = block.instrs.last_mut()
            && end.op.is_unconditional_jump()
        {
            end.op = Op::Jump;
        }
        self.blocks[target].n_predecessors -= 1;
        true
    }
}
