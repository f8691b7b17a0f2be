//! Instructions without a line get one where a traceback needs it. CPython: Python/flowgraph.c, resolve_line_numbers.

use super::{Graph, NO_LOCATION};

impl Graph {
    pub(super) fn resolve_lines(&mut self) {
        self.duplicate_exits();
        self.propagate_lines();
    }

    fn duplicate_exits(&mut self) {
        let mut at = Some(0);
        while let Some(id) = at {
            if let Some(last) = self.blocks[id].last().copied()
                && last.op.is_jump()
                && let Some(target) = self.next_nonempty(last.target)
                && self.blocks[target].is_exit_or_check_without_line()
                && self.blocks[target].n_predecessors > 1
            {
                let copy = self.new_block();
                self.blocks[copy].instrs = self.blocks[target].instrs.clone();
                self.blocks[copy].instrs[0].loc = last.loc;
                if let Some(last) = self.blocks[id].instrs.last_mut() {
                    last.target = Some(copy);
                }
                self.blocks[target].n_predecessors -= 1;
                self.blocks[copy].n_predecessors = 1;
                self.blocks[copy].next = self.blocks[target].next;
                self.blocks[copy].has_label = true;
                self.blocks[target].next = Some(copy);
            }
            at = self.blocks[id].next;
        }
        for id in self.order() {
            let block = &self.blocks[id];
            if block.falls_through()
                && let (Some(next), Some(last)) = (block.next, block.last().copied())
                && self.blocks[next].is_exit_or_check_without_line()
            {
                self.blocks[next].instrs[0].loc = last.loc;
            }
        }
    }

    fn propagate_lines(&mut self) {
        for id in self.order() {
            let Some(last) = self.blocks[id].last().copied() else { continue };
            let mut previous = NO_LOCATION;
            for instr in &mut self.blocks[id].instrs {
                if instr.loc.line == NO_LOCATION.line {
                    instr.loc = previous;
                } else {
                    previous = instr.loc;
                }
            }
            let fallen = self.blocks[id].next.filter(|_| self.blocks[id].falls_through());
            let jumped = last.target.filter(|_| last.op.is_jump());
            for target in fallen.into_iter().chain(jumped) {
                let block = &mut self.blocks[target];
                if block.n_predecessors == 1
                    && let Some(first) = block.instrs.first_mut()
                    && first.loc.line == NO_LOCATION.line
                {
                    first.loc = previous;
                }
            }
        }
    }
}
