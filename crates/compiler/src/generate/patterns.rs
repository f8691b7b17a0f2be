//! `match`. A pattern takes the subject from the stack and jumps to where all is popped when it fails; what it captures waits
//! on the stack until the whole pattern has matched. CPython: codegen_pattern and others.

use num_bigint::BigInt;
use pyvarium_code::Opcode as O;

use super::assignments::SUBSCR;
use super::{Done, Generator};
use crate::flow::{Label, Loc, NEXT_LOCATION, NO_LOCATION, Op};
use crate::scopes::wrong;
use crate::tree::{CmpOp, Ctx, Expr, ExprKind, Literal, MatchCase, Name, Pattern, PatternKind};

const SUBTRACT: i32 = 10;

#[derive(Default)]
struct Context {
    /// Names captured so far.
    stores: Vec<Name>,
    allows_irrefutable: bool,
    /// Where to jump with so many values to pop.
    fail_pop: Vec<Label>,
    /// Values that must stay on top of the captured ones.
    on_top: usize,
}

fn is_wildcard(p: &Pattern) -> bool {
    matches!(p.kind, PatternKind::As { pattern: None, name: None })
}

impl<'a> Generator<'a> {
    pub(super) fn match_(&mut self, subject: &'a Expr, cases: &'a [MatchCase]) -> Done {
        self.expr(subject)?;
        let end = self.label();
        let Some(last) = cases.last() else { return Ok(()) };
        let has_default = is_wildcard(&last.pattern) && cases.len() > 1;
        let tested = &cases[..cases.len() - usize::from(has_default)];
        for (i, case) in tested.iter().enumerate() {
            let loc = case.pattern.pos;
            let is_last = i + 1 == tested.len();
            if !is_last {
                self.emit(O::Copy, 1, loc);
            }
            let mut c = Context { allows_irrefutable: case.guard.is_some() || i + 1 == cases.len(), ..Context::default() };
            self.pattern(&case.pattern, &mut c)?;
            for name in &c.stores {
                self.name(name, Ctx::Store, loc);
            }
            if let Some(guard) = &case.guard {
                self.ensure_fail_pop(&mut c, 0);
                self.jump_if(guard, c.fail_pop[0], false)?;
            }
            if !is_last {
                self.op(O::PopTop, NEXT_LOCATION);
            }
            self.stmts(&case.body)?;
            self.jump(Op::Jump, end, NO_LOCATION);
            self.emit_fail_pop(&mut c, loc);
        }
        if has_default {
            let loc = last.pattern.pos;
            self.op(O::Nop, loc);
            if let Some(guard) = &last.guard {
                self.jump_if(guard, end, false)?;
            }
            self.stmts(&last.body)?;
        }
        self.place(end);
        Ok(())
    }

    fn ensure_fail_pop(&mut self, c: &mut Context, n: usize) {
        while c.fail_pop.len() <= n {
            let label = self.label();
            c.fail_pop.push(label);
        }
    }

    fn fail(&mut self, c: &mut Context, op: impl Into<Op>, loc: Loc) {
        let n = c.on_top + c.stores.len();
        self.ensure_fail_pop(c, n);
        self.jump(op, c.fail_pop[n], loc);
    }

    fn emit_fail_pop(&mut self, c: &mut Context, loc: Loc) {
        while let Some(label) = c.fail_pop.pop() {
            self.place(label);
            if !c.fail_pop.is_empty() {
                self.op(O::PopTop, loc);
            }
        }
    }

    fn rotate(&mut self, n: usize, loc: Loc) {
        for i in (2..=n).rev() {
            self.emit(O::Swap, i as i32, loc);
        }
    }

    fn capture(&mut self, name: Option<&Name>, c: &mut Context, loc: Loc) -> Done {
        let Some(name) = name else {
            self.op(O::PopTop, loc);
            return Ok(());
        };
        if c.stores.contains(name) {
            return duplicate(name, loc);
        }
        self.rotate(c.on_top + c.stores.len() + 1, loc);
        c.stores.push(name.clone());
        Ok(())
    }

    fn subpattern(&mut self, p: &'a Pattern, c: &mut Context) -> Done {
        let before = std::mem::replace(&mut c.allows_irrefutable, true);
        self.pattern(p, c)?;
        c.allows_irrefutable = before;
        Ok(())
    }

