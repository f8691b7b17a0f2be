//! Strings, f-strings and t-strings: neighbours become one, text between fields becomes one constant.
//!
//! CPython: Parser/action_helpers.c, _PyPegen_concatenate_strings, _PyPegen_formatted_value, _PyPegen_interpolation.
//! The parser has no lone surrogates; a text with one is decoded here again.

use std::rc::Rc;

use ruff_python_ast::{self as ast, AnyStringFlags, StringFlags};
use ruff_text_size::{Ranged, TextRange};

use super::lower::Lowerer;
use super::{Expr, ExprKind, Literal, Pos};

/// Text that has not found its end yet.
struct Pending {
    text: Vec<u8>,
    start: usize,
    end: usize,
}

struct Parts {
    done: Vec<Expr>,
    pending: Option<Pending>,
}

impl Parts {
    fn text(&mut self, text: &[u8], start: usize, end: usize) {
        if text.is_empty() {
            return;
        }
        match &mut self.pending {
            Some(pending) => {
                pending.text.extend_from_slice(text);
                pending.end = end;
            }
            None => self.pending = Some(Pending { text: text.to_vec(), start, end }),
        }
    }

    fn flush(&mut self, lowerer: &Lowerer, is_unicode: bool) {
        if let Some(pending) = self.pending.take() {
            let pos = lowerer.pos_of(pending.start, pending.end);
            self.done.push(Expr { kind: ExprKind::Constant(Literal::Str(Rc::from(pending.text), is_unicode)), pos });
        }
    }
}

impl Lowerer<'_> {
    fn slice(&self, range: TextRange) -> &str {
        self.source.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default()
    }

    fn literal(&self, s: &ast::StringLiteral) -> Vec<u8> {
        let flags = AnyStringFlags::from(s.flags);
        if !s.as_str().contains('\u{fffd}') || flags.is_raw_string() {
            return s.as_str().as_bytes().to_vec();
        }
        let text = self.slice(s.range);
        let inner = text.get(flags.opener_len().to_usize()..text.len() - flags.closer_len().to_usize()).unwrap_or_default();
        decoded(inner, false).unwrap_or_else(|| s.as_str().as_bytes().to_vec())
    }

    pub fn string(&mut self, s: &ast::ExprStringLiteral) -> ExprKind {
        let mut text = Vec::new();
        for part in &s.value {
            text.extend_from_slice(&self.literal(part));
        }
        let is_unicode = s.value.is_unicode();
        ExprKind::Constant(Literal::Str(Rc::from(text), is_unicode))
    }

    pub fn f_string(&mut self, f: &ast::ExprFString) -> ExprKind {
        let mut parts = Parts { done: Vec::new(), pending: None };
        for part in f.value.iter() {
            match part {
                ast::FStringPart::Literal(s) => {
                    let text = self.literal(s);
                    parts.text(&text, s.range.start().to_usize(), s.range.end().to_usize());
                }
                ast::FStringPart::FString(inner) => self.elements(&inner.elements, AnyStringFlags::from(inner.flags), false, &mut parts),
            }
        }
        parts.flush(self, false);
        ExprKind::JoinedStr(parts.done)
    }

    pub fn t_string(&mut self, t: &ast::ExprTString) -> ExprKind {
        let mut parts = Parts { done: Vec::new(), pending: None };
        for inner in t.value.iter() {
            self.elements(&inner.elements, AnyStringFlags::from(inner.flags), true, &mut parts);
        }
        parts.flush(self, false);
        ExprKind::TemplateStr(parts.done)
    }

    fn elements(&mut self, elements: &ast::InterpolatedStringElements, flags: AnyStringFlags, is_template: bool, parts: &mut Parts) {
        for element in elements {
            match element {
                ast::InterpolatedStringElement::Literal(l) => {
                    let text = match l.value.contains('\u{fffd}') && !flags.is_raw_string() {
                        true => decoded(self.slice(l.range), true).unwrap_or_else(|| l.value.as_bytes().to_vec()),
                        false => l.value.as_bytes().to_vec(),
                    };
                    parts.text(&text, l.range.start().to_usize(), l.range.end().to_usize());
                }
                ast::InterpolatedStringElement::Interpolation(field) => self.field(field, flags, is_template, parts),
            }
        }
    }

    fn field(&mut self, field: &ast::InterpolatedElement, flags: AnyStringFlags, is_template: bool, parts: &mut Parts) {
        let (start, end) = (field.range.start().to_usize(), field.range.end().to_usize());
        let pos = self.pos_of(start, end);
        let mut conversion = field.conversion.to_byte();
        if let Some(debug) = &field.debug_text {
            // Up to the conversion, the format or the brace.
            let head_end = start + 1 + debug.as_str().len();
            let colon = self.source.get(head_end..end).and_then(|rest| rest.find(':')).filter(|_| field.format_spec.is_some());
            let last = match (&field.format_spec, conversion) {
                (_, Some(_)) => head_end,
                (Some(_), None) => head_end + colon.unwrap_or(0),
                (None, None) => end - 1,
            };
            parts.text(debug.as_str().as_bytes(), start + 1, last);
            if conversion.is_none() && field.format_spec.is_none() {
                conversion = Some(b'r');
            }
        }
        parts.flush(self, false);
        let value = self.boxed_expr(&field.expression);
        let spec = field.format_spec.as_ref().map(|spec| {
            let mut inner = Parts { done: Vec::new(), pending: None };
            // A format is an f-string, in a t-string too.
            self.elements(&spec.elements, flags, false, &mut inner);
            inner.flush(self, false);
            let (first, last) = (spec.range.start().to_usize(), spec.range.end().to_usize());
            Box::new(Expr { kind: ExprKind::JoinedStr(inner.done), pos: self.colon_pos(first, last) })
        });
        let kind = match is_template {
            true => ExprKind::Interpolation { text: self.field_text(field, start), value, conversion, spec },
            false => ExprKind::FormattedValue { value, conversion, spec },
        };
        parts.done.push(Expr { kind, pos });
    }

    /// A format's node begins at its colon.
    fn colon_pos(&self, first: usize, last: usize) -> Pos {
        let start = if self.source.as_bytes().get(first) == Some(&b':') { first } else { first.saturating_sub(1) };
        self.pos_of(start, last)
    }

    /// The source of a t-string's expression, without `=` and blanks behind it.
    fn field_text(&self, field: &ast::InterpolatedElement, start: usize) -> Rc<[u8]> {
        let text = match &field.debug_text {
            Some(debug) => debug.as_str().to_owned(),
            None => {
                // Brackets around the expression belong to it.
                let mut end = field.expression.range().end().to_usize();
                let limit = field.range.end().to_usize();
                let bytes = self.source.as_bytes();
                let mut at = end;
                while at < limit && matches!(bytes.get(at), Some(b' ' | b'\t' | b'\n' | b')')) {
                    at += 1;
                    if bytes.get(at - 1) == Some(&b')') {
                        end = at;
                    }
                }
                self.source.get(start + 1..end).unwrap_or_default().to_owned()
            }
        };
        Rc::from(text.trim_end_matches(|c: char| c.is_ascii_whitespace() || c == '=').as_bytes())
    }
}

