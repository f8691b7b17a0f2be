//! Statements: control flow, imports, and what leaves a block. CPython: codegen_visit_stmt, codegen_unwind_fblock.

use pyvarium_code::Opcode as O;

use super::{Done, Frame, FrameKind, Generator};
use crate::flow::{Label, Loc, NO_LOCATION, Op};
use crate::scopes::wrong;
use crate::tree::{Alias, Ctx, Expr, ExprKind, Name, Stmt, StmtKind};

const PRINT: i32 = 1;
const IMPORT_STAR: i32 = 2;
const ASSERTION_ERROR: i32 = 0;

impl<'a> Generator<'a> {
    pub(super) fn stmts(&mut self, body: &'a [Stmt]) -> Done {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    fn conditional(&mut self, body: impl FnOnce(&mut Generator<'a>) -> Done) -> Done {
        self.unit().n_conditional += 1;
        let done = body(self);
        if done.is_ok() {
            self.unit().n_conditional -= 1;
        }
        done
    }

    fn stmt(&mut self, s: &'a Stmt) -> Done {
        let loc = s.pos;
        match &s.kind {
            StmtKind::FunctionDef(f) => self.function(f, loc),
            StmtKind::ClassDef(c) => self.class(c, loc),
            StmtKind::TypeAlias(t) => self.type_alias(t, loc),
            StmtKind::Return(value) => self.return_(value.as_ref(), loc),
            StmtKind::Delete(targets) => targets.iter().try_for_each(|e| self.expr(e)),
            StmtKind::Assign { targets, value } => {
                self.expr(value)?;
                for (i, target) in targets.iter().enumerate() {
                    if i + 1 < targets.len() {
                        self.emit(O::Copy, 1, loc);
                    }
                    self.expr(target)?;
                }
                Ok(())
            }
            StmtKind::AugAssign { target, op, value } => self.aug_assign(target, *op, value, loc),
            StmtKind::AnnAssign { .. } => self.ann_assign(s),
            StmtKind::For { is_async: false, .. } => self.conditional(|g| g.for_(s)),
            StmtKind::For { is_async: true, .. } => self.conditional(|g| g.async_for(s)),
            StmtKind::While { test, body, orelse } => self.conditional(|g| g.while_(test, body, orelse, loc)),
            StmtKind::If { .. } => self.conditional(|g| g.if_(s)),
            StmtKind::Match { subject, cases } => self.conditional(|g| g.match_(subject, cases)),
            StmtKind::Raise { exc, cause } => {
                let mut n = 0;
                if let Some(exc) = exc {
                    self.expr(exc)?;
                    n += 1;
                    if let Some(cause) = cause {
                        self.expr(cause)?;
                        n += 1;
                    }
                }
                self.emit(O::RaiseVarargs, n, loc);
                Ok(())
            }
            StmtKind::Try(t) => self.conditional(|g| g.try_(t, loc)),
            StmtKind::Assert { test, msg } => self.assert(test, msg.as_ref(), loc),
            StmtKind::Import(names) => names.iter().try_for_each(|a| self.import(a, loc)),
            StmtKind::ImportFrom { module, names, level } => self.import_from(module.as_ref(), names, *level, loc),
            StmtKind::Global(_) | StmtKind::Nonlocal(_) => Ok(()),
            StmtKind::Expr(e) => self.stmt_expr(e, loc),
            StmtKind::Pass => {
                self.op(O::Nop, loc);
                Ok(())
            }
            StmtKind::Break => self.break_(loc),
            StmtKind::Continue => self.continue_(loc),
            StmtKind::With { is_async, items, body } => self.conditional(|g| g.with(*is_async, items, body)),
        }
    }

    fn stmt_expr(&mut self, e: &'a Expr, loc: Loc) -> Done {
        if self.is_interactive && self.units.len() == 1 {
            self.expr(e)?;
            self.emit(O::CallIntrinsic1, PRINT, loc);
            self.op(O::PopTop, NO_LOCATION);
        } else if e.is_constant() {
            self.op(O::Nop, loc);
        } else {
            self.expr(e)?;
            self.op(O::PopTop, NO_LOCATION);
        }
        Ok(())
    }

    fn if_(&mut self, s: &'a Stmt) -> Done {
        // An `elif` is an `if` alone in the `else`: a chain is walked here, not called.
        let mut ends: Vec<Label> = Vec::new();
        let mut s = s;
        let mut depth = 0;
        loop {
            let StmtKind::If { test, body, orelse } = &s.kind else { return Ok(()) };
            let end = self.label();
            ends.push(end);
            if orelse.is_empty() {
                self.jump_if(test, end, false)?;
                self.stmts(body)?;
                break;
            }
            let next = self.label();
            self.jump_if(test, next, false)?;
            self.stmts(body)?;
            self.jump(Op::JumpNoInterrupt, end, NO_LOCATION);
            self.place(next);
            match &orelse[..] {
                [only] if matches!(only.kind, StmtKind::If { .. }) => {
                    self.unit().n_conditional += 1;
                    depth += 1;
                    s = only;
                }
                _ => {
                    self.stmts(orelse)?;
                    break;
                }
            }
        }
        self.unit().n_conditional -= depth;
        for end in ends.into_iter().rev() {
            self.place(end);
        }
        Ok(())
    }

    fn for_(&mut self, s: &'a Stmt) -> Done {
        let StmtKind::For { target, iter, body, orelse, .. } = &s.kind else { return Ok(()) };
        let (start, body_label, cleanup, end) = (self.label(), self.label(), self.label(), self.label());
        self.push_frame(FrameKind::For, Some(start), Some(end), s.pos)?;
        self.expr(iter)?;
        self.op(O::GetIter, iter.pos);
        self.place(start);
        self.jump(O::ForIter, cleanup, iter.pos);
        self.op(O::Nop, target.pos);
        self.place(body_label);
        self.expr(target)?;
        self.stmts(body)?;
        self.jump(Op::Jump, start, NO_LOCATION);
        self.place(cleanup);
        self.op(O::EndFor, NO_LOCATION);
        self.op(O::PopIter, NO_LOCATION);
        self.pop_frame();
        self.stmts(orelse)?;
        self.place(end);
        Ok(())
    }

    fn async_for(&mut self, s: &'a Stmt) -> Done {
        let StmtKind::For { target, iter, body, orelse, .. } = &s.kind else { return Ok(()) };
        let loc = s.pos;
        let (start, send, except, end) = (self.label(), self.label(), self.label(), self.label());
        self.expr(iter)?;
        self.op(O::GetAiter, iter.pos);
        self.place(start);
        self.push_frame(FrameKind::AsyncFor, Some(start), Some(end), loc)?;
        self.jump(Op::SetupFinally, except, loc);
        self.op(O::GetAnext, loc);
        self.load_none(loc);
        self.place(send);
        self.yield_from(loc, true);
        self.op(Op::PopBlock, loc);
        self.op(O::NotTaken, loc);
        self.expr(target)?;
        self.stmts(body)?;
        self.jump(Op::Jump, start, NO_LOCATION);
        self.pop_frame();
        self.place(except);
        self.jump(O::EndAsyncFor, send, iter.pos);
        self.stmts(orelse)?;
        self.place(end);
        Ok(())
    }

    fn while_(&mut self, test: &'a Expr, body: &'a [Stmt], orelse: &'a [Stmt], loc: Loc) -> Done {
        let (start, end, anchor) = (self.label(), self.label(), self.label());
        self.place(start);
        self.push_frame(FrameKind::While, Some(start), Some(end), loc)?;
        self.jump_if(test, anchor, false)?;
        self.stmts(body)?;
        self.jump(Op::Jump, start, NO_LOCATION);
        self.pop_frame();
        self.place(anchor);
        self.stmts(orelse)?;
        self.place(end);
        Ok(())
    }

    fn return_(&mut self, value: Option<&'a Expr>, s_loc: Loc) -> Done {
        let block = self.block();
        if !block.is_function_like() {
            return wrong("'return' outside function", s_loc);
        }
        if value.is_some() && block.coroutine && block.generator {
            return wrong("'return' with value in async generator", s_loc);
        }
        let mut loc = s_loc;
        let kept = value.filter(|e| !e.is_constant());
        if let Some(e) = kept {
            self.expr(e)?;
        } else if let Some(e) = value {
            loc = e.pos;
            self.op(O::Nop, loc);
        }
        if value.is_none_or(|e| e.pos.line != s_loc.line) {
            loc = s_loc;
            self.op(O::Nop, loc);
        }
        self.unwind_all(&mut loc, kept.is_some(), false)?;
        match value.map(|e| &e.kind) {
            None => self.load_none(loc),
            Some(ExprKind::Constant(literal)) => self.load_literal(literal, loc),
            Some(_) => {}
        }
        self.op(O::ReturnValue, loc);
        Ok(())
    }

    fn break_(&mut self, origin: Loc) -> Done {
        let mut loc = origin;
        self.op(O::Nop, loc);
        match self.unwind_all(&mut loc, false, true)? {
            Some(Frame { exit: Some(exit), kind, .. }) => {
                self.unwind(kind, origin, &mut loc, false)?;
                self.jump(Op::Jump, exit, loc);
                Ok(())
            }
            _ => wrong("'break' outside loop", origin),
        }
    }

    fn continue_(&mut self, origin: Loc) -> Done {
        let mut loc = origin;
        self.op(O::Nop, loc);
        match self.unwind_all(&mut loc, false, true)? {
            Some(Frame { block: Some(block), .. }) => {
                self.jump(Op::Jump, block, loc);
                Ok(())
            }
            _ => wrong("'continue' not properly in loop", origin),
        }
    }

    /// Leaves the blocks around, up to the nearest loop if one is looked for: that is the answer.
    fn unwind_all(&mut self, loc: &mut Loc, keeps_top: bool, to_loop: bool) -> Result<Option<Frame<'a>>, crate::scopes::Wrong> {
        let Some(top) = self.here().frames.last().copied() else { return Ok(None) };
        if matches!(top.kind, FrameKind::ExceptionGroupHandler) {
            return wrong("'break', 'continue' and 'return' cannot appear in an except* block", *loc);
        }
        if to_loop && matches!(top.kind, FrameKind::While | FrameKind::For | FrameKind::AsyncFor) {
            return Ok(Some(top));
        }
        self.pop_frame();
        self.unwind(top.kind, top.loc, loc, keeps_top)?;
        let found = self.unwind_all(loc, keeps_top, to_loop)?;
        self.unit().frames.push(top);
        Ok(found)
    }

    fn unwind(&mut self, kind: FrameKind<'a>, frame_loc: Loc, loc: &mut Loc, keeps_top: bool) -> Done {
        match kind {
            FrameKind::While
            | FrameKind::ExceptionHandler
            | FrameKind::ExceptionGroupHandler
            | FrameKind::AsyncComprehension
            | FrameKind::StopIteration => {}
            FrameKind::For | FrameKind::AsyncFor | FrameKind::PopValue => {
                if keeps_top {
                    self.emit(O::Swap, 2, *loc);
                }
                self.op(O::PopTop, *loc);
            }
            FrameKind::TryExcept => self.op(Op::PopBlock, *loc),
            FrameKind::FinallyTry(body) => {
                self.op(Op::PopBlock, *loc);
                if keeps_top {
                    self.push_frame(FrameKind::PopValue, None, None, *loc)?;
                }
                self.stmts(body)?;
                if keeps_top {
                    self.pop_frame();
                }
                *loc = NO_LOCATION;
            }
            FrameKind::FinallyEnd => {
                if keeps_top {
                    self.emit(O::Swap, 2, *loc);
                }
                self.op(O::PopTop, *loc);
                if keeps_top {
                    self.emit(O::Swap, 2, *loc);
                }
                self.op(Op::PopBlock, *loc);
                self.op(O::PopExcept, *loc);
            }
            FrameKind::With | FrameKind::AsyncWith => {
                *loc = frame_loc;
                self.op(Op::PopBlock, *loc);
                if keeps_top {
                    self.emit(O::Swap, 3, *loc);
                    self.emit(O::Swap, 2, *loc);
                }
                self.call_exit_with_nones(*loc);
                if matches!(kind, FrameKind::AsyncWith) {
                    self.emit(O::GetAwaitable, 2, *loc);
                    self.load_none(*loc);
                    self.yield_from(*loc, true);
                }
                self.op(O::PopTop, *loc);
                *loc = NO_LOCATION;
            }
            FrameKind::HandlerCleanup(name) => {
                if name.is_some() {
                    self.op(Op::PopBlock, *loc);
                }
                if keeps_top {
                    self.emit(O::Swap, 2, *loc);
                }
                self.op(Op::PopBlock, *loc);
                self.op(O::PopExcept, *loc);
                if let Some(name) = name {
                    self.forget(name, *loc);
                }
            }
        }
        Ok(())
    }

    /// `name = None; del name`.
    pub(super) fn forget(&mut self, name: &Name, loc: Loc) {
        self.load_none(loc);
        self.name(name, Ctx::Store, loc);
        self.name(name, Ctx::Del, loc);
    }

    fn assert(&mut self, test: &'a Expr, msg: Option<&'a Expr>, loc: Loc) -> Done {
        if let ExprKind::Tuple { elts, .. } = &test.kind
            && !elts.is_empty()
        {
            self.warn("assertion is always true, perhaps remove parentheses?".to_owned(), loc);
        }
        if self.wishes.optimize > 0 {
            return Ok(());
        }
        let end = self.label();
        self.jump_if(test, end, true)?;
        self.emit(O::LoadCommonConstant, ASSERTION_ERROR, loc);
        if let Some(msg) = msg {
            self.expr(msg)?;
            self.emit(O::Call, 0, loc);
        }
        self.emit(O::RaiseVarargs, 1, test.pos);
        self.place(end);
        Ok(())
    }

    fn import(&mut self, alias: &'a Alias, loc: Loc) -> Done {
        self.load_int(0, loc);
        self.load_none(loc);
        let arg = self.name_arg(&alias.name);
        self.emit(O::ImportName, arg, loc);
        let mut parts = alias.name.split('.');
        let first = parts.next().unwrap_or_default();
        let Some(asname) = &alias.asname else {
            self.store_name(first, loc);
            return Ok(());
        };
        let rest: Vec<&str> = parts.collect();
        for (i, part) in rest.iter().enumerate() {
            if i > 0 {
                self.emit(O::Swap, 2, loc);
                self.op(O::PopTop, loc);
            }
            let arg = self.unit().names.add(&(*part).into());
            self.emit(O::ImportFrom, arg, loc);
        }
        self.name(asname, Ctx::Store, loc);
        if !rest.is_empty() {
            self.op(O::PopTop, loc);
        }
        Ok(())
    }

    fn import_from(&mut self, module: Option<&Name>, names: &[Alias], level: u32, loc: Loc) -> Done {
        self.load_int(i64::from(level), loc);
        let ids = names.iter().map(|a| self.pool.str(a.name.as_bytes())).collect();
        let tuple = self.pool.tuple(ids);
        self.load(tuple, loc);
        let arg = self.name_arg(module.unwrap_or(&"".into()));
        self.emit(O::ImportName, arg, loc);
        for (i, alias) in names.iter().enumerate() {
            if i == 0 && alias.name.as_ref() == "*" {
                self.emit(O::CallIntrinsic1, IMPORT_STAR, loc);
                self.op(O::PopTop, NO_LOCATION);
                return Ok(());
            }
            let arg = self.name_arg(&alias.name);
            self.emit(O::ImportFrom, arg, loc);
            self.name(alias.asname.as_ref().unwrap_or(&alias.name), Ctx::Store, loc);
        }
        self.op(O::PopTop, loc);
        Ok(())
    }
}