    fn pattern(&mut self, p: &'a Pattern, c: &mut Context) -> Done {
        let loc = p.pos;
        match &p.kind {
            PatternKind::Value(e) => {
                if !matches!(e.kind, ExprKind::Constant(_) | ExprKind::Attribute { .. }) {
                    return wrong("patterns may only match literals and attribute lookups", loc);
                }
                self.expr(e)?;
                self.comparison(CmpOp::Eq, loc);
                self.op(O::ToBool, loc);
                self.fail(c, O::PopJumpIfFalse, loc);
                Ok(())
            }
            PatternKind::Singleton(literal) => {
                self.load_literal(literal, loc);
                self.comparison(CmpOp::Is, loc);
                self.fail(c, O::PopJumpIfFalse, loc);
                Ok(())
            }
            PatternKind::Sequence(patterns) => self.sequence_pattern(patterns, c, loc),
            PatternKind::Mapping { keys, patterns, rest } => self.mapping_pattern(keys, patterns, rest.as_ref(), c, loc),
            PatternKind::Class { cls, patterns, attrs, attr_patterns } => self.class_pattern(cls, patterns, attrs, attr_patterns, c, loc),
            PatternKind::Star(name) => self.capture(name.as_ref(), c, loc),
            PatternKind::As { pattern: None, name } => {
                if !c.allows_irrefutable {
                    let what = name.as_ref().map_or("wildcard".to_owned(), |n| format!("name capture '{n}'"));
                    return wrong(format!("{what} makes remaining patterns unreachable"), loc);
                }
                self.capture(name.as_ref(), c, loc)
            }
            PatternKind::As { pattern: Some(inner), name } => {
                c.on_top += 1;
                self.emit(O::Copy, 1, loc);
                self.pattern(inner, c)?;
                c.on_top -= 1;
                self.capture(name.as_ref(), c, loc)
            }
            PatternKind::Or(alternatives) => self.or_pattern(alternatives, c, loc),
        }
    }

    fn length_test(&mut self, size: usize, op: CmpOp, c: &mut Context, loc: Loc) {
        self.op(O::GetLen, loc);
        self.load_int(size as i64, loc);
        self.comparison(op, loc);
        self.fail(c, O::PopJumpIfFalse, loc);
    }

    fn sequence_pattern(&mut self, patterns: &'a [Pattern], c: &mut Context, loc: Loc) -> Done {
        let size = patterns.len();
        let mut star = None;
        let (mut is_only_wildcards, mut is_star_wildcard) = (true, false);
        for (i, p) in patterns.iter().enumerate() {
            if let PatternKind::Star(name) = &p.kind {
                if star.is_some() {
                    return wrong("multiple starred names in sequence pattern", loc);
                }
                is_star_wildcard = name.is_none();
                is_only_wildcards &= is_star_wildcard;
                star = Some(i);
                continue;
            }
            is_only_wildcards &= is_wildcard(p);
        }
        c.on_top += 1;
        self.op(O::MatchSequence, loc);
        self.fail(c, O::PopJumpIfFalse, loc);
        if star.is_none() {
            self.length_test(size, CmpOp::Eq, c, loc);
        } else if size > 1 {
            self.length_test(size - 1, CmpOp::GtE, c, loc);
        }
        c.on_top -= 1;
        match star {
            _ if is_only_wildcards => {
                self.op(O::PopTop, loc);
                Ok(())
            }
            Some(star) if is_star_wildcard => self.items_by_index(patterns, star, c, loc),
            _ => self.items_unpacked(patterns, star, c, loc),
        }
    }

    fn items_unpacked(&mut self, patterns: &'a [Pattern], star: Option<usize>, c: &mut Context, loc: Loc) -> Done {
        let size = patterns.len();
        match star {
            None => self.emit(O::UnpackSequence, size as i32, loc),
            Some(at) if at >= 1 << 8 || size - at > 1 << 23 => {
                return wrong("too many expressions in star-unpacking sequence pattern", loc);
            }
            Some(at) => self.emit(O::UnpackEx, (at + ((size - at - 1) << 8)) as i32, loc),
        }
        c.on_top += size;
        for p in patterns {
            c.on_top -= 1;
            self.subpattern(p, c)?;
        }
        Ok(())
    }

