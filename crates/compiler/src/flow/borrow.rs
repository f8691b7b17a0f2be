//! LOAD_FAST becomes LOAD_FAST_BORROW where the local outlives what is put on the stack. CPython: Python/flowgraph.c,
//! optimize_load_fast, with its slip of counting produced values instead of naming their instruction.

use pyvarium_code::Opcode as O;

use super::effects::effect;
use super::{BlockId, Graph, Op};

/// A value on the stack: which instruction of the block made it, and the local it is a copy of.
#[derive(Clone, Copy)]
struct Ref {
    instr: Option<usize>,
    local: i32,
}

const NOT_LOCAL: i32 = -1;

struct Walk {
    refs: Vec<Ref>,
    /// Instructions whose value is held longer than their local.
    kept: Vec<bool>,
}

impl Walk {
    fn push(&mut self, instr: usize, local: i32) {
        self.refs.push(Ref { instr: Some(instr), local });
    }

    fn pop(&mut self) -> Ref {
        self.refs.pop().unwrap_or(Ref { instr: None, local: NOT_LOCAL })
    }

    fn pop_many(&mut self, n: i32) {
        for _ in 0..n {
            self.pop();
        }
    }

    fn keep(&mut self, r: Ref) {
        if let Some(flag) = r.instr.and_then(|i| self.kept.get_mut(i)) {
            *flag = true;
        }
    }

    fn kill(&mut self, local: i32) {
        for i in 0..self.refs.len() {
            if self.refs[i].local == local {
                self.keep(self.refs[i]);
            }
        }
    }

    fn store(&mut self, local: i32) {
        let r = self.pop();
        self.kill(local);
        self.keep(r);
    }
}

impl Graph {
    pub(super) fn borrow_locals(&mut self) {
        self.forget_visits();
        self.blocks[0].start_depth = Some(0);
        self.blocks[0].is_visited = true;
        let mut todo = vec![0];
        while let Some(id) = todo.pop() {
            let n = self.blocks[id].instrs.len();
            let depth = self.blocks[id].start_depth.unwrap_or(0).max(0) as usize;
            let mut walk = Walk { refs: vec![Ref { instr: None, local: NOT_LOCAL }; depth], kept: vec![false; n] };
            for i in 0..n {
                self.borrow_step(id, i, &mut walk, &mut todo);
            }
            let block = &self.blocks[id];
            if block.last().is_some_and(|i| !i.op.is_unconditional_jump() && !i.op.is_scope_exit())
                && let Some(next) = block.next
            {
                self.reach(next, &mut todo);
            }
            for r in walk.refs.clone() {
                walk.keep(r);
            }
            for (instr, is_kept) in self.blocks[id].instrs.iter_mut().zip(&walk.kept) {
                match instr.op {
                    _ if *is_kept => {}
                    op if op.is(O::LoadFast) => instr.op = O::LoadFastBorrow.into(),
                    op if op.is(O::LoadFastLoadFast) => instr.op = O::LoadFastBorrowLoadFastBorrow.into(),
                    _ => {}
                }
            }
        }
    }

    fn reach(&mut self, id: BlockId, todo: &mut Vec<BlockId>) {
        if !self.blocks[id].is_visited {
            self.blocks[id].is_visited = true;
            todo.push(id);
        }
    }

    fn borrow_step(&mut self, id: BlockId, i: usize, walk: &mut Walk, todo: &mut Vec<BlockId>) {
        let instr = self.blocks[id].instrs[i];
        let (arg, (pushed, popped)) = (instr.arg, effect(instr.op, instr.arg));
        if let Some(target) = instr.target.filter(|_| instr.op.has_target()) {
            self.reach(target, todo);
        }
        let Op::Real(op) = instr.op else { return };
        match op {
            O::DeleteFast => walk.kill(arg),
            O::LoadFast => walk.push(i, arg),
            O::LoadFastAndClear => {
                walk.kill(arg);
                walk.push(i, arg);
            }
            O::LoadFastLoadFast => {
                walk.push(i, arg >> 4);
                walk.push(i, arg & 15);
            }
            O::StoreFast => walk.store(arg),
            O::StoreFastLoadFast => {
                walk.store(arg >> 4);
                walk.push(i, arg & 15);
            }
            O::StoreFastStoreFast => {
                walk.store(arg >> 4);
                walk.store(arg & 15);
            }
            O::Copy => {
                if let Some(r) = walk.refs.len().checked_sub(arg as usize).and_then(|at| walk.refs.get(at)).copied() {
                    walk.refs.push(r);
                }
            }
            O::Swap => {
                let n = walk.refs.len();
                if n >= arg as usize {
                    walk.refs.swap(n - arg as usize, n - 1);
                }
            }
            O::FormatSimple | O::GetAnext | O::GetLen | O::GetYieldFromIter | O::ImportFrom | O::MatchKeys | O::MatchMapping => {
                (0..pushed - popped).for_each(|made| walk.push(made as usize, NOT_LOCAL));
            }
            O::MatchSequence | O::WithExceptStart => (0..pushed - popped).for_each(|made| walk.push(made as usize, NOT_LOCAL)),
            O::DictMerge | O::DictUpdate | O::ListAppend | O::ListExtend | O::MapAdd | O::Reraise | O::SetAdd | O::SetUpdate => {
                walk.pop_many(popped - pushed);
            }
            O::EndSend | O::SetFunctionAttribute => {
                let top = walk.pop();
                walk.pop();
                walk.refs.push(top);
            }
            O::CheckExcMatch | O::Send => {
                walk.pop();
                walk.push(i, NOT_LOCAL);
            }
            O::ForIter => walk.push(i, NOT_LOCAL),
            O::LoadAttr | O::LoadSuperAttr => {
                let of = walk.pop();
                walk.pop_many(if op == O::LoadSuperAttr { 2 } else { 0 });
                walk.push(i, NOT_LOCAL);
                if arg & 1 != 0 {
                    walk.refs.push(of);
                }
            }
            O::LoadSpecial | O::PushExcInfo => {
                let top = walk.pop();
                walk.push(i, NOT_LOCAL);
                walk.refs.push(top);
            }
            _ => {
                walk.pop_many(popped);
                (0..pushed).for_each(|_| walk.push(i, NOT_LOCAL));
            }
        }
    }
}