/// Escapes to WTF-8. `doubled`: braces stand for one. None: a name that this does not know.
fn decoded(text: &str, doubled: bool) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if doubled && matches!(c, '{' | '}') {
            chars.next_if_eq(&c);
        }
        if c != '\\' {
            push(&mut out, u32::from(c));
            continue;
        }
        let Some(kind) = chars.next() else {
            out.push(b'\\');
            break;
        };
        let mut hex = |n: usize| {
            let digits: String = chars.by_ref().take(n).collect();
            u32::from_str_radix(&digits, 16).ok()
        };
        let point = match kind {
            '\n' => continue,
            '\\' | '\'' | '"' => u32::from(kind),
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            'x' => hex(2)?,
            'u' => hex(4)?,
            'U' => hex(8)?,
            '0'..='7' => {
                let mut value = kind.to_digit(8)?;
                for _ in 0..2 {
                    if let Some(digit) = chars.peek().and_then(|c| c.to_digit(8)) {
                        value = value * 8 + digit;
                        chars.next();
                    }
                }
                value
            }
            'N' => {
                let name: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                u32::from(unicode_names2::character(&name)?)
            }
            other => {
                out.push(b'\\');
                u32::from(other)
            }
        };
        push(&mut out, point);
    }
    Some(out)
}

fn push(out: &mut Vec<u8>, point: u32) {
    match char::from_u32(point) {
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend([0xe0 | (point >> 12) as u8, 0x80 | (point >> 6 & 63) as u8, 0x80 | (point & 63) as u8]),
    }
}
