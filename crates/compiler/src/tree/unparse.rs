//! An expression as text: what annotations are with the future import. CPython: Python/ast_unparse.c.

use pyvarium_code::text::{bytes_repr, complex_repr, float_repr, str_repr};

use super::{Arg, Arguments, CmpOp, Comp, CompKind, Expr, ExprKind, Keyword, Literal, Operator, UnaryOp};

const TUPLE: u8 = 0;
const TEST: u8 = 1;
const OR: u8 = 2;
const AND: u8 = 3;
const NOT: u8 = 4;
const CMP: u8 = 5;
const BOR: u8 = 6;
const BXOR: u8 = 7;
const BAND: u8 = 8;
const SHIFT: u8 = 9;
const ARITH: u8 = 10;
const TERM: u8 = 11;
const FACTOR: u8 = 12;
const POWER: u8 = 13;
const AWAIT: u8 = 14;
const ATOM: u8 = 15;

/// WTF-8.
pub(crate) fn expression(e: &Expr) -> Vec<u8> {
    let mut w = Writer { out: Vec::new() };
    w.expr(e, TEST);
    w.out
}

struct Writer {
    out: Vec<u8>,
}

impl Writer {
    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn bracketed(&mut self, is_bracketed: bool, body: impl FnOnce(&mut Writer)) {
        self.put(if is_bracketed { "(" } else { "" });
        body(self);
        self.put(if is_bracketed { ")" } else { "" });
    }

    fn list(&mut self, list: &[Expr], level: u8) {
        for (i, e) in list.iter().enumerate() {
            self.put(if i > 0 { ", " } else { "" });
            self.expr(e, level);
        }
    }

