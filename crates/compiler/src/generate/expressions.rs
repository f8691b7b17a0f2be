//! Expressions, jumps on them, and what CPython warns of in them. CPython: codegen_visit_expr.

use pyvarium_code::Opcode as O;

use super::assignments::operator;
use super::{Done, Generator, ScopeKind};
use crate::flow::{Label, Loc, NO_LOCATION, Op};
use crate::scopes::wrong;
use crate::tree::{CmpOp, CompKind, Ctx, Expr, ExprKind, Literal, UnaryOp};

/// CPython: _PY_STACK_USE_GUIDELINE.
pub(super) const STACK_USE_GUIDELINE: usize = 30;
const ASYNC_GEN_WRAP: i32 = 4;
const UNARY_POSITIVE: i32 = 5;
const LIST_TO_TUPLE: i32 = 6;
const RESUME_AFTER_YIELD: i32 = 1;
const RESUME_AFTER_YIELD_FROM: i32 = 2;
const RESUME_AFTER_AWAIT: i32 = 3;

/// How a display is built: of nothing, by items, by iterables.
#[derive(Clone, Copy)]
pub(super) struct Building {
    pub build: O,
    pub add: O,
    pub extend: O,
    pub is_tuple: bool,
}

pub(super) const LIST: Building = Building { build: O::BuildList, add: O::ListAppend, extend: O::ListExtend, is_tuple: false };
pub(super) const TUPLE: Building = Building { is_tuple: true, ..LIST };
const SET: Building = Building { build: O::BuildSet, add: O::SetAdd, extend: O::SetUpdate, is_tuple: false };

impl<'a> Generator<'a> {
    pub(super) fn yield_from(&mut self, loc: Loc, is_await: bool) {
        let (send, fail, exit) = (self.label(), self.label(), self.label());
        self.place(send);
        self.jump(O::Send, exit, loc);
        self.jump(Op::SetupFinally, fail, loc);
        self.emit(O::YieldValue, 1, loc);
        self.op(Op::PopBlock, NO_LOCATION);
        self.emit(O::Resume, if is_await { RESUME_AFTER_AWAIT } else { RESUME_AFTER_YIELD_FROM }, loc);
        self.jump(Op::JumpNoInterrupt, send, loc);
        self.place(fail);
        self.op(O::CleanupThrow, loc);
        self.place(exit);
        self.op(O::EndSend, loc);
    }

    pub(super) fn yield_value(&mut self, loc: Loc) {
        if self.block().generator && self.block().coroutine {
            self.emit(O::CallIntrinsic1, ASYNC_GEN_WRAP, loc);
        }
        self.emit(O::YieldValue, 0, loc);
        self.emit(O::Resume, RESUME_AFTER_YIELD, loc);
    }

