//! Text to tokens, as `tokenize` wants them: comments and blank lines among them, f-strings in pieces.
//!
//! CPython: Parser/lexer/lexer.c (tok_get_normal_mode, tok_get_fstring_mode), Python/Python-tokenize.c.

// CPython: Lib/token.py.
pub const NAME: i64 = 1;
pub const NUMBER: i64 = 2;
pub const STRING: i64 = 3;
pub const NEWLINE: i64 = 4;
pub const INDENT: i64 = 5;
pub const DEDENT: i64 = 6;
pub const OP: i64 = 55;
pub const FSTRING_START: i64 = 59;
pub const TSTRING_START: i64 = 62;
pub const COMMENT: i64 = 65;
pub const NL: i64 = 66;

/// Lines count from 1, columns from 0, in characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    pub line: usize,
    pub col: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub kind: i64,
    pub text: String,
    pub start: Place,
    pub end: Place,
    /// The whole lines on which it stands.
    pub line: String,
}

/// What ends the tokens before their end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    pub is_indentation: bool,
    pub msg: String,
    pub line: usize,
    pub offset: usize,
    pub text: Option<String>,
}

struct Lexer {
    lines: Vec<Vec<char>>,
    at: Place,
    tokens: Vec<Token>,
    depth: usize,
}

type Done = Result<(), Trouble>;

/// The tokens, and what is wrong behind them.
pub fn tokens(text: &str) -> (Vec<Token>, Option<Trouble>) {
    let lines = text.split_inclusive('\n').map(|line| line.chars().collect()).collect();
    let mut lexer = Lexer { lines, at: Place { line: 1, col: 0 }, tokens: Vec::new(), depth: 0 };
    let trouble = lexer.all().err();
    (lexer.tokens, trouble)
}

