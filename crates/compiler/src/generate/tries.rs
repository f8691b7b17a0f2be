//! `try`. A `finally` is written twice: for the way out and for an exception. CPython: codegen_try_except and others.

use pyvarium_code::Opcode as O;

use super::{Done, FrameKind, Generator};
use crate::flow::{Loc, NO_LOCATION, Op};
use crate::scopes::wrong;
use crate::tree::{Ctx, Try};

const PREP_RERAISE_STAR: i32 = 1;

impl<'a> Generator<'a> {
    pub(super) fn try_(&mut self, t: &'a Try, loc: Loc) -> Done {
        if t.finalbody.is_empty() { self.try_handlers(t, loc) } else { self.try_finally(t, loc) }
    }

    fn try_handlers(&mut self, t: &'a Try, loc: Loc) -> Done {
        if t.is_star { self.try_star_except(t, loc) } else { self.try_except(t, loc) }
    }

    fn try_finally(&mut self, t: &'a Try, loc: Loc) -> Done {
        let (body, end, exit, cleanup) = (self.label(), self.label(), self.label(), self.label());
        self.jump(Op::SetupFinally, end, loc);
        self.place(body);
        self.push_frame(FrameKind::FinallyTry(&t.finalbody), Some(body), Some(end), loc)?;
        if t.handlers.is_empty() {
            self.stmts(&t.body)?;
        } else {
            self.try_handlers(t, loc)?;
        }
        self.op(Op::PopBlock, NO_LOCATION);
        self.pop_frame();
        self.stmts(&t.finalbody)?;
        self.jump(Op::JumpNoInterrupt, exit, NO_LOCATION);
        self.place(end);
        self.jump(Op::SetupCleanup, cleanup, NO_LOCATION);
        self.op(O::PushExcInfo, NO_LOCATION);
        self.push_frame(FrameKind::FinallyEnd, Some(end), None, NO_LOCATION)?;
        self.n_quiet += 1;
        self.stmts(&t.finalbody)?;
        self.n_quiet -= 1;
        self.pop_frame();
        self.emit(O::Reraise, 0, NO_LOCATION);
        self.place(cleanup);
        self.pop_except_and_reraise(NO_LOCATION);
        self.place(exit);
        Ok(())
    }

    pub(super) fn pop_except_and_reraise(&mut self, loc: Loc) {
        self.emit(O::Copy, 3, loc);
        self.op(O::PopExcept, loc);
        self.emit(O::Reraise, 1, loc);
    }

    fn try_except(&mut self, t: &'a Try, loc: Loc) -> Done {
        let (body, except, end, cleanup) = (self.label(), self.label(), self.label(), self.label());
        self.jump(Op::SetupFinally, except, loc);
        self.place(body);
        self.push_frame(FrameKind::TryExcept, Some(body), None, loc)?;
        self.stmts(&t.body)?;
        self.pop_frame();
        self.op(Op::PopBlock, NO_LOCATION);
        self.stmts(&t.orelse)?;
        self.jump(Op::JumpNoInterrupt, end, NO_LOCATION);
        self.place(except);
        self.jump(Op::SetupCleanup, cleanup, NO_LOCATION);
        self.op(O::PushExcInfo, NO_LOCATION);
        self.push_frame(FrameKind::ExceptionHandler, None, None, loc)?;
        for (i, h) in t.handlers.iter().enumerate() {
            let loc = h.pos;
            if h.kind.is_none() && i + 1 < t.handlers.len() {
                return wrong("default 'except:' must be last", loc);
            }
            let next = self.label();
            if let Some(kind) = &h.kind {
                self.expr(kind)?;
                self.op(O::CheckExcMatch, loc);
                self.jump(O::PopJumpIfFalse, next, loc);
            }
            if let Some(name) = &h.name {
                let (cleanup_end, cleanup_body) = (self.label(), self.label());
                self.name(name, Ctx::Store, loc);
                self.jump(Op::SetupCleanup, cleanup_end, loc);
                self.place(cleanup_body);
                self.push_frame(FrameKind::HandlerCleanup(Some(name)), Some(cleanup_body), None, loc)?;
                self.stmts(&h.body)?;
                self.pop_frame();
                self.op(Op::PopBlock, NO_LOCATION);
                self.op(Op::PopBlock, NO_LOCATION);
                self.op(O::PopExcept, NO_LOCATION);
                self.forget(name, NO_LOCATION);
                self.jump(Op::JumpNoInterrupt, end, NO_LOCATION);
                self.place(cleanup_end);
                self.forget(name, NO_LOCATION);
                self.emit(O::Reraise, 1, NO_LOCATION);
            } else {
                let cleanup_body = self.label();
                self.op(O::PopTop, loc);
                self.place(cleanup_body);
                self.push_frame(FrameKind::HandlerCleanup(None), Some(cleanup_body), None, loc)?;
                self.stmts(&h.body)?;
                self.pop_frame();
                self.op(Op::PopBlock, NO_LOCATION);
                self.op(O::PopExcept, NO_LOCATION);
                self.jump(Op::JumpNoInterrupt, end, NO_LOCATION);
            }
            self.place(next);
        }
        self.pop_frame();
        self.emit(O::Reraise, 0, NO_LOCATION);
        self.place(cleanup);
        self.pop_except_and_reraise(NO_LOCATION);
        self.place(end);
        Ok(())
    }

