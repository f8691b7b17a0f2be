//! Instructions to blocks. CPython: Python/flowgraph.c, _PyCfg_FromInstructionSequence.

use super::{Block, Graph, Instr, Op, Sequence};

struct Builder {
    graph: Graph,
    current: usize,
    /// A label waits for its block.
    is_labelled: bool,
}

impl Builder {
    fn is_terminated(&mut self) -> bool {
        let block = &mut self.graph.blocks[self.current];
        if block.last().is_some_and(|i| i.op.is_terminator()) {
            return true;
        }
        if self.is_labelled {
            if block.last().is_some() || block.has_label {
                return true;
            }
            block.has_label = true;
            self.is_labelled = false;
        }
        false
    }

    fn maybe_start(&mut self) {
        if self.is_terminated() {
            let id = self.graph.new_block();
            self.graph.blocks[id].has_label = self.is_labelled;
            self.is_labelled = false;
            self.graph.blocks[self.current].next = Some(id);
            self.current = id;
        }
    }

    fn add(&mut self, instr: Instr) {
        self.maybe_start();
        self.graph.blocks[self.current].instrs.push(instr);
    }
}

pub(super) fn from_sequence(sequence: &Sequence) -> Graph {
    let mut is_target = vec![false; sequence.instrs.len() + 1];
    for instr in sequence.instrs.iter().filter(|i| i.op.has_target()) {
        if let Some(flag) = sequence.labels.get(instr.arg as usize).and_then(|at| is_target.get_mut(*at)) {
            *flag = true;
        }
    }
    let mut builder = Builder { graph: Graph { blocks: vec![Block::default()] }, current: 0, is_labelled: false };
    let mut block_at = vec![0; sequence.instrs.len() + 1];
    for (i, instr) in sequence.instrs.iter().enumerate() {
        if instr.op == Op::AnnotationsPlaceholder {
            for instr in sequence.annotations.iter().flatten() {
                builder.add(*instr);
            }
            continue;
        }
        if is_target[i] {
            builder.is_labelled = true;
            builder.maybe_start();
        }
        builder.add(*instr);
        block_at[i] = builder.current;
    }
    let mut graph = builder.graph;
    for block in &mut graph.blocks {
        for instr in block.instrs.iter_mut().filter(|i| i.op.has_target()) {
            instr.target = sequence.labels.get(instr.arg as usize).and_then(|at| block_at.get(*at)).copied();
        }
    }
    graph
}
