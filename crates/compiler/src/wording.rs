//! The parser's words for an error, and where it puts it, turned into CPython's.
//!
//! Each rule names what the library says; what no rule knows stays as it is, unless it is in the parser's own
//! style, which CPython would call "invalid syntax". CPython: Grammar/python.gram, the invalid_* rules;
//! Parser/pegen_errors.c. What is known to be off is in limitations/syntax-errors.md.

use crate::report::line_text;

/// A place is a line and an offset, both from 1; the offset in characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Finding {
    pub(crate) kind: &'static str,
    pub(crate) msg: String,
    pub(crate) start: (u32, i32),
    pub(crate) end: (u32, i32),
}

pub(crate) fn of_cpython(found: Finding, source: &str) -> Finding {
    let line = line_text(source, found.start.0).unwrap_or_default();
    let line: Vec<char> = line.trim_end_matches('\n').chars().collect();
    let context = Context { source, line: &line };
    let msg = found.msg.clone();
    let found = context.simple(&msg, found);
    context.with_place(&msg, found)
}

/// The tokenizer stops in the middle of a line, which it then quotes without its newline.
pub(crate) fn is_from_tokenizer(msg: &str) -> bool {
    let beginnings = [
        "unterminated ",
        "invalid decimal literal",
        "invalid hexadecimal literal",
        "invalid octal literal",
        "invalid binary literal",
        "invalid imaginary literal",
        "invalid digit ",
        "invalid character ",
        "invalid non-printable character ",
        "leading zeros in decimal",
        "unmatched ",
        "closing parenthesis ",
        "f-string: expecting '}'",
        "t-string: expecting '}'",
        "f-string: single '}'",
        "unexpected character after line continuation",
    ];
    beginnings.iter().any(|beginning| msg.starts_with(beginning))
}

/// Given for a statement with one `=` only.
const EQUALS_ADVICE: &str = " here. Maybe you meant '==' instead of '='?";

/// What CPython's symbol table and compiler say, of a tree that was parsed.
pub(crate) fn is_from_tree(msg: &str) -> bool {
    let beginnings = [
        "'return' ",
        "'break' ",
        "'continue' ",
        "'await' ",
        "'yield' ",
        "'yield from' ",
        "'async ",
        "asynchronous comprehension",
        "duplicate argument ",
        "duplicate type parameter",
        "nonlocal declaration",
        "no binding for nonlocal",
        "name '",
        "name capture ",
        "wildcard makes ",
        "alternative patterns ",
        "multiple assignments to name ",
        "multiple starred expressions in assignment",
        "too many expressions in star-unpacking",
        "can't use starred expression here",
        "starred assignment target must be",
        "default 'except:' must be last",
        "import * only allowed",
        "from __future__ ",
        "future feature ",
        "not a chance",
        "assignment expression ",
        "no such group",
        "annotated name ",
        "cannot assign to __debug__",
        "yield expression cannot be used within",
        "await expression cannot be used within",
        "named expression cannot be used within",
    ];
    beginnings.iter().any(|beginning| msg.starts_with(beginning))
}

struct Context<'a> {
    source: &'a str,
    line: &'a [char],
}

