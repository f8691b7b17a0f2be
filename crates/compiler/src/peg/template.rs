//! The tokenizer inside f- and t-strings: their beginning, their text, and where their fields open and close.
//!
//! CPython: Parser/lexer/lexer.c (tok_get_fstring_mode, and the label f_string_quote), Parser/lexer/state.h (tokenizer_mode).

use super::lexer::{Done, EOF, Found, Kind, Lexer, is};

/// CPython: Parser/lexer/state.h, MAXFSTRINGLEVEL and MAX_EXPR_NESTING.
const MAX_TEMPLATES: usize = 150;
const MAX_NESTING: i32 = 3;

#[derive(Clone, Copy, Default)]
pub(super) struct Template {
    pub is_text: bool,
    /// f or t.
    pub word: u8,
    pub quote: u8,
    pub quote_size: usize,
    pub is_raw: bool,
    pub start: usize,
    pub line_start: usize,
    pub line: u32,
    /// Brackets open inside it.
    pub depth: i32,
    /// Those before the innermost field; -1: none is open.
    pub field_depth: i32,
    pub in_spec: bool,
    pub is_debug: bool,
}

impl Lexer<'_> {
    /// `quote`: the first of those that open it; `saw`: the letters before.
    pub(super) fn template_start(&mut self, quote: i32, saw: &[u8]) -> Found {
        let start = self.start.unwrap_or(self.cur);
        self.first_line = self.line;
        self.multi_line_start = self.line_start;
        let mut size = 1;
        let after = self.next();
        if after == quote {
            let second = self.next();
            if second == quote {
                size = 3;
            } else {
                self.back(second);
                self.back(after);
            }
        } else {
            self.back(after);
        }
        let place = self.here();
        if self.templates.len() + 1 >= MAX_TEMPLATES {
            return (self.complain("too many nested f-strings or t-strings"), None);
        }
        let word = if saw.contains(&b't') { b't' } else { b'f' };
        self.templates.push(Template {
            is_text: true,
            word,
            quote: u8::try_from(quote).unwrap_or(0),
            quote_size: size,
            is_raw: saw.contains(&b'r'),
            start,
            line_start: self.line_start,
            line: self.line,
            depth: 0,
            field_depth: -1,
            in_spec: false,
            is_debug: false,
        });
        (Kind::TemplateStart(word), place)
    }

    /// Text of an f- or t-string. CPython: tok_get_fstring_mode.
    pub(super) fn in_text(&mut self) -> Found {
        let top = self.template();
        let word = char::from(top.word);
        let middle = Kind::TemplateMiddle(top.word);
        self.start = Some(self.cur);
        self.first_line = self.line;
        self.starting_col = self.col;
        let c = self.next();
        if is(c, b'{') {
            let peek = self.next();
            self.back(peek);
            self.back(c);
            if !is(peek, b'{') {
                self.set(|t| {
                    t.field_depth += 1;
                    t.is_text = false;
                });
                if top.field_depth + 1 >= MAX_NESTING {
                    return (self.complain(format!("{word}-string: expressions nested too deeply")), None);
                }
                return self.in_code();
            }
        } else {
            self.back(c);
        }
        let rest = self.bytes.get(self.cur..).unwrap_or_default();
        let quotes = vec![top.quote; top.quote_size];
        let mut n_seen = 0;
        while n_seen < top.quote_size {
            let c = self.next();
            if !is(c, top.quote) {
                self.back(c);
                break;
            }
            n_seen += 1;
        }
        if n_seen == top.quote_size && rest.starts_with(&quotes) {
            self.templates.pop();
            return (Kind::TemplateEnd(top.word), self.here());
        }
        self.multi_line_start = self.line_start;
        let (mut end_size, mut in_name) = (0, false);
        while end_size != top.quote_size {
            let c = self.next();
            let in_spec = self.template().in_spec && self.template().field_depth >= 0;
            if c == EOF || (top.quote_size == 1 && is(c, b'\n')) {
                if in_spec && is(c, b'\n') {
                    if top.quote_size == 1 {
                        return (
                            self.complain(format!(
                                "{word}-string: newlines are not allowed in format specifiers for single quoted {word}-strings"
                            )),
                            None,
                        );
                    }
                    self.back(c);
                    self.set(|t| {
                        t.is_text = false;
                        t.in_spec = false;
                    });
                    return (middle, self.here());
                }
                self.cur = top.start + 1;
                self.line_start = top.line_start;
                let found = self.line;
                self.line = top.line;
                let triple = if top.quote_size == 3 { "triple-quoted " } else { "" };
                let msg = format!("unterminated {triple}{word}-string literal (detected at line {found})");
                let kind = self.complain(msg);
                if top.quote_size == 3 {
                    self.done = Done::OpenString;
                }
                return (kind, None);
            }
            if is(c, top.quote) {
                end_size += 1;
                continue;
            }
            end_size = 0;
            if is(c, b'{') {
                let peek = self.next();
                if !is(peek, b'{') || in_spec {
                    self.back(peek);
                    self.back(c);
                    self.set(|t| {
                        t.field_depth += 1;
                        t.is_text = false;
                        t.in_spec = false;
                    });
                    if self.template().field_depth >= MAX_NESTING {
                        return (self.complain(format!("{word}-string: expressions nested too deeply")), None);
                    }
                    return (middle, self.here());
                }
                let place = self.here().map(|(start, end)| (start, end - 1));
                return (middle, place);
            } else if is(c, b'}') {
                if in_name {
                    return (middle, self.here());
                }
                let peek = self.next();
                if is(peek, b'}') && !in_spec && self.template().depth == 0 {
                    let place = self.here().map(|(start, end)| (start, end - 1));
                    return (middle, place);
                }
                self.back(peek);
                self.back(c);
                self.set(|t| {
                    t.is_text = false;
                    t.in_spec = false;
                });
                return (middle, self.here());
            } else if is(c, b'\\') {
                let peek = self.next();
                if is(peek, b'{') || is(peek, b'}') {
                    self.back(peek);
                    continue;
                }
                if !top.is_raw && is(peek, b'N') {
                    let brace = self.next();
                    if is(brace, b'{') {
                        in_name = true;
                    } else {
                        self.back(brace);
                    }
                }
            }
        }
        for _ in 0..top.quote_size {
            self.back(i32::from(top.quote));
        }
        (middle, self.here())
    }
}
