//! What each instruction takes from the stack and puts there. CPython: Include/internal/pycore_opcode_metadata.h.

use pyvarium_code::Opcode as O;

use super::{BlockId, Graph, Op};

/// Pushed, popped.
pub(super) fn effect(op: Op, arg: i32) -> (i32, i32) {
    let op = match op {
        Op::Real(op) => op,
        Op::JumpIfFalse | Op::JumpIfTrue => return (1, 1),
        Op::LoadClosure => return (1, 0),
        Op::SetupCleanup => return (2, 0),
        Op::SetupFinally | Op::SetupWith => return (1, 0),
        Op::StoreFastMaybeNull => return (0, 1),
        _ => return (0, 0),
    };
    match op {
        O::BinarySlice => (1, 3),
        O::CallFunctionEx => (1, 4),
        O::CheckEgMatch | O::CheckExcMatch | O::Send => (2, 2),
        O::CleanupThrow => (2, 3),
        O::DeleteSubscr | O::EndAsyncFor | O::StoreAttr | O::StoreFastStoreFast => (0, 2),
        O::EndFor
        | O::PopExcept
        | O::PopIter
        | O::PopTop
        | O::DeleteAttr
        | O::StoreDeref
        | O::StoreFast
        | O::StoreGlobal
        | O::StoreName => (0, 1),
        O::PopJumpIfFalse | O::PopJumpIfNone | O::PopJumpIfNotNone | O::PopJumpIfTrue => (0, 1),
        O::BuildTemplate
        | O::EndSend
        | O::FormatWithSpec
        | O::BinaryOp
        | O::CallIntrinsic2
        | O::CompareOp
        | O::ContainsOp
        | O::ImportName => (1, 2),
        O::IsOp | O::SetFunctionAttribute => (1, 2),
        O::FormatSimple
        | O::GetAiter
        | O::GetIter
        | O::GetYieldFromIter
        | O::MakeFunction
        | O::ReturnValue
        | O::ToBool
        | O::UnaryInvert => (1, 1),
        O::UnaryNegative | O::UnaryNot | O::CallIntrinsic1 | O::ConvertValue | O::GetAwaitable | O::LoadFromDictOrDeref => (1, 1),
        O::LoadFromDictOrGlobals | O::StoreFastLoadFast | O::YieldValue => (1, 1),
        O::GetAnext | O::GetLen | O::MatchMapping | O::MatchSequence | O::PushExcInfo | O::ForIter | O::ImportFrom | O::LoadSpecial => {
            (2, 1)
        }
        O::LoadBuildClass | O::LoadLocals | O::PushNull | O::ReturnGenerator | O::LoadCommonConstant | O::LoadConst | O::LoadDeref => {
            (1, 0)
        }
        O::LoadFast | O::LoadFastAndClear | O::LoadFastBorrow | O::LoadFastCheck | O::LoadName | O::LoadSmallInt => (1, 0),
        O::LoadFastLoadFast | O::LoadFastBorrowLoadFastBorrow => (2, 0),
        O::MatchKeys => (3, 2),
        O::StoreSlice => (0, 4),
        O::StoreSubscr => (0, 3),
        O::WithExceptStart => (6, 5),
        O::BuildInterpolation => (1, 2 + (arg & 1)),
        O::BuildList | O::BuildSet | O::BuildSlice | O::BuildString | O::BuildTuple => (1, arg),
        O::BuildMap => (1, arg * 2),
        O::Call => (1, 2 + arg),
        O::CallKw => (1, 3 + arg),
        O::Copy => (1 + arg, arg),
        O::DictMerge => (3 + arg, 4 + arg),
        O::DictUpdate | O::ListAppend | O::ListExtend | O::SetAdd | O::SetUpdate => (arg, 1 + arg),
        O::LoadAttr => (1 + (arg & 1), 1),
        O::LoadGlobal => (1 + (arg & 1), 0),
        O::LoadSuperAttr => (1 + (arg & 1), 3),
        O::MapAdd => (arg, 2 + arg),
        O::MatchClass => (1, 3),
        O::RaiseVarargs => (0, arg),
        O::Reraise => (arg, 1 + arg),
        O::Swap => (arg, arg),
        O::UnpackEx => (1 + (arg & 0xff) + (arg >> 8), 1),
        O::UnpackSequence => (arg, 1),
        _ => (0, 0),
    }
}

impl Graph {
    /// The largest depth of the stack. None: blocks disagree, which no tree of ours makes.
    pub(super) fn stack_depth(&mut self) -> Option<i32> {
        self.blocks.iter_mut().for_each(|b| b.start_depth = None);
        self.blocks[0].start_depth = Some(0);
        let mut todo: Vec<BlockId> = vec![0];
        let mut deepest = 0;
        while let Some(id) = todo.pop() {
            let mut depth = self.blocks[id].start_depth?;
            let mut next = self.blocks[id].next;
            for i in 0..self.blocks[id].instrs.len() {
                let instr = self.blocks[id].instrs[i];
                let (pushed, popped) = effect(instr.op, instr.arg);
                let net = if instr.op.is_block_push() { 0 } else { pushed - popped };
                deepest = deepest.max(depth);
                if instr.op.has_target() && !instr.op.is(O::EndAsyncFor) {
                    self.meet(instr.target?, depth + pushed - popped, &mut todo)?;
                }
                depth += net;
                if depth < 0 {
                    return None;
                }
                if instr.op.is_unconditional_jump() || instr.op.is_scope_exit() {
                    next = None;
                    break;
                }
            }
            if let Some(next) = next {
                self.meet(next, depth, &mut todo)?;
            }
        }
        Some(deepest)
    }

    fn meet(&mut self, id: BlockId, depth: i32, todo: &mut Vec<BlockId>) -> Option<()> {
        match self.blocks[id].start_depth {
            Some(known) if known == depth => Some(()),
            Some(_) => None,
            None => {
                self.blocks[id].start_depth = Some(depth);
                todo.push(id);
                Some(())
            }
        }
    }
}
