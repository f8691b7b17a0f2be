//! The tree made ready: `__debug__`, `'%s' % (x,)` as an f-string, numbers in patterns, docstrings left out at level 2; and
//! what CPython warns of on the way. CPython: Python/ast_preprocess.c.

use std::rc::Rc;

use super::{
    Arguments, Ctx, Expr, ExprKind, Keyword, Literal, Module, Operator, Pattern, PatternKind, Pos, Stmt, StmtKind, TypeParams, UnaryOp,
    docstring,
};

struct Folder {
    optimize: u8,
    future_annotations: bool,
    told: Vec<(String, Pos)>,
    /// The nearest `finally`, function or loop around.
    around: Vec<Around>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Around {
    in_finally: bool,
    in_function: bool,
    in_loop: bool,
}

/// The answer: warnings.
pub(crate) fn fold(module: &mut Module, optimize: u8, future_annotations: bool) -> Vec<(String, Pos)> {
    let mut f = Folder { optimize, future_annotations, told: Vec::new(), around: Vec::new() };
    match module {
        Module::Statements(body) => f.documented(body),
        Module::Interactive(body) => f.stmts(body),
        Module::Expression(e) => f.expr(e),
        Module::Signature(parts) => parts.iter_mut().for_each(|e| f.expr(e)),
    }
    f.told
}

impl Folder {
    fn documented(&mut self, body: &mut Vec<Stmt>) {
        if self.optimize >= 2 && docstring(body).is_some() {
            let first = body.remove(0);
            if body.is_empty() {
                body.push(Stmt { kind: StmtKind::Pass, pos: first.pos });
            }
        }
        self.stmts(body);
    }

    fn stmts(&mut self, body: &mut [Stmt]) {
        body.iter_mut().for_each(|s| self.stmt(s));
    }

    fn exprs(&mut self, list: &mut [Expr]) {
        list.iter_mut().for_each(|e| self.expr(e));
    }

    fn within(&mut self, in_finally: bool, in_function: bool, in_loop: bool, body: impl FnOnce(&mut Folder)) {
        self.around.push(Around { in_finally, in_function, in_loop });
        body(self);
        self.around.pop();
    }

    fn leaves(&mut self, word: &str, pos: Pos, is_loop_exit: bool) {
        for around in self.around.iter().rev() {
            if around.in_function || (is_loop_exit && around.in_loop) {
                return;
            }
            if around.in_finally {
                self.told.push((format!("'{word}' in a 'finally' block"), pos));
                return;
            }
        }
    }

