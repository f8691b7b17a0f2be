//! The parser's expressions to ours.

use num_bigint::BigInt;
use num_traits::Num as _;
use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::lower::Lowerer;
use super::{CmpOp, Comp, CompKind, Comprehension, Ctx, Expr, ExprKind, Keyword, Literal, Name, Operator, UnaryOp};
use crate::scopes::Wrong;

pub(super) fn operator(op: ast::Operator) -> Operator {
    match op {
        ast::Operator::Add => Operator::Add,
        ast::Operator::Sub => Operator::Sub,
        ast::Operator::Mult => Operator::Mult,
        ast::Operator::MatMult => Operator::MatMult,
        ast::Operator::Div => Operator::Div,
        ast::Operator::Mod => Operator::Mod,
        ast::Operator::Pow => Operator::Pow,
        ast::Operator::LShift => Operator::LShift,
        ast::Operator::RShift => Operator::RShift,
        ast::Operator::BitOr => Operator::BitOr,
        ast::Operator::BitXor => Operator::BitXor,
        ast::Operator::BitAnd => Operator::BitAnd,
        ast::Operator::FloorDiv => Operator::FloorDiv,
    }
}

fn comparison(op: ast::CmpOp) -> CmpOp {
    match op {
        ast::CmpOp::Eq => CmpOp::Eq,
        ast::CmpOp::NotEq => CmpOp::NotEq,
        ast::CmpOp::Lt => CmpOp::Lt,
        ast::CmpOp::LtE => CmpOp::LtE,
        ast::CmpOp::Gt => CmpOp::Gt,
        ast::CmpOp::GtE => CmpOp::GtE,
        ast::CmpOp::Is => CmpOp::Is,
        ast::CmpOp::IsNot => CmpOp::IsNot,
        ast::CmpOp::In => CmpOp::In,
        ast::CmpOp::NotIn => CmpOp::NotIn,
    }
}

fn context(ctx: ast::ExprContext) -> Ctx {
    match ctx {
        ast::ExprContext::Store => Ctx::Store,
        ast::ExprContext::Del => Ctx::Del,
        ast::ExprContext::Load | ast::ExprContext::Invalid => Ctx::Load,
    }
}

/// A large one keeps the text of the source, prefix and all.
fn integer(int: &ast::Int) -> BigInt {
    if let Some(small) = int.as_u64() {
        return BigInt::from(small);
    }
    let text = int.to_string().replace('_', "");
    let (radix, digits) = match text.get(..2) {
        Some("0b" | "0B") => (2, &text[2..]),
        Some("0o" | "0O") => (8, &text[2..]),
        Some("0x" | "0X") => (16, &text[2..]),
        _ => (10, text.as_str()),
    };
    BigInt::from_str_radix(digits, radix).unwrap_or_default()
}