    #[allow(clippy::too_many_lines)]
    pub(super) fn expr(&mut self, e: &'a Expr) -> Done {
        let loc = e.pos;
        match &e.kind {
            ExprKind::Named { target, value } => {
                self.expr(value)?;
                self.emit(O::Copy, 1, loc);
                self.expr(target)?;
            }
            ExprKind::BoolOp { is_or, values } => {
                let Some((last, rest)) = values.split_last() else { return Ok(()) };
                let end = self.label();
                for value in rest {
                    self.expr(value)?;
                    self.jump(if *is_or { Op::JumpIfTrue } else { Op::JumpIfFalse }, end, loc);
                    self.op(O::PopTop, loc);
                }
                self.expr(last)?;
                self.place(end);
            }
            ExprKind::BinOp { .. } => self.binary(e)?,
            ExprKind::UnaryOp { op, operand } => {
                self.expr(operand)?;
                match op {
                    UnaryOp::UAdd => self.emit(O::CallIntrinsic1, UNARY_POSITIVE, loc),
                    UnaryOp::Not => {
                        self.op(O::ToBool, loc);
                        self.op(O::UnaryNot, loc);
                    }
                    UnaryOp::Invert => self.op(O::UnaryInvert, loc),
                    UnaryOp::USub => self.op(O::UnaryNegative, loc),
                }
            }
            ExprKind::Lambda { .. } => self.lambda(e)?,
            ExprKind::IfExp { test, body, orelse } => {
                let (end, next) = (self.label(), self.label());
                self.jump_if(test, next, false)?;
                self.expr(body)?;
                self.jump(Op::JumpNoInterrupt, end, NO_LOCATION);
                self.place(next);
                self.expr(orelse)?;
                self.place(end);
            }
            ExprKind::Dict { keys, values } => self.dict(keys, values, loc)?,
            ExprKind::Set(elts) => self.display(elts, None, 0, SET, loc)?,
            ExprKind::Comp(comp) => self.comprehension(comp, loc)?,
            ExprKind::Yield(value) => {
                if !self.block().is_function_like() {
                    return wrong("'yield' outside function", loc);
                }
                match value {
                    Some(value) => self.expr(value)?,
                    None => self.load_none(loc),
                }
                self.yield_value(loc);
            }
            ExprKind::YieldFrom(value) => {
                if !self.block().is_function_like() {
                    return wrong("'yield from' outside function", loc);
                }
                if self.here().kind == ScopeKind::AsyncFunction {
                    return wrong("'yield from' inside async function", loc);
                }
                self.expr(value)?;
                self.op(O::GetYieldFromIter, loc);
                self.load_none(loc);
                self.yield_from(loc, false);
            }
            ExprKind::Await(value) => {
                self.expr(value)?;
                self.emit(O::GetAwaitable, 0, loc);
                self.load_none(loc);
                self.yield_from(loc, true);
            }
            ExprKind::Compare { left, ops, comparators } => self.compare(e, left, ops, comparators)?,
            ExprKind::Call { .. } => self.call(e)?,
            ExprKind::Constant(literal) => self.load_literal(literal, loc),
            ExprKind::JoinedStr(values) => self.joined(values, loc)?,
            ExprKind::TemplateStr(values) => self.template(values, loc)?,
            ExprKind::FormattedValue { value, conversion, spec } => {
                self.expr(value)?;
                if let Some(kind) = conversion_kind(*conversion) {
                    self.emit(O::ConvertValue, kind, loc);
                }
                match spec {
                    Some(spec) => {
                        self.expr(spec)?;
                        self.op(O::FormatWithSpec, loc);
                    }
                    None => self.op(O::FormatSimple, loc),
                }
            }
            ExprKind::Interpolation { value, text, conversion, spec } => {
                self.expr(value)?;
                let id = self.pool.str(text);
                self.load(id, loc);
                let mut arg = 2;
                if let Some(spec) = spec {
                    arg += 1;
                    self.expr(spec)?;
                }
                arg |= conversion_kind(*conversion).unwrap_or(0) << 2;
                self.emit(O::BuildInterpolation, arg, loc);
            }
            ExprKind::Attribute { value, attr, ctx } => self.attribute(e, value, attr, *ctx)?,
            ExprKind::Subscript { value, slice, ctx } => self.subscript(value, slice, *ctx, loc)?,
            ExprKind::Starred { ctx: Ctx::Store, .. } => return wrong("starred assignment target must be in a list or tuple", loc),
            ExprKind::Starred { .. } => return wrong("can't use starred expression here", loc),
            ExprKind::Slice { .. } => self.slice(e)?,
            ExprKind::Name { id, ctx } => self.name(id, *ctx, loc),
            ExprKind::List { elts, ctx } => self.sequence(elts, *ctx, LIST, loc)?,
            ExprKind::Tuple { elts, ctx } => self.sequence(elts, *ctx, TUPLE, loc)?,
        }
        Ok(())
    }

    /// A chain to the left is walked, not called.
    fn binary(&mut self, e: &'a Expr) -> Done {
        let mut chain = Vec::new();
        let mut first = e;
        while let ExprKind::BinOp { left, op, right } = &first.kind {
            chain.push((*op, right.as_ref(), first.pos));
            first = left;
        }
        self.expr(first)?;
        for (op, right, loc) in chain.into_iter().rev() {
            self.expr(right)?;
            self.emit(O::BinaryOp, operator(op), loc);
        }
        Ok(())
    }

