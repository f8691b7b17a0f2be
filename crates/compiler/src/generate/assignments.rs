//! Augmented and annotated assignments, subscripts and slices. CPython: codegen_augassign, codegen_annassign,
//! codegen_subscript.

use pyvarium_code::Opcode as O;

use super::{Done, Generator, ScopeKind};
use crate::flow::Loc;
use crate::tree::{Ctx, Expr, ExprKind, Literal, Operator, Stmt, StmtKind};

pub(super) const SUBSCR: i32 = 26;
const INPLACE: i32 = 13;

pub(super) fn operator(op: Operator) -> i32 {
    match op {
        Operator::Add => 0,
        Operator::BitAnd => 1,
        Operator::FloorDiv => 2,
        Operator::LShift => 3,
        Operator::MatMult => 4,
        Operator::Mult => 5,
        Operator::Mod => 6,
        Operator::BitOr => 7,
        Operator::Pow => 8,
        Operator::RShift => 9,
        Operator::Sub => 10,
        Operator::Div => 11,
        Operator::BitXor => 12,
    }
}

fn is_constant_or_none(e: Option<&Expr>) -> bool {
    e.is_none_or(Expr::is_constant)
}

fn is_constant_slice(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Slice { lower, upper, step } => [lower, upper, step].into_iter().all(|e| is_constant_or_none(e.as_deref())),
        _ => false,
    }
}

/// A slice of two parts is not made an object.
fn has_two_parts(e: &Expr) -> bool {
    matches!(&e.kind, ExprKind::Slice { step: None, .. }) && !is_constant_slice(e)
}

