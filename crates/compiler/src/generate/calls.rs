//! Calls, attributes and `super()`. CPython: codegen_call, maybe_optimize_method_call, can_optimize_super_call.

use pyvarium_code::Opcode as O;

use super::expressions::{STACK_USE_GUIDELINE, TUPLE};
use super::{Done, Generator, ScopeKind};
use crate::flow::{Label, Loc, NO_LOCATION, Op};
use crate::scopes::{DEF_IMPORT, Scope, wrong};
use crate::tree::{CmpOp, CompKind, Ctx, Expr, ExprKind, Keyword, Name};

const BUILTIN_TUPLE: i32 = 2;
const BUILTIN_ALL: i32 = 3;
const BUILTIN_ANY: i32 = 4;
const LIST_TO_TUPLE: i32 = 6;

impl<'a> Generator<'a> {
    /// An attribute on another line than its object begins at its own name. CPython: update_start_location_to_match_attr.
    pub(super) fn attr_place(&self, mut loc: Loc, e: &Expr) -> Loc {
        let ExprKind::Attribute { attr, .. } = &e.kind else { return loc };
        if loc.line != e.pos.end_line {
            loc.line = e.pos.end_line;
            let len = attr.chars().count() as i32;
            if len <= e.pos.end_col {
                loc.col = e.pos.end_col - len;
            } else {
                (loc.col, loc.end_col) = (-1, -1);
            }
            loc.end_line = loc.line.max(loc.end_line);
            if loc.line == loc.end_line {
                loc.end_col = loc.col.max(loc.end_col);
            }
        }
        loc
    }

    pub(super) fn attribute(&mut self, e: &'a Expr, value: &'a Expr, attr: &Name, ctx: Ctx) -> Done {
        if ctx == Ctx::Load && self.is_plain_super(value, attr) {
            let bits = self.super_args(value)?;
            let arg = self.name_arg(attr);
            self.emit(O::LoadSuperAttr, arg << 2 | bits, e.pos);
            let loc = self.attr_place(e.pos, e);
            self.op(O::Nop, loc);
            return Ok(());
        }
        if ctx == Ctx::Store && matches!(&value.kind, ExprKind::Name { id, .. } if id.as_ref() == "self") {
            let n = self.units.len();
            if let Some(class) = self.units[..n - 1].iter_mut().rev().find(|u| u.kind == ScopeKind::Class) {
                class.static_attributes.insert(attr.clone());
            }
        }
        self.expr(value)?;
        let loc = self.attr_place(e.pos, e);
        let arg = self.name_arg(attr);
        match ctx {
            Ctx::Load => self.emit(O::LoadAttr, arg << 1, loc),
            Ctx::Store => self.emit(O::StoreAttr, arg, loc),
            Ctx::Del => self.emit(O::DeleteAttr, arg, loc),
        }
        Ok(())
    }

    /// Is it `super().attr` or `super(a, b).attr`, with the builtin as far as can be seen?
    fn is_plain_super(&self, value: &Expr, attr: &Name) -> bool {
        let ExprKind::Call { func, args, keywords } = &value.kind else { return false };
        let is_super = matches!(&func.kind, ExprKind::Name { id, .. } if id.as_ref() == "super");
        if !is_super || attr.as_ref() == "__class__" || !keywords.is_empty() {
            return false;
        }
        if self.block().scope("super") != Scope::GlobalImplicit || self.table.top().is_some_and(|top| top.scope("super") != Scope::Unknown)
        {
            return false;
        }
        match args.len() {
            2 => !args.iter().any(Expr::is_starred),
            0 => {
                let meta = &self.here().meta;
                (meta.n_args > 0 || meta.n_posonly > 0) && self.ref_scope("__class__") == Scope::Free
            }
            _ => false,
        }
    }

    /// The answer: bit 2 for two arguments that are written down.
    fn super_args(&mut self, call: &'a Expr) -> Result<i32, crate::scopes::Wrong> {
        let ExprKind::Call { func, args, .. } = &call.kind else { return Ok(0) };
        self.load_name("super", func.pos);
        if let [class, object] = &args[..] {
            self.expr(class)?;
            self.expr(object)?;
            return Ok(2);
        }
        self.load_name("__class__", call.pos);
        if let Some(first) = self.here().varnames.list.first().cloned() {
            self.name(&first, Ctx::Load, call.pos);
        }
        Ok(0)
    }

