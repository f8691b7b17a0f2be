//! A rough scan of a source text into the few kinds of token that nesting depends on. It never fails: text
//! that is no Python gives some tokens, and the parser says what is wrong.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Token {
    /// Start of a logical line: blocks around it.
    Indents {
        n_open: usize,
        line: u32,
    },
    Newline,
    /// A call or subscript is postfix.
    Open {
        is_postfix: bool,
    },
    Close,
    Prefix,
    Operator,
    /// `**` between operands.
    Power,
    Dot,
    /// Comma or semicolon.
    Separator,
    /// What ends an operand: a comparison, `and`, `or`, `in`, `is`, `=`, `:`.
    Boundary,
    /// `lambda`, and the `if` of a conditional expression.
    Loose,
    For,
    Elif,
}

/// Where the scan is inside nested f-strings and their replacement fields.
enum Inside {
    /// Text of an f-string or t-string: its quote, and whether that is tripled.
    Literal { quote: u8, is_triple: bool, is_raw: bool },
    /// A replacement field; brackets open at its start.
    Field { n_brackets: usize },
    /// A format specification.
    Spec,
}

pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
    n_brackets: usize,
    /// Columns of the open blocks.
    indents: Vec<usize>,
    at_line_start: bool,
    /// The last token could end an operand.
    after_operand: bool,
    /// The last token was a comparison, or `is`.
    before: Before,
    inside: Vec<Inside>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Comparison,
    Is,
    Other,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(source: &'a str) -> Scanner<'a> {
        Scanner {
            bytes: source.as_bytes(),
            at: 0,
            line: 1,
            n_brackets: 0,
            indents: Vec::new(),
            at_line_start: true,
            after_operand: false,
            before: Before::Other,
            inside: Vec::new(),
        }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn newline(&mut self) {
        self.at += 1;
        self.line += 1;
    }

    /// Blanks in front of a logical line, empty and comment lines passed over.
    fn line_start(&mut self) -> Option<Token> {
        loop {
            let mut here = 0;
            loop {
                match self.peek(0) {
                    b' ' => here += 1,
                    b'\t' => here = (here / 8 + 1) * 8,
                    b'\x0c' => here = 0,
                    _ => break,
                }
                self.at += 1;
            }
            if self.at >= self.bytes.len() {
                return None;
            }
            match self.peek(0) {
                b'#' => self.comment(),
                b'\n' => self.newline(),
                _ => {
                    self.indent(here);
                    self.at_line_start = false;
                    self.after_operand = false;
                    return Some(Token::Indents { n_open: self.indents.len(), line: self.line });
                }
            }
        }
    }

    fn indent(&mut self, column: usize) {
        while self.indents.last().is_some_and(|open| *open > column) {
            self.indents.pop();
        }
        if column > self.indents.last().copied().unwrap_or(0) {
            self.indents.push(column);
        }
    }

    fn comment(&mut self) {
        while self.at < self.bytes.len() && self.peek(0) != b'\n' {
            self.at += 1;
        }
    }

    fn word(&mut self) -> Option<Token> {
        let start = self.at;
        while self.peek(0).is_ascii_alphanumeric() || self.peek(0) == b'_' || self.peek(0) >= 0x80 {
            self.at += 1;
        }
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        let is_keyword_operand =
            !matches!(word, b"not" | b"await" | b"lambda" | b"if" | b"else" | b"elif" | b"for" | b"in" | b"is" | b"and" | b"or");
        if is_keyword_operand && matches!(self.peek(0), b'"' | b'\'') && is_string_prefix(word) {
            self.string(word);
            return None;
        }
        let was_operand = self.after_operand;
        let before = std::mem::replace(&mut self.before, Before::Other);
        self.after_operand =
            is_keyword_operand && !matches!(word, b"return" | b"yield" | b"print" | b"del" | b"assert" | b"raise" | b"case" | b"while");
        match word {
            // `a not in b`, `a is not b`
            b"not" if was_operand || before == Before::Is => Some(Token::Boundary),
            // No grammar allows it, but a parser goes deeper before it says so.
            b"not" if before == Before::Comparison => Some(Token::Loose),
            b"is" => {
                self.before = Before::Is;
                Some(Token::Boundary)
            }
            b"not" | b"await" => Some(Token::Prefix),
            b"lambda" | b"if" => Some(Token::Loose),
            b"else" | b"in" | b"and" | b"or" => Some(Token::Boundary),
            b"for" => Some(Token::For),
            b"elif" => Some(Token::Elif),
            _ => None,
        }
    }

    fn number(&mut self) {
        while self.peek(0).is_ascii_alphanumeric() || matches!(self.peek(0), b'_' | b'.') {
            let is_exponent = matches!(self.peek(0), b'e' | b'E') && matches!(self.peek(1), b'+' | b'-');
            self.at += if is_exponent && self.peek(2).is_ascii_digit() { 2 } else { 1 };
        }
        self.after_operand = true;
    }

    fn string(&mut self, prefix: &[u8]) {
        let quote = self.peek(0);
        let is_triple = self.peek(1) == quote && self.peek(2) == quote;
        self.at += if is_triple { 3 } else { 1 };
        let has = |letter: u8| prefix.iter().any(|byte| byte.to_ascii_lowercase() == letter);
        self.after_operand = true;
        if has(b'f') || has(b't') {
            self.inside.push(Inside::Literal { quote, is_triple, is_raw: has(b'r') });
            return;
        }
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'\\' if self.peek(1) == b'\n' => {
                    self.at += 1;
                    self.newline();
                }
                b'\\' => self.at += 2,
                b'\n' if is_triple => self.newline(),
                b'\n' => return,
                byte if byte == quote => {
                    if !is_triple {
                        self.at += 1;
                        return;
                    }
                    if self.peek(1) == quote && self.peek(2) == quote {
                        self.at += 3;
                        return;
                    }
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }

    /// Text of an f-string up to its end or the next replacement field.
    fn literal(&mut self, quote: u8, is_triple: bool, is_raw: bool) -> Option<Token> {
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'\\' if !is_raw && self.peek(1) != b'\n' => self.at += 2,
                b'{' if self.peek(1) == b'{' => self.at += 2,
                b'{' => return Some(self.open_field()),
                b'\n' if is_triple => self.newline(),
                b'\n' => {
                    self.inside.pop();
                    return None;
                }
                byte if byte == quote && !is_triple => {
                    self.at += 1;
                    self.inside.pop();
                    self.after_operand = true;
                    return None;
                }
                byte if byte == quote && self.peek(1) == quote && self.peek(2) == quote => {
                    self.at += 3;
                    self.inside.pop();
                    self.after_operand = true;
                    return None;
                }
                _ => self.at += 1,
            }
        }
        None
    }

    fn open_field(&mut self) -> Token {
        self.at += 1;
        self.inside.push(Inside::Field { n_brackets: self.n_brackets });
        self.n_brackets += 1;
        self.after_operand = false;
        Token::Open { is_postfix: true }
    }

    fn close(&mut self) -> Token {
        self.at += 1;
        self.n_brackets = self.n_brackets.saturating_sub(1);
        self.after_operand = true;
        Token::Close
    }

    fn spec(&mut self) -> Option<Token> {
        match self.peek(0) {
            b'{' => Some(self.open_field()),
            b'}' => {
                self.inside.pop();
                if let Some(Inside::Field { .. }) = self.inside.last() {
                    self.inside.pop();
                }
                Some(self.close())
            }
            b'\n' => {
                self.newline();
                None
            }
            _ => {
                self.at += 1;
                None
            }
        }
    }

    fn symbol(&mut self) -> Option<Token> {
        let (byte, next) = (self.peek(0), self.peek(1));
        if let Some(Inside::Field { n_brackets }) = self.inside.last()
            && self.n_brackets == *n_brackets + 1
        {
            match (byte, next) {
                (b'}', _) => {
                    self.inside.pop();
                    return Some(self.close());
                }
                (b':', next) if next != b'=' => {
                    self.at += 1;
                    self.inside.push(Inside::Spec);
                    return None;
                }
                (b'!', next) if next != b'=' => {
                    self.at += 1;
                    return None;
                }
                _ => {}
            }
        }
        let was_operand = std::mem::replace(&mut self.after_operand, false);
        let is_comparison = matches!(byte, b'<' | b'>' | b'=' | b'!') && next != byte || (byte == b'=' && next == b'=');
        self.before = if is_comparison { Before::Comparison } else { Before::Other };
        let start = self.at;
        self.at += 1;
        match byte {
            b'(' | b'[' | b'{' => {
                self.n_brackets += 1;
                Some(Token::Open { is_postfix: was_operand && byte != b'{' })
            }
            b')' | b']' | b'}' => {
                self.at = start;
                Some(self.close())
            }
            b'.' if next == b'.' => {
                self.at += if self.peek(1) == b'.' { 2 } else { 0 };
                self.after_operand = true;
                None
            }
            b'.' => Some(Token::Dot),
            b',' | b';' => Some(Token::Separator),
            b'+' | b'-' | b'~' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' => {
                if matches!(byte, b'*' | b'/') && next == byte {
                    self.at += 1;
                }
                if byte == b'-' && next == b'>' {
                    self.at += 1;
                    return Some(Token::Boundary);
                }
                if self.peek(0) == b'=' {
                    self.at += 1;
                    return Some(Token::Boundary);
                }
                Some(match (was_operand, byte == b'*' && next == b'*') {
                    (false, _) => Token::Prefix,
                    (true, true) => Token::Power,
                    (true, false) => Token::Operator,
                })
            }
            b'<' | b'>' if next == byte => {
                self.at += 1;
                Some(if self.peek(0) == b'=' { Token::Boundary } else { Token::Operator })
            }
            b'<' | b'>' | b'=' | b'!' | b':' => Some(Token::Boundary),
            _ => None,
        }
    }
}

