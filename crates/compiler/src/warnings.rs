//! SyntaxWarnings: what CPython prints on stderr while it compiles and then goes on.
//!
//! The library gives those of its code generator; those of the tokenizer (escapes that mean nothing, a number
//! that runs into a keyword) are found here, in the parser's tokens.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{Mode as ParserMode, ParseOptions};
use ruff_text_size::Ranged;

use crate::tree::Pos;

/// Category SyntaxWarning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxWarning {
    pub msg: String,
    pub lineno: u32,
    /// Where a filter that makes an error of it puts that.
    pub place: Place,
}

/// Offsets from 1, as in CPython's SyntaxError.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    pub offset: i32,
    pub end_lineno: u32,
    pub end_offset: i32,
    /// The line that the error quotes.
    pub text: Option<String>,
}

/// Stands between a warning's words and its place; ends the place.
const PLACE: char = '\u{1f}';
const LINE_END: char = '\u{1e}';

impl SyntaxWarning {
    /// Found in the tree: the place is that of a node, in bytes.
    pub(crate) fn of_tree(msg: String, pos: Pos) -> SyntaxWarning {
        let place = Place { offset: pos.col + 1, end_lineno: pos.end_line.max(0) as u32, end_offset: pos.end_col + 1, text: None };
        SyntaxWarning { msg, lineno: pos.line.max(0) as u32, place }
    }

    /// For a program that runs: one line, with the place behind it that an error would have.
    pub fn with_place(&self, filename: &str) -> String {
        let Place { offset, end_lineno, end_offset, text } = &self.place;
        let text = text.as_ref().map(|t| format!(" {}", t.replace('\n', &LINE_END.to_string()))).unwrap_or_default();
        format!("{filename}:{}: SyntaxWarning: {}{PLACE}{offset} {end_lineno} {end_offset}{text}\n", self.lineno, self.msg)
    }

    /// The lines on stderr. `source` is what linecache finds under that name: None in the REPL, whose inputs it
    /// learns only after compiling. CPython: Lib/_py_warnings.py, _formatwarnmsg_impl.
    pub fn text(&self, filename: &str, source: Option<&str>) -> String {
        let line = source.and_then(|source| crate::report::line_text(source, self.lineno)).unwrap_or_default();
        let mut text = format!("{filename}:{}: SyntaxWarning: {}\n", self.lineno, self.msg);
        if !line.trim().is_empty() {
            text.push_str(&format!("  {}\n", line.trim()));
        }
        text
    }
}

/// In order of place. CPython: Parser/string_parser.c, warn_invalid_escape_sequence; Parser/lexer/lexer.c,
/// verify_end_of_number.
pub(crate) fn of_tokens(source: &str) -> Vec<SyntaxWarning> {
    let runs_on = |pair: &[u8]| {
        matches!(pair, [b'0'..=b'9' | b'.' | b'a'..=b'f' | b'A'..=b'F' | b'j' | b'J', b'a' | b'e' | b'f' | b'i' | b'n' | b'o'])
    };
    if !source.contains('\\') && !source.as_bytes().windows(2).any(runs_on) {
        return Vec::new();
    }
    let parsed = ruff_python_parser::parse_unchecked(source, ParseOptions::from(ParserMode::Module));
    let mut warnings = Vec::new();
    let tokens: &[Token] = parsed.tokens();
    for (i, token) in tokens.iter().enumerate() {
        let behind = tokens.get(i + 1..).unwrap_or_default();
        let found = match token.kind() {
            TokenKind::String => in_string(source, token, token),
            // The parser decodes all text of an f-string when it has come to its end.
            TokenKind::FStringMiddle | TokenKind::TStringMiddle => in_string(source, token, end_of(behind, token)),
            TokenKind::Int | TokenKind::Float | TokenKind::Complex => {
                let next = behind.first().filter(|next| next.start() == token.end() && is_operator_word(next.kind()));
                next.map(|_| number(source, token))
            }
            _ => None,
        };
        warnings.extend(found);
    }
    warnings
}

/// The token that ends the f-string whose text `middle` is.
fn end_of<'a>(behind: &'a [Token], middle: &'a Token) -> &'a Token {
    let mut n_open = 0;
    for token in behind {
        match token.kind() {
            TokenKind::FStringStart | TokenKind::TStringStart => n_open += 1,
            TokenKind::FStringEnd | TokenKind::TStringEnd if n_open == 0 => return token,
            TokenKind::FStringEnd | TokenKind::TStringEnd => n_open -= 1,
            _ => {}
        }
    }
    middle
}