    fn check_keywords(&self, keywords: &[Keyword]) -> Done {
        for (i, key) in keywords.iter().enumerate() {
            if let Some(arg) = &key.arg
                && let Some(other) = keywords[i + 1..].iter().find(|other| other.arg.as_ref() == Some(arg))
            {
                return wrong(format!("keyword argument repeated: {arg}"), other.pos);
            }
        }
        Ok(())
    }

    pub(super) fn call(&mut self, e: &'a Expr) -> Done {
        let ExprKind::Call { func, args, keywords } = &e.kind else { return Ok(()) };
        self.check_keywords(keywords)?;
        if self.method_call(e, func, args, keywords)? {
            return Ok(());
        }
        let end = self.label();
        self.check_caller(func);
        self.expr(func)?;
        self.builtin_over_generator(func, args, keywords, end)?;
        self.op(O::PushNull, func.pos);
        self.call_with(0, args, None, keywords, e.pos)?;
        self.place(end);
        Ok(())
    }

    fn method_call(
        &mut self,
        e: &'a Expr,
        func: &'a Expr,
        args: &'a [Expr],
        keywords: &'a [Keyword],
    ) -> Result<bool, crate::scopes::Wrong> {
        let ExprKind::Attribute { value, attr, ctx: Ctx::Load } = &func.kind else { return Ok(false) };
        if let ExprKind::Name { id, .. } = &value.kind
            && self.table.top().is_some_and(|top| top.symbol(id) & DEF_IMPORT != 0)
        {
            return Ok(false);
        }
        let n_keywords = keywords.len();
        let is_long = args.len() + n_keywords + usize::from(n_keywords > 0) >= STACK_USE_GUIDELINE;
        if is_long || args.iter().any(Expr::is_starred) || keywords.iter().any(|k| k.arg.is_none()) {
            return Ok(false);
        }
        let mut loc = func.pos;
        if self.is_plain_super(value, attr) {
            let bits = self.super_args(value)?;
            let arg = self.name_arg(attr);
            self.emit(O::LoadSuperAttr, arg << 2 | bits | 1, loc);
            loc = self.attr_place(loc, func);
            self.op(O::Nop, loc);
        } else {
            self.expr(value)?;
            loc = self.attr_place(loc, func);
            let arg = self.name_arg(attr);
            self.emit(O::LoadAttr, arg << 1 | 1, loc);
        }
        args.iter().try_for_each(|e| self.expr(e))?;
        let call_loc = self.attr_place(e.pos, func);
        if n_keywords > 0 {
            keywords.iter().try_for_each(|k| self.expr(&k.value))?;
            self.keyword_names(keywords, loc);
            self.emit(O::CallKw, (args.len() + n_keywords) as i32, call_loc);
        } else {
            self.emit(O::Call, args.len() as i32, call_loc);
        }
        Ok(true)
    }

    fn keyword_names(&mut self, keywords: &[Keyword], loc: Loc) {
        let names = keywords.iter().filter_map(|k| k.arg.as_ref()).map(|n| self.pool.str(n.as_bytes())).collect();
        let tuple = self.pool.tuple(names);
        self.load(tuple, loc);
    }