    #[allow(clippy::too_many_lines)]
    fn expr(&mut self, e: &Expr, level: u8) {
        match &e.kind {
            ExprKind::BoolOp { is_or, values } => {
                let (word, own) = if *is_or { (" or ", OR) } else { (" and ", AND) };
                self.bracketed(level > own, |w| {
                    for (i, value) in values.iter().enumerate() {
                        w.put(if i > 0 { word } else { "" });
                        w.expr(value, own + 1);
                    }
                });
            }
            ExprKind::Named { target, value } => self.bracketed(level > TUPLE, |w| {
                w.expr(target, ATOM);
                w.put(" := ");
                w.expr(value, ATOM);
            }),
            ExprKind::BinOp { left, op, right } => {
                let (word, own) = operator(*op);
                let is_right = u8::from(*op == Operator::Pow);
                self.bracketed(level > own, |w| {
                    w.expr(left, own + is_right);
                    w.put(word);
                    w.expr(right, own + 1 - is_right);
                });
            }
            ExprKind::UnaryOp { op, operand } => {
                let (word, own) = match op {
                    UnaryOp::Invert => ("~", FACTOR),
                    UnaryOp::Not => ("not ", NOT),
                    UnaryOp::UAdd => ("+", FACTOR),
                    UnaryOp::USub => ("-", FACTOR),
                };
                self.bracketed(level > own, |w| {
                    w.put(word);
                    w.expr(operand, own);
                });
            }
            ExprKind::Lambda { args, body, .. } => self.bracketed(level > TEST, |w| {
                // Without plain parameters CPython forgets the blank.
                let n = args.args.len() + args.posonlyargs.len();
                w.put(if n > 0 { "lambda " } else { "lambda" });
                w.arguments(args);
                w.put(": ");
                w.expr(body, TEST);
            }),
            ExprKind::IfExp { test, body, orelse } => self.bracketed(level > TEST, |w| {
                w.expr(body, TEST + 1);
                w.put(" if ");
                w.expr(test, TEST + 1);
                w.put(" else ");
                w.expr(orelse, TEST);
            }),
            ExprKind::Dict { keys, values } => {
                self.put("{");
                for (i, (key, value)) in keys.iter().zip(values).enumerate() {
                    self.put(if i > 0 { ", " } else { "" });
                    match key {
                        Some(key) => {
                            self.expr(key, TEST);
                            self.put(": ");
                            self.expr(value, TEST);
                        }
                        None => {
                            self.put("**");
                            self.expr(value, BOR);
                        }
                    }
                }
                self.put("}");
            }
            ExprKind::Set(elts) => {
                self.put("{");
                self.list(elts, TEST);
                self.put("}");
            }
            ExprKind::Comp(comp) => self.comprehension(comp),
            ExprKind::Await(value) => self.bracketed(level > AWAIT, |w| {
                w.put("await ");
                w.expr(value, ATOM);
            }),
            ExprKind::Yield(None) => self.put("(yield)"),
            ExprKind::Yield(Some(value)) => {
                self.put("(yield ");
                self.expr(value, TEST);
                self.put(")");
            }
            ExprKind::YieldFrom(value) => {
                self.put("(yield from ");
                self.expr(value, TEST);
                self.put(")");
            }
            ExprKind::Compare { left, ops, comparators } => self.bracketed(level > CMP, |w| {
                w.expr(left, CMP + 1);
                for (op, right) in ops.iter().zip(comparators) {
                    w.put(comparison(*op));
                    w.expr(right, CMP + 1);
                }
            }),
            ExprKind::Call { func, args, keywords } => self.call(func, args, keywords),
            ExprKind::FormattedValue { .. } | ExprKind::JoinedStr(_) => self.template("f", e),
            ExprKind::Interpolation { .. } | ExprKind::TemplateStr(_) => self.template("t", e),
            ExprKind::Constant(literal) => self.literal(literal),
            ExprKind::Attribute { value, attr, .. } => {
                self.expr(value, ATOM);
                let is_int = matches!(value.kind, ExprKind::Constant(Literal::Int(_)));
                self.put(if is_int { " ." } else { "." });
                self.put(attr);
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value, ATOM);
                self.put("[");
                self.expr(slice, TUPLE);
                self.put("]");
            }
            ExprKind::Starred { value, .. } => {
                self.put("*");
                self.expr(value, BOR);
            }
            ExprKind::Name { id, .. } => self.put(id),
            ExprKind::List { elts, .. } => {
                self.put("[");
                self.list(elts, TEST);
                self.put("]");
            }
            ExprKind::Tuple { elts, .. } if elts.is_empty() => self.put("()"),
            ExprKind::Tuple { elts, .. } => self.bracketed(level > TUPLE, |w| {
                w.list(elts, TEST);
                w.put(if elts.len() == 1 { "," } else { "" });
            }),
            ExprKind::Slice { lower, upper, step } => {
                lower.iter().for_each(|e| self.expr(e, TEST));
                self.put(":");
                upper.iter().for_each(|e| self.expr(e, TEST));
                if let Some(step) = step {
                    self.put(":");
                    self.expr(step, TEST);
                }
            }
        }
    }

    fn comprehension(&mut self, comp: &Comp) {
        let (open, close) = match comp.kind {
            CompKind::Generator => ("(", ")"),
            CompKind::List => ("[", "]"),
            CompKind::Set | CompKind::Dict => ("{", "}"),
        };
        self.put(open);
        self.expr(&comp.elt, TEST);
        if let Some(value) = &comp.value {
            self.put(": ");
            self.expr(value, TEST);
        }
        for g in &comp.generators {
            self.put(if g.is_async { " async for " } else { " for " });
            self.expr(&g.target, TUPLE);
            self.put(" in ");
            self.expr(&g.iter, TEST + 1);
            for test in &g.ifs {
                self.put(" if ");
                self.expr(test, TEST + 1);
            }
        }
        self.put(close);
    }

    fn call(&mut self, func: &Expr, args: &[Expr], keywords: &[Keyword]) {
        self.expr(func, ATOM);
        if let ([only], []) = (args, keywords)
            && matches!(&only.kind, ExprKind::Comp(comp) if comp.kind == CompKind::Generator)
        {
            return self.expr(only, TUPLE);
        }
        self.put("(");
        self.list(args, TEST);
        for (i, k) in keywords.iter().enumerate() {
            self.put(if i > 0 || !args.is_empty() { ", " } else { "" });
            match &k.arg {
                Some(arg) => {
                    self.put(arg);
                    self.put("=");
                }
                None => self.put("**"),
            }
            self.expr(&k.value, TEST);
        }
        self.put(")");
    }

    fn arg(&mut self, arg: &Arg) {
        self.put(&arg.arg);
        if let Some(annotation) = &arg.annotation {
            self.put(": ");
            self.expr(annotation, TEST);
        }
    }

    fn arguments(&mut self, a: &Arguments) {
        let n = a.posonlyargs.len() + a.args.len();
        let mut is_first = true;
        let mut separate = |w: &mut Writer| {
            w.put(if is_first { "" } else { ", " });
            is_first = false;
        };
        for (i, arg) in a.posonlyargs.iter().chain(&a.args).enumerate() {
            separate(self);
            self.arg(arg);
            if let Some(default) = (i + a.defaults.len()).checked_sub(n).and_then(|at| a.defaults.get(at)) {
                self.put("=");
                self.expr(default, TEST);
            }
            if i + 1 == a.posonlyargs.len() {
                self.put(", /");
            }
        }
        if a.vararg.is_some() || !a.kwonlyargs.is_empty() {
            separate(self);
            self.put("*");
            if let Some(arg) = &a.vararg {
                self.arg(arg);
            }
        }
        for (arg, default) in a.kwonlyargs.iter().zip(&a.kw_defaults) {
            separate(self);
            self.arg(arg);
            if let Some(default) = default {
                self.put("=");
                self.expr(default, TEST);
            }
        }
        if let Some(arg) = &a.kwarg {
            separate(self);
            self.put("**");
            self.arg(arg);
        }
    }

    fn literal(&mut self, literal: &Literal) {
        let text = match literal {
            Literal::None => "None".to_owned(),
            Literal::True => "True".to_owned(),
            Literal::False => "False".to_owned(),
            Literal::Ellipsis => "...".to_owned(),
            Literal::Int(value) => value.to_string(),
            Literal::Float(value) => float_repr(*value).replace("inf", "1e309"),
            Literal::Complex(re, im) => complex_repr(*re, *im).replace("inf", "1e309"),
            Literal::Str(text, is_unicode) => format!("{}{}", if *is_unicode { "u" } else { "" }, str_repr(text)),
            Literal::Bytes(bytes) => bytes_repr(bytes),
        };
        self.put(&text);
    }

    fn template(&mut self, prefix: &str, e: &Expr) {
        let mut body = Vec::new();
        template_body(e, &mut body);
        self.put(prefix);
        self.put(&str_repr(&body));
    }
}

