//! Where lines begin in a code object, as far as they are told.
//!
//! CPython: Python/instrumentation.c, initialize_lines.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use pyvarium_code::{Opcode, location};
use pyvarium_heap::code::Code;

/// Made once a code object. Shape: one a code unit.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// -1: none.
    pub line: Vec<i32>,
    pub starts: Vec<bool>,
    pub first_traceable: u32,
}

/// Follows from the code alone, so it is no part of the state.
#[derive(Clone, Debug, Default)]
pub(super) struct Cache(Rc<BTreeMap<u32, Rc<Lines>>>);

impl Hash for Cache {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Cache {
    pub fn of(&mut self, code: &Code) -> Rc<Lines> {
        if let Some(lines) = self.0.get(&code.number) {
            return lines.clone();
        }
        let lines = Rc::new(Lines::of(code));
        Rc::make_mut(&mut self.0).insert(code.number, lines.clone());
        lines
    }
}

impl Lines {
    fn of(code: &Code) -> Lines {
        let mut line = Vec::new();
        for row in location::rows(&code.linetable, code.firstlineno) {
            let n = row.position.line.map_or(-1, |l| l as i32);
            line.resize(line.len() + row.n_units as usize, n);
        }
        let mut starts = vec![false; line.len()];
        let mut instrs = Vec::new();
        let mut at = 0;
        while let Some(instr) = code.instr(at) {
            instrs.push((at, instr));
            at += u32::from(instr.len).max(1);
            if at as usize >= line.len() {
                break;
            }
        }
        let first_traceable = instrs.iter().find(|(_, i)| i.op == Opcode::Resume).map_or(0, |(at, _)| *at);
        let has_line = |at: u32| line.get(at as usize).is_some_and(|l| *l >= 0);
        let mut current = -1;
        for (at, instr) in instrs.iter().filter(|(at, _)| *at >= first_traceable) {
            let here = line.get(*at as usize).copied().unwrap_or(-1);
            if matches!(instr.op, Opcode::EndAsyncFor | Opcode::EndFor | Opcode::EndSend | Opcode::Resume | Opcode::PopIter) {
                continue;
            }
            if here != current && here >= 0 {
                mark(&mut starts, *at);
            }
            current = here;
        }
        for (at, instr) in instrs.iter().filter(|(at, _)| *at >= first_traceable) {
            let next = at + u32::from(instr.len);
            let target = match instr.op {
                Opcode::PopJumpIfFalse | Opcode::PopJumpIfTrue | Opcode::PopJumpIfNone | Opcode::PopJumpIfNotNone | Opcode::JumpForward => {
                    next + instr.arg
                }
                // Behind END_FOR and POP_ITER; behind END_SEND.
                Opcode::ForIter => next + instr.arg + 2,
                Opcode::Send => next + instr.arg + 1,
                Opcode::JumpBackward | Opcode::JumpBackwardNoInterrupt => next.saturating_sub(instr.arg),
                _ => continue,
            };
            if has_line(target) {
                mark(&mut starts, target);
            }
        }
        for at in 0..line.len() as u32 {
            if let Some(handler) = code.handler(at)
                && has_line(handler.target)
                && code.instr(handler.target).is_some_and(|i| i.op != Opcode::EndAsyncFor)
            {
                mark(&mut starts, handler.target);
            }
        }
        Lines { line, starts, first_traceable }
    }

    pub fn line_at(&self, at: i64) -> i32 {
        usize::try_from(at).ok().and_then(|at| self.line.get(at)).copied().unwrap_or(-1)
    }

    pub fn starts_at(&self, at: u32) -> bool {
        self.starts.get(at as usize).copied().unwrap_or(false)
    }
}

fn mark(starts: &mut [bool], at: u32) {
    if let Some(place) = starts.get_mut(at as usize) {
        *place = true;
    }
}
