//! CPython's tokenizer to the letter, with its moods: a token at a time, brackets, indentation, strings and the literals with
//! braces in them; and what it says when it cannot go on. Columns are bytes.
//!
//! CPython: Parser/lexer/lexer.c (tok_get_normal_mode, tok_get_fstring_mode), Parser/tokenizer/string_tokenizer.c.

use super::number::Number;
use super::template::Template;

/// CPython: Parser/lexer/state.h.
const MAX_INDENT: usize = 100;
const MAX_LEVEL: usize = 200;
const TAB: usize = 8;
pub(super) const EOF: i32 = -1;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    End,
    Name,
    Number,
    String,
    Newline,
    Indent,
    Dedent,
    /// An operator, by its place in `OPERATORS`.
    Op(u8),
    /// f or t before the quote.
    TemplateStart(u8),
    TemplateMiddle(u8),
    TemplateEnd(u8),
    TypeComment,
    Error,
}

/// Operators, longest first.
pub(super) const OPERATORS: [&str; 48] = [
    "**=", "//=", "<<=", ">>=", "...", "!=", "%=", "&=", "**", "*=", "+=", "-=", "->", "//", "/=", ":=", "<<", "<=", "<>", "==", ">=",
    ">>", "@=", "^=", "|=", "%", "&", "(", ")", "*", "+", ",", "-", ".", "/", ":", ";", "<", "=", ">", "@", "[", "]", "^", "{", "|", "}",
    "~",
];
/// `!` alone stands behind them.
pub(super) const EXCLAMATION: u8 = 48;

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// Bytes of the source.
    pub start: usize,
    pub end: usize,
    pub line: u32,
    /// -1: it has no place.
    pub col: i32,
    pub end_line: u32,
    pub end_col: i32,
    /// Brackets that are open behind it.
    pub level: usize,
}

/// Why the tokenizer stopped. CPython: Include/internal/pycore_errcode? Include/errcode.h.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Done {
    Ok,
    Eof,
    /// It has said what is wrong.
    Error,
    Dedent,
    TabSpace,
    TooDeep,
    Continuation,
    /// In text that nobody ends.
    OpenString,
}

/// What the tokenizer itself complains of; offsets count characters.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Complaint {
    pub msg: String,
    pub line: u32,
    pub col: i32,
    pub end_col: i32,
    pub text: String,
}

/// A kind, and where it stands if anywhere.
pub(super) type Found = (Kind, Option<(usize, usize)>);

pub(super) struct Lexer<'a> {
    pub bytes: &'a [u8],
    pub cur: usize,
    /// Where the line or lines that were read end.
    pub inp: usize,
    /// Where the lines that are kept begin.
    pub buf: usize,
    pub(super) start: Option<usize>,
    pub line_start: usize,
    pub(super) multi_line_start: usize,
    pub(super) first_line: u32,
    pub line: u32,
    pub(super) col: i32,
    pub(super) starting_col: i32,
    at_bol: bool,
    pending: i32,
    indents: Vec<(usize, usize)>,
    /// Open brackets: which, line, column.
    pub brackets: Vec<(u8, u32, i32)>,
    pub(super) templates: Vec<Template>,
    pub done: Done,
    pub complaint: Option<Complaint>,
    /// Comments that tell types are tokens.
    pub type_comments: bool,
    /// Comments that tell checkers to look away: lines, and what stands behind.
    pub ignores: Vec<(u32, String)>,
}

fn starts_name(c: i32) -> bool {
    c >= 128 || u8::try_from(c).is_ok_and(|c| c.is_ascii_alphabetic() || c == b'_')
}

fn is_name(c: i32) -> bool {
    starts_name(c) || is_digit(c)
}

pub(super) fn is_digit(c: i32) -> bool {
    u8::try_from(c).is_ok_and(|c| c.is_ascii_digit())
}