    #[allow(clippy::too_many_lines)]
    fn stmt(&mut self, s: &mut Stmt) {
        let pos = s.pos;
        match &mut s.kind {
            StmtKind::FunctionDef(f) => {
                self.type_params(&mut f.type_params);
                self.arguments(&mut f.args);
                self.within(false, true, false, |folder| folder.documented(&mut f.body));
                self.exprs(&mut f.decorators);
                if !self.future_annotations {
                    f.returns.iter_mut().for_each(|e| self.expr(e));
                }
            }
            StmtKind::ClassDef(c) => {
                self.type_params(&mut c.type_params);
                self.exprs(&mut c.bases);
                self.keywords(&mut c.keywords);
                self.documented(&mut c.body);
                self.exprs(&mut c.decorators);
            }
            StmtKind::Return(value) => {
                self.leaves("return", pos, false);
                value.iter_mut().for_each(|e| self.expr(e));
            }
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Assign { targets, value } => {
                self.exprs(targets);
                self.expr(value);
            }
            StmtKind::TypeAlias(t) => {
                self.type_params(&mut t.type_params);
                self.expr(&mut t.value);
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target);
                self.expr(value);
            }
            StmtKind::AnnAssign { target, annotation, value, .. } => {
                self.expr(target);
                if !self.future_annotations {
                    self.expr(annotation);
                }
                value.iter_mut().for_each(|e| self.expr(e));
            }
            StmtKind::For { target, iter, body, orelse, .. } => {
                self.expr(target);
                self.expr(iter);
                self.within(false, false, true, |f| f.stmts(body));
                self.stmts(orelse);
            }
            StmtKind::While { test, body, orelse } => {
                self.expr(test);
                self.within(false, false, true, |f| f.stmts(body));
                self.stmts(orelse);
            }
            StmtKind::If { test, body, orelse } => {
                self.expr(test);
                self.stmts(body);
                self.elifs(orelse);
            }
            StmtKind::With { items, body, .. } => {
                for item in items {
                    self.expr(&mut item.context);
                    item.vars.iter_mut().for_each(|e| self.expr(e));
                }
                self.stmts(body);
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject);
                for case in cases {
                    self.pattern(&mut case.pattern);
                    case.guard.iter_mut().for_each(|e| self.expr(e));
                    self.stmts(&mut case.body);
                }
            }
            StmtKind::Raise { exc, cause } => exc.iter_mut().chain(cause).for_each(|e| self.expr(e)),
            StmtKind::Try(t) => {
                self.stmts(&mut t.body);
                for h in &mut t.handlers {
                    h.kind.iter_mut().for_each(|e| self.expr(e));
                    self.stmts(&mut h.body);
                }
                self.stmts(&mut t.orelse);
                self.within(true, false, false, |f| f.stmts(&mut t.finalbody));
            }
            StmtKind::Assert { test, msg } => {
                self.expr(test);
                msg.iter_mut().for_each(|e| self.expr(e));
            }
            StmtKind::Expr(e) => self.expr(e),
            StmtKind::Break => self.leaves("break", pos, true),
            StmtKind::Continue => self.leaves("continue", pos, true),
            StmtKind::Import(_) | StmtKind::ImportFrom { .. } | StmtKind::Global(_) | StmtKind::Nonlocal(_) | StmtKind::Pass => {}
        }
    }

    /// A chain of `elif` is walked, not called.
    fn elifs(&mut self, mut orelse: &mut Vec<Stmt>) {
        loop {
            match &mut orelse[..] {
                [Stmt { kind: StmtKind::If { .. }, .. }] => {}
                other => return self.stmts(other),
            }
            let Some(Stmt { kind: StmtKind::If { test, body, orelse: next }, .. }) = orelse.first_mut() else { return };
            self.expr(test);
            self.stmts(body);
            orelse = next;
        }
    }

    fn type_params(&mut self, params: &mut TypeParams) {
        for p in &mut params.list {
            p.bound.iter_mut().chain(&mut p.default).for_each(|e| self.expr(e));
        }
    }

    fn keywords(&mut self, keywords: &mut [Keyword]) {
        keywords.iter_mut().for_each(|k| self.expr(&mut k.value));
    }

    fn arguments(&mut self, a: &mut Arguments) {
        if !self.future_annotations {
            let all = a.posonlyargs.iter_mut().chain(&mut a.args).chain(&mut a.vararg).chain(&mut a.kwonlyargs).chain(&mut a.kwarg);
            all.filter_map(|arg| arg.annotation.as_mut()).for_each(|e| self.expr(e));
        }
        a.kw_defaults.iter_mut().flatten().for_each(|e| self.expr(e));
        self.exprs(&mut a.defaults);
    }

    fn pattern(&mut self, p: &mut Pattern) {
        match &mut p.kind {
            PatternKind::Value(e) => self.number(e),
            PatternKind::Singleton(_) | PatternKind::Star(_) => {}
            PatternKind::Sequence(list) | PatternKind::Or(list) => list.iter_mut().for_each(|p| self.pattern(p)),
            PatternKind::Mapping { keys, patterns, .. } => {
                keys.iter_mut().for_each(|e| self.number(e));
                patterns.iter_mut().for_each(|p| self.pattern(p));
            }
            PatternKind::Class { cls, patterns, attr_patterns, .. } => {
                self.expr(cls);
                patterns.iter_mut().chain(attr_patterns).for_each(|p| self.pattern(p));
            }
            PatternKind::As { pattern, .. } => {
                if let Some(p) = pattern {
                    self.pattern(p);
                }
            }
        }
    }

    /// `-1` and `1 + 2j` in a pattern are constants.
    fn number(&mut self, e: &mut Expr) {
        let folded = match &mut e.kind {
            ExprKind::UnaryOp { op: UnaryOp::USub, operand } => match &operand.kind {
                ExprKind::Constant(Literal::Int(v)) => Some(Literal::Int(-v)),
                ExprKind::Constant(Literal::Float(v)) => Some(Literal::Float(-v)),
                ExprKind::Constant(Literal::Complex(re, im)) => Some(Literal::Complex(-re, -im)),
                _ => None,
            },
            ExprKind::BinOp { left, op, right } => {
                self.number(left);
                let real = match &left.kind {
                    ExprKind::Constant(Literal::Int(v)) => num_traits::ToPrimitive::to_f64(v),
                    ExprKind::Constant(Literal::Float(v)) => Some(*v),
                    _ => None,
                };
                match (real, &right.kind, op) {
                    (Some(real), ExprKind::Constant(Literal::Complex(re, im)), Operator::Add) => Some(Literal::Complex(real + re, *im)),
                    (Some(real), ExprKind::Constant(Literal::Complex(re, im)), Operator::Sub) => Some(Literal::Complex(real - re, -im)),
                    _ => None,
                }
            }
            _ => {
                self.expr(e);
                None
            }
        };
        if let Some(literal) = folded {
            e.kind = ExprKind::Constant(literal);
        }
    }

    #[allow(clippy::too_many_lines)]
    fn expr(&mut self, e: &mut Expr) {
        let pos = e.pos;
        match &mut e.kind {
            ExprKind::Name { id, ctx: Ctx::Load } if id.as_ref() == "__debug__" => {
                e.kind = ExprKind::Constant(if self.optimize == 0 { Literal::True } else { Literal::False });
            }
            ExprKind::Name { .. } | ExprKind::Constant(_) => {}
            ExprKind::BoolOp { values, .. } | ExprKind::JoinedStr(values) | ExprKind::TemplateStr(values) | ExprKind::Set(values) => {
                self.exprs(values);
            }
            ExprKind::Named { value, .. } => self.expr(value),
            ExprKind::BinOp { .. } => self.binary(e),
            ExprKind::UnaryOp { operand, .. } => self.expr(operand),
            ExprKind::Lambda { args, body, .. } => {
                self.arguments(args);
                self.expr(body);
            }
            ExprKind::IfExp { test, body, orelse } => [test, body, orelse].into_iter().for_each(|e| self.expr(e)),
            ExprKind::Dict { keys, values } => {
                keys.iter_mut().flatten().for_each(|e| self.expr(e));
                self.exprs(values);
            }
            ExprKind::Comp(comp) => {
                self.expr(&mut comp.elt);
                comp.value.iter_mut().for_each(|e| self.expr(e));
                for g in &mut comp.generators {
                    self.expr(&mut g.target);
                    self.expr(&mut g.iter);
                    self.exprs(&mut g.ifs);
                }
            }
            ExprKind::Yield(value) => value.iter_mut().for_each(|e| self.expr(e)),
            ExprKind::Await(value) | ExprKind::YieldFrom(value) | ExprKind::Starred { value, .. } | ExprKind::Attribute { value, .. } => {
                self.expr(value);
            }
            ExprKind::Compare { left, comparators, .. } => {
                self.expr(left);
                self.exprs(comparators);
            }
            ExprKind::Call { func, args, keywords } => {
                self.expr(func);
                self.exprs(args);
                self.keywords(keywords);
            }
            ExprKind::FormattedValue { value, spec, .. } | ExprKind::Interpolation { value, spec, .. } => {
                self.expr(value);
                spec.iter_mut().for_each(|e| self.expr(e));
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value);
                self.expr(slice);
            }
            ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => self.exprs(elts),
            ExprKind::Slice { lower, upper, step } => [lower, upper, step].into_iter().flatten().for_each(|e| self.expr(e)),
        }
        e.pos = pos;
    }

    /// A chain to the left is walked from its end.
    fn binary(&mut self, e: &mut Expr) {
        let mut n = 0;
        let mut at: &mut Expr = e;
        while matches!(at.kind, ExprKind::BinOp { .. }) {
            let ExprKind::BinOp { left, right, .. } = &mut at.kind else { return };
            self.expr(right);
            n += 1;
            at = left;
        }
        self.expr(at);
        if n > 0 {
            self.format(e);
        }
    }

    /// `'...' % (...)` in a chain: at its innermost place only, where the text is.
    fn format(&mut self, e: &mut Expr) {
        let mut at = e;
        loop {
            if let Some(values) = joined(at) {
                at.kind = ExprKind::JoinedStr(values);
                return;
            }
            let ExprKind::BinOp { left, .. } = &mut at.kind else { return };
            at = left;
        }
    }
}

