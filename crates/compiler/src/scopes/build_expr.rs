//! What expressions and patterns do with names: `:=`, comprehensions, what is forbidden in annotations.
//! CPython: Python/symtable.c, symtable_visit_expr.

use super::build::{Builder, Done};
use super::{BlockKind, Comprehended, DEF_COMP_ITER, DEF_GLOBAL, DEF_LOCAL, DEF_NONLOCAL, DEF_PARAM, USE, wrong};
use crate::tree::{Comp, CompKind, Comprehension, Ctx, Expr, ExprKind, Name, Pattern, PatternKind, Pos};

impl Builder {
    pub(super) fn pattern(&mut self, p: &Pattern) -> Done {
        match &p.kind {
            PatternKind::Value(e) => self.expr(e),
            PatternKind::Singleton(_) => Ok(()),
            PatternKind::Sequence(list) | PatternKind::Or(list) => list.iter().try_for_each(|p| self.pattern(p)),
            PatternKind::Star(name) => name.as_ref().map_or(Ok(()), |n| self.def(n, DEF_LOCAL, p.pos)),
            PatternKind::Mapping { keys, patterns, rest } => {
                self.exprs(keys)?;
                patterns.iter().try_for_each(|p| self.pattern(p))?;
                rest.as_ref().map_or(Ok(()), |n| self.def(n, DEF_LOCAL, p.pos))
            }
            PatternKind::Class { cls, patterns, attrs, attr_patterns } => {
                self.expr(cls)?;
                patterns.iter().try_for_each(|p| self.pattern(p))?;
                for (name, p) in attrs.iter().zip(attr_patterns) {
                    Self::check_name(name, p.pos, Ctx::Store)?;
                }
                attr_patterns.iter().try_for_each(|p| self.pattern(p))
            }
            PatternKind::As { pattern, name } => {
                if let Some(p) = pattern {
                    self.pattern(p)?;
                }
                name.as_ref().map_or(Ok(()), |n| self.def(n, DEF_LOCAL, p.pos))
            }
        }
    }

    /// Where `:=` in a comprehension binds. CPython: symtable_extend_namedexpr_scope.
    fn extend_named(&mut self, name: &Name, pos: Pos) -> Done {
        for i in (0..self.stack.len()).rev() {
            let at = self.stack[i];
            let flags = self.lookup(at, name);
            let block = &self.table.blocks[at];
            if block.comprehension != Comprehended::No {
                if flags & DEF_COMP_ITER != 0 && flags & DEF_LOCAL != 0 {
                    return wrong(format!("assignment expression cannot rebind comprehension iteration variable '{name}'"), pos);
                }
                continue;
            }
            let place = match block.kind {
                BlockKind::Function => {
                    self.def(name, if flags & DEF_GLOBAL != 0 { DEF_GLOBAL } else { DEF_NONLOCAL }, pos)?;
                    self.directive(name, pos);
                    return self.def_in(at, name, DEF_LOCAL, pos);
                }
                BlockKind::Module => {
                    self.def(name, DEF_GLOBAL, pos)?;
                    self.directive(name, pos);
                    return self.def_in(at, name, DEF_GLOBAL, pos);
                }
                BlockKind::Class => "in a class body",
                BlockKind::TypeParameters => "within the definition of a generic",
                BlockKind::TypeAlias => "in a type alias",
                BlockKind::TypeVariable => "in a TypeVar bound",
                BlockKind::Annotation => continue,
            };
            return wrong(format!("assignment expression within a comprehension cannot be used {place}"), pos);
        }
        Ok(())
    }

    fn forbidden_here(&self, what: &str, pos: Pos) -> Done {
        let block = self.here();
        match block.kind {
            BlockKind::Annotation => wrong(format!("{what} cannot be used within an annotation"), pos),
            BlockKind::TypeVariable => wrong(format!("{what} cannot be used within {}", block.scope_info.unwrap_or_default()), pos),
            BlockKind::TypeAlias => wrong(format!("{what} cannot be used within a type alias"), pos),
            BlockKind::TypeParameters => wrong(format!("{what} cannot be used within the definition of a generic"), pos),
            _ => Ok(()),
        }
    }

    fn yields(&mut self, pos: Pos) -> Done {
        self.cur().generator = true;
        let place = match self.here().comprehension {
            Comprehended::No => return Ok(()),
            Comprehended::List => "list comprehension",
            Comprehended::Set => "set comprehension",
            Comprehended::Dict => "dict comprehension",
            Comprehended::Generator => "generator expression",
        };
        wrong(format!("'yield' inside {place}"), pos)
    }

