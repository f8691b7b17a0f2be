//! What the parser checks of literals while it builds them: numbers too long, bytes, escapes, conversions.
//!
//! CPython: Parser/string_parser.c, Parser/action_helpers.c, Objects/unicodeobject.c (_PyUnicode_DecodeUnicodeEscapeInternal).

use super::lexer::Kind;
use super::machine::{Parser, Value};

/// CPython: sys.int_info.default_max_str_digits.
const MAX_STR_DIGITS: usize = 4300;

impl Parser<'_> {
    pub(super) fn check_number(&mut self, value: Value) {
        let text: String = self.text_of(value).chars().filter(|c| *c != '_').collect();
        if self.minor_before(6) && self.text_of(value).contains('_') {
            return self.complain_last("Underscores in numeric literals are only supported in Python 3.6 and greater");
        }
        let is_decimal = text.bytes().all(|b| b.is_ascii_digit());
        if is_decimal && text.len() > MAX_STR_DIGITS {
            let line = self.node(value).map_or(0, |node| node.line);
            let msg = format!(
                "Exceeds the limit ({MAX_STR_DIGITS} digits) for integer string conversion: value has {} digits; \
                 use sys.set_int_max_str_digits() to increase the limit - \
                 Consider hexadecimal for huge integer literals to avoid decimal conversion limits.",
                text.len()
            );
            self.complain_place(line, msg);
        }
    }

    pub(super) fn check(&mut self, start: usize, word: &str, a: Value, b: Value) -> Option<Value> {
        match word {
            "real" | "imaginary" => {
                let is_imaginary = self.text_of(a).ends_with(['j', 'J']);
                if is_imaginary != (word == "imaginary") {
                    self.complain_at(a, a, format!("{word} number required in complex literal"));
                    return None;
                }
                Some(a)
            }
            "future" => {
                let is_future = self.text_of(a) == "__future__" && self.kind(a) == "Name";
                let names = self.kids(b);
                if is_future && names.iter().any(|name| self.text_of(*name) == "barry_as_FLUFL") {
                    self.barry = true;
                }
                Some(self.add("", start, Vec::new()))
            }
            "string" => self.check_string(start, a),
            "middle" => {
                self.check_middle(a)?;
                Some(self.add("Constant", start, Vec::new()))
            }
            "joined" => {
                for part in self.kids(a) {
                    if self.kind(part) == "Middle" {
                        self.check_middle(part)?;
                    }
                }
                let is_template = matches!(self.tokens.get(start)?.kind, Kind::TemplateStart(b't'));
                let kind = if is_template { "TemplateStr" } else { "JoinedStr" };
                Some(self.add(kind, start, Vec::new()))
            }
            "strings" => self.check_strings(start, a),
            _ => self.check_conversion(start, a, b),
        }
    }

    /// Text between the fields. CPython: _PyPegen_decode_fstring_part.
    fn check_middle(&mut self, middle: Value) -> Option<()> {
        let text = self.text_of(middle).to_owned();
        if text.contains('\\')
            && !self.is_in_raw_template(middle)
            && let Some(msg) = bad_escape(&text)
        {
            self.complain_last(&format!("(unicode error) {msg}"));
            return None;
        }
        Some(())
    }

    fn is_in_raw_template(&self, middle: Value) -> bool {
        let at = self.node(middle).map_or(0, |node| node.token);
        let mut depth = 0;
        for token in self.tokens.get(..at).unwrap_or_default().iter().rev() {
            match token.kind {
                Kind::TemplateEnd(_) => depth += 1,
                Kind::TemplateStart(_) if depth == 0 => {
                    let text = self.lexer.bytes.get(token.start..token.end).unwrap_or_default();
                    return text.iter().any(|b| matches!(b, b'r' | b'R'));
                }
                Kind::TemplateStart(_) => depth -= 1,
                _ => {}
            }
        }
        false
    }

    /// CPython: _PyPegen_parse_string.
    fn check_string(&mut self, start: usize, token: Value) -> Option<Value> {
        let text = self.text_of(token).to_owned();
        let quote = text.find(['\'', '"']).unwrap_or(0);
        let (prefix, rest) = text.split_at(quote);
        let has = |c: char| prefix.chars().any(|p| p.eq_ignore_ascii_case(&c));
        let size = if rest.len() >= 6 && (rest.starts_with("'''") || rest.starts_with("\"\"\"")) { 3 } else { 1 };
        let body = rest.get(size..rest.len().saturating_sub(size)).unwrap_or_default();
        if has('b') && !body.is_ascii() {
            self.complain_at(token, token, "bytes can only contain ASCII literal characters");
            return None;
        }
        if !has('r') && body.contains('\\') {
            let wrong = match has('b') {
                true => bad_bytes_escape(body).map(|at| format!("(value error) invalid \\x escape at position {at}")),
                false => bad_escape(body).map(|msg| format!("(unicode error) {msg}")),
            };
            if let Some(msg) = wrong {
                self.complain_last(&msg);
                return None;
            }
        }
        Some(self.add(if has('b') { "Bytes" } else { "Constant" }, start, Vec::new()))
    }

    /// CPython: _PyPegen_concatenate_strings.
    fn check_strings(&mut self, start: usize, parts: Value) -> Option<Value> {
        let parts = self.kids(parts);
        let n_bytes = parts.iter().filter(|part| self.kind(**part) == "Bytes").count();
        if n_bytes != 0 && n_bytes != parts.len() {
            self.complain_last("cannot mix bytes and nonbytes literals");
            return None;
        }
        let is_template = parts.iter().any(|part| self.kind(*part) == "JoinedStr");
        Some(self.add(if is_template { "JoinedStr" } else { "Constant" }, start, Vec::new()))
    }

    /// CPython: _PyPegen_check_fstring_conversion.
    fn check_conversion(&mut self, start: usize, sign: Value, name: Value) -> Option<Value> {
        let (from, to) = (self.node(sign)?.clone(), self.node(name)?.clone());
        let prefix = self.lexer.prefix();
        if from.line != to.line || from.end_col != to.col {
            self.complain_at(sign, name, format!("{prefix}-string: conversion type must come right after the exclamation mark"));
            return None;
        }
        let text = self.text_of(name).to_owned();
        if !matches!(text.as_str(), "s" | "r" | "a") {
            let msg = format!("{prefix}-string: invalid conversion character '{text}': expected 's', 'r', or 'a'");
            self.complain_at(name, name, msg);
            return None;
        }
        Some(self.add("", start, Vec::new()))
    }
}