fn template_body(e: &Expr, out: &mut Vec<u8>) {
    let (conversion, spec) = match &e.kind {
        ExprKind::JoinedStr(values) | ExprKind::TemplateStr(values) => {
            return values.iter().for_each(|value| template_body(value, out));
        }
        ExprKind::Constant(Literal::Str(text, _)) => {
            for byte in text.iter() {
                out.push(*byte);
                if matches!(byte, b'{' | b'}') {
                    out.push(*byte);
                }
            }
            return;
        }
        ExprKind::FormattedValue { value, conversion, spec } => {
            let mut inner = Writer { out: Vec::new() };
            inner.expr(value, TEST + 1);
            out.extend_from_slice(if inner.out.first() == Some(&b'{') { b"{ " } else { b"{" });
            out.extend(inner.out);
            (conversion, spec)
        }
        ExprKind::Interpolation { text, conversion, spec, .. } => {
            out.extend_from_slice(if text.first() == Some(&b'{') { b"{ " } else { b"{" });
            out.extend_from_slice(text);
            (conversion, spec)
        }
        _ => return,
    };
    if let Some(conversion) = conversion {
        out.extend([b'!', *conversion]);
    }
    if let Some(spec) = spec {
        out.push(b':');
        template_body(spec, out);
    }
    out.push(b'}');
}

fn operator(op: Operator) -> (&'static str, u8) {
    match op {
        Operator::Add => (" + ", ARITH),
        Operator::Sub => (" - ", ARITH),
        Operator::Mult => (" * ", TERM),
        Operator::MatMult => (" @ ", TERM),
        Operator::Div => (" / ", TERM),
        Operator::Mod => (" % ", TERM),
        Operator::LShift => (" << ", SHIFT),
        Operator::RShift => (" >> ", SHIFT),
        Operator::BitOr => (" | ", BOR),
        Operator::BitXor => (" ^ ", BXOR),
        Operator::BitAnd => (" & ", BAND),
        Operator::FloorDiv => (" // ", TERM),
        Operator::Pow => (" ** ", POWER),
    }
}

fn comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => " == ",
        CmpOp::NotEq => " != ",
        CmpOp::Lt => " < ",
        CmpOp::LtE => " <= ",
        CmpOp::Gt => " > ",
        CmpOp::GtE => " >= ",
        CmpOp::Is => " is ",
        CmpOp::IsNot => " is not ",
        CmpOp::In => " in ",
        CmpOp::NotIn => " not in ",
    }
}