    fn sequence(&mut self, elts: &'a [Expr], ctx: Ctx, how: Building, loc: Loc) -> Done {
        match ctx {
            Ctx::Load => self.display(elts, None, 0, how, loc),
            Ctx::Del => elts.iter().try_for_each(|e| self.expr(e)),
            Ctx::Store => {
                let stars: Vec<usize> = elts.iter().enumerate().filter(|(_, e)| e.is_starred()).map(|(i, _)| i).collect();
                match stars[..] {
                    [] => self.emit(O::UnpackSequence, elts.len() as i32, loc),
                    [at, ..] if at >= 1 << 8 || elts.len() - at > 1 << 23 => {
                        return wrong("too many expressions in star-unpacking assignment", loc);
                    }
                    [at] => self.emit(O::UnpackEx, (at + ((elts.len() - at - 1) << 8)) as i32, loc),
                    _ => return wrong("multiple starred expressions in assignment", loc),
                }
                for e in elts {
                    match &e.kind {
                        ExprKind::Starred { value, .. } => self.expr(value)?,
                        _ => self.expr(e)?,
                    }
                }
                Ok(())
            }
        }
    }

    /// `injected`: a name that is loaded as the last item. CPython: starunpack_helper_impl.
    pub(super) fn display(&mut self, elts: &'a [Expr], injected: Option<&str>, n_pushed: i32, how: Building, loc: Loc) -> Done {
        let n = elts.len() as i32;
        let is_big = elts.len() + n_pushed as usize + usize::from(injected.is_some()) > STACK_USE_GUIDELINE;
        if !is_big && !elts.iter().any(Expr::is_starred) {
            elts.iter().try_for_each(|e| self.expr(e))?;
            if let Some(name) = injected {
                self.load_name(name, loc);
            }
            let n = n + n_pushed + i32::from(injected.is_some());
            self.emit(if how.is_tuple { O::BuildTuple } else { how.build }, n, loc);
            return Ok(());
        }
        let mut is_built = is_big;
        if is_big {
            self.emit(how.build, n_pushed, loc);
        }
        for (i, e) in elts.iter().enumerate() {
            if let ExprKind::Starred { value, .. } = &e.kind {
                if !is_built {
                    self.emit(how.build, i as i32 + n_pushed, loc);
                    is_built = true;
                }
                self.expr(value)?;
                self.emit(how.extend, 1, loc);
            } else {
                self.expr(e)?;
                if is_built {
                    self.emit(how.add, 1, loc);
                }
            }
        }
        if let Some(name) = injected {
            self.load_name(name, loc);
            self.emit(how.add, 1, loc);
        }
        if how.is_tuple {
            self.emit(O::CallIntrinsic1, LIST_TO_TUPLE, loc);
        }
        Ok(())
    }

    fn sub_dict(&mut self, keys: &'a [Option<Expr>], values: &'a [Expr], loc: Loc) -> Done {
        let is_big = keys.len() * 2 > STACK_USE_GUIDELINE;
        if is_big {
            self.emit(O::BuildMap, 0, loc);
        }
        for (key, value) in keys.iter().zip(values) {
            if let Some(key) = key {
                self.expr(key)?;
            }
            self.expr(value)?;
            if is_big {
                self.emit(O::MapAdd, 1, loc);
            }
        }
        if !is_big {
            self.emit(O::BuildMap, keys.len() as i32, loc);
        }
        Ok(())
    }

