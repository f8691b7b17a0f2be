//! Runs of SWAPs made short, or done by swapping the instructions behind them. CPython: Python/flowgraph.c, swaptimize and
//! apply_static_swaps.

use pyvarium_code::Opcode as O;

use super::{Instr, Op};

/// The answer: index of the last instruction of the run that begins at `at`.
pub(super) fn shorten(instrs: &mut [Instr], at: usize) -> usize {
    let mut depth = instrs[at].arg as usize;
    let mut len = 1;
    let mut has_more = false;
    while let Some(instr) = instrs.get(at + len) {
        if instr.op.is(O::Swap) {
            depth = depth.max(instr.arg as usize);
            has_more = true;
        } else if !instr.is_nop() {
            break;
        }
        len += 1;
    }
    if !has_more {
        return at;
    }
    let run = &mut instrs[at..at + len];
    // None: visited.
    let mut stack: Vec<Option<usize>> = (0..depth).map(Some).collect();
    for instr in run.iter().filter(|i| i.op.is(O::Swap)) {
        stack.swap(0, instr.arg as usize - 1);
    }
    let mut left = len;
    for i in 0..depth {
        if stack[i].is_none() || stack[i] == Some(i) {
            continue;
        }
        let mut j = i;
        loop {
            if j != 0 {
                left -= 1;
                run[left].set(O::Swap, j as i32 + 1);
            }
            let Some(next) = stack[j].take() else { break };
            j = next;
        }
    }
    run[..left].iter_mut().for_each(Instr::nop);
    at + len - 1
}

fn is_swappable(op: Op) -> bool {
    op.is(O::StoreFast) || op.is(O::PopTop) || op == Op::StoreFastMaybeNull
}

fn stores_to(instr: &Instr) -> Option<i32> {
    (instr.op.is(O::StoreFast) || instr.op == Op::StoreFastMaybeNull).then_some(instr.arg)
}

fn next_swappable(instrs: &[Instr], at: usize, line: i32) -> Option<usize> {
    for (i, instr) in instrs.iter().enumerate().skip(at + 1) {
        if line >= 0 && instr.loc.line != line {
            return None;
        }
        if instr.is_nop() {
            continue;
        }
        return is_swappable(instr.op).then_some(i);
    }
    None
}

/// From `at` backwards.
pub(super) fn apply(instrs: &mut [Instr], at: usize) {
    for i in (0..=at).rev() {
        if !instrs[i].op.is(O::Swap) {
            if instrs[i].is_nop() || is_swappable(instrs[i].op) {
                continue;
            }
            return;
        }
        let Some(j) = next_swappable(instrs, i, -1) else { return };
        let line = instrs[j].loc.line;
        let mut k = j;
        for _ in 1..instrs[i].arg {
            match next_swappable(instrs, k, line) {
                Some(next) => k = next,
                None => return,
            }
        }
        let (store_j, store_k) = (stores_to(&instrs[j]), stores_to(&instrs[k]));
        if store_j.is_some() || store_k.is_some() {
            if store_j == store_k {
                return;
            }
            let is_between = |instr: &Instr| stores_to(instr).is_some_and(|s| Some(s) == store_j || Some(s) == store_k);
            if instrs[j + 1..k].iter().any(is_between) {
                return;
            }
        }
        instrs[i].nop();
        instrs.swap(j, k);
    }
}
