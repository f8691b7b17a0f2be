//! The tree as data that a machine makes `ast`'s objects of: a node is a tuple of its class's name, its place (a tuple of
//! four numbers, empty where it has none) and its fields in the order of `_fields`; a list is a list, all else a constant.
//!
//! CPython: Python/Python-ast.c, ast2obj_mod.

use num_bigint::Sign;
use pyvarium_code::Unit;
use pyvarium_code::unit::{Const, ConstId};

use super::*;
use crate::peg::Taken;

/// The whole tree; the unit's root is its `Module`, `Expression` or `Interactive`.
pub(crate) fn export(module: &Module, taken: &Taken) -> Unit {
    let mut out = Export { unit: Unit { objects: Vec::new(), root: ConstId(0) }, taken };
    let root = match module {
        Module::Statements(body) => {
            let (body, ignores) = (out.stmts(body), out.ignores());
            out.plain("Module", vec![body, ignores])
        }
        Module::Expression(body) => {
            let body = out.expr(body);
            out.plain("Expression", vec![body])
        }
        Module::Signature(parts) => {
            let (types, result) = parts.split_at(parts.len().saturating_sub(1));
            let fields = vec![out.exprs(types), out.opt(result.first())];
            out.plain("FunctionType", fields)
        }
        Module::Interactive(body) => {
            let body = out.stmts(body);
            out.plain("Interactive", vec![body])
        }
    };
    out.unit.root = root;
    out.unit
}

struct Export<'a> {
    unit: Unit,
    taken: &'a Taken,
}