impl Lowerer<'_> {
    pub fn keyword(&mut self, k: &ast::Keyword) -> Keyword {
        Keyword { arg: k.arg.as_ref().map(|n| self.name(n)), value: self.expr(&k.value), pos: self.pos(k.range) }
    }

    /// A generator alone has the call's brackets for its own.
    fn call_args(&mut self, arguments: &ast::Arguments) -> Vec<Expr> {
        let mut args = self.exprs(&arguments.args);
        if let ([ast::Expr::Generator(g)], [only]) = (&arguments.args[..], &mut args[..])
            && !g.parenthesized
        {
            only.pos = self.pos(arguments.range);
        }
        args
    }

    fn comp(&mut self, kind: CompKind, elt: &ast::Expr, value: Option<&ast::Expr>, generators: &[ast::Comprehension]) -> ExprKind {
        let id = self.id();
        if self.wrong.is_none() && matches!(elt, ast::Expr::Starred(_)) {
            let msg = "iterable unpacking cannot be used in comprehension".to_owned();
            self.wrong = Some(Wrong { msg, pos: self.pos(elt.range()) });
        }
        let (elt, value) = (self.expr(elt), self.optional(value));
        let generators = generators
            .iter()
            .map(|g| Comprehension {
                target: self.expr(&g.target),
                iter: self.expr(&g.iter),
                ifs: self.exprs(&g.ifs),
                is_async: g.is_async,
            })
            .collect();
        ExprKind::Comp(Box::new(Comp { id, kind, elt, value, generators }))
    }

    /// A chain to the left is walked from its end.
    fn binary(&mut self, e: &ast::Expr) -> Expr {
        let mut chain = Vec::new();
        let mut first = e;
        while let ast::Expr::BinOp(b) = first {
            chain.push(b);
            first = &b.left;
        }
        let mut left = self.expr(first);
        for b in chain.into_iter().rev() {
            let kind = ExprKind::BinOp { left: Box::new(left), op: operator(b.op), right: self.boxed_expr(&b.right) };
            left = Expr { kind, pos: self.pos(b.range) };
        }
        left
    }

    #[allow(clippy::too_many_lines)]
    pub fn expr(&mut self, e: &ast::Expr) -> Expr {
        let pos = self.pos(e.range());
        let kind = match e {
            ast::Expr::BoolOp(b) => ExprKind::BoolOp { is_or: b.op == ast::BoolOp::Or, values: self.exprs(&b.values) },
            ast::Expr::Named(n) => ExprKind::Named { target: self.boxed_expr(&n.target), value: self.boxed_expr(&n.value) },
            ast::Expr::BinOp(_) => return self.binary(e),
            ast::Expr::UnaryOp(u) => ExprKind::UnaryOp {
                op: match u.op {
                    ast::UnaryOp::Invert => UnaryOp::Invert,
                    ast::UnaryOp::Not => UnaryOp::Not,
                    ast::UnaryOp::UAdd => UnaryOp::UAdd,
                    ast::UnaryOp::USub => UnaryOp::USub,
                },
                operand: self.boxed_expr(&u.operand),
            },
            ast::Expr::Lambda(l) => {
                ExprKind::Lambda { id: self.id(), args: Box::new(self.arguments(l.parameters.as_deref())), body: self.boxed_expr(&l.body) }
            }
            ast::Expr::If(i) => {
                ExprKind::IfExp { test: self.boxed_expr(&i.test), body: self.boxed_expr(&i.body), orelse: self.boxed_expr(&i.orelse) }
            }
            ast::Expr::Dict(d) => ExprKind::Dict {
                keys: d.items.iter().map(|i| self.optional(i.key.as_ref())).collect(),
                values: d.items.iter().map(|i| self.expr(&i.value)).collect(),
            },
            ast::Expr::Set(s) => ExprKind::Set(self.exprs(&s.elts)),
            ast::Expr::ListComp(c) => self.comp(CompKind::List, &c.elt, None, &c.generators),
            ast::Expr::SetComp(c) => self.comp(CompKind::Set, &c.elt, None, &c.generators),
            ast::Expr::Generator(c) => self.comp(CompKind::Generator, &c.elt, None, &c.generators),
            ast::Expr::DictComp(c) => match &c.key {
                Some(key) => self.comp(CompKind::Dict, key, Some(&c.value), &c.generators),
                None => {
                    let inner = c.range.start().to_usize() + 1;
                    let blank = self.source.get(inner..).map_or(0, |rest| rest.len() - rest.trim_start().len());
                    let pos = self.pos_of(inner + blank, inner + blank + 2);
                    let msg = "dict unpacking cannot be used in dict comprehension".to_owned();
                    self.wrong.get_or_insert(Wrong { msg, pos });
                    self.comp(CompKind::Dict, &c.value, Some(&c.value), &c.generators)
                }
            },
            ast::Expr::Await(a) => ExprKind::Await(self.boxed_expr(&a.value)),
            ast::Expr::Yield(y) => ExprKind::Yield(self.boxed_optional(y.value.as_deref())),
            ast::Expr::YieldFrom(y) => ExprKind::YieldFrom(self.boxed_expr(&y.value)),
            ast::Expr::Compare(c) => ExprKind::Compare {
                left: self.boxed_expr(&c.left),
                ops: c.ops.iter().map(|op| comparison(*op)).collect(),
                comparators: self.exprs(&c.comparators),
            },
            ast::Expr::Call(c) => ExprKind::Call {
                func: self.boxed_expr(&c.func),
                args: self.call_args(&c.arguments),
                keywords: c.arguments.keywords.iter().map(|k| self.keyword(k)).collect(),
            },
            ast::Expr::FString(f) => self.f_string(f),
            ast::Expr::TString(t) => self.t_string(t),
            ast::Expr::StringLiteral(s) => self.string(s),
            ast::Expr::BytesLiteral(b) => ExprKind::Constant(Literal::Bytes(b.value.bytes().collect())),
            ast::Expr::NumberLiteral(n) => ExprKind::Constant(match &n.value {
                ast::Number::Int(int) => Literal::Int(integer(int)),
                ast::Number::Float(value) => Literal::Float(*value),
                ast::Number::Complex { real, imag } => Literal::Complex(*real, *imag),
            }),
            ast::Expr::BooleanLiteral(b) => ExprKind::Constant(if b.value { Literal::True } else { Literal::False }),
            ast::Expr::NoneLiteral(_) | ast::Expr::Constant(_) | ast::Expr::IpyEscapeCommand(_) => ExprKind::Constant(Literal::None),
            ast::Expr::EllipsisLiteral(_) => ExprKind::Constant(Literal::Ellipsis),
            ast::Expr::Attribute(a) => {
                ExprKind::Attribute { value: self.boxed_expr(&a.value), attr: self.name(&a.attr), ctx: context(a.ctx) }
            }
            ast::Expr::Subscript(s) => {
                ExprKind::Subscript { value: self.boxed_expr(&s.value), slice: self.boxed_expr(&s.slice), ctx: context(s.ctx) }
            }
            ast::Expr::Starred(s) => ExprKind::Starred { value: self.boxed_expr(&s.value), ctx: context(s.ctx) },
            ast::Expr::Name(n) => ExprKind::Name { id: Name::from(n.id.as_str()), ctx: context(n.ctx) },
            ast::Expr::List(l) => ExprKind::List { elts: self.exprs(&l.elts), ctx: context(l.ctx) },
            ast::Expr::Tuple(t) => ExprKind::Tuple { elts: self.exprs(&t.elts), ctx: context(t.ctx) },
            ast::Expr::Slice(s) => ExprKind::Slice {
                lower: self.boxed_optional(s.lower.as_deref()),
                upper: self.boxed_optional(s.upper.as_deref()),
                step: self.boxed_optional(s.step.as_deref()),
            },
        };
        Expr { kind, pos }
    }
}
