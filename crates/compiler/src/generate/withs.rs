//! `with` and `async with`. CPython: codegen_with_inner, codegen_async_with_inner.

use pyvarium_code::Opcode as O;

use super::{Done, FrameKind, Generator};
use crate::flow::{Label, Loc, NO_LOCATION, Op};
use crate::tree::{Stmt, WithItem};

const ENTER: i32 = 0;
const EXIT: i32 = 1;
const AENTER: i32 = 2;
const AEXIT: i32 = 3;

impl<'a> Generator<'a> {
    pub(super) fn call_exit_with_nones(&mut self, loc: Loc) {
        for _ in 0..3 {
            self.load_none(loc);
        }
        self.emit(O::Call, 3, loc);
    }

    /// `await` of what lies on the stack.
    fn awaited(&mut self, how: i32, loc: Loc) {
        self.emit(O::GetAwaitable, how, loc);
        self.load_none(loc);
        self.yield_from(loc, true);
    }

    pub(super) fn with(&mut self, is_async: bool, items: &'a [WithItem], body: &'a [Stmt]) -> Done {
        let Some((item, rest)) = items.split_first() else { return self.stmts(body) };
        let (block, last, exit, cleanup) = (self.label(), self.label(), self.label(), self.label());
        self.expr(&item.context)?;
        let loc = item.context.pos;
        self.emit(O::Copy, 1, loc);
        self.emit(O::LoadSpecial, if is_async { AEXIT } else { EXIT }, loc);
        self.emit(O::Swap, 2, loc);
        self.emit(O::Swap, 3, loc);
        self.emit(O::LoadSpecial, if is_async { AENTER } else { ENTER }, loc);
        self.emit(O::Call, 0, loc);
        if is_async {
            self.awaited(1, loc);
        }
        self.jump(Op::SetupWith, last, loc);
        self.place(block);
        self.push_frame(if is_async { FrameKind::AsyncWith } else { FrameKind::With }, Some(block), Some(last), loc)?;
        match &item.vars {
            Some(vars) => self.expr(vars)?,
            None => self.op(O::PopTop, loc),
        }
        self.with(is_async, rest, body)?;
        self.op(Op::PopBlock, if is_async { loc } else { NO_LOCATION });
        self.pop_frame();
        self.call_exit_with_nones(loc);
        if is_async {
            self.awaited(2, loc);
        }
        self.op(O::PopTop, loc);
        self.jump(Op::Jump, exit, loc);
        self.place(last);
        self.jump(Op::SetupCleanup, cleanup, loc);
        self.op(O::PushExcInfo, loc);
        self.op(O::WithExceptStart, loc);
        if is_async {
            self.awaited(2, loc);
        }
        self.with_except_finish(cleanup);
        self.place(exit);
        Ok(())
    }

    fn with_except_finish(&mut self, cleanup: Label) {
        let suppress = self.label();
        self.op(O::ToBool, NO_LOCATION);
        self.jump(O::PopJumpIfTrue, suppress, NO_LOCATION);
        self.emit(O::Reraise, 2, NO_LOCATION);
        self.place(suppress);
        self.op(O::PopTop, NO_LOCATION);
        self.op(Op::PopBlock, NO_LOCATION);
        self.op(O::PopExcept, NO_LOCATION);
        for _ in 0..3 {
            self.op(O::PopTop, NO_LOCATION);
        }
        let exit = self.label();
        self.jump(Op::JumpNoInterrupt, exit, NO_LOCATION);
        self.place(cleanup);
        self.pop_except_and_reraise(NO_LOCATION);
        self.place(exit);
    }
}