/// Where an `\x` has not its two digits.
fn bad_bytes_escape(body: &str) -> Option<usize> {
    let bytes = body.as_bytes();
    let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut at = 0;
    while at < bytes.len() {
        if bytes.get(at) != Some(&b'\\') {
            at += 1;
            continue;
        }
        if bytes.get(at + 1) == Some(&b'x') && !(is_hex(at + 2) && is_hex(at + 3)) {
            return Some(at);
        }
        at += 2;
    }
    None
}

/// What the codec says of the first escape that is wrong. Characters beyond ASCII have become escapes of ten before it looks.
fn bad_escape(body: &str) -> Option<String> {
    let mut buffer: Vec<u8> = Vec::new();
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        match c.is_ascii() {
            true => buffer.push(c as u8),
            false => buffer.extend(format!("\\U{:08x}", u32::from(c)).bytes()),
        }
        if c == '\\' {
            match chars.next_if(char::is_ascii) {
                Some(c) => buffer.push(c as u8),
                // Nothing that it could escape: it stands for itself.
                None => buffer.extend(b"u005c"),
            }
        }
    }
    let get = |at: usize| buffer.get(at).copied().unwrap_or(0);
    let wrong = |from: usize, to: usize, why: &str| {
        let place = match to - from {
            1 => format!("byte 0x{:02x} in position {from}", get(from)),
            _ => format!("bytes in position {from}-{}", to - 1),
        };
        Some(format!("'unicodeescape' codec can't decode {place}: {why}"))
    };
    let mut at = 0;
    while at < buffer.len() {
        if get(at) != b'\\' {
            at += 1;
            continue;
        }
        if at + 1 >= buffer.len() {
            return wrong(at, at + 1, "\\ at end of string");
        }
        let n_digits = match get(at + 1) {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            b'N' => {
                let close = (at + 2..buffer.len()).find(|i| get(*i) == b'}');
                match close {
                    Some(close) if get(at + 2) == b'{' && close > at + 3 => {
                        let name = String::from_utf8_lossy(buffer.get(at + 3..close).unwrap_or_default()).into_owned();
                        if unicode_names2::character(&name).is_none() {
                            return wrong(at, close + 1, "unknown Unicode character name");
                        }
                        at = close + 1;
                        continue;
                    }
                    _ => {
                        let mut end = at + 2;
                        if get(end) == b'{' {
                            end = (at + 3..buffer.len()).find(|i| get(*i) == b'}').map_or(buffer.len(), |close| close + 1);
                        }
                        return wrong(at, end.min(buffer.len()), "malformed \\N character escape");
                    }
                }
            }
            _ => {
                at += 2;
                continue;
            }
        };
        let n_good = (0..n_digits).take_while(|i| get(at + 2 + i).is_ascii_hexdigit()).count();
        if n_good < n_digits {
            let letter = char::from(get(at + 1));
            let shape: String = "X".repeat(n_digits);
            return wrong(at, at + 2 + n_good, &format!("truncated \\{letter}{shape} escape"));
        }
        let digits = String::from_utf8_lossy(buffer.get(at + 2..at + 2 + n_digits).unwrap_or_default()).into_owned();
        if u32::from_str_radix(&digits, 16).unwrap_or(0) > 0x10_ffff {
            return wrong(at, at + 2 + n_digits, "illegal Unicode character");
        }
        at += 2 + n_digits;
    }
    None
}