impl Iterator for Scanner<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            if self.at >= self.bytes.len() {
                return None;
            }
            let token = match self.inside.last() {
                Some(Inside::Literal { quote, is_triple, is_raw }) => {
                    let (quote, is_triple, is_raw) = (*quote, *is_triple, *is_raw);
                    self.literal(quote, is_triple, is_raw)
                }
                Some(Inside::Spec) => self.spec(),
                _ if self.at_line_start => Some(self.line_start()?),
                _ => match self.peek(0) {
                    b' ' | b'\t' | b'\x0c' => {
                        self.at += 1;
                        None
                    }
                    b'#' => {
                        self.comment();
                        None
                    }
                    b'\n' if self.n_brackets > 0 => {
                        self.newline();
                        None
                    }
                    b'\n' => {
                        self.newline();
                        self.at_line_start = true;
                        Some(Token::Newline)
                    }
                    b'\\' if self.peek(1) == b'\n' => {
                        self.at += 1;
                        self.newline();
                        None
                    }
                    b'"' | b'\'' => {
                        self.string(b"");
                        None
                    }
                    b'0'..=b'9' => {
                        self.number();
                        None
                    }
                    b'.' if self.peek(1).is_ascii_digit() => {
                        self.number();
                        None
                    }
                    b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word(),
                    _ => self.symbol(),
                },
            };
            if token.is_some() {
                return token;
            }
        }
    }
}

fn is_string_prefix(word: &[u8]) -> bool {
    word.len() <= 2 && word.iter().all(|byte| b"rbuftRBUFT".contains(byte))
}