    fn items_by_index(&mut self, patterns: &'a [Pattern], star: usize, c: &mut Context, loc: Loc) -> Done {
        c.on_top += 1;
        for (i, p) in patterns.iter().enumerate() {
            if i == star || is_wildcard(p) {
                continue;
            }
            self.emit(O::Copy, 1, loc);
            if i < star {
                self.load_int(i as i64, loc);
            } else {
                self.op(O::GetLen, loc);
                self.load_int((patterns.len() - i) as i64, loc);
                self.emit(O::BinaryOp, SUBTRACT, loc);
            }
            self.emit(O::BinaryOp, SUBSCR, loc);
            self.subpattern(p, c)?;
        }
        c.on_top -= 1;
        self.op(O::PopTop, loc);
        Ok(())
    }

    fn is_not_none(&mut self, c: &mut Context, loc: Loc) {
        self.emit(O::Copy, 1, loc);
        self.load_none(loc);
        self.emit(O::IsOp, 1, loc);
        self.fail(c, O::PopJumpIfFalse, loc);
    }

    fn class_pattern(
        &mut self,
        cls: &'a Expr,
        patterns: &'a [Pattern],
        attrs: &[Name],
        attr_patterns: &'a [Pattern],
        c: &mut Context,
        loc: Loc,
    ) -> Done {
        for (i, attr) in attrs.iter().enumerate() {
            if let Some(j) = (i + 1..attrs.len()).find(|j| attrs[*j] == *attr) {
                return wrong(format!("attribute name repeated in class pattern: {attr}"), attr_patterns[j].pos);
            }
        }
        self.expr(cls)?;
        let names = attrs.iter().map(|n| self.pool.str(n.as_bytes())).collect();
        let tuple = self.pool.tuple(names);
        self.load(tuple, loc);
        self.emit(O::MatchClass, patterns.len() as i32, loc);
        c.on_top += 1;
        self.is_not_none(c, loc);
        let n = patterns.len() + attrs.len();
        self.emit(O::UnpackSequence, n as i32, loc);
        c.on_top += n;
        c.on_top -= 1;
        for p in patterns.iter().chain(attr_patterns) {
            c.on_top -= 1;
            if is_wildcard(p) {
                self.op(O::PopTop, loc);
                continue;
            }
            self.subpattern(p, c)?;
        }
        Ok(())
    }

    fn mapping_pattern(&mut self, keys: &'a [Expr], patterns: &'a [Pattern], rest: Option<&Name>, c: &mut Context, loc: Loc) -> Done {
        let size = keys.len();
        c.on_top += 1;
        self.op(O::MatchMapping, loc);
        self.fail(c, O::PopJumpIfFalse, loc);
        if size == 0 && rest.is_none() {
            c.on_top -= 1;
            self.op(O::PopTop, loc);
            return Ok(());
        }
        if size > 0 {
            self.length_test(size, CmpOp::GtE, c, loc);
        }
        let mut seen: Vec<&Literal> = Vec::new();
        for key in keys {
            match &key.kind {
                ExprKind::Constant(literal) => {
                    if seen.iter().any(|other| is_same_key(other, literal)) {
                        return wrong(format!("mapping pattern checks duplicate key ({})", literal_repr(literal)), loc);
                    }
                    seen.push(literal);
                }
                ExprKind::Attribute { .. } => {}
                _ => return wrong("mapping pattern keys may only match literals and attribute lookups", loc),
            }
            self.expr(key)?;
        }
        self.emit(O::BuildTuple, size as i32, loc);
        self.op(O::MatchKeys, loc);
        c.on_top += 2;
        self.is_not_none(c, loc);
        self.emit(O::UnpackSequence, size as i32, loc);
        c.on_top += size;
        c.on_top -= 1;
        for p in patterns {
            c.on_top -= 1;
            self.subpattern(p, c)?;
        }
        c.on_top -= 2;
        let Some(rest) = rest else {
            self.op(O::PopTop, loc);
            self.op(O::PopTop, loc);
            return Ok(());
        };
        self.emit(O::BuildMap, 0, loc);
        self.emit(O::Swap, 3, loc);
        self.emit(O::DictUpdate, 2, loc);
        self.emit(O::UnpackSequence, size as i32, loc);
        for left in (1..=size).rev() {
            self.emit(O::Copy, 1 + left as i32, loc);
            self.emit(O::Swap, 2, loc);
            self.op(O::DeleteSubscr, loc);
        }
        self.capture(Some(rest), c, loc)
    }

