//! Locals that may be unbound are loaded with a check; neighbours become one instruction. CPython: Python/flowgraph.c,
//! add_checks_for_loads_of_uninitialized_variables and insert_superinstructions.

use pyvarium_code::Opcode as O;

use super::{BlockId, Graph, Instr};

/// Locals that are followed from block to block.
const N_FOLLOWED: usize = 64;

impl Graph {
    pub(super) fn check_unbound(&mut self, n_locals: usize, n_params: usize) {
        if n_locals == 0 {
            return;
        }
        if n_locals > N_FOLLOWED {
            self.check_many();
        }
        self.forget_visits();
        let mut todo: Vec<BlockId> = Vec::new();
        let start = (n_params..n_locals.min(N_FOLLOWED)).fold(0u64, |mask, i| mask | 1 << i);
        self.meet_unbound(0, start, &mut todo);
        for id in self.order() {
            self.scan(id, &mut todo);
        }
        while let Some(id) = todo.pop() {
            self.blocks[id].is_visited = false;
            self.scan(id, &mut todo);
        }
    }

    fn meet_unbound(&mut self, id: BlockId, mask: u64, todo: &mut Vec<BlockId>) {
        let block = &mut self.blocks[id];
        let both = block.unsafe_locals | mask;
        if block.unsafe_locals != both {
            block.unsafe_locals = both;
            if !block.is_visited {
                block.is_visited = true;
                todo.push(id);
            }
        }
    }

    fn scan(&mut self, id: BlockId, todo: &mut Vec<BlockId>) {
        let mut mask = self.blocks[id].unsafe_locals;
        for i in 0..self.blocks[id].instrs.len() {
            let instr = self.blocks[id].instrs[i];
            if let Some(handler) = instr.except {
                self.meet_unbound(handler, mask, todo);
            }
            if instr.arg >= N_FOLLOWED as i32 || instr.arg < 0 {
                continue;
            }
            let bit = 1u64 << instr.arg;
            match instr.op {
                op if op.is(O::DeleteFast) || op.is(O::LoadFastAndClear) || op == super::Op::StoreFastMaybeNull => mask |= bit,
                op if op.is(O::StoreFast) || op.is(O::LoadFastCheck) => mask &= !bit,
                op if op.is(O::LoadFast) => {
                    if mask & bit != 0 {
                        self.blocks[id].instrs[i].op = O::LoadFastCheck.into();
                    }
                    mask &= !bit;
                }
                _ => {}
            }
        }
        let block = &self.blocks[id];
        let fallen = block.next.filter(|_| block.falls_through());
        let jumped = block.last().filter(|i| i.op.is_jump()).and_then(|i| i.target);
        for target in fallen.into_iter().chain(jumped) {
            self.meet_unbound(target, mask, todo);
        }
    }

    /// Those behind the first 64: a block at a time.
    fn check_many(&mut self) {
        for id in self.order() {
            let mut bound: std::collections::HashSet<i32> = std::collections::HashSet::new();
            for instr in self.blocks[id].instrs.iter_mut().filter(|i| i.arg >= N_FOLLOWED as i32) {
                match instr.op {
                    op if op.is(O::DeleteFast) || op.is(O::LoadFastAndClear) || op == super::Op::StoreFastMaybeNull => {
                        bound.remove(&instr.arg);
                    }
                    op if op.is(O::StoreFast) => {
                        bound.insert(instr.arg);
                    }
                    op if op.is(O::LoadFast) && bound.insert(instr.arg) => instr.op = O::LoadFastCheck.into(),
                    _ => {}
                }
            }
        }
    }

    pub(super) fn insert_superinstructions(&mut self) {
        for block in &mut self.blocks {
            for i in 1..block.instrs.len() {
                let [first, second] = &mut block.instrs[i - 1..=i] else { continue };
                let op = match (first.op, second.op) {
                    (a, b) if a.is(O::LoadFast) && b.is(O::LoadFast) => O::LoadFastLoadFast,
                    (a, b) if a.is(O::StoreFast) && b.is(O::LoadFast) => O::StoreFastLoadFast,
                    (a, b) if a.is(O::StoreFast) && b.is(O::StoreFast) => O::StoreFastStoreFast,
                    _ => continue,
                };
                join(first, second, op);
            }
        }
        self.remove_nops();
    }
}

fn join(first: &mut Instr, second: &mut Instr, op: O) {
    let (a, b) = (first.loc.line, second.loc.line);
    if (a >= 0 && b >= 0 && a != b) || first.arg >= 16 || second.arg >= 16 {
        return;
    }
    first.set(op, first.arg << 4 | second.arg);
    second.nop();
}
