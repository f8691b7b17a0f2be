//! SyntaxWarnings: what CPython prints on stderr while it compiles and then goes on.
//!
//! The library gives those of its code generator; those of the tokenizer (escapes that mean nothing, a number
//! that runs into a keyword) are found here, in the parser's tokens.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{Mode as ParserMode, ParseOptions};
use ruff_text_size::Ranged;

/// Category SyntaxWarning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxWarning {
    pub msg: String,
    pub lineno: u32,
}

impl SyntaxWarning {
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
    SyntaxWarning { msg: format!("invalid {kind} literal"), lineno: line_of(source, token.start().to_usize()) }
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
    let n_lines = text_of(source, token).get(..at).unwrap_or_default().matches('\n').count() as u32;
    SyntaxWarning {
        msg: format!(
            "\"\\{escape}\" is an invalid {kind} sequence. Such sequences will not work in the future. Did you mean \"\\\\{escape}\"? A raw string is also an option."
        ),
        lineno: line_of(source, counts_from.start().to_usize()) + n_lines,
    }
}