fn joined(e: &Expr) -> Option<Vec<Expr>> {
    let ExprKind::BinOp { left, op: Operator::Mod, right } = &e.kind else { return None };
    let (ExprKind::Constant(Literal::Str(text, _)), ExprKind::Tuple { elts, .. }) = (&left.kind, &right.kind) else { return None };
    if elts.iter().any(Expr::is_starred) {
        return None;
    }
    formatted(text, elts)
}

/// The texts between have no place of their own.
const NOWHERE: Pos = Pos { line: -1, col: -1, end_line: -1, end_col: -1 };

/// The parts of `text % args`, if it has only `%s`, `%r` and `%a` with plain widths. CPython: optimize_format.
fn formatted(text: &[u8], args: &[Expr]) -> Option<Vec<Expr>> {
    let mut values: Vec<Expr> = Vec::new();
    let mut args = args.iter();
    let mut at = 0;
    while at < text.len() {
        let mut literal = Vec::new();
        while at < text.len() {
            if text[at] != b'%' {
                literal.push(text[at]);
                at += 1;
            } else if text.get(at + 1) == Some(&b'%') {
                literal.push(b'%');
                at += 2;
            } else {
                break;
            }
        }
        if !literal.is_empty() {
            values.push(Expr { kind: ExprKind::Constant(Literal::Str(Rc::from(literal), false)), pos: NOWHERE });
        }
        if at < text.len() {
            at += 1;
            let arg = args.next()?;
            values.push(field(text, &mut at, arg)?);
        }
    }
    args.next().is_none().then_some(values)
}

