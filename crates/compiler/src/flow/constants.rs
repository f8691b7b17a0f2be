//! Constants: folding of what is made of them only, tests of them, and which of them are used at last.
//! CPython: Python/flowgraph.c, fold_tuple_of_constants and its neighbours.

use num_bigint::BigInt;
use pyvarium_code::{Const, ConstId, Opcode as O};

use super::arithmetic::{self, int_of};
use super::{BlockId, Consts, Graph, Instr, NO_LOCATION, Op};
use crate::pool::Pool;

/// CPython: _PY_STACK_USE_GUIDELINE.
const STACK_USE_GUIDELINE: i32 = 30;
const MIN_CONST_SEQUENCE_SIZE: i32 = 3;
const LIST_TO_TUPLE: i32 = 6;
const UNARY_POSITIVE: i32 = 5;

pub(super) fn value_of(instr: &Instr, consts: &Consts, pool: &mut Pool) -> Option<ConstId> {
    match instr.op {
        Op::Real(O::LoadConst) => consts.get(instr.arg as usize).copied(),
        Op::Real(O::LoadSmallInt) => Some(pool.small_int(i64::from(instr.arg))),
        _ => None,
    }
}

fn add(consts: &mut Consts, id: ConstId) -> i32 {
    let at = consts.iter().position(|c| *c == id).unwrap_or_else(|| {
        consts.push(id);
        consts.len() - 1
    });
    at as i32
}

fn small(pool: &Pool, id: ConstId) -> Option<i32> {
    match pool.unit.get(id) {
        Some(Const::Int(value)) if (0..=255).contains(value) => Some(*value as i32),
        _ => None,
    }
}

fn make_load(instr: &mut Instr, id: ConstId, consts: &mut Consts, pool: &Pool) {
    match small(pool, id) {
        Some(value) => instr.set(O::LoadSmallInt, value),
        None => {
            let at = add(consts, id);
            instr.set(O::LoadConst, at);
        }
    }
}

/// Indices of the `n` instructions before `at` that load constants, if there are no others.
fn loading(instrs: &[Instr], at: usize, n: usize) -> Option<Vec<usize>> {
    let mut found = Vec::with_capacity(n);
    for i in (0..at).rev() {
        if found.len() == n {
            break;
        }
        if instrs[i].is_nop() {
            continue;
        }
        if !instrs[i].op.loads_const() {
            return None;
        }
        found.push(i);
    }
    found.reverse();
    (found.len() == n).then_some(found)
}

fn nop_out(instrs: &mut [Instr], which: &[usize]) {
    for i in which {
        instrs[*i].nop();
        instrs[*i].loc = NO_LOCATION;
    }
}

fn values(instrs: &[Instr], which: &[usize], consts: &Consts, pool: &mut Pool) -> Option<Vec<ConstId>> {
    which.iter().map(|i| value_of(&instrs[*i], consts, pool)).collect()
}

pub(super) fn fold_tuple(instrs: &mut [Instr], at: usize, consts: &mut Consts, pool: &mut Pool) {
    let n = instrs[at].arg;
    if n > STACK_USE_GUIDELINE {
        return;
    }
    let Some(which) = loading(instrs, at, n as usize) else { return };
    let Some(items) = values(instrs, &which, consts, pool) else { return };
    nop_out(instrs, &which);
    let tuple = pool.tuple(items);
    make_load(&mut instrs[at], tuple, consts, pool);
}

/// A long tuple is built as a list first.
pub(super) fn fold_list_to_tuple(instrs: &mut [Instr], at: usize, consts: &mut Consts, pool: &mut Pool) {
    let mut items = Vec::new();
    let mut expects_append = true;
    for i in (0..at).rev() {
        let instr = instrs[i];
        if instr.is_nop() {
            continue;
        }
        if instr.op.is(O::BuildList) && instr.arg == 0 {
            if !expects_append {
                return;
            }
            items.reverse();
            let which: Vec<usize> = (i..at).filter(|i| !instrs[*i].is_nop()).collect();
            nop_out(instrs, &which);
            let tuple = pool.tuple(items);
            make_load(&mut instrs[at], tuple, consts, pool);
            return;
        }
        if expects_append {
            if !instr.op.is(O::ListAppend) || instr.arg != 1 {
                return;
            }
        } else {
            let Some(id) = value_of(&instr, consts, pool) else { return };
            items.push(id);
        }
        expects_append = !expects_append;
    }
}