    fn or_pattern(&mut self, alternatives: &'a [Pattern], c: &mut Context, loc: Loc) -> Done {
        let end = self.label();
        let mut control: Vec<Name> = Vec::new();
        for (i, alternative) in alternatives.iter().enumerate() {
            let alt_loc = alternative.pos;
            let is_last = i + 1 == alternatives.len();
            let mut inner = Context { allows_irrefutable: is_last && c.allows_irrefutable, ..Context::default() };
            self.emit(O::Copy, 1, alt_loc);
            self.pattern(alternative, &mut inner)?;
            if i == 0 {
                control = inner.stores.clone();
            } else if inner.stores.len() != control.len() {
                return wrong("alternative patterns bind different names", loc);
            } else {
                self.reorder(&control, &mut inner.stores, alt_loc, loc)?;
            }
            self.jump(Op::Jump, end, alt_loc);
            self.emit_fail_pop(&mut inner, alt_loc);
        }
        self.op(O::PopTop, loc);
        self.fail(c, Op::Jump, loc);
        self.place(end);
        let n_rotations = control.len() + 1 + c.on_top + c.stores.len();
        for name in control {
            self.rotate(n_rotations, loc);
            if c.stores.contains(&name) {
                return duplicate(&name, loc);
            }
            c.stores.push(name);
        }
        self.op(O::PopTop, loc);
        Ok(())
    }

    /// Brings what an alternative has captured into the first one's order.
    fn reorder(&mut self, control: &[Name], stores: &mut Vec<Name>, alt_loc: Loc, loc: Loc) -> Done {
        for i in (0..control.len()).rev() {
            let Some(at) = stores.iter().position(|name| *name == control[i]) else {
                return wrong("alternative patterns bind different names", loc);
            };
            if at == i {
                continue;
            }
            let n = at + 1;
            let rotated: Vec<Name> = stores.drain(..n).collect();
            let to = (i - at).min(stores.len());
            stores.splice(to..to, rotated);
            for _ in 0..n {
                self.rotate(i + 1, alt_loc);
            }
        }
        Ok(())
    }
}

fn duplicate(name: &Name, loc: Loc) -> Done {
    wrong(format!("multiple assignments to name '{name}' in pattern"), loc)
}

/// Python's `==` of constants.
fn is_same_key(a: &Literal, b: &Literal) -> bool {
    let number = |l: &Literal| match l {
        Literal::True => Some((1.0, 0.0)),
        Literal::False => Some((0.0, 0.0)),
        Literal::Int(value) => num_traits::ToPrimitive::to_f64(value).map(|v| (v, 0.0)),
        Literal::Float(value) => Some((*value, 0.0)),
        Literal::Complex(re, im) => Some((*re, *im)),
        _ => None,
    };
    match (a, b) {
        (Literal::Int(a), Literal::Int(b)) => a == b,
        (Literal::Str(a, _), Literal::Str(b, _)) => a == b,
        (Literal::Bytes(a), Literal::Bytes(b)) => a == b,
        (Literal::None, Literal::None) | (Literal::Ellipsis, Literal::Ellipsis) => true,
        _ => number(a).is_some_and(|a| number(b).is_some_and(|b| a == b)),
    }
}

/// `repr` of a constant.
pub(crate) fn literal_repr(literal: &Literal) -> String {
    use pyvarium_code::text::{bytes_repr, complex_repr, float_repr, str_repr};
    match literal {
        Literal::None => "None".to_owned(),
        Literal::True => "True".to_owned(),
        Literal::False => "False".to_owned(),
        Literal::Ellipsis => "Ellipsis".to_owned(),
        Literal::Int(value) => BigInt::to_string(value),
        Literal::Float(value) => float_repr(*value),
        Literal::Complex(re, im) => complex_repr(*re, *im),
        Literal::Str(text, _) => str_repr(text),
        Literal::Bytes(bytes) => bytes_repr(bytes),
    }
}