impl Context<'_> {
    fn char_at(&self, offset: i32) -> Option<char> {
        self.line.get(usize::try_from(offset.checked_sub(1)?).ok()?).copied()
    }

    /// One past the last character of the line.
    fn line_end(&self) -> i32 {
        self.line.len() as i32 + 1
    }

    fn find(&self, wanted: char, from: i32) -> Option<i32> {
        (from..self.line_end()).find(|offset| self.char_at(*offset) == Some(wanted))
    }

    fn word(&self) -> String {
        self.line.iter().skip_while(|c| c.is_whitespace()).take_while(|c| c.is_alphanumeric()).collect()
    }

    /// Rules that change the words only.
    fn simple(&self, msg: &str, found: Finding) -> Finding {
        let say = |words: &str| Finding { msg: words.to_owned(), ..found.clone() };
        match msg {
            "Expected `:`, found newline" => say("expected ':'"),
            "Expected `else`, found newline" => say("expected 'else' after 'if' expression"),
            "Expected one or more exception types" => say("expected one or more exception types"),
            "Unparenthesized generator expression cannot be used here" => say("Generator expression must be parenthesized"),
            "Expected an imaginary number in complex literal pattern" => say("imaginary number required in complex literal"),
            "Expected a real number in complex literal pattern" => say("real number required in complex literal"),
            "Position-only parameter separator not allowed as first parameter" => say("at least one argument must precede /"),
            "cannot assign to expression here. Maybe you meant '==' instead of '='?" if self.is_boolean(&found) => {
                say("cannot assign to expression")
            }
            _ if msg.starts_with("Expected `:`, found") && matches!(self.word().as_str(), "def" | "async") => say("expected ':'"),
            _ if is_parser_style(msg) => say("invalid syntax"),
            _ => found,
        }
    }

    /// Rules that know where CPython puts the error.
    fn with_place(&self, msg: &str, found: Finding) -> Finding {
        let (start, end) = (found.start, found.end);
        let on_line = |from: i32, to: i32| ((start.0, from), (start.0, to));
        let place = |words: &str, place: ((u32, i32), (u32, i32))| Finding {
            kind: kind_of(words),
            msg: words.to_owned(),
            start: place.0,
            end: place.1,
        };
        match msg {
            "unexpected indent" | "Unexpected indentation" | "unexpected indentation" => {
                let blanks = self.line.iter().take_while(|c| matches!(c, ' ' | '\t' | '\x0c')).count();
                place("unexpected indent", on_line(blanks as i32, -1))
            }
            _ if msg.starts_with("expected an indented block") && self.is_at_end(end) => place(msg, self.end_of_source()),
            "Expected `except` or `finally` after `try` block" => {
                let at = if self.is_at_end(start) { self.end_of_source() } else { (start, end) };
                place("expected 'except' or 'finally' block", at)
            }
            "Expected one or more symbol names after import" => {
                let is_end = self.find(self.char_at(start.1).unwrap_or(' '), start.1).is_none();
                let words = if is_end { "Expected one or more names after 'import'" } else { "invalid syntax" };
                place(words, if is_end { (start, start) } else { (start, end) })
            }
            "Trailing comma not allowed" => {
                let next = on_line(end.1, end.1 + 1);
                match self.word().as_str() {
                    "from" => place("trailing comma not allowed without surrounding parentheses", next),
                    _ => place("invalid syntax", next),
                }
            }
            "Star import must be the only import" => {
                let at = if self.char_at(start.1) == Some('*') { self.find(',', start.1).unwrap_or(start.1) } else { start.1 };
                place("invalid syntax", on_line(at, at + 1))
            }
            "unexpected EOF while parsing" if self.char_at(start.1 - 1) == Some('\\') => place(msg, (start, (start.0, -1))),
            _ if msg.ends_with(EQUALS_ADVICE) && self.n_assignments() > 1 => place(msg.trim_end_matches(EQUALS_ADVICE), (start, end)),
            "Only one '*' parameter allowed" => place("* argument may appear only once", on_line(start.1, start.1 + 1)),
            "Positional argument cannot follow keyword argument" => {
                place("positional argument follows keyword argument", self.closing(found.end))
            }
            "Positional argument cannot follow keyword argument unpacking" => {
                place("positional argument follows keyword argument unpacking", self.closing(found.end))
            }
            "Iterable argument unpacking cannot follow keyword argument unpacking" => {
                let comma = (1..start.1).rev().find(|offset| self.char_at(*offset) == Some(','));
                let words = "iterable argument unpacking follows keyword argument unpacking";
                place(words, ((start.0, comma.unwrap_or(start.1)), end))
            }
            "Bytes literal cannot be mixed with non-bytes literals" => {
                place("cannot mix bytes and nonbytes literals", on_line(end.1, end.1 + 1))
            }
            "f-string: single `}` is not allowed" => place("f-string: single '}' is not allowed", (start, start)),
            "Yield expression cannot be used here" => place("invalid syntax", on_line(start.1, start.1 + 5)),
            "Unparenthesized tuple expression cannot be used here" => {
                let comma = self.find(',', start.1).unwrap_or(start.1);
                place("invalid syntax", on_line(comma, comma + 1))
            }
            "invalid syntax. Perhaps you forgot a comma?" => place(msg, ((start.0, self.operand_start(start.1)), end)),
            "invalid syntax. Maybe you meant '==' or ':=' instead of '='?" if matches!(self.word().as_str(), "if" | "elif" | "while") => {
                let colon = (1..self.line_end()).rev().find(|offset| self.char_at(*offset) == Some(':'));
                place(msg, (start, (end.0, colon.unwrap_or(end.1))))
            }
            "expression cannot contain assignment, perhaps you meant \"==\"?" => place(msg, self.through_equals(start, end)),
            "cannot assign to None" | "cannot assign to True" | "cannot assign to False" if self.is_argument(start) => {
                place(msg, self.through_equals(start, end))
            }
            "dict unpacking cannot be used in dict comprehension" => {
                let star = self.find('*', start.1).unwrap_or(start.1);
                place(msg, on_line(star, star + 2))
            }
            "':' expected after dictionary key" => place(msg, (start, (start.0, 0))),
            "Did you mean to use 'from ... import ...' instead?" => place(msg, (start, (start.0, self.line_end()))),
            _ if msg.starts_with("Missing parentheses in call to") => place(msg, (start, (start.0, self.line_end()))),
            _ if msg.ends_with("was never closed") => match crate::unclosed::misplaced_operator(self.line, start.1) {
                Some((from, to)) => place("invalid syntax", on_line(from, to)),
                None => place(msg, (start, (start.0, 0))),
            },
            _ if msg.starts_with("unterminated triple-quoted") => {
                let n_lines = self.source.lines().count();
                let kind = msg.split(" (").next().unwrap_or(msg);
                let start = self.with_prefix(start);
                place(&format!("{kind} (detected at line {n_lines})"), (start, start))
            }
            _ if msg.starts_with("unterminated string literal") => {
                let start = self.with_prefix(start);
                place(msg, (start, start))
            }
            _ if msg.starts_with("Got unexpected token ") => match self.char_at(start.1) {
                Some(c) if !c.is_ascii() => {
                    let words = format!("invalid character '{c}' (U+{:04X})", u32::from(c));
                    place(&words, (start, start))
                }
                _ => place("invalid syntax", (start, end)),
            },
            "f-string: expecting '}'" | "t-string: expecting '}'" => {
                let open = (1..start.1).rev().filter_map(|at| self.char_at(at)).find(|c| matches!(c, '"' | '\''));
                let close = open.and_then(|quote| self.find(quote, start.1 + 1)).unwrap_or(start.1);
                place(msg, on_line(close, close))
            }
            "Starred expression cannot be used here" => place("invalid syntax", on_line(start.1, start.1 + 1)),
            "Got unexpected unicode" => self.bad_escape(found),
            _ => Finding { kind: kind_of(&found.msg), ..found },
        }
    }

    /// Where the text in quotes begins with its prefix.
    fn with_prefix(&self, quote: (u32, i32)) -> (u32, i32) {
        let is_letter = |offset: i32| self.char_at(offset).is_some_and(|c| matches!(c, 'r' | 'R' | 'b' | 'B' | 'u' | 'U'));
        let mut offset = quote.1;
        while matches!(self.char_at(quote.1), Some('"' | '\'')) && offset > 1 && quote.1 - offset < 2 && is_letter(offset - 1) {
            offset -= 1;
        }
        let follows_word = offset > 1 && self.char_at(offset - 1).is_some_and(|c| c.is_alphanumeric() || c == '_');
        (quote.0, if follows_word { quote.1 } else { offset })
    }

    /// The `=` signs of the line's own level.
    fn n_assignments(&self) -> usize {
        let (mut depth, mut n, mut before) = (0, 0, ' ');
        for (i, c) in self.line.iter().copied().enumerate() {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                '=' if depth == 0 && !"=<>!:+-*/%&|^@".contains(before) && self.line.get(i + 1) != Some(&'=') => n += 1,
                _ => {}
            }
            before = c;
        }
        n
    }

    fn is_boolean(&self, found: &Finding) -> bool {
        let target: String = (found.start.1..found.end.1).filter_map(|offset| self.char_at(offset)).collect();
        target.starts_with("not ") || target.contains(" and ") || target.contains(" or ")
    }

    /// Nothing but blank lines and comments from that line on.
    fn is_at_end(&self, place: (u32, i32)) -> bool {
        let mut rest = self.source.lines().skip((place.0 as usize).saturating_sub(1));
        rest.all(|line| matches!(line.trim_start().chars().next(), None | Some('#')))
    }

    fn end_of_source(&self) -> ((u32, i32), (u32, i32)) {
        let line = self.source.lines().count() as u32;
        let n_chars = self.source.lines().next_back().map_or(0, |last| last.chars().count());
        ((line, n_chars as i32 + 1), (line, -1))
    }

    /// The bracket that closes a call whose argument ends at `end`.
    fn closing(&self, end: (u32, i32)) -> ((u32, i32), (u32, i32)) {
        let mut n_open = 0;
        for offset in end.1..self.line_end() {
            match self.char_at(offset) {
                Some('(' | '[' | '{') => n_open += 1,
                Some(')' | ']' | '}') if n_open == 0 => {
                    return ((end.0, offset), (end.0, offset + 1));
                }
                Some(')' | ']' | '}') => n_open -= 1,
                _ => {}
            }
        }
        (end, (end.0, end.1 + 1))
    }

    fn is_argument(&self, start: (u32, i32)) -> bool {
        let before = (1..start.1).rev().filter_map(|offset| self.char_at(offset)).find(|c| !c.is_whitespace());
        matches!(before, Some('(' | ','))
    }

    fn through_equals(&self, start: (u32, i32), end: (u32, i32)) -> ((u32, i32), (u32, i32)) {
        let equals = self.find('=', end.1).unwrap_or(end.1 - 1);
        (start, (end.0, equals + 1))
    }

    /// Where the operand in front of `offset` begins: behind the bracket or comma before it.
    fn operand_start(&self, offset: i32) -> i32 {
        let mut n_closed = 0;
        let mut start = offset;
        for at in (1..offset).rev() {
            match self.char_at(at) {
                Some(')' | ']' | '}') => n_closed += 1,
                Some('(' | '[' | '{') if n_closed == 0 => break,
                Some('(' | '[' | '{') => n_closed -= 1,
                Some(',' | ':' | '=') if n_closed == 0 => break,
                Some(' ' | '\t') => continue,
                _ => {}
            }
            start = at;
        }
        start
    }

    /// An escape in a string that says too little. CPython: Parser/string_parser.c; Objects/unicodeobject.c.
    fn bad_escape(&self, found: Finding) -> Finding {
        let escape = (1..=found.start.1).rev().find(|offset| self.char_at(*offset) == Some('\\'));
        let Some(at) = escape else {
            return Finding { msg: "invalid syntax".to_owned(), ..found };
        };
        let quote = (1..at).rev().find(|offset| matches!(self.char_at(*offset), Some('"' | '\''))).unwrap_or(1);
        let quote_char = self.char_at(quote).unwrap_or('"');
        let is_bytes = self.char_at(quote - 1).is_some_and(|c| matches!(c, 'b' | 'B'));
        let string_start = if is_bytes { quote - 1 } else { quote };
        let string_end = self.find(quote_char, at).map_or(self.line_end(), |end| end + 1);
        let from = at - quote - 1;
        let letter = self.char_at(at + 1).unwrap_or('x');
        if is_bytes {
            return Finding {
                msg: format!("(value error) invalid \\x escape at position {from}"),
                start: (found.start.0, string_start),
                end: (found.start.0, string_end),
                ..found
            };
        }
        let digits = |most: i32| (0..most).take_while(|i| self.char_at(at + 2 + i).is_some_and(|c| c.is_ascii_hexdigit())).count() as i32;
        let (last, what) = match letter {
            'u' => (from + 1 + digits(4), "truncated \\uXXXX escape"),
            'U' if digits(8) == 8 => (from + 9, "illegal Unicode character"),
            'U' => (from + 1 + digits(8), "truncated \\UXXXXXXXX escape"),
            'N' => match (self.char_at(at + 2), self.find('}', at)) {
                (Some('{'), Some(close)) => (close - quote - 1, "unknown Unicode character name"),
                _ => (from + 1, "malformed \\N character escape"),
            },
            _ => (from + 1 + digits(2), "truncated \\xXX escape"),
        };
        Finding {
            msg: format!("(unicode error) 'unicodeescape' codec can't decode bytes in position {from}-{last}: {what}"),
            start: (found.start.0, string_start),
            end: (found.start.0, string_end),
            ..found
        }
    }
}

/// Sentences of the parser that CPython's grammar has no rule for.
fn is_parser_style(msg: &str) -> bool {
    let beginnings = [
        "Simple statements must be separated",
        "Compound statements are not allowed",
        "Expected an identifier",
        "Expected a statement",
        "Expected an expression",
        "Expected a parameter",
        "Expected index or slice expression",
        "Expected class, function definition",
        "Expected `",
        "Expected symbol after",
        "Expected the start of",
        "Expected newline",
        "Nonlocal statement must have",
        "Global statement must have",
        "Delete statement must have",
        "Boolean 'not' expression cannot be used here",
        "Await expression cannot be used here",
        "Lambda expression cannot be used here",
        "Named expression cannot be used here",
        "Unparenthesized named expression",
    ];
    beginnings.iter().any(|beginning| msg.starts_with(beginning))
}

/// CPython: Parser/pegen_errors.c and Grammar/python.gram raise these from the grammar.
fn kind_of(msg: &str) -> &'static str {
    let is_indentation = msg == "unexpected indent"
        || msg == "unindent does not match any outer indentation level"
        || msg.starts_with("expected an indented block");
    if is_indentation { "IndentationError" } else { "SyntaxError" }
}