pub(super) fn optimize_list_or_set(instrs: &mut [Instr], at: usize, consts: &mut Consts, pool: &mut Pool) {
    let (op, n, loc) = (instrs[at].op, instrs[at].arg, instrs[at].loc);
    let next = instrs.get(at + 1).map(|i| i.op);
    let is_only_looked_at = next.is_some_and(|op| op.is(O::GetIter) || op.is(O::ContainsOp));
    if n > STACK_USE_GUIDELINE || (n < MIN_CONST_SEQUENCE_SIZE && !is_only_looked_at) {
        return;
    }
    let Some(which) = loading(instrs, at, n as usize) else {
        if is_only_looked_at && op.is(O::BuildList) {
            instrs[at].op = O::BuildTuple.into();
        }
        return;
    };
    let Some(items) = values(instrs, &which, consts, pool) else { return };
    let id = if op.is(O::BuildSet) { pool.frozenset(&items) } else { pool.tuple(items) };
    let index = add(consts, id);
    nop_out(instrs, &which);
    if is_only_looked_at {
        instrs[at].set(O::LoadConst, index);
        return;
    }
    instrs[at - 2].loc = loc;
    instrs[at - 2].op = op;
    instrs[at - 2].arg = 0;
    instrs[at - 1].set(O::LoadConst, index);
    instrs[at].set(if op.is(O::BuildList) { O::ListExtend } else { O::SetUpdate }, 1);
}

pub(super) fn fold_binary(instrs: &mut [Instr], at: usize, consts: &mut Consts, pool: &mut Pool) {
    let Some(which) = loading(instrs, at, 2) else { return };
    let Some(items) = values(instrs, &which, consts, pool) else { return };
    let [left, right] = items[..] else { return };
    if let Some(id) = arithmetic::binary(pool, left, instrs[at].arg, right) {
        nop_out(instrs, &which);
        make_load(&mut instrs[at], id, consts, pool);
    }
}

pub(super) fn fold_unary(instrs: &mut [Instr], at: usize, consts: &mut Consts, pool: &mut Pool) {
    let Some(which) = loading(instrs, at, 1) else { return };
    let Some(id) = which.first().and_then(|i| value_of(&instrs[*i], consts, pool)) else { return };
    let folded = match instrs[at].op {
        Op::Real(O::UnaryNot) => truth(pool, id).map(|t| pool.bool(!t)),
        // `~True` warns when it runs.
        Op::Real(O::UnaryInvert) if matches!(pool.unit.get(id), Some(Const::True | Const::False)) => None,
        Op::Real(O::UnaryInvert) => int_of(pool, id).map(|v| pool.int(&!v)),
        Op::Real(O::UnaryNegative) => match (int_of(pool, id), pool.unit.get(id)) {
            (Some(v), _) => Some(pool.int(&-v)),
            (None, Some(Const::Float(v))) => {
                let v = -*v;
                Some(pool.float(v))
            }
            (None, Some(Const::Complex { re, im })) => {
                let (re, im) = (-*re, -*im);
                Some(pool.complex(re, im))
            }
            _ => None,
        },
        Op::Real(O::CallIntrinsic1) => match pool.unit.get(id) {
            Some(Const::Float(_) | Const::Complex { .. }) => Some(id),
            _ => int_of(pool, id).map(|v| pool.int(&v)),
        },
        _ => None,
    };
    if let Some(id) = folded {
        nop_out(instrs, &which);
        make_load(&mut instrs[at], id, consts, pool);
    }
}

pub(super) fn is_list_to_tuple(instr: &Instr) -> bool {
    instr.op.is(O::CallIntrinsic1) && instr.arg == LIST_TO_TUPLE
}

pub(super) fn is_positive(instr: &Instr) -> bool {
    instr.op.is(O::CallIntrinsic1) && instr.arg == UNARY_POSITIVE
}

/// `bool(constant)`. None: code has none that matters.
pub(super) fn truth(pool: &Pool, id: ConstId) -> Option<bool> {
    Some(match pool.unit.get(id)? {
        Const::None | Const::False => false,
        Const::Int(value) => *value != 0,
        Const::Float(value) => *value != 0.0,
        Const::Complex { re, im } => *re != 0.0 || *im != 0.0,
        Const::Str { wtf8, .. } => !wtf8.is_empty(),
        Const::Bytes(bytes) => !bytes.is_empty(),
        Const::Tuple(items) | Const::FrozenSet(items) => !items.is_empty(),
        _ => true,
    })
}

