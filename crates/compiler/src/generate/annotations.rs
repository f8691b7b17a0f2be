//! Annotations, evaluated when they are asked for. CPython: codegen_setup_annotations_scope and its neighbours.

use pyvarium_code::Opcode as O;

use super::{Done, Generator, ScopeKind};
use crate::flow::Loc;
use crate::scopes::{BlockKind, Key};
use crate::tree::{Arg, Arguments, Expr, ExprKind, Name, Stmt, StmtKind, unparse};

const VALUE_WITH_FAKE_GLOBALS: i64 = 2;
const GREATER: i32 = 4 << 5 | 4;
const NOT_IMPLEMENTED_ERROR: i32 = 1;
pub(super) const ANNOTATE: i32 = 16;

impl<'a> Generator<'a> {
    pub(super) fn setup_annotations_scope(&mut self, key: Key, name: &str, loc: Loc) -> Done {
        self.enter_scope(name, ScopeKind::Annotations, key, loc.line, None, (0, 1, 0))?;
        self.emit(O::LoadFast, 0, loc);
        self.load_int(VALUE_WITH_FAKE_GLOBALS, loc);
        self.emit(O::CompareOp, GREATER, loc);
        let body = self.label();
        self.jump(O::PopJumpIfFalse, body, loc);
        self.emit(O::LoadCommonConstant, NOT_IMPLEMENTED_ERROR, loc);
        self.emit(O::RaiseVarargs, 1, loc);
        self.place(body);
        Ok(())
    }

    fn leave_annotations_scope(&mut self, loc: Loc) -> Done {
        self.op(O::ReturnValue, loc);
        let code = self.finish_unit(true)?;
        let code = self.rename_format(code);
        self.make_closure(code, 0, loc);
        Ok(())
    }

    /// Those of a module or a class, behind its body.
    pub(super) fn deferred_annotations(&mut self, loc: Loc) -> Done {
        let deferred = std::mem::take(&mut self.unit().deferred);
        if deferred.is_empty() {
            return Ok(());
        }
        let kind = self.here().kind;
        let is_module = kind == ScopeKind::Module;
        if is_module {
            let sequence = std::mem::take(&mut self.unit().sequence);
            self.unit().stash = Some(sequence);
        }
        let at = self.here().block;
        let key = self.table.by_node.iter().find(|(key, block)| key.1 && Some(**block) == self.table.blocks[at].annotation_block);
        let key = key.map_or((0, true), |(key, _)| *key);
        self.setup_annotations_scope(key, "__annotate__", loc)?;
        self.deferred_body(&deferred, kind, loc)?;
        self.leave_annotations_scope(loc)?;
        let is_class = self.block().kind == BlockKind::Class;
        self.store_name(if is_class { "__annotate_func__" } else { "__annotate__" }, loc);
        if is_module && let Some(own) = self.unit().stash.take() {
            let written = std::mem::replace(&mut self.unit().sequence, own);
            self.unit().sequence.annotations = Some(written.instrs);
        }
        Ok(())
    }

    fn deferred_body(&mut self, deferred: &[(&'a Stmt, Option<i64>)], kind: ScopeKind, loc: Loc) -> Done {
        self.emit(O::BuildMap, 0, loc);
        for (stmt, index) in deferred {
            let StmtKind::AnnAssign { target, annotation, .. } = &stmt.kind else { continue };
            let ExprKind::Name { id, .. } = &target.kind else { continue };
            let mangled = crate::scopes::mangle(self.here().private.as_ref(), id);
            let not_set = self.label();
            if let Some(index) = index {
                self.load_int(*index, stmt.pos);
                if kind == ScopeKind::Class {
                    self.deref(O::LoadDeref, "__conditional_annotations__", true, stmt.pos);
                } else {
                    let arg = self.name_arg(&"__conditional_annotations__".into());
                    // LOAD_GLOBAL's shift is made by hand here.
                    self.emit(O::LoadGlobal, arg << 1, stmt.pos);
                }
                self.emit(O::ContainsOp, 0, stmt.pos);
                self.jump(O::PopJumpIfFalse, not_set, stmt.pos);
            }
            self.expr(annotation)?;
            self.emit(O::Copy, 2, stmt.pos);
            self.load_str(&mangled, stmt.pos);
            self.op(O::StoreSubscr, loc);
            self.place(not_set);
        }
        Ok(())
    }

    /// `from __future__ import annotations`: the text.
    pub(super) fn annotation_text(&mut self, e: &Expr) {
        let text = unparse::expression(e);
        let id = self.pool.str(&text);
        self.load(id, e.pos);
    }

    fn arg_annotation(&mut self, name: &Name, annotation: Option<&'a Expr>, loc: Loc) -> Result<i32, crate::scopes::Wrong> {
        let Some(annotation) = annotation else { return Ok(0) };
        let mangled = self.mangled(name);
        self.load_str(&mangled, loc);
        if self.is_future_annotations() {
            self.annotation_text(annotation);
        } else if let ExprKind::Starred { value, .. } = &annotation.kind {
            self.expr(value)?;
            self.emit(O::UnpackSequence, 1, loc);
        } else {
            self.expr(annotation)?;
        }
        Ok(1)
    }

    /// The answer: the bit of what was pushed.
    pub(super) fn function_annotations(
        &mut self,
        args: &'a Arguments,
        returns: Option<&'a Expr>,
        loc: Loc,
    ) -> Result<i32, crate::scopes::Wrong> {
        let at = self.block_of(args.id);
        if !self.table.blocks[at].annotations_used {
            return Ok(0);
        }
        self.setup_annotations_scope((args.id, false), "__annotate__", loc)?;
        let mut n = 0;
        let all: Vec<&'a Arg> =
            args.args.iter().chain(&args.posonlyargs).chain(&args.vararg).chain(&args.kwonlyargs).chain(&args.kwarg).collect();
        for arg in all {
            n += self.arg_annotation(&arg.arg, arg.annotation.as_ref(), loc)?;
        }
        n += self.arg_annotation(&"return".into(), returns, loc)?;
        self.emit(O::BuildMap, n, loc);
        self.leave_annotations_scope(loc)?;
        Ok(ANNOTATE)
    }
}