pub(super) fn is(c: i32, byte: u8) -> bool {
    c == i32::from(byte)
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str, type_comments: bool) -> Lexer<'a> {
        Lexer {
            bytes: text.as_bytes(),
            cur: 0,
            inp: 0,
            buf: 0,
            start: None,
            line_start: 0,
            multi_line_start: 0,
            first_line: 0,
            line: 0,
            col: 0,
            starting_col: -1,
            at_bol: true,
            pending: 0,
            indents: vec![(0, 0)],
            brackets: Vec::new(),
            templates: Vec::new(),
            done: Done::Ok,
            complaint: None,
            type_comments,
            ignores: Vec::new(),
        }
    }

    /// CPython: tok_nextc, tok_underflow_string.
    pub(super) fn next(&mut self) -> i32 {
        loop {
            if self.cur != self.inp {
                self.col += 1;
                let c = self.bytes.get(self.cur).copied().unwrap_or(0);
                self.cur += 1;
                return i32::from(c);
            }
            if self.done != Done::Ok {
                return EOF;
            }
            if self.inp >= self.bytes.len() {
                self.done = Done::Eof;
                return EOF;
            }
            let rest = self.bytes.get(self.inp..).unwrap_or_default();
            let end = rest.iter().position(|b| *b == b'\n').map_or(self.bytes.len(), |at| self.inp + at + 1);
            if self.start.is_none() {
                self.buf = self.cur;
            }
            self.line_start = self.cur;
            self.line += 1;
            self.col = 0;
            self.inp = end;
        }
    }

    pub(super) fn back(&mut self, c: i32) {
        if c != EOF && self.cur > 0 {
            self.cur -= 1;
            self.col -= 1;
        }
    }

    fn text(&self, from: usize, to: usize) -> String {
        String::from_utf8_lossy(self.bytes.get(from..to).unwrap_or_default()).into_owned()
    }

    pub(super) fn complain(&mut self, msg: impl Into<String>) -> Kind {
        let col = self.text(self.line_start, self.cur).chars().count() as i32;
        self.complain_at(msg, col, col)
    }

    /// CPython: _syntaxerror_range.
    pub(super) fn complain_at(&mut self, msg: impl Into<String>, col: i32, end_col: i32) -> Kind {
        let rest = self.bytes.get(self.line_start..).unwrap_or_default();
        let end = rest.iter().position(|b| *b == b'\n').map_or(self.bytes.len(), |at| self.line_start + at);
        let text = self.text(self.line_start, end);
        self.complaint = Some(Complaint { msg: msg.into(), line: self.line, col, end_col, text });
        self.done = Done::Error;
        Kind::Error
    }

    pub fn in_template(&self) -> bool {
        !self.templates.is_empty()
    }

    pub(super) fn template(&mut self) -> Template {
        self.templates.last().copied().unwrap_or_default()
    }

    pub(super) fn set(&mut self, change: impl FnOnce(&mut Template)) {
        if let Some(top) = self.templates.last_mut() {
            change(top);
        }
    }

    /// Of the innermost template: `f-string: ` or `t-string: `.
    pub fn prefix(&self) -> char {
        self.templates.last().map_or('f', |t| char::from(t.word))
    }

    /// CPython: _PyTokenizer_Get, _PyLexer_token_setup.
    pub fn token(&mut self) -> Token {
        let (kind, place) = match self.templates.last() {
            Some(top) if top.is_text => self.in_text(),
            _ => self.in_code(),
        };
        let is_string = matches!(kind, Kind::String | Kind::TemplateMiddle(_));
        let line = if is_string { self.first_line } else { self.line };
        let line_start = if is_string { self.multi_line_start } else { self.line_start };
        let (mut col, mut end_col) = (-1, -1);
        if let Some((start, end)) = place {
            if start >= line_start {
                col = self.starting_col;
            }
            if end >= self.line_start {
                end_col = self.col;
            }
        }
        let (start, end) = place.unwrap_or((self.cur, self.cur));
        Token { kind, start, end, line, col, end_line: self.line, end_col, level: self.brackets.len() }
    }

    fn continuation(&mut self) -> bool {
        let c = self.next();
        if !is(c, b'\n') {
            self.done = Done::Continuation;
            return false;
        }
        let c = self.next();
        if c == EOF {
            self.done = Done::Eof;
            self.cur = self.inp;
            return false;
        }
        self.back(c);
        true
    }

    pub(super) fn here(&self) -> Option<(usize, usize)> {
        Some((self.start.unwrap_or(self.cur), self.cur))
    }

    /// None: the line is blank. CPython: the first part of tok_get_normal_mode.
    fn indentation(&mut self) -> Result<bool, Kind> {
        let (mut col, mut alt) = (0, 0);
        let mut continued = 0;
        self.at_bol = false;
        let c = loop {
            let c = self.next();
            if is(c, b' ') {
                col += 1;
                alt += 1;
            } else if is(c, b'\t') {
                col = (col / TAB + 1) * TAB;
                alt += 1;
            } else if is(c, b'\x0c') {
                (col, alt) = (0, 0);
            } else if is(c, b'\\') {
                continued = if continued != 0 { continued } else { col };
                if !self.continuation() {
                    return Err(Kind::Error);
                }
            } else {
                break c;
            }
        };
        self.back(c);
        let is_blank = is(c, b'#') || is(c, b'\n');
        if is_blank || !self.brackets.is_empty() {
            return Ok(is_blank);
        }
        if continued != 0 {
            (col, alt) = (continued, continued);
        }
        let top = self.indents.last().copied().unwrap_or_default();
        if col == top.0 {
            if alt != top.1 {
                return Err(self.bad_tabs());
            }
        } else if col > top.0 {
            if self.indents.len() >= MAX_INDENT {
                self.done = Done::TooDeep;
                self.cur = self.inp;
                return Err(Kind::Error);
            }
            if alt <= top.1 {
                return Err(self.bad_tabs());
            }
            self.pending += 1;
            self.indents.push((col, alt));
        } else {
            while self.indents.len() > 1 && self.indents.last().is_some_and(|t| col < t.0) {
                self.pending -= 1;
                self.indents.pop();
            }
            let top = self.indents.last().copied().unwrap_or_default();
            if col != top.0 {
                self.done = Done::Dedent;
                self.cur = self.inp;
                return Err(Kind::Error);
            }
            if alt != top.1 {
                return Err(self.bad_tabs());
            }
        }
        Ok(false)
    }

    fn bad_tabs(&mut self) -> Kind {
        self.done = Done::TabSpace;
        self.cur = self.inp;
        Kind::Error
    }

    /// In mode `single` the end of the text closes all blocks.
    pub fn close_blocks(&mut self) {
        self.pending = -(self.indents.len() as i32 - 1);
        self.indents.truncate(1);
    }

    #[allow(clippy::too_many_lines)]
    pub(super) fn in_code(&mut self) -> Found {
        'line: loop {
            self.start = None;
            self.starting_col = -1;
            let mut is_blank = false;
            if self.at_bol {
                match self.indentation() {
                    Ok(blank) => is_blank = blank,
                    Err(kind) => return (kind, None),
                }
            }
            self.start = Some(self.cur);
            self.starting_col = self.col;
            if self.pending != 0 {
                let is_dedent = self.pending < 0;
                self.pending += if is_dedent { 1 } else { -1 };
                return (if is_dedent { Kind::Dedent } else { Kind::Indent }, None);
            }
            let c = self.next();
            self.back(c);
            loop {
                self.start = None;
                let mut c = self.next();
                while matches!(u8::try_from(c), Ok(b' ' | b'\t' | b'\x0c')) {
                    c = self.next();
                }
                self.start = Some(self.cur.saturating_sub(usize::from(c != EOF)));
                self.starting_col = if c == EOF { self.col } else { self.col - 1 };
                if is(c, b'#') {
                    while c != EOF && !is(c, b'\n') {
                        c = self.next();
                    }
                    if self.type_comments
                        && let Some(token) = self.type_comment(c)
                    {
                        return token;
                    }
                }
                if c == EOF {
                    let is_end = self.brackets.is_empty() && self.done == Done::Eof;
                    return (if is_end { Kind::End } else { Kind::Error }, None);
                }
                if starts_name(c) {
                    return self.name(c);
                }
                if is(c, b'\n') {
                    self.at_bol = true;
                    if is_blank || !self.brackets.is_empty() {
                        continue 'line;
                    }
                    let start = self.start.unwrap_or(self.cur);
                    return (Kind::Newline, Some((start, self.cur - 1)));
                }
                if is(c, b'.') {
                    let c2 = self.next();
                    if is_digit(c2) {
                        return self.number(Number::Fraction(c2));
                    }
                    self.back(c2);
                    return self.operator(c);
                }
                if is_digit(c) {
                    return self.number(Number::Digits(c));
                }
                if is(c, b'\'') || is(c, b'"') {
                    return self.string(c);
                }
                if is(c, b'\\') {
                    if !self.continuation() {
                        return (Kind::Error, None);
                    }
                    continue;
                }
                return self.punctuation(c);
            }
        }
    }

    /// CPython: the part about type comments in tok_get_normal_mode.
    fn type_comment(&mut self, c: i32) -> Option<Found> {
        let start = self.start?;
        let rest = self.bytes.get(start..self.cur)?;
        let trim =
            |rest: &'a [u8]| rest.iter().position(|b| !matches!(b, b' ' | b'\t')).map_or(&[][..], |at| rest.get(at..).unwrap_or_default());
        let rest = trim(rest.strip_prefix(b"#")?);
        let rest = trim(rest.strip_prefix(b"type:")?);
        let ignore =
            rest.strip_prefix(b"ignore").filter(|behind| behind.first().is_none_or(|b| b.is_ascii() && !b.is_ascii_alphanumeric()));
        if let Some(behind) = ignore {
            let text = String::from_utf8_lossy(behind).trim_end_matches('\n').to_owned();
            self.ignores.push((self.line, text));
            return None;
        }
        let rest = rest.strip_suffix(b"\n").unwrap_or(rest);
        self.back(c);
        let from = self.cur - rest.len();
        self.starting_col += (from - start) as i32;
        Some((Kind::TypeComment, Some((from, self.cur))))
    }

    fn name(&mut self, first: i32) -> Found {
        let mut c = first;
        let mut saw: Vec<u8> = Vec::new();
        // CPython: _PyLexer... maybe_raise_syntax_error_for_string_prefixes.
        while let Ok(letter) = u8::try_from(c).map(|c| c.to_ascii_lowercase()) {
            if !matches!(letter, b'b' | b'u' | b'r' | b'f' | b't') || saw.contains(&letter) {
                break;
            }
            saw.push(letter);
            c = self.next();
            if is(c, b'"') || is(c, b'\'') {
                if let Some((one, other)) = incompatible(&saw) {
                    let start = self.start.unwrap_or(self.cur) - self.line_start;
                    let end = self.cur - self.line_start;
                    let msg = format!("'{one}' and '{other}' prefixes are incompatible");
                    return (self.complain_at(msg, start as i32 + 1, end as i32), None);
                }
                if saw.contains(&b'f') || saw.contains(&b't') {
                    return self.template_start(c, &saw);
                }
                return self.string(c);
            }
        }
        let mut is_ascii = true;
        while is_name(c) {
            is_ascii &= c < 128;
            c = self.next();
        }
        self.back(c);
        if !is_ascii && !self.verify_name() {
            return (Kind::Error, None);
        }
        (Kind::Name, self.here())
    }

    /// CPython: verify_identifier.
    fn verify_name(&mut self) -> bool {
        let start = self.start.unwrap_or(self.cur);
        let text = self.text(start, self.cur);
        let mut chars = text.char_indices();
        let is_first_good = chars.next().is_some_and(|(_, c)| c == '_' || unicode_ident::is_xid_start(c));
        let bad = if is_first_good { chars.find(|(_, c)| !unicode_ident::is_xid_continue(*c)) } else { text.char_indices().next() };
        let Some((at, c)) = bad else { return true };
        if at + c.len_utf8() < text.len() {
            self.cur = start + at + c.len_utf8();
        }
        let code = u32::from(c);
        match pyvarium_code::text::is_printable(c) {
            true => self.complain(format!("invalid character '{c}' (U+{code:04X})")),
            false => self.complain(format!("invalid non-printable character U+{code:04X}")),
        };
        false
    }

    /// `c`: the quote. CPython: from the label letter_quote.
    fn string(&mut self, quote: i32) -> Found {
        let start = self.start.unwrap_or(self.cur);
        let (mut size, mut end_size) = (1, 0);
        self.first_line = self.line;
        self.multi_line_start = self.line_start;
        let mut is_escaped = false;
        let mut c = self.next();
        if c == quote {
            c = self.next();
            if c == quote {
                size = 3;
            } else {
                end_size = 1;
            }
        }
        if c != quote {
            self.back(c);
        }
        while end_size != size {
            c = self.next();
            if c == EOF || (size == 1 && is(c, b'\n')) {
                self.cur = start + 1;
                self.line_start = self.multi_line_start;
                let found = self.line;
                self.line = self.first_line;
                let top = self.template();
                if self.in_template() && is(quote, top.quote) && top.quote_size == size {
                    return (self.complain(format!("{}-string: expecting '}}'", char::from(top.word))), None);
                }
                let msg = match (size, is_escaped) {
                    (3, _) => format!("unterminated triple-quoted string literal (detected at line {found})"),
                    (_, true) => format!("unterminated string literal (detected at line {found}); perhaps you escaped the end quote?"),
                    _ => format!("unterminated string literal (detected at line {found})"),
                };
                let kind = self.complain(msg);
                if !is(c, b'\n') {
                    self.done = Done::OpenString;
                }
                return (kind, None);
            }
            if c == quote {
                end_size += 1;
            } else {
                end_size = 0;
                if is(c, b'\\') {
                    c = self.next();
                    is_escaped |= c == quote;
                }
            }
        }
        (Kind::String, self.here())
    }

    /// The longest operator that begins with `c`.
    fn operator(&mut self, c: i32) -> Found {
        let start = self.cur - 1;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let Some(at) = OPERATORS.iter().position(|op| rest.starts_with(op.as_bytes())) else {
            if is(c, b'!') {
                return (Kind::Op(EXCLAMATION), self.here());
            }
            return (Kind::Error, None);
        };
        for _ in 1..OPERATORS.get(at).map_or(1, |op| op.len()) {
            self.next();
        }
        (Kind::Op(at as u8), self.here())
    }

    fn punctuation(&mut self, c: i32) -> Found {
        let top = self.template();
        let byte = u8::try_from(c).unwrap_or(0);
        if matches!(byte, b':' | b'}' | b'!' | b'{') && self.in_template() && top.field_depth >= 0 {
            let cursor = top.depth - i32::from(byte != b'{');
            if byte == b':' && cursor == top.field_depth {
                self.set(|t| {
                    t.is_text = true;
                    t.in_spec = true;
                });
                let colon = OPERATORS.iter().position(|op| *op == ":").unwrap_or(0);
                return (Kind::Op(colon as u8), self.here());
            }
        }
        // Operators of two or three characters are no brackets.
        let rest = self.bytes.get(self.cur - 1..).unwrap_or_default();
        if OPERATORS.iter().any(|op| op.len() > 1 && *op != "..." && rest.starts_with(op.as_bytes())) {
            return self.operator(c);
        }
        match byte {
            b'(' | b'[' | b'{' => {
                if self.brackets.len() >= MAX_LEVEL {
                    return (self.complain("too many nested parentheses"), None);
                }
                let col = self.start.unwrap_or(self.cur) as i32 - self.line_start as i32;
                self.brackets.push((byte, self.line, col));
                self.set(|t| t.depth += 1);
            }
            b')' | b']' | b'}' => {
                if let Some(kind) = self.close(byte) {
                    return (kind, None);
                }
            }
            _ => {}
        }
        if c < 32 || c == 127 {
            return (self.complain(format!("invalid non-printable character U+{c:04X}")), None);
        }
        if byte == b'=' && top.field_depth >= 0 && top.depth - top.field_depth == 1 {
            self.set(|t| t.is_debug = true);
        }
        if !matches!(byte, b'!' | b'$' | b'?' | b'`') {
            return self.operator(c);
        }
        if byte == b'!' {
            return (Kind::Op(EXCLAMATION), self.here());
        }
        // CPython's OP, which no rule takes.
        (Kind::Op(EXCLAMATION + 1), self.here())
    }

    /// What is wrong with a closing bracket. CPython: the second switch of tok_get_normal_mode.
    fn close(&mut self, c: u8) -> Option<Kind> {
        let top = self.template();
        let (shown, word) = (char::from(c), char::from(top.word));
        if self.in_template() && top.depth == 0 && c == b'}' {
            return Some(self.complain(format!("{word}-string: single '}}' is not allowed")));
        }
        let Some((open, line, _)) = self.brackets.pop() else {
            return Some(self.complain(format!("unmatched '{shown}'")));
        };
        if !matches!((open, c), (b'(', b')') | (b'[', b']') | (b'{', b'}')) {
            if self.in_template() && open == b'{' && top.depth - 1 == top.field_depth {
                return Some(self.complain(format!("{word}-string: unmatched '{shown}'")));
            }
            let open = char::from(open);
            let place = if line == self.line { String::new() } else { format!(" on line {line}") };
            return Some(self.complain(format!("closing parenthesis '{shown}' does not match opening parenthesis '{open}'{place}")));
        }
        if self.in_template() {
            self.set(|t| t.depth -= 1);
            if top.depth - 1 < 0 {
                return Some(self.complain(format!("{word}-string: unmatched '{shown}'")));
            }
            if c == b'}' && top.depth - 1 == top.field_depth {
                self.set(|t| {
                    t.field_depth -= 1;
                    t.is_text = true;
                    t.in_spec = false;
                    t.is_debug = false;
                });
            }
        }
        None
    }
}

/// The first two letters of a string's prefix that do not go together. CPython: maybe_raise_syntax_error_for_string_prefixes.
fn incompatible(saw: &[u8]) -> Option<(char, char)> {
    const PAIRS: [(u8, u8); 7] = [(b'u', b'b'), (b'u', b'r'), (b'u', b'f'), (b'u', b't'), (b'b', b'f'), (b'b', b't'), (b'f', b't')];
    let pair = PAIRS.iter().find(|(a, b)| saw.contains(a) && saw.contains(b))?;
    Some((char::from(pair.0), char::from(pair.1)))
}