impl Graph {
    /// Small integers and tests of constants. CPython: basicblock_optimize_load_const.
    pub(super) fn optimize_load_const(&mut self, consts: &mut Consts, pool: &mut Pool) {
        for id in self.order() {
            self.load_const_in(id, consts, pool);
        }
    }

    fn load_const_in(&mut self, id: BlockId, consts: &mut Consts, pool: &mut Pool) {
        let instrs = &mut self.blocks[id].instrs;
        // A copy of a constant is that constant.
        let mut known = Instr::new(O::Nop, 0, NO_LOCATION);
        for i in 0..instrs.len() {
            if instrs[i].op.is(O::LoadConst)
                && let Some(value) = value_of(&instrs[i], consts, pool).and_then(|c| small(pool, c))
            {
                instrs[i].set(O::LoadSmallInt, value);
            }
            let is_copy = known.op.is(O::LoadConst) && instrs[i].op.is(O::Copy) && instrs[i].arg == 1;
            if !is_copy {
                known = instrs[i];
            }
            let Some(constant) = value_of(&known, consts, pool) else { continue };
            let Some(next) = instrs.get(i + 1).map(|n| n.op) else { continue };
            match next {
                Op::Real(O::PopJumpIfFalse | O::PopJumpIfTrue) | Op::JumpIfFalse | Op::JumpIfTrue => {
                    let Some(is_true) = truth(pool, constant) else { continue };
                    if matches!(next, Op::Real(_)) {
                        instrs[i].nop();
                    }
                    let jumps_if = matches!(next, Op::Real(O::PopJumpIfTrue) | Op::JumpIfTrue);
                    if is_true == jumps_if {
                        instrs[i + 1].op = Op::Jump;
                    } else {
                        instrs[i + 1].nop();
                    }
                }
                Op::Real(O::IsOp) => {
                    if matches!(pool.unit.get(constant), Some(Const::None)) {
                        is_none(instrs, i);
                    }
                }
                Op::Real(O::ToBool) => {
                    let Some(is_true) = truth(pool, constant) else { continue };
                    let index = add(consts, pool.bool(is_true));
                    instrs[i].nop();
                    instrs[i + 1].set(O::LoadConst, index);
                }
                _ => {}
            }
        }
    }

    /// The first may be a docstring: it stays.
    pub(super) fn remove_unused_consts(&mut self, consts: &mut Consts) {
        let mut is_used = vec![false; consts.len()];
        if let Some(first) = is_used.first_mut() {
            *first = true;
        }
        let loads = |i: &&mut Instr| i.op.is(O::LoadConst);
        for instr in self.blocks.iter_mut().flat_map(|b| &mut b.instrs).filter(loads) {
            if let Some(flag) = is_used.get_mut(instr.arg as usize) {
                *flag = true;
            }
        }
        let mut new_index = Vec::with_capacity(consts.len());
        let mut n = 0;
        for used in &is_used {
            new_index.push(n);
            n += i32::from(*used);
        }
        for instr in self.blocks.iter_mut().flat_map(|b| &mut b.instrs).filter(loads) {
            instr.arg = new_index.get(instr.arg as usize).copied().unwrap_or(0);
        }
        let mut used = is_used.iter();
        consts.retain(|_| used.next().copied().unwrap_or(true));
    }
}

/// `x is None` before a jump.
fn is_none(instrs: &mut [Instr], i: usize) {
    if instrs.len() <= i + 2 {
        return;
    }
    let mut at = i + 2;
    if instrs[at].op.is(O::ToBool) {
        instrs[at].nop();
        if instrs.len() <= i + 3 {
            return;
        }
        at = i + 3;
    }
    let mut is_inverted = instrs[i + 1].arg != 0;
    match instrs[at].op {
        Op::Real(O::PopJumpIfFalse) => is_inverted = !is_inverted,
        Op::Real(O::PopJumpIfTrue) => {}
        _ => return,
    }
    instrs[i].nop();
    instrs[i + 1].nop();
    instrs[at].op = if is_inverted { O::PopJumpIfNotNone.into() } else { O::PopJumpIfNone.into() };
}

/// A Python int or bool as a number.
pub(super) fn big(value: &Const) -> Option<BigInt> {
    match value {
        Const::True => Some(BigInt::from(1)),
        Const::False => Some(BigInt::from(0)),
        Const::Int(value) => Some(BigInt::from(*value)),
        Const::BigInt { negative, magnitude_le } => {
            let sign = if *negative { num_bigint::Sign::Minus } else { num_bigint::Sign::Plus };
            Some(BigInt::from_bytes_le(sign, magnitude_le))
        }
        _ => None,
    }
}