fn field(text: &[u8], at: &mut usize, arg: &Expr) -> Option<Expr> {
    let digits = |at: &mut usize| {
        let from = *at;
        while text.get(*at).is_some_and(u8::is_ascii_digit) {
            *at += 1;
        }
        text[from..*at].to_vec()
    };
    let mut is_left = false;
    while let Some(flag) = text.get(*at).filter(|b| b"-+ #0".contains(b)) {
        is_left |= *flag == b'-';
        if *flag != b'-' {
            // Other flags are folded only as CPython does: they end the attempt below.
            return None;
        }
        *at += 1;
    }
    let width = digits(at);
    if width.len() > 2 {
        return None;
    }
    let mut precision = None;
    if text.get(*at) == Some(&b'.') {
        *at += 1;
        let digits = digits(at);
        if digits.len() > 2 {
            return None;
        }
        precision = Some(digits);
    }
    let conversion = *text.get(*at)?;
    *at += 1;
    if !matches!(conversion, b's' | b'r' | b'a') {
        return None;
    }
    let mut spec = Vec::new();
    if !is_left && !width.is_empty() {
        spec.push(b'>');
    }
    spec.extend(&width);
    if let Some(digits) = precision {
        spec.push(b'.');
        spec.extend(if digits.is_empty() { b"0".to_vec() } else { digits });
    }
    let spec = (!spec.is_empty()).then(|| {
        let constant = Expr { kind: ExprKind::Constant(Literal::Str(Rc::from(spec), false)), pos: arg.pos };
        Box::new(Expr { kind: ExprKind::JoinedStr(vec![constant]), pos: arg.pos })
    });
    let kind = ExprKind::FormattedValue { value: Box::new(arg.clone()), conversion: Some(conversion), spec };
    Some(Expr { kind, pos: arg.pos })
}