    fn dict(&mut self, keys: &'a [Option<Expr>], values: &'a [Expr], loc: Loc) -> Done {
        let mut has_dict = false;
        let mut n = 0;
        for (i, key) in keys.iter().enumerate() {
            if key.is_none() {
                if n > 0 {
                    self.part_of_dict(&keys[i - n..i], &values[i - n..i], &mut has_dict, loc)?;
                    n = 0;
                }
                if !has_dict {
                    self.emit(O::BuildMap, 0, loc);
                    has_dict = true;
                }
                self.expr(&values[i])?;
                self.emit(O::DictUpdate, 1, loc);
            } else if n * 2 > STACK_USE_GUIDELINE {
                self.part_of_dict(&keys[i - n..=i], &values[i - n..=i], &mut has_dict, loc)?;
                n = 0;
            } else {
                n += 1;
            }
        }
        if n > 0 {
            let from = keys.len() - n;
            self.part_of_dict(&keys[from..], &values[from..], &mut has_dict, loc)?;
        }
        if !has_dict {
            self.emit(O::BuildMap, 0, loc);
        }
        Ok(())
    }

    fn part_of_dict(&mut self, keys: &'a [Option<Expr>], values: &'a [Expr], has_dict: &mut bool, loc: Loc) -> Done {
        self.sub_dict(keys, values, loc)?;
        if *has_dict {
            self.emit(O::DictUpdate, 1, loc);
        }
        *has_dict = true;
        Ok(())
    }

    pub(super) fn comparison(&mut self, op: CmpOp, loc: Loc) {
        match op {
            CmpOp::Lt => self.emit(O::CompareOp, 2, loc),
            CmpOp::LtE => self.emit(O::CompareOp, 1 << 5 | 10, loc),
            CmpOp::Eq => self.emit(O::CompareOp, 2 << 5 | 8, loc),
            CmpOp::NotEq => self.emit(O::CompareOp, 3 << 5 | 7, loc),
            CmpOp::Gt => self.emit(O::CompareOp, 4 << 5 | 4, loc),
            CmpOp::GtE => self.emit(O::CompareOp, 5 << 5 | 12, loc),
            CmpOp::Is => self.emit(O::IsOp, 0, loc),
            CmpOp::IsNot => self.emit(O::IsOp, 1, loc),
            CmpOp::In => self.emit(O::ContainsOp, 0, loc),
            CmpOp::NotIn => self.emit(O::ContainsOp, 1, loc),
        }
    }

    fn compare(&mut self, e: &'a Expr, left: &'a Expr, ops: &[CmpOp], comparators: &'a [Expr]) -> Done {
        let loc = e.pos;
        self.check_compare(e);
        self.expr(left)?;
        let (Some((last_op, ops)), Some((last, rest))) = (ops.split_last(), comparators.split_last()) else { return Ok(()) };
        if rest.is_empty() {
            self.expr(last)?;
            self.comparison(*last_op, loc);
            return Ok(());
        }
        let cleanup = self.label();
        for (op, right) in ops.iter().zip(rest) {
            self.expr(right)?;
            self.emit(O::Swap, 2, loc);
            self.emit(O::Copy, 2, loc);
            self.comparison(*op, loc);
            self.emit(O::Copy, 1, loc);
            self.op(O::ToBool, loc);
            self.jump(O::PopJumpIfFalse, cleanup, loc);
            self.op(O::PopTop, loc);
        }
        self.expr(last)?;
        self.comparison(*last_op, loc);
        let end = self.label();
        self.jump(Op::JumpNoInterrupt, end, NO_LOCATION);
        self.place(cleanup);
        self.emit(O::Swap, 2, loc);
        self.op(O::PopTop, loc);
        self.place(end);
        Ok(())
    }