    #[allow(clippy::too_many_lines)]
    pub(super) fn expr(&mut self, e: &Expr) -> Done {
        match &e.kind {
            ExprKind::Named { target, value } => {
                self.forbidden_here("named expression", e.pos)?;
                if self.here().comp_iter_expr > 0 {
                    return wrong("assignment expression cannot be used in a comprehension iterable expression", e.pos);
                }
                if self.here().comprehension != Comprehended::No
                    && let ExprKind::Name { id, .. } = &target.kind
                {
                    self.extend_named(id, target.pos)?;
                }
                self.expr(value)?;
                self.expr(target)
            }
            ExprKind::BoolOp { values, .. } | ExprKind::JoinedStr(values) | ExprKind::TemplateStr(values) | ExprKind::Set(values) => {
                self.exprs(values)
            }
            ExprKind::BinOp { .. } => {
                let mut rights = Vec::new();
                let mut first = e;
                while let ExprKind::BinOp { left, right, .. } = &first.kind {
                    rights.push(right);
                    first = left;
                }
                self.expr(first)?;
                rights.into_iter().rev().try_for_each(|right| self.expr(right))
            }
            ExprKind::UnaryOp { operand, .. } => self.expr(operand),
            ExprKind::Lambda { id, args, body } => {
                self.exprs(&args.defaults)?;
                args.kw_defaults.iter().flatten().try_for_each(|e| self.expr(e))?;
                self.enter(BlockKind::Function, "lambda", (*id, false), e.pos)?;
                self.arguments(args)?;
                self.expr(body)?;
                self.exit();
                Ok(())
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test)?;
                self.expr(body)?;
                self.expr(orelse)
            }
            ExprKind::Dict { keys, values } => {
                keys.iter().flatten().try_for_each(|e| self.expr(e))?;
                self.exprs(values)
            }
            ExprKind::Comp(comp) => self.comprehension(comp, e.pos),
            ExprKind::Yield(value) => {
                self.forbidden_here("yield expression", e.pos)?;
                self.optional(value.as_deref())?;
                self.yields(e.pos)
            }
            ExprKind::YieldFrom(value) => {
                self.forbidden_here("yield expression", e.pos)?;
                self.expr(value)?;
                self.yields(e.pos)
            }
            ExprKind::Await(value) => {
                self.forbidden_here("await expression", e.pos)?;
                let block = self.here();
                if !(self.settings.top_level_await && block.kind == BlockKind::Module) {
                    if !block.is_function_like() {
                        return wrong("'await' outside function", e.pos);
                    }
                    let is_async = block.kind == BlockKind::Function && block.coroutine;
                    if !is_async && block.comprehension == Comprehended::No {
                        return wrong("'await' outside async function", e.pos);
                    }
                }
                self.expr(value)?;
                self.cur().coroutine = true;
                Ok(())
            }
            ExprKind::Compare { left, comparators, .. } => {
                self.expr(left)?;
                self.exprs(comparators)
            }
            ExprKind::Call { func, args, keywords } => {
                self.expr(func)?;
                self.exprs(args)?;
                self.keywords(keywords)
            }
            ExprKind::FormattedValue { value, spec, .. } | ExprKind::Interpolation { value, spec, .. } => {
                self.expr(value)?;
                self.optional(spec.as_deref())
            }
            ExprKind::Constant(_) => Ok(()),
            ExprKind::Attribute { value, attr, ctx } => {
                Self::check_name(attr, e.pos, *ctx)?;
                self.expr(value)
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value)?;
                self.expr(slice)
            }
            ExprKind::Starred { value, .. } => self.expr(value),
            ExprKind::Slice { lower, upper, step } => [lower, upper, step].into_iter().flatten().try_for_each(|e| self.expr(e)),
            ExprKind::Name { id, ctx } => {
                if self.here().in_unevaluated_annotation {
                    return Ok(());
                }
                self.def_ctx(id, if *ctx == Ctx::Load { USE } else { DEF_LOCAL }, e.pos, *ctx)?;
                if *ctx == Ctx::Load && id.as_ref() == "super" && self.here().is_function_like() {
                    self.def(&"__class__".into(), USE, e.pos)?;
                }
                Ok(())
            }
            ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => self.exprs(elts),
        }
    }

    fn comprehension_target(&mut self, g: &Comprehension) -> Done {
        self.cur().comp_iter_target = true;
        self.expr(&g.target)?;
        self.cur().comp_iter_target = false;
        Ok(())
    }

    fn comprehension(&mut self, comp: &Comp, pos: Pos) -> Done {
        let is_generator = comp.kind == CompKind::Generator;
        let Some((outermost, rest)) = comp.generators.split_first() else { return Ok(()) };
        self.cur().comp_iter_expr += 1;
        self.expr(&outermost.iter)?;
        self.cur().comp_iter_expr -= 1;
        let (kind, name) = match comp.kind {
            CompKind::List => (Comprehended::List, "listcomp"),
            CompKind::Set => (Comprehended::Set, "setcomp"),
            CompKind::Dict => (Comprehended::Dict, "dictcomp"),
            CompKind::Generator => (Comprehended::Generator, "genexpr"),
        };
        self.enter(BlockKind::Function, name, (comp.id, false), pos)?;
        self.cur().comprehension = kind;
        if outermost.is_async {
            self.cur().coroutine = true;
        }
        self.def(&".0".into(), DEF_PARAM, pos)?;
        self.comprehension_target(outermost)?;
        self.exprs(&outermost.ifs)?;
        for g in rest {
            self.comprehension_target(g)?;
            self.cur().comp_iter_expr += 1;
            self.expr(&g.iter)?;
            self.cur().comp_iter_expr -= 1;
            self.exprs(&g.ifs)?;
            if g.is_async {
                self.cur().coroutine = true;
            }
        }
        self.optional(comp.value.as_ref())?;
        self.expr(&comp.elt)?;
        self.cur().generator = is_generator;
        let is_async = self.here().coroutine && !is_generator;
        self.exit();
        let block = self.here();
        let may = (block.kind == BlockKind::Function && block.coroutine)
            || block.comprehension != Comprehended::No
            || (self.settings.top_level_await && block.kind == BlockKind::Module);
        if is_async && !may {
            return wrong("asynchronous comprehension outside of an asynchronous function", pos);
        }
        if is_async {
            self.cur().coroutine = true;
        }
        Ok(())
    }
}