fn text_of<'a>(source: &'a str, token: &Token) -> &'a str {
    source.get(token.start().to_usize()..token.end().to_usize()).unwrap_or_default()
}

fn line_of(source: &str, at: usize) -> u32 {
    1 + source.get(..at).unwrap_or_default().matches('\n').count() as u32
}

/// Unit: characters of its line in front of a place.
fn column_of(source: &str, at: usize) -> i32 {
    source.get(..at).unwrap_or_default().rsplit('\n').next().map_or(0, |line| line.chars().count()) as i32
}

fn is_operator_word(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::And | TokenKind::Else | TokenKind::For | TokenKind::If | TokenKind::In | TokenKind::Is | TokenKind::Not | TokenKind::Or
    )
}

fn number(source: &str, token: &Token) -> SyntaxWarning {
    let text = text_of(source, token).to_ascii_lowercase();
    let kind = match text.get(..2) {
        Some("0x") => "hexadecimal",
        Some("0o") => "octal",
        Some("0b") => "binary",
        _ if text.ends_with('j') => "imaginary",
        _ => "decimal",
    };
    let lineno = line_of(source, token.start().to_usize());
    // The tokenizer stops behind the number, and quotes the line without its end.
    let offset = column_of(source, token.end().to_usize());
    let quoted = crate::report::line_text(source, lineno).map(|t| t.trim_end_matches('\n').to_owned());
    let place = Place { offset, end_lineno: lineno, end_offset: offset, text: quoted };
    SyntaxWarning { msg: format!("invalid {kind} literal"), lineno, place }
}

/// Only the first of a literal is told.
fn in_string(source: &str, token: &Token, counts_from: &Token) -> Option<SyntaxWarning> {
    let text = text_of(source, token);
    let flags = token.string_flags()?;
    if flags.is_raw_string() || !text.contains('\\') {
        return None;
    }
    let is_middle = token.kind() != TokenKind::String;
    // The brace behind an f-string's text belongs to the escape that would swallow it.
    let behind = source.get(token.end().to_usize()..).and_then(|rest| rest.chars().next());
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            continue;
        }
        let next = chars.next().map(|(_, next)| next).or(behind.filter(|_| is_middle));
        let Some(next) = next else { break };
        let is_valid = match next {
            '\n' | '\'' | '"' | '\\' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | 'x' => true,
            'N' | 'u' | 'U' => !flags.is_byte_string(),
            '0'..='7' => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let n_digits = rest.bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                if n_digits == 3 && next > '3' {
                    let digits = rest.get(..3).unwrap_or_default();
                    return Some(warning(source, token, counts_from, at, "octal escape", digits));
                }
                true
            }
            _ => false,
        };
        if !is_valid {
            return Some(warning(source, token, counts_from, at, "escape", next.encode_utf8(&mut [0; 4])));
        }
    }
    None
}

fn warning(source: &str, token: &Token, counts_from: &Token, at: usize, kind: &str, escape: &str) -> SyntaxWarning {
    let before = text_of(source, token).get(..at).unwrap_or_default();
    let n_lines = before.matches('\n').count() as u32;
    let lineno = line_of(source, counts_from.start().to_usize()) + n_lines;
    // CPython counts from the token that it decodes: without the prefix of bytes, and from the end of an f-string.
    let is_middle = token.kind() != TokenKind::String;
    let start = column_of(source, counts_from.start().to_usize());
    let offset = match before.rsplit_once('\n') {
        Some((_, tail)) => tail.chars().count() as i32 + 1,
        None if is_middle => start + before.chars().count() as i32 + 2,
        None => {
            let prefix = before.chars().take_while(|c| c.is_ascii_alphabetic()).count();
            let quotes = if prefix == 0 {
                0
            } else {
                prefix + if before.get(prefix..).is_some_and(|b| b.starts_with("\"\"\"") || b.starts_with("'''")) { 3 } else { 1 }
            };
            start + (before.chars().count() - quotes.min(before.chars().count())) as i32 + 1
        }
    };
    let end_offset = offset + if is_middle { 1 } else { 2 };
    // The parser sees the last line with an end that the text may lack.
    let quoted = crate::report::line_text(source, lineno).map(|t| format!("{}\n", t.trim_end_matches('\n')));
    let place = Place { offset, end_lineno: lineno, end_offset, text: quoted };
    SyntaxWarning {
        msg: format!(
            "\"\\{escape}\" is an invalid {kind} sequence. Such sequences will not work in the future. Did you mean \"\\\\{escape}\"? A raw string is also an option."
        ),
        lineno,
        place,
    }
}