    /// Jumps to `next` if the truth of `e` is `wanted`.
    pub(super) fn jump_if(&mut self, e: &'a Expr, next: Label, wanted: bool) -> Done {
        match &e.kind {
            ExprKind::UnaryOp { op: UnaryOp::Not, operand } => return self.jump_if(operand, next, !wanted),
            ExprKind::BoolOp { is_or, values } => {
                let Some((last, rest)) = values.split_last() else { return Ok(()) };
                let inner = if *is_or == wanted { next } else { self.label() };
                for value in rest {
                    self.jump_if(value, inner, *is_or)?;
                }
                self.jump_if(last, next, wanted)?;
                if inner != next {
                    self.place(inner);
                }
                return Ok(());
            }
            ExprKind::IfExp { test, body, orelse } => {
                let (end, next2) = (self.label(), self.label());
                self.jump_if(test, next2, false)?;
                self.jump_if(body, next, wanted)?;
                self.jump(Op::JumpNoInterrupt, end, NO_LOCATION);
                self.place(next2);
                self.jump_if(orelse, next, wanted)?;
                self.place(end);
                return Ok(());
            }
            ExprKind::Compare { left, ops, comparators } if ops.len() > 1 => {
                let (Some((last_op, ops)), Some((last, rest))) = (ops.split_last(), comparators.split_last()) else { return Ok(()) };
                self.check_compare(e);
                let cleanup = self.label();
                self.expr(left)?;
                for (op, right) in ops.iter().zip(rest) {
                    self.expr(right)?;
                    self.emit(O::Swap, 2, e.pos);
                    self.emit(O::Copy, 2, e.pos);
                    self.comparison(*op, e.pos);
                    self.op(O::ToBool, e.pos);
                    self.jump(O::PopJumpIfFalse, cleanup, e.pos);
                }
                self.expr(last)?;
                self.comparison(*last_op, e.pos);
                self.op(O::ToBool, e.pos);
                self.jump(if wanted { O::PopJumpIfTrue } else { O::PopJumpIfFalse }, next, e.pos);
                let end = self.label();
                self.jump(Op::JumpNoInterrupt, end, NO_LOCATION);
                self.place(cleanup);
                self.op(O::PopTop, e.pos);
                if !wanted {
                    self.jump(Op::JumpNoInterrupt, next, NO_LOCATION);
                }
                self.place(end);
                return Ok(());
            }
            _ => {}
        }
        self.expr(e)?;
        self.op(O::ToBool, e.pos);
        self.jump(if wanted { O::PopJumpIfTrue } else { O::PopJumpIfFalse }, next, e.pos);
        Ok(())
    }

    fn joined(&mut self, values: &'a [Expr], loc: Loc) -> Done {
        if values.len() > STACK_USE_GUIDELINE {
            self.load_str("", loc);
            let arg = self.name_arg(&"join".into());
            self.emit(O::LoadAttr, arg << 1 | 1, loc);
            self.emit(O::BuildList, 0, loc);
            for value in values {
                self.expr(value)?;
                self.emit(O::ListAppend, 1, loc);
            }
            self.emit(O::Call, 1, loc);
            return Ok(());
        }
        values.iter().try_for_each(|e| self.expr(e))?;
        match values.len() {
            0 => self.load_str("", loc),
            1 => {}
            n => self.emit(O::BuildString, n as i32, loc),
        }
        Ok(())
    }

    fn template(&mut self, values: &'a [Expr], loc: Loc) -> Done {
        let mut n_strings = 0;
        let mut was_field = true;
        for value in values {
            if matches!(value.kind, ExprKind::Interpolation { .. }) {
                if was_field {
                    self.load_str("", loc);
                    n_strings += 1;
                }
                was_field = true;
            } else {
                self.expr(value)?;
                n_strings += 1;
                was_field = false;
            }
        }
        if was_field {
            self.load_str("", loc);
            n_strings += 1;
        }
        self.emit(O::BuildTuple, n_strings, loc);
        let mut n = 0;
        for value in values.iter().filter(|v| matches!(v.kind, ExprKind::Interpolation { .. })) {
            self.expr(value)?;
            n += 1;
        }
        self.emit(O::BuildTuple, n, loc);
        self.op(O::BuildTemplate, loc);
        Ok(())
    }

    fn check_compare(&mut self, e: &Expr) {
        let ExprKind::Compare { left, ops, comparators } = &e.kind else { return };
        let mut left: &Expr = left;
        for (op, right) in ops.iter().zip(comparators) {
            let (a, b) = (is_compared_by_value(left), is_compared_by_value(right));
            if matches!(op, CmpOp::Is | CmpOp::IsNot) && (a || b) {
                let name = type_name(if a { left } else { right }).unwrap_or_default();
                let (word, other) = if *op == CmpOp::Is { ("is", "==") } else { ("is not", "!=") };
                return self.warn(format!("\"{word}\" with '{name}' literal. Did you mean \"{other}\"?"), e.pos);
            }
            left = right;
        }
    }