impl Lexer {
    fn line(&self, n: usize) -> &[char] {
        self.lines.get(n.wrapping_sub(1)).map_or(&[], Vec::as_slice)
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.line(self.at.line).get(self.at.col + ahead).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.peek(i) == Some(c))
    }

    /// Goes on by one character, over the end of a line too.
    fn step(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at.col += 1;
        if c == '\n' && self.at.line < self.lines.len() {
            self.at = Place { line: self.at.line + 1, col: 0 };
        }
        Some(c)
    }

    fn is_at_end(&self) -> bool {
        self.at.line >= self.lines.len() && self.peek(0).is_none()
    }

    fn between(&self, start: Place, end: Place) -> String {
        let mut out = String::new();
        for n in start.line..=end.line {
            let line = self.line(n);
            let from = if n == start.line { start.col } else { 0 };
            let to = if n == end.line { end.col } else { line.len() };
            out.extend(line.get(from..to.min(line.len())).unwrap_or_default());
        }
        out
    }

    fn lines_of(&self, start: Place, end: Place) -> String {
        (start.line..=end.line).flat_map(|n| self.line(n)).collect()
    }

    fn push(&mut self, kind: i64, text: String, start: Place, end: Place) {
        let line = self.lines_of(start, end);
        self.tokens.push(Token { kind, text, start, end, line });
    }

    fn push_from(&mut self, kind: i64, start: Place) {
        let text = self.between(start, self.at);
        self.push(kind, text, start, self.at);
    }

    fn trouble(&self, msg: &str, at: Place) -> Trouble {
        Trouble { is_indentation: false, msg: msg.to_owned(), line: at.line, offset: at.col + 1, text: None }
    }

    fn all(&mut self) -> Done {
        let mut indents: Vec<usize> = Vec::new();
        while !self.is_at_end() {
            self.logical_line(&mut indents)?;
        }
        let end = Place { line: self.lines.len() + 1, col: 0 };
        for _ in indents {
            self.tokens.push(Token { kind: DEDENT, text: String::new(), start: end, end, line: String::new() });
        }
        self.tokens.push(Token { kind: 0, text: String::new(), start: end, end, line: String::new() });
        Ok(())
    }

    /// Up to the end of a statement, or one line without any.
    fn logical_line(&mut self, indents: &mut Vec<usize>) -> Done {
        let begin = self.at;
        let mut width = 0;
        while let Some(c) = self.peek(0) {
            width = match c {
                ' ' => width + 1,
                '\t' => (width / 8 + 1) * 8,
                '\x0c' => 0,
                _ => break,
            };
            self.at.col += 1;
        }
        if matches!(self.peek(0), None | Some('#' | '\n' | '\r')) {
            self.comment();
            self.line_end(NL);
            return Ok(());
        }
        let last = indents.last().copied().unwrap_or(0);
        if width > last {
            indents.push(width);
            let text = self.between(begin, self.at);
            self.push(INDENT, text, begin, self.at);
        }
        while indents.last().is_some_and(|last| width < *last) {
            indents.pop();
            if width > indents.last().copied().unwrap_or(0) {
                return Err(Trouble {
                    is_indentation: true,
                    msg: "unindent does not match any outer indentation level".to_owned(),
                    line: self.at.line,
                    offset: self.line(self.at.line).len(),
                    text: Some(self.line(self.at.line).iter().collect::<String>().trim_end_matches('\n').to_owned()),
                });
            }
            self.push(DEDENT, String::new(), self.at, self.at);
        }
        loop {
            while matches!(self.peek(0), Some(' ' | '\t' | '\x0c')) {
                self.at.col += 1;
            }
            match self.peek(0) {
                Some('#') => self.comment(),
                None | Some('\n') | Some('\r') if self.depth > 0 => {
                    if self.is_at_end() {
                        let at = self.at;
                        self.push(NL, String::new(), at, Place { col: at.col + 1, ..at });
                        let trouble = self.trouble("unexpected EOF in multi-line statement", at);
                        return Err(Trouble { offset: at.col.saturating_sub(1), ..trouble });
                    }
                    self.line_end(NL);
                }
                None | Some('\n') | Some('\r') => {
                    self.line_end(NEWLINE);
                    return Ok(());
                }
                Some(_) => self.token()?,
            }
        }
    }

    fn comment(&mut self) {
        if self.peek(0) != Some('#') {
            return;
        }
        let start = self.at;
        while !matches!(self.peek(0), None | Some('\n' | '\r')) {
            self.at.col += 1;
        }
        self.push_from(COMMENT, start);
    }

    /// The end of a line, if there is one; the last line may have none.
    fn line_end(&mut self, kind: i64) {
        let start = self.at;
        let text = match (self.peek(0), self.peek(1)) {
            (Some('\r'), Some('\n')) => "\r\n",
            (Some('\r'), _) => "\r",
            (Some(_), _) => "\n",
            (None, _) => "",
        };
        let end = Place { line: start.line, col: start.col + text.len().max(1) };
        self.push(kind, text.to_owned(), start, end);
        self.at = if self.at.line < self.lines.len() {
            Place { line: start.line + 1, col: 0 }
        } else {
            Place { col: self.line(start.line).len(), ..start }
        };
    }

    fn token(&mut self) -> Done {
        let start = self.at;
        let Some(c) = self.peek(0) else { return Ok(()) };
        if c == '\\' {
            self.at.col += 1;
            if !matches!(self.peek(0), Some('\n' | '\r')) {
                let end = Place { col: self.line(start.line).len(), ..start };
                return Err(self.trouble("unexpected character after line continuation character", end));
            }
            self.at = Place { line: start.line + 1, col: 0 };
            return Ok(());
        }
        if c == '"' || c == '\'' {
            return self.string(start);
        }
        if c.is_ascii_digit() || (c == '.' && self.peek(1).is_some_and(|d| d.is_ascii_digit())) {
            return self.number(start);
        }
        if c == '_' || c.is_alphabetic() || !c.is_ascii() {
            while self.peek(0).is_some_and(|c| c == '_' || c.is_alphanumeric() || !c.is_ascii()) {
                self.at.col += 1;
            }
            let word = self.between(start, self.at).to_ascii_lowercase();
            if matches!(self.peek(0), Some('"' | '\''))
                && matches!(word.as_str(), "r" | "u" | "b" | "br" | "rb" | "f" | "fr" | "rf" | "t" | "tr" | "rt")
            {
                return if word.contains(['f', 't']) { self.template(start, &word) } else { self.string(start) };
            }
            self.push_from(NAME, start);
            return Ok(());
        }
        const LONG: [&str; 24] = [
            "**=", "//=", ">>=", "<<=", "...", "!=", "->", ":=", "**", "//", ">>", "<<", "==", "<=", ">=", "+=", "-=", "*=", "/=", "%=",
            "&=", "|=", "^=", "@=",
        ];
        let n = LONG.iter().find(|op| self.starts_with(op)).map_or(1, |op| op.len());
        match c {
            '(' | '[' | '{' => self.depth += 1,
            ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.at.col += n;
        self.push_from(OP, start);
        Ok(())
    }

    fn number(&mut self, start: Place) -> Done {
        let radix = match (self.peek(0), self.peek(1).map(|c| c.to_ascii_lowercase())) {
            (Some('0'), Some('x')) => Some((16, "hexadecimal")),
            (Some('0'), Some('o')) => Some((8, "octal")),
            (Some('0'), Some('b')) => Some((2, "binary")),
            _ => None,
        };
        if let Some((radix, name)) = radix {
            self.at.col += 2;
            let first = self.at.col;
            while self.peek(0).is_some_and(|c| c == '_' || c.is_digit(radix)) {
                self.at.col += 1;
            }
            if self.at.col == first {
                return Err(self.trouble(&format!("invalid {name} literal"), Place { col: self.at.col - 1, ..self.at }));
            }
            self.push_from(NUMBER, start);
            return Ok(());
        }
        self.digits()?;
        if self.peek(0) == Some('.') {
            self.at.col += 1;
            self.digits()?;
        }
        let signed = usize::from(matches!(self.peek(1), Some('+' | '-')));
        if matches!(self.peek(0), Some('e' | 'E')) && self.peek(1 + signed).is_some_and(|c| c.is_ascii_digit()) {
            self.at.col += 1 + signed;
            self.digits()?;
        }
        if matches!(self.peek(0), Some('j' | 'J')) {
            self.at.col += 1;
        }
        self.push_from(NUMBER, start);
        Ok(())
    }

    fn digits(&mut self) -> Done {
        while let Some(c) = self.peek(0) {
            if c == '_' && !self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
                return Err(self.trouble("invalid decimal literal", self.at));
            }
            if c != '_' && !c.is_ascii_digit() {
                break;
            }
            self.at.col += 1;
        }
        Ok(())
    }

    /// The quote where it stands, three of a kind or one.
    fn quote(&mut self) -> String {
        let c = self.peek(0).unwrap_or('"');
        let n = if self.peek(1) == Some(c) && self.peek(2) == Some(c) { 3 } else { 1 };
        self.at.col += n;
        std::iter::repeat_n(c, n).collect()
    }

    fn string(&mut self, start: Place) -> Done {
        let quote = self.quote();
        loop {
            if self.starts_with(&quote) {
                self.at.col += quote.len();
                self.push_from(STRING, start);
                return Ok(());
            }
            match self.peek(0) {
                None if quote.len() == 3 => return Err(self.trouble("EOF in multi-line string", start)),
                None | Some('\n') if quote.len() == 1 => {
                    let msg = format!("unterminated string literal (detected at line {})", start.line);
                    return Err(self.trouble(&msg, start));
                }
                Some('\\') => {
                    self.step();
                    self.step();
                }
                _ => {
                    self.step();
                }
            }
        }
    }

    /// A string of pieces: those between braces are code.
    fn template(&mut self, start: Place, prefix: &str) -> Done {
        let kind = if prefix.contains('t') { TSTRING_START } else { FSTRING_START };
        let quote = self.quote();
        self.push_from(kind, start);
        self.pieces(start, kind, &quote, prefix.contains('r'), false)?;
        let end = self.at;
        self.at.col += quote.len();
        self.push_from(kind + 2, end);
        Ok(())
    }

    /// Up to the quote, or of a format up to the brace that ends it.
    fn pieces(&mut self, start: Place, kind: i64, quote: &str, raw: bool, is_format: bool) -> Done {
        let (mut piece, mut text, mut after_code) = (self.at, String::new(), false);
        loop {
            let c = self.peek(0);
            let ends = if is_format { c == Some('}') } else { self.starts_with(quote) };
            let is_code = c == Some('{') && (is_format || self.peek(1) != Some('{'));
            if ends || is_code {
                if !text.is_empty() || (ends && is_format && after_code) {
                    self.push(kind + 1, std::mem::take(&mut text), piece, self.at);
                }
                if ends {
                    return Ok(());
                }
                self.code(start, kind, quote, raw)?;
                (piece, after_code) = (self.at, true);
                continue;
            }
            match c {
                None | Some('\n') if c.is_none() || quote.len() == 1 => {
                    let (name, triple) =
                        (if kind == TSTRING_START { "t" } else { "f" }, if quote.len() == 3 { "triple-quoted " } else { "" });
                    let msg = format!("unterminated {triple}{name}-string literal (detected at line {})", self.at.line);
                    return Err(self.trouble(&msg, start));
                }
                Some('\\') if !raw && !matches!(self.peek(1), Some('{' | '}')) => {
                    text.extend(self.step());
                    text.extend(self.step());
                }
                Some('{' | '}') => {
                    // Doubled: one stands for both, and a new piece begins.
                    text.extend(self.step());
                    self.push(kind + 1, std::mem::take(&mut text), piece, self.at);
                    self.at.col += 1;
                    (piece, after_code) = (self.at, false);
                }
                _ => {
                    text.extend(self.step());
                }
            }
        }
    }

    /// From one brace to the other.
    fn code(&mut self, start: Place, kind: i64, quote: &str, raw: bool) -> Done {
        let outside = self.depth;
        self.token()?;
        let inside = self.depth;
        loop {
            while matches!(self.peek(0), Some(' ' | '\t' | '\x0c')) {
                self.at.col += 1;
            }
            match self.peek(0) {
                None => {
                    let at = self.at;
                    self.push(NL, String::new(), at, Place { col: at.col + 1, ..at });
                    return Err(self.trouble("unexpected EOF in multi-line statement", at));
                }
                Some('#') => self.comment(),
                Some('\n' | '\r') => self.line_end(NL),
                Some('}') if self.depth == inside => {
                    self.token()?;
                    self.depth = outside;
                    return Ok(());
                }
                Some(':') if self.depth == inside => {
                    let colon = self.at;
                    self.at.col += 1;
                    self.push_from(OP, colon);
                    self.pieces(start, kind, quote, raw, true)?;
                }
                Some('!') if self.peek(1) != Some('=') => {
                    let mark = self.at;
                    self.at.col += 1;
                    self.push_from(OP, mark);
                }
                Some(_) => self.token()?,
            }
        }
    }
}
