//! The parser's statements and patterns to ours. What the two trees see differently is put right here: where a decorated
//! definition begins, where a block ends, `elif` as an `if` in the `else`.

use crate::compile::Mode;
use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextRange};

use crate::scopes::Wrong;

use super::{
    Alias, Arg, Arguments, ClassDef, Expr, FunctionDef, Handler, MatchCase, Module, Name, NodeId, Pattern, PatternKind, Pos, Stmt,
    StmtKind, Try, TypeAlias, TypeParam, TypeParamKind, TypeParams, WithItem,
};

pub(crate) struct Lowerer<'a> {
    pub source: &'a str,
    /// Where each line begins. Unit: bytes.
    lines: Vec<usize>,
    next_id: NodeId,
    /// What CPython's grammar refuses and the parser does not.
    pub wrong: Option<Wrong>,
}

pub(crate) fn module(module: &ast::Mod, source: &str, mode: Mode) -> Result<Module, Wrong> {
    let mut lowerer = Lowerer::new(source);
    let done = match module {
        ast::Mod::Module(m) if mode == Mode::Single => Module::Interactive(lowerer.body(&m.body)),
        ast::Mod::Module(m) => Module::Statements(lowerer.body(&m.body)),
        ast::Mod::Expression(e) if mode == Mode::FuncType => match lowerer.expr(&e.body).kind {
            super::ExprKind::Tuple { elts, .. } => Module::Signature(elts),
            _ => Module::Signature(Vec::new()),
        },
        ast::Mod::Expression(e) => Module::Expression(lowerer.expr(&e.body)),
    };
    lowerer.wrong.map_or(Ok(done), Err)
}

