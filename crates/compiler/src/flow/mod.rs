//! From instructions with labels to a code object: basic blocks, the optimizer's passes over them, and the assembler.
//!
//! CPython: Python/flowgraph.c and Python/assemble.c; the passes have its names and its order.

mod arithmetic;
mod assemble;
mod borrow;
mod clean;
mod constants;
mod effects;
mod exceptions;
mod graph;
mod layout;
mod lines;
mod locals;
mod peephole;
mod show;
mod swaps;

use pyvarium_code::{ConstId, Opcode};

pub(crate) use assemble::{Metadata, assemble};

/// An instruction of the machine, or one that only the compiler knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Op {
    Real(Opcode),
    Jump,
    JumpNoInterrupt,
    JumpIfFalse,
    JumpIfTrue,
    SetupFinally,
    SetupCleanup,
    SetupWith,
    PopBlock,
    LoadClosure,
    StoreFastMaybeNull,
    AnnotationsPlaceholder,
}

impl From<Opcode> for Op {
    fn from(op: Opcode) -> Op {
        Op::Real(op)
    }
}

impl Op {
    pub fn is(self, op: Opcode) -> bool {
        self == Op::Real(op)
    }

    pub fn is_block_push(self) -> bool {
        matches!(self, Op::SetupFinally | Op::SetupCleanup | Op::SetupWith)
    }

    pub fn is_jump(self) -> bool {
        match self {
            Op::Real(op) => op.has_jump(),
            _ => matches!(self, Op::Jump | Op::JumpNoInterrupt | Op::JumpIfFalse | Op::JumpIfTrue),
        }
    }

    pub fn has_target(self) -> bool {
        self.is_jump() || self.is_block_push()
    }

    fn is_unconditional_jump(self) -> bool {
        let is_backward = matches!(self, Op::Real(Opcode::JumpForward | Opcode::JumpBackward | Opcode::JumpBackwardNoInterrupt));
        is_backward || matches!(self, Op::Jump | Op::JumpNoInterrupt)
    }

    fn is_scope_exit(self) -> bool {
        matches!(self, Op::Real(Opcode::ReturnValue | Opcode::RaiseVarargs | Opcode::Reraise))
    }

    fn is_terminator(self) -> bool {
        self.is_jump() || self.is_scope_exit()
    }

    fn has_eval_break(self) -> bool {
        matches!(self, Op::Jump | Op::Real(Opcode::Call | Opcode::CallFunctionEx | Opcode::JumpBackward | Opcode::Resume))
    }

    fn loads_const(self) -> bool {
        matches!(self, Op::Real(Opcode::LoadConst | Opcode::LoadSmallInt))
    }
}

/// Where an instruction comes from. No place has the line -1; -2 is the place of the next instruction.
pub(crate) type Loc = crate::tree::Pos;

pub(crate) const NO_LOCATION: Loc = Loc { line: -1, col: -1, end_line: -1, end_col: -1 };
pub(crate) const NEXT_LOCATION: Loc = Loc { line: -2, col: -2, end_line: -2, end_col: -2 };

/// The argument of a jump is a label, until there are blocks.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Instr {
    pub op: Op,
    pub arg: i32,
    pub loc: Loc,
    target: Option<BlockId>,
    except: Option<BlockId>,
}

impl Instr {
    pub fn new(op: impl Into<Op>, arg: i32, loc: Loc) -> Instr {
        Instr { op: op.into(), arg, loc, target: None, except: None }
    }

    fn set(&mut self, op: impl Into<Op>, arg: i32) {
        self.op = op.into();
        self.arg = arg;
    }

    fn nop(&mut self) {
        self.set(Opcode::Nop, 0);
    }

    fn is_nop(&self) -> bool {
        self.op.is(Opcode::Nop)
    }
}

pub(crate) type Label = usize;
type BlockId = usize;

/// What code generation writes. CPython: Python/instruction_sequence.c.
#[derive(Clone, Default, Debug)]
pub(crate) struct Sequence {
    pub instrs: Vec<Instr>,
    /// Index of the instruction behind each label.
    pub labels: Vec<usize>,
    /// What makes `__annotate__` of a module, put where its placeholder stands.
    pub annotations: Option<Vec<Instr>>,
}

impl Sequence {
    pub fn label(&mut self) -> Label {
        self.labels.push(usize::MAX);
        self.labels.len() - 1
    }

    pub fn place(&mut self, label: Label) {
        let at = self.instrs.len();
        if let Some(place) = self.labels.get_mut(label) {
            *place = at;
        }
    }

    pub fn insert(&mut self, at: usize, instr: Instr) {
        self.instrs.insert(at, instr);
        for place in &mut self.labels {
            if *place >= at && *place != usize::MAX {
                *place += 1;
            }
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Block {
    instrs: Vec<Instr>,
    /// CPython's array of instructions is never shortened: what is put behind the last one finds the handler there of what stood
    /// in its place before.
    spare: Vec<Option<BlockId>>,
    next: Option<BlockId>,
    has_label: bool,
    is_except_handler: bool,
    preserves_lasti: bool,
    is_cold: bool,
    is_warm: bool,
    is_visited: bool,
    n_predecessors: i32,
    /// None: not reached yet.
    start_depth: Option<i32>,
    unsafe_locals: u64,
}

impl Block {
    fn push(&mut self, mut instr: Instr) {
        instr.except = if self.spare.is_empty() { None } else { self.spare.remove(0) };
        self.instrs.push(instr);
    }

    fn use_spare(&mut self, n: usize) {
        self.spare.drain(..n.min(self.spare.len()));
    }

    /// Leaves the first `n` places; `all`: what stood in all of them.
    fn shrink_from(&mut self, n: usize, all: &[Instr]) {
        let left = all.iter().skip(n).map(|i| i.except);
        self.spare = left.chain(std::mem::take(&mut self.spare)).collect();
    }

    fn last(&self) -> Option<&Instr> {
        self.instrs.last()
    }

    fn falls_through(&self) -> bool {
        !self.last().is_some_and(|i| i.op.is_unconditional_jump() || i.op.is_scope_exit())
    }

    fn exits_scope(&self) -> bool {
        self.last().is_some_and(|i| i.op.is_scope_exit())
    }

    fn has_no_line(&self) -> bool {
        self.instrs.iter().all(|i| i.loc.line < 0)
    }

    fn is_exit_or_check_without_line(&self) -> bool {
        (self.exits_scope() || self.instrs.iter().any(|i| i.op.has_eval_break())) && self.has_no_line()
    }
}

/// The blocks of one code unit, linked in the order of their code; the first is the entry.
struct Graph {
    blocks: Vec<Block>,
}

impl Graph {
    /// Ids in the order of the code.
    fn order(&self) -> Vec<BlockId> {
        let mut list = Vec::with_capacity(self.blocks.len());
        let mut at = Some(0);
        while let Some(id) = at {
            list.push(id);
            at = self.blocks[id].next;
        }
        list
    }

    fn next_nonempty(&self, mut at: Option<BlockId>) -> Option<BlockId> {
        while let Some(id) = at {
            if !self.blocks[id].instrs.is_empty() {
                return at;
            }
            at = self.blocks[id].next;
        }
        None
    }

    fn new_block(&mut self) -> BlockId {
        self.blocks.push(Block::default());
        self.blocks.len() - 1
    }

    fn forget_visits(&mut self) {
        self.blocks.iter_mut().for_each(|b| b.is_visited = false);
    }
}

/// The optimizer adds to the constants of its unit.
type Consts = Vec<ConstId>;
