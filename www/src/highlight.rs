//! Colours for a program that is drawn before the editor is loaded: a scanner, no parser. What it
//! takes for a keyword may not be one; the compiler is the judge, not this.

/// Unit of `start` and `end`: bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    pub class: &'static str,
}

const KEYWORDS: &str = " and as assert async await break class continue def del elif else except finally for from global if import in is lambda \
     nonlocal not or pass raise return try while with yield match case type ";
const CONSTANTS: &str = " True False None ";

pub fn tokens(source: &str) -> Vec<Token> {
    let bytes = source.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let mut tokens = Vec::new();
    let mut i = 0;
    let mut names_next = false;
    while i < bytes.len() {
        let start = i;
        let b = at(i);
        if b == b'#' {
            while i < bytes.len() && at(i) != b'\n' {
                i += 1;
            }
            tokens.push(Token { start, end: i, class: "t-comment" });
        } else if b == b'"' || b == b'\'' {
            i = string_end(bytes, i);
            tokens.push(Token { start, end: i, class: "t-text" });
        } else if b.is_ascii_digit() {
            while at(i).is_ascii_alphanumeric() || at(i) == b'.' || at(i) == b'_' {
                i += 1;
            }
            tokens.push(Token { start, end: i, class: "t-number" });
        } else if b.is_ascii_alphabetic() || b == b'_' || b >= 0x80 {
            while at(i).is_ascii_alphanumeric() || at(i) == b'_' || at(i) >= 0x80 {
                i += 1;
            }
            let word = source.get(start..i).unwrap_or_default();
            let prefix = word.len() <= 2 && word.bytes().all(|b| b"rRbBuUfFtT".contains(&b));
            if prefix && (at(i) == b'"' || at(i) == b'\'') {
                i = string_end(bytes, i);
                tokens.push(Token { start, end: i, class: "t-text" });
            } else if KEYWORDS.contains(&format!(" {word} ")) {
                tokens.push(Token { start, end: i, class: "t-keyword" });
                names_next = word == "def" || word == "class";
                continue;
            } else if CONSTANTS.contains(&format!(" {word} ")) {
                tokens.push(Token { start, end: i, class: "t-number" });
            } else if names_next {
                tokens.push(Token { start, end: i, class: "t-name" });
            }
        } else {
            i += 1;
            if b == b' ' {
                continue;
            }
        }
        names_next = false;
    }
    tokens
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let quote = at(start);
    let triple = at(start + 1) == quote && at(start + 2) == quote;
    let mut i = if triple { start + 3 } else { start + 1 };
    while i < bytes.len() {
        if at(i) == b'\\' {
            i += 2;
        } else if triple && at(i) == quote && at(i + 1) == quote && at(i + 2) == quote {
            return i + 3;
        } else if !triple && (at(i) == quote || at(i) == b'\n') {
            return if at(i) == quote { i + 1 } else { i };
        } else {
            i += 1;
        }
    }
    bytes.len()
}