impl<'a> Generator<'a> {
    pub(super) fn aug_assign(&mut self, target: &'a Expr, op: Operator, value: &'a Expr, s_loc: Loc) -> Done {
        let e_loc = target.pos;
        match &target.kind {
            ExprKind::Attribute { value, attr, .. } => {
                self.expr(value)?;
                self.emit(O::Copy, 1, e_loc);
                let loc = self.attr_place(e_loc, target);
                let arg = self.name_arg(attr);
                self.emit(O::LoadAttr, arg << 1, loc);
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value)?;
                if has_two_parts(slice) {
                    self.slice_parts(slice)?;
                    for _ in 0..3 {
                        self.emit(O::Copy, 3, e_loc);
                    }
                    self.op(O::BinarySlice, e_loc);
                } else {
                    self.expr(slice)?;
                    self.emit(O::Copy, 2, e_loc);
                    self.emit(O::Copy, 2, e_loc);
                    self.emit(O::BinaryOp, SUBSCR, e_loc);
                }
            }
            ExprKind::Name { id, .. } => self.name(id, Ctx::Load, e_loc),
            _ => {}
        }
        self.expr(value)?;
        self.emit(O::BinaryOp, operator(op) + INPLACE, s_loc);
        match &target.kind {
            ExprKind::Attribute { attr, .. } => {
                let loc = self.attr_place(e_loc, target);
                self.emit(O::Swap, 2, loc);
                let arg = self.name_arg(attr);
                self.emit(O::StoreAttr, arg, loc);
            }
            ExprKind::Subscript { slice, .. } if has_two_parts(slice) => {
                for n in [4, 3, 2] {
                    self.emit(O::Swap, n, e_loc);
                }
                self.op(O::StoreSlice, e_loc);
            }
            ExprKind::Subscript { .. } => {
                self.emit(O::Swap, 3, e_loc);
                self.emit(O::Swap, 2, e_loc);
                self.op(O::StoreSubscr, e_loc);
            }
            ExprKind::Name { id, .. } => self.name(id, Ctx::Store, e_loc),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn ann_assign(&mut self, s: &'a Stmt) -> Done {
        let StmtKind::AnnAssign { target, annotation, value, simple } = &s.kind else { return Ok(()) };
        let loc = s.pos;
        if let Some(value) = value {
            self.expr(value)?;
            self.expr(target)?;
        }
        match &target.kind {
            ExprKind::Name { id, .. } if *simple && matches!(self.here().kind, ScopeKind::Module | ScopeKind::Class) => {
                if self.is_future_annotations() {
                    self.annotation_text(annotation);
                    let arg = self.name_arg(&"__annotations__".into());
                    self.emit(O::LoadName, arg, loc);
                    let mangled = self.mangled(id);
                    self.load_str(&mangled, loc);
                    self.op(O::StoreSubscr, loc);
                    return Ok(());
                }
                let unit = self.unit();
                let is_conditional = unit.kind == ScopeKind::Module || unit.n_conditional > 0;
                let index = is_conditional.then_some(unit.next_conditional);
                unit.next_conditional += i64::from(index.is_some());
                unit.deferred.push((s, index));
                if let Some(index) = index {
                    if self.here().kind == ScopeKind::Class {
                        self.deref(O::LoadDeref, "__conditional_annotations__", false, loc);
                    } else {
                        let arg = self.name_arg(&"__conditional_annotations__".into());
                        self.emit(O::LoadName, arg, loc);
                    }
                    self.load_int(index, loc);
                    self.emit(O::SetAdd, 1, loc);
                    self.op(O::PopTop, loc);
                }
            }
            ExprKind::Attribute { value: of, .. } if value.is_none() => self.checked(of)?,
            ExprKind::Subscript { value: of, slice, .. } if value.is_none() => {
                self.checked(of)?;
                self.checked_index(slice)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn checked(&mut self, e: &'a Expr) -> Done {
        self.expr(e)?;
        self.op(O::PopTop, e.pos);
        Ok(())
    }

    fn checked_index(&mut self, e: &'a Expr) -> Done {
        match &e.kind {
            ExprKind::Slice { lower, upper, step } => [lower, upper, step].into_iter().flatten().try_for_each(|e| self.checked(e)),
            ExprKind::Tuple { elts, .. } => elts.iter().try_for_each(|e| self.checked_index(e)),
            _ => self.checked(e),
        }
    }

    pub(super) fn subscript(&mut self, value: &'a Expr, slice: &'a Expr, ctx: Ctx, loc: Loc) -> Done {
        if ctx == Ctx::Load {
            self.check_subscripter(value);
            self.check_index(value, slice);
        }
        self.expr(value)?;
        if has_two_parts(slice) && ctx != Ctx::Del {
            self.slice_parts(slice)?;
            self.op(if ctx == Ctx::Load { O::BinarySlice } else { O::StoreSlice }, loc);
            return Ok(());
        }
        self.expr(slice)?;
        match ctx {
            Ctx::Load => self.emit(O::BinaryOp, SUBSCR, loc),
            Ctx::Store => self.op(O::StoreSubscr, loc),
            Ctx::Del => self.op(O::DeleteSubscr, loc),
        }
        Ok(())
    }

    fn slice_parts(&mut self, slice: &'a Expr) -> Done {
        let ExprKind::Slice { lower, upper, .. } = &slice.kind else { return Ok(()) };
        for part in [lower, upper] {
            match part {
                Some(e) => self.expr(e)?,
                None => self.load_none(slice.pos),
            }
        }
        Ok(())
    }

    pub(super) fn slice(&mut self, e: &'a Expr) -> Done {
        let ExprKind::Slice { lower, upper, step } = &e.kind else { return Ok(()) };
        if is_constant_slice(e) {
            let ids = [lower, upper, step].map(|part| match part.as_deref().map(|e| &e.kind) {
                Some(ExprKind::Constant(literal)) => self.pool.literal(literal),
                _ => self.pool.literal(&Literal::None),
            });
            let [start, stop, step] = ids;
            let id = self.pool.slice(start, stop, step);
            self.load(id, e.pos);
            return Ok(());
        }
        self.slice_parts(e)?;
        let mut n = 2;
        if let Some(step) = step {
            n += 1;
            self.expr(step)?;
        }
        self.emit(O::BuildSlice, n, e.pos);
        Ok(())
    }
}