impl Export<'_> {
    /// The comment about types that belongs to what begins there.
    fn comment(&mut self, pos: Pos) -> ConstId {
        match self.taken.comments.get(&(pos.line, pos.col)) {
            Some(text) => self.add(Const::Str { wtf8: text.as_bytes().to_vec(), interned: false }),
            None => self.none(),
        }
    }

    fn ignores(&mut self) -> ConstId {
        let mut items = Vec::new();
        for (line, tag) in &self.taken.ignores {
            let fields = vec![self.int(i64::from(*line)), self.text(tag)];
            items.push(self.plain("TypeIgnore", fields));
        }
        self.list(items)
    }

    fn add(&mut self, value: Const) -> ConstId {
        self.unit.objects.push(value);
        ConstId(self.unit.objects.len() as u32 - 1)
    }

    fn none(&mut self) -> ConstId {
        self.add(Const::None)
    }

    fn int(&mut self, n: i64) -> ConstId {
        self.add(Const::Int(n))
    }

    fn text(&mut self, text: &str) -> ConstId {
        self.add(Const::Str { wtf8: text.as_bytes().to_vec(), interned: true })
    }

    fn name(&mut self, name: Option<&Name>) -> ConstId {
        match name {
            Some(name) => self.text(name),
            None => self.none(),
        }
    }

    fn list(&mut self, items: Vec<ConstId>) -> ConstId {
        self.add(Const::List(items))
    }

    fn plain(&mut self, class: &str, fields: Vec<ConstId>) -> ConstId {
        let (class, place) = (self.text(class), self.add(Const::Tuple(Vec::new())));
        self.node(class, place, fields)
    }

    fn node(&mut self, class: ConstId, place: ConstId, fields: Vec<ConstId>) -> ConstId {
        let mut items = vec![class, place];
        items.extend(fields);
        self.add(Const::Tuple(items))
    }

    fn at(&mut self, class: &str, pos: Pos, fields: Vec<ConstId>) -> ConstId {
        let numbers = [pos.line, pos.col, pos.end_line, pos.end_col].map(|n| self.int(i64::from(n)));
        let (class, place) = (self.text(class), self.add(Const::Tuple(numbers.to_vec())));
        self.node(class, place, fields)
    }

    fn stmts(&mut self, body: &[Stmt]) -> ConstId {
        let items = body.iter().map(|s| self.stmt(s)).collect();
        self.list(items)
    }

    fn exprs(&mut self, all: &[Expr]) -> ConstId {
        let items = all.iter().map(|e| self.expr(e)).collect();
        self.list(items)
    }

    fn opt(&mut self, e: Option<&Expr>) -> ConstId {
        match e {
            Some(e) => self.expr(e),
            None => self.none(),
        }
    }

    fn opts(&mut self, all: &[Option<Expr>]) -> ConstId {
        let items = all.iter().map(|e| self.opt(e.as_ref())).collect();
        self.list(items)
    }

    fn names(&mut self, all: &[Name]) -> ConstId {
        let items = all.iter().map(|n| self.text(n)).collect();
        self.list(items)
    }

    fn ctx(&mut self, ctx: Ctx) -> ConstId {
        let class = match ctx {
            Ctx::Load => "Load",
            Ctx::Store => "Store",
            Ctx::Del => "Del",
        };
        self.plain(class, Vec::new())
    }

    fn literal(&mut self, value: &Literal) -> ConstId {
        let value = match value {
            Literal::None => Const::None,
            Literal::True => Const::True,
            Literal::False => Const::False,
            Literal::Ellipsis => Const::Ellipsis,
            Literal::Int(n) => match i64::try_from(n) {
                Ok(n) => Const::Int(n),
                Err(_) => Const::BigInt { negative: n.sign() == Sign::Minus, magnitude_le: n.magnitude().to_bytes_le() },
            },
            Literal::Float(v) => Const::Float(*v),
            Literal::Complex(re, im) => Const::Complex { re: *re, im: *im },
            Literal::Str(text, _) => Const::Str { wtf8: text.to_vec(), interned: false },
            Literal::Bytes(bytes) => Const::Bytes(bytes.to_vec()),
        };
        self.add(value)
    }

    fn stmt(&mut self, s: &Stmt) -> ConstId {
        let pos = s.pos;
        match &s.kind {
            StmtKind::FunctionDef(f) => {
                let fields = vec![
                    self.text(&f.name),
                    self.arguments(&f.args),
                    self.stmts(&f.body),
                    self.exprs(&f.decorators),
                    self.opt(f.returns.as_ref()),
                    self.comment(pos),
                    self.type_params(&f.type_params),
                ];
                self.at(if f.is_async { "AsyncFunctionDef" } else { "FunctionDef" }, pos, fields)
            }
            StmtKind::ClassDef(c) => {
                let fields = vec![
                    self.text(&c.name),
                    self.exprs(&c.bases),
                    self.keywords(&c.keywords),
                    self.stmts(&c.body),
                    self.exprs(&c.decorators),
                    self.type_params(&c.type_params),
                ];
                self.at("ClassDef", pos, fields)
            }
            StmtKind::Return(value) => {
                let fields = vec![self.opt(value.as_ref())];
                self.at("Return", pos, fields)
            }
            StmtKind::Delete(targets) => {
                let fields = vec![self.exprs(targets)];
                self.at("Delete", pos, fields)
            }
            StmtKind::Assign { targets, value } => {
                let fields = vec![self.exprs(targets), self.expr(value), self.comment(pos)];
                self.at("Assign", pos, fields)
            }
            StmtKind::TypeAlias(alias) => {
                let id = vec![self.text(&alias.name), self.ctx(Ctx::Store)];
                let fields = vec![self.at("Name", alias.name_pos, id), self.type_params(&alias.type_params), self.expr(&alias.value)];
                self.at("TypeAlias", pos, fields)
            }
            StmtKind::AugAssign { target, op, value } => {
                let fields = vec![self.expr(target), self.operator(*op), self.expr(value)];
                self.at("AugAssign", pos, fields)
            }
            StmtKind::AnnAssign { target, annotation, value, simple } => {
                let fields = vec![self.expr(target), self.expr(annotation), self.opt(value.as_ref()), self.int(i64::from(*simple))];
                self.at("AnnAssign", pos, fields)
            }
            StmtKind::For { is_async, target, iter, body, orelse } => {
                let fields = vec![self.expr(target), self.expr(iter), self.stmts(body), self.stmts(orelse), self.comment(pos)];
                self.at(if *is_async { "AsyncFor" } else { "For" }, pos, fields)
            }
            StmtKind::While { test, body, orelse } => {
                let fields = vec![self.expr(test), self.stmts(body), self.stmts(orelse)];
                self.at("While", pos, fields)
            }
            StmtKind::If { test, body, orelse } => {
                let fields = vec![self.expr(test), self.stmts(body), self.stmts(orelse)];
                self.at("If", pos, fields)
            }
            StmtKind::With { is_async, items, body } => {
                let items = items
                    .iter()
                    .map(|item| {
                        let fields = vec![self.expr(&item.context), self.opt(item.vars.as_ref())];
                        self.plain("withitem", fields)
                    })
                    .collect();
                let fields = vec![self.list(items), self.stmts(body), self.comment(pos)];
                self.at(if *is_async { "AsyncWith" } else { "With" }, pos, fields)
            }
            StmtKind::Match { subject, cases } => {
                let subject = self.expr(subject);
                let cases = cases
                    .iter()
                    .map(|case| {
                        let fields = vec![self.pattern(&case.pattern), self.opt(case.guard.as_ref()), self.stmts(&case.body)];
                        self.plain("match_case", fields)
                    })
                    .collect();
                let fields = vec![subject, self.list(cases)];
                self.at("Match", pos, fields)
            }
            StmtKind::Raise { exc, cause } => {
                let fields = vec![self.opt(exc.as_ref()), self.opt(cause.as_ref())];
                self.at("Raise", pos, fields)
            }
            StmtKind::Try(t) => {
                let body = self.stmts(&t.body);
                let handlers = t
                    .handlers
                    .iter()
                    .map(|h| {
                        let fields = vec![self.opt(h.kind.as_ref()), self.name(h.name.as_ref()), self.stmts(&h.body)];
                        self.at("ExceptHandler", h.pos, fields)
                    })
                    .collect();
                let fields = vec![body, self.list(handlers), self.stmts(&t.orelse), self.stmts(&t.finalbody)];
                self.at(if t.is_star { "TryStar" } else { "Try" }, pos, fields)
            }
            StmtKind::Assert { test, msg } => {
                let fields = vec![self.expr(test), self.opt(msg.as_ref())];
                self.at("Assert", pos, fields)
            }
            StmtKind::Import(names) => {
                let fields = vec![self.aliases(names)];
                self.at("Import", pos, fields)
            }
            StmtKind::ImportFrom { module, names, level } => {
                let fields = vec![self.name(module.as_ref()), self.aliases(names), self.int(i64::from(*level))];
                self.at("ImportFrom", pos, fields)
            }
            StmtKind::Global(names) => {
                let fields = vec![self.names(names)];
                self.at("Global", pos, fields)
            }
            StmtKind::Nonlocal(names) => {
                let fields = vec![self.names(names)];
                self.at("Nonlocal", pos, fields)
            }
            StmtKind::Expr(value) => {
                let fields = vec![self.expr(value)];
                self.at("Expr", pos, fields)
            }
            StmtKind::Pass => self.at("Pass", pos, Vec::new()),
            StmtKind::Break => self.at("Break", pos, Vec::new()),
            StmtKind::Continue => self.at("Continue", pos, Vec::new()),
        }
    }

    fn aliases(&mut self, names: &[Alias]) -> ConstId {
        let items = names
            .iter()
            .map(|alias| {
                let fields = vec![self.text(&alias.name), self.name(alias.asname.as_ref())];
                self.at("alias", alias.pos, fields)
            })
            .collect();
        self.list(items)
    }

    fn keywords(&mut self, keywords: &[Keyword]) -> ConstId {
        let items = keywords
            .iter()
            .map(|keyword| {
                let fields = vec![self.name(keyword.arg.as_ref()), self.expr(&keyword.value)];
                self.at("keyword", keyword.pos, fields)
            })
            .collect();
        self.list(items)
    }

    fn arg(&mut self, arg: &Arg) -> ConstId {
        let fields = vec![self.text(&arg.arg), self.opt(arg.annotation.as_ref()), self.comment(arg.pos)];
        self.at("arg", arg.pos, fields)
    }

    fn args(&mut self, args: &[Arg]) -> ConstId {
        let items = args.iter().map(|arg| self.arg(arg)).collect();
        self.list(items)
    }

    fn opt_arg(&mut self, arg: Option<&Arg>) -> ConstId {
        match arg {
            Some(arg) => self.arg(arg),
            None => self.none(),
        }
    }

    fn arguments(&mut self, a: &Arguments) -> ConstId {
        let fields = vec![
            self.args(&a.posonlyargs),
            self.args(&a.args),
            self.opt_arg(a.vararg.as_ref()),
            self.args(&a.kwonlyargs),
            self.opts(&a.kw_defaults),
            self.opt_arg(a.kwarg.as_ref()),
            self.exprs(&a.defaults),
        ];
        self.plain("arguments", fields)
    }

    fn type_params(&mut self, params: &TypeParams) -> ConstId {
        let items = params
            .list
            .iter()
            .map(|param| {
                let name = self.text(&param.name);
                let default = self.opt(param.default.as_ref());
                match param.kind {
                    TypeParamKind::TypeVar => {
                        let bound = self.opt(param.bound.as_ref());
                        self.at("TypeVar", param.pos, vec![name, bound, default])
                    }
                    TypeParamKind::TypeVarTuple => self.at("TypeVarTuple", param.pos, vec![name, default]),
                    TypeParamKind::ParamSpec => self.at("ParamSpec", param.pos, vec![name, default]),
                }
            })
            .collect();
        self.list(items)
    }

    fn operator(&mut self, op: Operator) -> ConstId {
        self.plain(&format!("{op:?}"), Vec::new())
    }

    fn comprehensions(&mut self, all: &[Comprehension]) -> ConstId {
        let items = all
            .iter()
            .map(|c| {
                let fields = vec![self.expr(&c.target), self.expr(&c.iter), self.exprs(&c.ifs), self.int(i64::from(c.is_async))];
                self.plain("comprehension", fields)
            })
            .collect();
        self.list(items)
    }

    fn conversion(&mut self, conversion: Option<u8>) -> ConstId {
        self.int(conversion.map_or(-1, i64::from))
    }

    fn expr(&mut self, e: &Expr) -> ConstId {
        let (class, fields) = self.expr_fields(&e.kind);
        self.at(class, e.pos, fields)
    }

    fn expr_fields(&mut self, kind: &ExprKind) -> (&'static str, Vec<ConstId>) {
        match kind {
            ExprKind::BoolOp { is_or, values } => {
                let op = self.plain(if *is_or { "Or" } else { "And" }, Vec::new());
                ("BoolOp", vec![op, self.exprs(values)])
            }
            ExprKind::Named { target, value } => ("NamedExpr", vec![self.expr(target), self.expr(value)]),
            ExprKind::BinOp { left, op, right } => ("BinOp", vec![self.expr(left), self.operator(*op), self.expr(right)]),
            ExprKind::UnaryOp { op, operand } => {
                let op = self.plain(&format!("{op:?}"), Vec::new());
                ("UnaryOp", vec![op, self.expr(operand)])
            }
            ExprKind::Lambda { args, body, .. } => ("Lambda", vec![self.arguments(args), self.expr(body)]),
            ExprKind::IfExp { test, body, orelse } => ("IfExp", vec![self.expr(test), self.expr(body), self.expr(orelse)]),
            ExprKind::Dict { keys, values } => ("Dict", vec![self.opts(keys), self.exprs(values)]),
            ExprKind::Set(elts) => ("Set", vec![self.exprs(elts)]),
            ExprKind::Comp(comp) => {
                let mut fields = vec![self.expr(&comp.elt)];
                if let Some(value) = &comp.value {
                    fields.push(self.expr(value));
                }
                fields.push(self.comprehensions(&comp.generators));
                let class = match comp.kind {
                    CompKind::List => "ListComp",
                    CompKind::Set => "SetComp",
                    CompKind::Dict => "DictComp",
                    CompKind::Generator => "GeneratorExp",
                };
                (class, fields)
            }
            ExprKind::Await(value) => ("Await", vec![self.expr(value)]),
            ExprKind::Yield(value) => ("Yield", vec![self.opt(value.as_deref())]),
            ExprKind::YieldFrom(value) => ("YieldFrom", vec![self.expr(value)]),
            ExprKind::Compare { left, ops, comparators } => {
                let left = self.expr(left);
                let ops = ops.iter().map(|op| self.plain(&format!("{op:?}"), Vec::new())).collect();
                ("Compare", vec![left, self.list(ops), self.exprs(comparators)])
            }
            ExprKind::Call { func, args, keywords } => ("Call", vec![self.expr(func), self.exprs(args), self.keywords(keywords)]),
            ExprKind::FormattedValue { value, conversion, spec } => {
                ("FormattedValue", vec![self.expr(value), self.conversion(*conversion), self.opt(spec.as_deref())])
            }
            ExprKind::Interpolation { value, text, conversion, spec } => {
                let value = self.expr(value);
                let text = self.add(Const::Str { wtf8: text.to_vec(), interned: false });
                ("Interpolation", vec![value, text, self.conversion(*conversion), self.opt(spec.as_deref())])
            }
            ExprKind::JoinedStr(values) => ("JoinedStr", vec![self.exprs(values)]),
            ExprKind::TemplateStr(values) => ("TemplateStr", vec![self.exprs(values)]),
            ExprKind::Constant(value) => {
                let kind = if matches!(value, Literal::Str(_, true)) { self.text("u") } else { self.none() };
                ("Constant", vec![self.literal(value), kind])
            }
            ExprKind::Attribute { value, attr, ctx } => ("Attribute", vec![self.expr(value), self.text(attr), self.ctx(*ctx)]),
            ExprKind::Subscript { value, slice, ctx } => ("Subscript", vec![self.expr(value), self.expr(slice), self.ctx(*ctx)]),
            ExprKind::Starred { value, ctx } => ("Starred", vec![self.expr(value), self.ctx(*ctx)]),
            ExprKind::Name { id, ctx } => ("Name", vec![self.text(id), self.ctx(*ctx)]),
            ExprKind::List { elts, ctx } => ("List", vec![self.exprs(elts), self.ctx(*ctx)]),
            ExprKind::Tuple { elts, ctx } => ("Tuple", vec![self.exprs(elts), self.ctx(*ctx)]),
            ExprKind::Slice { lower, upper, step } => {
                ("Slice", vec![self.opt(lower.as_deref()), self.opt(upper.as_deref()), self.opt(step.as_deref())])
            }
        }
    }

    fn patterns(&mut self, all: &[Pattern]) -> ConstId {
        let items = all.iter().map(|p| self.pattern(p)).collect();
        self.list(items)
    }

    fn pattern(&mut self, p: &Pattern) -> ConstId {
        let (class, fields) = match &p.kind {
            PatternKind::Value(value) => ("MatchValue", vec![self.expr(value)]),
            PatternKind::Singleton(value) => ("MatchSingleton", vec![self.literal(value)]),
            PatternKind::Sequence(patterns) => ("MatchSequence", vec![self.patterns(patterns)]),
            PatternKind::Mapping { keys, patterns, rest } => {
                ("MatchMapping", vec![self.exprs(keys), self.patterns(patterns), self.name(rest.as_ref())])
            }
            PatternKind::Class { cls, patterns, attrs, attr_patterns } => {
                ("MatchClass", vec![self.expr(cls), self.patterns(patterns), self.names(attrs), self.patterns(attr_patterns)])
            }
            PatternKind::Star(name) => ("MatchStar", vec![self.name(name.as_ref())]),
            PatternKind::As { pattern, name } => {
                let pattern = match pattern {
                    Some(pattern) => self.pattern(pattern),
                    None => self.none(),
                };
                ("MatchAs", vec![pattern, self.name(name.as_ref())])
            }
            PatternKind::Or(patterns) => ("MatchOr", vec![self.patterns(patterns)]),
        };
        self.at(class, p.pos, fields)
    }
}