    fn try_star_except(&mut self, t: &'a Try, loc: Loc) -> Done {
        let (body, except, orelse) = (self.label(), self.label(), self.label());
        let (end, cleanup, reraise_star) = (self.label(), self.label(), self.label());
        self.jump(Op::SetupFinally, except, loc);
        self.place(body);
        self.push_frame(FrameKind::TryExcept, Some(body), None, loc)?;
        self.stmts(&t.body)?;
        self.pop_frame();
        self.op(Op::PopBlock, NO_LOCATION);
        self.jump(Op::JumpNoInterrupt, orelse, NO_LOCATION);
        self.place(except);
        self.jump(Op::SetupCleanup, cleanup, NO_LOCATION);
        self.op(O::PushExcInfo, NO_LOCATION);
        self.push_frame(FrameKind::ExceptionGroupHandler, None, None, loc)?;
        for (i, h) in t.handlers.iter().enumerate() {
            let loc = h.pos;
            let (next, with_error, no_match) = (self.label(), self.label(), self.label());
            if i == 0 {
                self.emit(O::BuildList, 0, loc);
                self.emit(O::Copy, 2, loc);
            }
            if let Some(kind) = &h.kind {
                self.expr(kind)?;
                self.op(O::CheckEgMatch, loc);
                self.emit(O::Copy, 1, loc);
                self.jump(O::PopJumpIfNone, no_match, loc);
            }
            let (cleanup_end, cleanup_body) = (self.label(), self.label());
            match &h.name {
                Some(name) => self.name(name, Ctx::Store, loc),
                None => self.op(O::PopTop, loc),
            }
            self.jump(Op::SetupCleanup, cleanup_end, loc);
            self.place(cleanup_body);
            self.push_frame(FrameKind::HandlerCleanup(h.name.as_ref()), Some(cleanup_body), None, loc)?;
            self.stmts(&h.body)?;
            self.pop_frame();
            self.op(Op::PopBlock, NO_LOCATION);
            if let Some(name) = &h.name {
                self.forget(name, NO_LOCATION);
            }
            self.jump(Op::JumpNoInterrupt, next, NO_LOCATION);
            self.place(cleanup_end);
            if let Some(name) = &h.name {
                self.forget(name, NO_LOCATION);
            }
            self.emit(O::ListAppend, 3, NO_LOCATION);
            self.op(O::PopTop, NO_LOCATION);
            self.jump(Op::JumpNoInterrupt, with_error, NO_LOCATION);
            self.place(next);
            self.op(O::Nop, NO_LOCATION);
            self.jump(Op::JumpNoInterrupt, with_error, NO_LOCATION);
            self.place(no_match);
            self.op(O::PopTop, loc);
            self.place(with_error);
            if i + 1 == t.handlers.len() {
                self.emit(O::ListAppend, 1, NO_LOCATION);
                self.jump(Op::JumpNoInterrupt, reraise_star, NO_LOCATION);
            }
        }
        self.pop_frame();
        let reraise = self.label();
        self.place(reraise_star);
        self.emit(O::CallIntrinsic2, PREP_RERAISE_STAR, NO_LOCATION);
        self.emit(O::Copy, 1, NO_LOCATION);
        self.jump(O::PopJumpIfNotNone, reraise, NO_LOCATION);
        self.op(O::PopTop, NO_LOCATION);
        self.op(Op::PopBlock, NO_LOCATION);
        self.op(O::PopExcept, NO_LOCATION);
        self.jump(Op::JumpNoInterrupt, end, NO_LOCATION);
        self.place(reraise);
        self.op(Op::PopBlock, NO_LOCATION);
        self.emit(O::Swap, 2, NO_LOCATION);
        self.op(O::PopExcept, NO_LOCATION);
        self.emit(O::Reraise, 0, NO_LOCATION);
        self.place(cleanup);
        self.pop_except_and_reraise(NO_LOCATION);
        self.place(orelse);
        self.stmts(&t.orelse)?;
        self.place(end);
        Ok(())
    }
}