impl<'a> Lowerer<'a> {
    fn new(source: &'a str) -> Lowerer<'a> {
        let lines = std::iter::once(0).chain(source.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Lowerer { source, lines, next_id: 1, wrong: None }
    }

    pub fn id(&mut self) -> NodeId {
        self.next_id += 1;
        self.next_id
    }

    fn place(&self, offset: usize) -> (i32, i32) {
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        (line as i32, (offset - start) as i32)
    }

    pub fn pos_of(&self, start: usize, end: usize) -> Pos {
        let ((line, col), (end_line, end_col)) = (self.place(start), self.place(end));
        Pos { line, col, end_line, end_col }
    }

    pub fn pos(&self, range: TextRange) -> Pos {
        self.pos_of(range.start().to_usize(), range.end().to_usize())
    }

    pub fn name(&self, name: &ast::Identifier) -> Name {
        Name::from(name.as_str())
    }

    pub fn body(&mut self, body: &[ast::Stmt]) -> Vec<Stmt> {
        body.iter().map(|s| self.stmt(s)).collect()
    }

    fn boxed(&mut self, e: &ast::Expr) -> Box<Expr> {
        Box::new(self.expr(e))
    }

    pub fn optional(&mut self, e: Option<&ast::Expr>) -> Option<Expr> {
        e.map(|e| self.expr(e))
    }

    /// Where the last token of a statement ends: behind a final semicolon, in a block as in its last statement.
    fn last_token(&self, end: usize) -> usize {
        let rest = self.source.get(end..).unwrap_or_default();
        let mut blank = 0;
        loop {
            let left = &rest[blank..];
            if left.starts_with([' ', '\t', '\x0c']) {
                blank += 1;
            } else if left.starts_with("\\\n") {
                blank += 2;
            } else {
                break;
            }
        }
        if rest[blank..].starts_with(';') { end + blank + 1 } else { end }
    }

    /// A compound statement ends with its block.
    fn block_pos(&self, range: TextRange) -> Pos {
        self.pos_of(range.start().to_usize(), self.last_token(range.end().to_usize()))
    }

    /// A decorated definition begins at its keyword.
    fn definition_pos(&self, range: TextRange, decorators: &[ast::Decorator]) -> Pos {
        let mut start = range.start().to_usize();
        if let Some(last) = decorators.last() {
            start = last.range().end().to_usize();
            let bytes = self.source.as_bytes();
            loop {
                match bytes.get(start) {
                    Some(b'#') => {
                        while bytes.get(start).is_some_and(|b| *b != b'\n') {
                            start += 1;
                        }
                    }
                    Some(b' ' | b'\t' | b'\n' | b'\x0c' | b'\\' | b')') => start += 1,
                    _ => break,
                }
            }
        }
        self.pos_of(start, self.last_token(range.end().to_usize()))
    }

    #[allow(clippy::too_many_lines)]
    fn stmt(&mut self, s: &ast::Stmt) -> Stmt {
        let mut pos = self.pos(s.range());
        let kind = match s {
            ast::Stmt::FunctionDef(f) => {
                pos = self.definition_pos(f.range, &f.decorator_list);
                StmtKind::FunctionDef(Box::new(FunctionDef {
                    id: self.id(),
                    is_async: f.is_async,
                    name: self.name(&f.name),
                    decorators: f.decorator_list.iter().map(|d| self.expr(&d.expression)).collect(),
                    type_params: self.type_params(f.type_params.as_deref()),
                    args: self.arguments(Some(&f.parameters)),
                    returns: self.optional(f.returns.as_deref()),
                    body: self.body(&f.body),
                }))
            }
            ast::Stmt::ClassDef(c) => {
                pos = self.definition_pos(c.range, &c.decorator_list);
                StmtKind::ClassDef(Box::new(ClassDef {
                    id: self.id(),
                    name: self.name(&c.name),
                    decorators: c.decorator_list.iter().map(|d| self.expr(&d.expression)).collect(),
                    type_params: self.type_params(c.type_params.as_deref()),
                    bases: c.arguments.iter().flat_map(|a| a.args.iter()).map(|e| self.expr(e)).collect(),
                    keywords: c.arguments.iter().flat_map(|a| a.keywords.iter()).map(|k| self.keyword(k)).collect(),
                    body: self.body(&c.body),
                }))
            }
            ast::Stmt::Return(r) => StmtKind::Return(self.optional(r.value.as_deref())),
            ast::Stmt::Delete(d) => StmtKind::Delete(self.exprs(&d.targets)),
            ast::Stmt::TypeAlias(t) => StmtKind::TypeAlias(Box::new(TypeAlias {
                id: self.id(),
                name: match t.name.as_ref() {
                    ast::Expr::Name(n) => Name::from(n.id.as_str()),
                    _ => Name::from(""),
                },
                name_pos: self.pos(t.name.range()),
                type_params: self.type_params(t.type_params.as_deref()),
                value: self.expr(&t.value),
            })),
            ast::Stmt::Assign(a) => StmtKind::Assign { targets: self.exprs(&a.targets), value: self.expr(&a.value) },
            ast::Stmt::AugAssign(a) => {
                StmtKind::AugAssign { target: self.expr(&a.target), op: super::lower_expr::operator(a.op), value: self.expr(&a.value) }
            }
            ast::Stmt::AnnAssign(a) => StmtKind::AnnAssign {
                target: self.expr(&a.target),
                annotation: self.expr(&a.annotation),
                value: self.optional(a.value.as_deref()),
                simple: a.simple,
            },
            ast::Stmt::For(f) => {
                pos = self.block_pos(f.range);
                StmtKind::For {
                    is_async: f.is_async,
                    target: self.expr(&f.target),
                    iter: self.expr(&f.iter),
                    body: self.body(&f.body),
                    orelse: self.body(&f.orelse),
                }
            }
            ast::Stmt::While(w) => {
                pos = self.block_pos(w.range);
                StmtKind::While { test: self.expr(&w.test), body: self.body(&w.body), orelse: self.body(&w.orelse) }
            }
            ast::Stmt::If(i) => {
                pos = self.block_pos(i.range);
                StmtKind::If { test: self.expr(&i.test), body: self.body(&i.body), orelse: self.elifs(&i.elif_else_clauses, pos) }
            }
            ast::Stmt::With(w) => {
                pos = self.block_pos(w.range);
                let items = w
                    .items
                    .iter()
                    .map(|item| WithItem { context: self.expr(&item.context_expr), vars: self.optional(item.optional_vars.as_deref()) })
                    .collect();
                StmtKind::With { is_async: w.is_async, items, body: self.body(&w.body) }
            }
            ast::Stmt::Match(m) => {
                pos = self.block_pos(m.range);
                let subject = self.expr(&m.subject);
                let cases = m
                    .cases
                    .iter()
                    .map(|c| MatchCase {
                        pattern: self.pattern(&c.pattern),
                        guard: self.optional(c.guard.as_deref()),
                        body: self.body(&c.body),
                    })
                    .collect();
                StmtKind::Match { subject, cases }
            }
            ast::Stmt::Raise(r) => StmtKind::Raise { exc: self.optional(r.exc.as_deref()), cause: self.optional(r.cause.as_deref()) },
            ast::Stmt::Try(t) => {
                pos = self.block_pos(t.range);
                let body = self.body(&t.body);
                let handlers = t
                    .handlers
                    .iter()
                    .map(|ast::ExceptHandler::ExceptHandler(h)| Handler {
                        kind: self.optional(h.type_.as_deref()),
                        name: h.name.as_ref().map(|n| self.name(n)),
                        body: self.body(&h.body),
                        pos: self.block_pos(h.range),
                    })
                    .collect();
                StmtKind::Try(Box::new(Try {
                    body,
                    handlers,
                    orelse: self.body(&t.orelse),
                    finalbody: self.body(&t.finalbody),
                    is_star: t.is_star,
                }))
            }
            ast::Stmt::Assert(a) => StmtKind::Assert { test: self.expr(&a.test), msg: self.optional(a.msg.as_deref()) },
            ast::Stmt::Import(i) => StmtKind::Import(self.aliases(&i.names)),
            ast::Stmt::ImportFrom(i) => {
                StmtKind::ImportFrom { module: i.module.as_ref().map(|m| self.name(m)), names: self.aliases(&i.names), level: i.level }
            }
            ast::Stmt::Global(g) => StmtKind::Global(g.names.iter().map(|n| self.name(n)).collect()),
            ast::Stmt::Nonlocal(n) => StmtKind::Nonlocal(n.names.iter().map(|n| self.name(n)).collect()),
            ast::Stmt::Expr(e) => StmtKind::Expr(self.expr(&e.value)),
            ast::Stmt::Pass(_) | ast::Stmt::IpyEscapeCommand(_) => StmtKind::Pass,
            ast::Stmt::Break(_) => StmtKind::Break,
            ast::Stmt::Continue(_) => StmtKind::Continue,
        };
        Stmt { kind, pos }
    }

    fn elifs(&mut self, clauses: &[ast::ElifElseClause], whole: Pos) -> Vec<Stmt> {
        // From the last to the first, so that a long chain is no deep call.
        let mut orelse: Vec<Stmt> = Vec::new();
        for clause in clauses.iter().rev() {
            let body = self.body(&clause.body);
            match &clause.test {
                None => orelse = body,
                Some(test) => {
                    let (line, col) = self.place(clause.range.start().to_usize());
                    let pos = Pos { line, col, end_line: whole.end_line, end_col: whole.end_col };
                    let kind = StmtKind::If { test: self.expr(test), body, orelse };
                    orelse = vec![Stmt { kind, pos }];
                }
            }
        }
        orelse
    }

    fn aliases(&mut self, names: &[ast::Alias]) -> Vec<Alias> {
        let one =
            |a: &ast::Alias| Alias { name: self.name(&a.name), asname: a.asname.as_ref().map(|n| self.name(n)), pos: self.pos(a.range) };
        names.iter().map(one).collect()
    }

    fn type_params(&mut self, params: Option<&ast::TypeParams>) -> TypeParams {
        let id = self.id();
        let mut list = Vec::new();
        for param in params.iter().flat_map(|p| p.iter()) {
            let (kind, name, bound, default) = match param {
                ast::TypeParam::TypeVar(t) => (TypeParamKind::TypeVar, &t.name, t.bound.as_deref(), t.default.as_deref()),
                ast::TypeParam::TypeVarTuple(t) => (TypeParamKind::TypeVarTuple, &t.name, None, t.default.as_deref()),
                ast::TypeParam::ParamSpec(t) => (TypeParamKind::ParamSpec, &t.name, None, t.default.as_deref()),
            };
            list.push(TypeParam {
                id: self.id(),
                default_id: self.id(),
                kind,
                name: self.name(name),
                bound: self.optional(bound),
                default: self.optional(default),
                pos: self.pos(param.range()),
            });
        }
        TypeParams { id, list }
    }

    pub fn arguments(&mut self, parameters: Option<&ast::Parameters>) -> Arguments {
        let mut done = Arguments { id: self.id(), ..Arguments::default() };
        let Some(p) = parameters else { return done };
        for param in &p.posonlyargs {
            done.posonlyargs.push(self.arg(&param.parameter));
        }
        for param in &p.args {
            done.args.push(self.arg(&param.parameter));
        }
        for param in p.posonlyargs.iter().chain(&p.args) {
            done.defaults.extend(self.optional(param.default.as_deref()));
        }
        done.vararg = p.vararg.as_ref().map(|a| self.arg(a));
        for param in &p.kwonlyargs {
            done.kwonlyargs.push(self.arg(&param.parameter));
            done.kw_defaults.push(self.optional(param.default.as_deref()));
        }
        done.kwarg = p.kwarg.as_ref().map(|a| self.arg(a));
        done
    }

    fn arg(&mut self, p: &ast::Parameter) -> Arg {
        // The star is not a part of the parameter.
        let end = p.annotation.as_ref().map_or(p.name.range.end(), |a| a.range().end());
        let pos = self.pos_of(p.name.range.start().to_usize(), end.to_usize().max(p.range.end().to_usize()));
        Arg { arg: self.name(&p.name), annotation: self.optional(p.annotation.as_deref()), pos }
    }

    fn patterns(&mut self, list: &[ast::Pattern]) -> Vec<Pattern> {
        list.iter().map(|p| self.pattern(p)).collect()
    }

    fn pattern(&mut self, p: &ast::Pattern) -> Pattern {
        let kind = match p {
            ast::Pattern::MatchValue(v) => PatternKind::Value(self.expr(&v.value)),
            ast::Pattern::MatchSingleton(s) => PatternKind::Singleton(match s.value {
                ast::Singleton::None => super::Literal::None,
                ast::Singleton::True => super::Literal::True,
                ast::Singleton::False => super::Literal::False,
            }),
            ast::Pattern::MatchSequence(s) => PatternKind::Sequence(self.patterns(&s.patterns)),
            ast::Pattern::MatchMapping(m) => PatternKind::Mapping {
                keys: self.exprs(&m.keys),
                patterns: self.patterns(&m.patterns),
                rest: m.rest.as_ref().map(|n| self.name(n)),
            },
            ast::Pattern::MatchClass(c) => PatternKind::Class {
                cls: self.expr(&c.cls),
                patterns: self.patterns(&c.arguments.patterns),
                attrs: c.arguments.keywords.iter().map(|k| self.name(&k.attr)).collect(),
                attr_patterns: c.arguments.keywords.iter().map(|k| self.pattern(&k.pattern)).collect(),
            },
            ast::Pattern::MatchStar(s) => PatternKind::Star(s.name.as_ref().map(|n| self.name(n))),
            ast::Pattern::MatchAs(a) => PatternKind::As {
                pattern: a.pattern.as_ref().map(|p| Box::new(self.pattern(p))),
                name: a.name.as_ref().map(|n| self.name(n)),
            },
            ast::Pattern::MatchOr(o) => PatternKind::Or(self.patterns(&o.patterns)),
        };
        Pattern { kind, pos: self.pos(p.range()) }
    }

    pub fn exprs(&mut self, list: &[ast::Expr]) -> Vec<Expr> {
        list.iter().map(|e| self.expr(e)).collect()
    }

    pub fn boxed_optional(&mut self, e: Option<&ast::Expr>) -> Option<Box<Expr>> {
        e.map(|e| self.boxed(e))
    }

    pub fn boxed_expr(&mut self, e: &ast::Expr) -> Box<Expr> {
        self.boxed(e)
    }
}