    pub(super) fn check_caller(&mut self, e: &Expr) {
        if !matches!(e.kind, ExprKind::Lambda { .. })
            && let Some(name) = type_name(e)
        {
            self.warn(format!("'{name}' object is not callable; perhaps you missed a comma?"), e.pos);
        }
    }

    pub(super) fn check_subscripter(&mut self, e: &Expr) {
        let is_wrong = match &e.kind {
            ExprKind::Constant(literal) => {
                matches!(literal, Literal::None | Literal::Ellipsis | Literal::True | Literal::False)
                    || matches!(literal, Literal::Int(_) | Literal::Float(_) | Literal::Complex(..))
            }
            ExprKind::Comp(comp) => matches!(comp.kind, CompKind::Set | CompKind::Generator),
            ExprKind::Set(_) | ExprKind::TemplateStr(_) | ExprKind::Interpolation { .. } | ExprKind::Lambda { .. } => true,
            _ => false,
        };
        if is_wrong && let Some(name) = type_name(e) {
            self.warn(format!("'{name}' object is not subscriptable; perhaps you missed a comma?"), e.pos);
        }
    }

    pub(super) fn check_index(&mut self, e: &Expr, index: &Expr) {
        let Some(index_type) = type_name(index).filter(|name| !matches!(*name, "int" | "bool" | "slice")) else { return };
        let is_sequence = match &e.kind {
            ExprKind::Constant(literal) => matches!(literal, Literal::Str(..) | Literal::Bytes(_)),
            ExprKind::Comp(comp) => comp.kind == CompKind::List,
            ExprKind::Tuple { .. } | ExprKind::List { .. } | ExprKind::JoinedStr(_) | ExprKind::FormattedValue { .. } => true,
            _ => false,
        };
        if is_sequence && let Some(name) = type_name(e) {
            self.warn(format!("{name} indices must be integers or slices, not {index_type}; perhaps you missed a comma?"), e.pos);
        }
    }
}

fn conversion_kind(conversion: Option<u8>) -> Option<i32> {
    match conversion? {
        b's' => Some(1),
        b'r' => Some(2),
        _ => Some(3),
    }
}

/// A literal that `is` should not ask about.
fn is_compared_by_value(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Tuple { elts, .. } => elts.iter().all(Expr::is_constant),
        ExprKind::Constant(literal) => !matches!(literal, Literal::None | Literal::True | Literal::False | Literal::Ellipsis),
        _ => false,
    }
}

/// CPython: infer_type.
fn type_name(e: &Expr) -> Option<&'static str> {
    Some(match &e.kind {
        ExprKind::Tuple { .. } => "tuple",
        ExprKind::List { .. } => "list",
        ExprKind::Dict { .. } => "dict",
        ExprKind::Set(_) => "set",
        ExprKind::Comp(comp) => match comp.kind {
            CompKind::List => "list",
            CompKind::Dict => "dict",
            CompKind::Set => "set",
            CompKind::Generator => "generator",
        },
        ExprKind::Lambda { .. } => "function",
        ExprKind::TemplateStr(_) | ExprKind::Interpolation { .. } => "string.templatelib.Template",
        ExprKind::JoinedStr(_) | ExprKind::FormattedValue { .. } => "str",
        ExprKind::Constant(literal) => match literal {
            Literal::None => "NoneType",
            Literal::True | Literal::False => "bool",
            Literal::Ellipsis => "ellipsis",
            Literal::Int(_) => "int",
            Literal::Float(_) => "float",
            Literal::Complex(..) => "complex",
            Literal::Str(..) => "str",
            Literal::Bytes(_) => "bytes",
        },
        _ => return None,
    })
}
