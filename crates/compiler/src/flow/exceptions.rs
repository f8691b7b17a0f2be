//! Which handler each instruction has. CPython: Python/flowgraph.c, mark_except_handlers and label_exception_targets.

use pyvarium_code::Opcode;

use super::{BlockId, Graph, Op};

const RESUME_DEPTH1: i32 = 4;

pub(super) fn label(graph: &mut Graph) {
    for id in graph.order() {
        let targets: Vec<BlockId> = graph.blocks[id].instrs.iter().filter(|i| i.op.is_block_push()).filter_map(|i| i.target).collect();
        for target in targets {
            graph.blocks[target].is_except_handler = true;
        }
    }
    graph.forget_visits();
    graph.blocks[0].is_visited = true;
    let mut todo: Vec<(BlockId, Vec<BlockId>)> = vec![(0, Vec::new())];
    while let Some((id, mut stack)) = todo.pop() {
        let mut last_yield_depth = None;
        let mut is_handed_on = false;
        for i in 0..graph.blocks[id].instrs.len() {
            let handler = stack.last().copied();
            let instr = graph.blocks[id].instrs[i];
            if instr.op.is_block_push() {
                let Some(target) = instr.target else { continue };
                if !graph.blocks[target].is_visited {
                    graph.blocks[target].is_visited = true;
                    todo.push((target, stack.clone()));
                }
                if matches!(instr.op, Op::SetupWith | Op::SetupCleanup) {
                    graph.blocks[target].preserves_lasti = true;
                }
                stack.push(target);
                continue;
            }
            let block = &mut graph.blocks[id];
            if instr.op == Op::PopBlock {
                stack.pop();
                block.instrs[i].nop();
                continue;
            }
            block.instrs[i].except = handler;
            if instr.op.is_jump() {
                let falls_through = block.falls_through();
                if let Some(target) = instr.target
                    && !graph.blocks[target].is_visited
                {
                    graph.blocks[target].is_visited = true;
                    is_handed_on = !falls_through;
                    todo.push((target, stack.clone()));
                }
            } else if instr.op.is(Opcode::YieldValue) {
                last_yield_depth = Some(stack.len());
            } else if instr.op.is(Opcode::Resume) && instr.arg != 0 {
                if last_yield_depth == Some(1) {
                    block.instrs[i].arg |= RESUME_DEPTH1;
                }
                last_yield_depth = None;
            }
        }
        if let Some(next) = graph.blocks[id].next
            && graph.blocks[id].falls_through()
            && !is_handed_on
            && !graph.blocks[next].is_visited
        {
            graph.blocks[next].is_visited = true;
            todo.push((next, stack));
        }
    }
}