    /// `all(... for ...)` and the like run the generator in place, if the name is still the builtin's.
    fn builtin_over_generator(&mut self, func: &'a Expr, args: &'a [Expr], keywords: &[Keyword], end: Label) -> Done {
        let (ExprKind::Name { id, .. }, [arg], []) = (&func.kind, args, keywords) else { return Ok(()) };
        if !matches!(&arg.kind, ExprKind::Comp(comp) if comp.kind == CompKind::Generator) {
            return Ok(());
        }
        let (constant, initial, goes_on) = match id.as_ref() {
            "all" => (BUILTIN_ALL, true, O::PopJumpIfTrue),
            "any" => (BUILTIN_ANY, false, O::PopJumpIfFalse),
            "tuple" => (BUILTIN_TUPLE, false, O::PopJumpIfFalse),
            _ => return Ok(()),
        };
        let is_tuple = constant == BUILTIN_TUPLE;
        let loc = func.pos;
        let skip = self.label();
        self.emit(O::Copy, 1, loc);
        self.emit(O::LoadCommonConstant, constant, loc);
        self.comparison(CmpOp::Is, loc);
        self.jump(O::PopJumpIfFalse, skip, loc);
        self.op(O::PopTop, loc);
        if is_tuple {
            self.emit(O::BuildList, 0, loc);
        }
        self.expr(arg)?;
        let (start, cleanup) = (self.label(), self.label());
        self.place(start);
        self.jump(O::ForIter, cleanup, loc);
        if is_tuple {
            self.emit(O::ListAppend, 2, loc);
            self.jump(Op::Jump, start, loc);
        } else {
            self.op(O::ToBool, loc);
            self.jump(goes_on, start, loc);
        }
        self.op(O::PopIter, NO_LOCATION);
        if !is_tuple {
            let id = self.pool.bool(!initial);
            self.load(id, loc);
        }
        self.jump(Op::Jump, end, loc);
        self.place(cleanup);
        self.op(O::EndFor, NO_LOCATION);
        self.op(O::PopIter, NO_LOCATION);
        if is_tuple {
            self.emit(O::CallIntrinsic1, LIST_TO_TUPLE, loc);
        } else {
            let id = self.pool.bool(initial);
            self.load(id, loc);
        }
        self.jump(Op::Jump, end, loc);
        self.place(skip);
        Ok(())
    }

    /// `n_pushed`: arguments on the stack already. CPython: codegen_call_helper_impl.
    pub(super) fn call_with(&mut self, n_pushed: i32, args: &'a [Expr], injected: Option<&str>, keywords: &'a [Keyword], loc: Loc) -> Done {
        self.check_keywords(keywords)?;
        let is_long = args.len() + keywords.len() * 2 > STACK_USE_GUIDELINE;
        if is_long || args.iter().any(Expr::is_starred) || keywords.iter().any(|k| k.arg.is_none()) {
            return self.call_ex(n_pushed, args, injected, keywords, loc);
        }
        args.iter().try_for_each(|e| self.expr(e))?;
        let mut n = n_pushed + args.len() as i32;
        if let Some(name) = injected {
            self.load_name(name, loc);
            n += 1;
        }
        if keywords.is_empty() {
            self.emit(O::Call, n, loc);
        } else {
            keywords.iter().try_for_each(|k| self.expr(&k.value))?;
            self.keyword_names(keywords, loc);
            self.emit(O::CallKw, n + keywords.len() as i32, loc);
        }
        Ok(())
    }

    fn call_ex(&mut self, n_pushed: i32, args: &'a [Expr], injected: Option<&str>, keywords: &'a [Keyword], loc: Loc) -> Done {
        match args {
            [Expr { kind: ExprKind::Starred { value, .. }, .. }] if n_pushed == 0 => self.expr(value)?,
            _ => self.display(args, injected, n_pushed, TUPLE, loc)?,
        }
        let mut has_dict = false;
        let mut n = 0;
        for (i, k) in keywords.iter().enumerate() {
            if k.arg.is_some() {
                n += 1;
                continue;
            }
            if n > 0 {
                self.sub_keywords(&keywords[i - n..i], &mut has_dict, loc)?;
                n = 0;
            }
            if !has_dict {
                self.emit(O::BuildMap, 0, loc);
                has_dict = true;
            }
            self.expr(&k.value)?;
            self.emit(O::DictMerge, 1, loc);
        }
        if n > 0 {
            self.sub_keywords(&keywords[keywords.len() - n..], &mut has_dict, loc)?;
        }
        if keywords.is_empty() {
            self.op(O::PushNull, loc);
        }
        self.op(O::CallFunctionEx, loc);
        Ok(())
    }

    fn sub_keywords(&mut self, keywords: &'a [Keyword], has_dict: &mut bool, loc: Loc) -> Done {
        let is_big = keywords.len() * 2 > STACK_USE_GUIDELINE;
        if is_big {
            self.emit(O::BuildMap, 0, NO_LOCATION);
        }
        for k in keywords {
            self.load_str(k.arg.as_deref().unwrap_or_default(), loc);
            self.expr(&k.value)?;
            if is_big {
                self.emit(O::MapAdd, 1, NO_LOCATION);
            }
        }
        if !is_big {
            self.emit(O::BuildMap, keywords.len() as i32, loc);
        }
        if *has_dict {
            self.emit(O::DictMerge, 1, loc);
        }
        *has_dict = true;
        Ok(())
    }
}
