//! What the parser says, and where: the actions of the rules that name mistakes, and the errors that follow from no rule.
//!
//! CPython: Parser/pegen_errors.c, Parser/pegen.h (RAISE_SYNTAX_ERROR and its kin), Parser/action_helpers.c.

use super::lexer::{Done, Kind};
use super::machine::{Error, Failure, Parser, Value};

/// A place that is where the tokenizer is.
const CURRENT: i32 = -5;

/// Line and column, from 1 as CPython's errors have them, in bytes.
type Place = (u32, i32);

impl Parser<'_> {
    /// CPython: _PyPegen_raise_error_known_location.
    fn raise(&mut self, kind: &'static str, msg: impl Into<String>, (line, col): Place, (mut end_line, mut end_col): Place) {
        if self.error.is_some() {
            return;
        }
        if end_col == CURRENT {
            end_line = self.lexer.line;
            end_col = self.lexer.cur as i32 - self.lexer.line_start as i32;
        }
        let bytes = self.lexer.bytes;
        let text = if self.lexer.line <= line && self.lexer.inp > self.lexer.buf {
            bytes.get(self.lexer.buf..self.lexer.inp).unwrap_or_default()
        } else {
            bytes.split(|b| *b == b'\n').nth((line as usize).saturating_sub(1)).unwrap_or_default()
        };
        let offset = |col: i32| {
            let n = usize::try_from(col).unwrap_or(0).min(text.len() + 1);
            let extra = n.saturating_sub(text.len()) as i32;
            String::from_utf8_lossy(text.get(..n.min(text.len())).unwrap_or_default()).chars().count() as i32 + extra
        };
        let (col, end_col) = (offset(col), if end_col > 0 { offset(end_col) } else { end_col });
        let text = String::from_utf8_lossy(text).into_owned();
        let error = Error { kind, msg: msg.into(), line, col, end_line, end_col, text, is_from_tokenizer: false };
        self.error = Some(Failure::Error(Box::new(error)));
    }

    /// At a token: that which was read last, or that at hand. CPython: _PyPegen_raise_error.
    fn raise_at_token(&mut self, kind: &'static str, msg: impl Into<String>, at: usize) {
        let Some(last) = self.tokens.last().copied() else {
            return self.raise(kind, msg, (0, 0), (0, -1));
        };
        if last.kind == Kind::Error && self.is_done(Done::Eof) {
            if self.lexer.brackets.is_empty() {
                return self.raise_at("SyntaxError", "unexpected EOF while parsing", self.tokens.len() - 1);
            }
            return self.never_closed();
        }
        self.raise_at(kind, msg, self.known_token.unwrap_or(at));
    }

    fn raise_at(&mut self, kind: &'static str, msg: impl Into<String>, at: usize) {
        let Some(token) = self.tokens.get(at).or(self.tokens.last()).copied() else { return };
        let col = match token.col {
            -1 => self.lexer.cur as i32 - self.lexer.line_start as i32,
            col => col + 1,
        };
        let end_col = if token.end_col == -1 { -1 } else { token.end_col + 1 };
        self.raise(kind, msg, (token.line, col), (token.end_line, end_col));
    }

    pub(super) fn complain_last(&mut self, msg: &str) {
        self.raise_at_token("SyntaxError", msg, self.tokens.len().saturating_sub(1));
    }

    /// From one node to another.
    pub(super) fn complain_at(&mut self, from: Value, to: Value, msg: impl Into<String>) {
        let (Some(a), Some(b)) = (self.node(from), self.node(to)) else { return };
        let places = ((a.line, a.col + 1), (b.end_line, b.end_col + 1));
        self.raise("SyntaxError", msg, places.0, places.1);
    }

    fn complain_from(&mut self, from: Value, msg: &str) {
        let Some(a) = self.node(from) else { return };
        self.raise("SyntaxError", msg, (a.line, a.col + 1), (0, CURRENT));
    }

    /// Of a line whose column is not told.
    pub(super) fn complain_place(&mut self, line: u32, msg: String) {
        self.raise("SyntaxError", msg, (line, 0), (line, 0));
    }

    /// The text is not at its end yet.
    pub(super) fn incomplete(&mut self) {
        self.raise_at("_IncompleteInputError", "incomplete input", self.tokens.len().saturating_sub(1));
    }

    fn never_closed(&mut self) {
        if let Some((bracket, line, col)) = self.lexer.brackets.last().copied() {
            self.raise("SyntaxError", format!("'{}' was never closed", char::from(bracket)), (line, col + 1), (line, 0));
        }
    }

    /// What the tokenizer complained of, or stopped at. CPython: _Pypegen_tokenizer_error.
    pub(super) fn tokenizer_error(&mut self) {
        if let Some(c) = self.lexer.complaint.take() {
            let error = Error {
                kind: "SyntaxError",
                msg: c.msg,
                line: c.line,
                col: c.col,
                end_line: c.line,
                end_col: c.end_col,
                text: c.text,
                is_from_tokenizer: true,
            };
            self.error = Some(Failure::Error(Box::new(error)));
            return;
        }
        let last = self.tokens.len().saturating_sub(1);
        let line = self.lexer.line;
        match self.lexer.done {
            Done::Eof if self.lexer.brackets.is_empty() => self.raise_at_token("SyntaxError", "unexpected EOF while parsing", last),
            Done::Eof => self.never_closed(),
            Done::Dedent => {
                let msg = "unindent does not match any outer indentation level";
                self.raise_at_token("IndentationError", msg, last);
            }
            Done::TabSpace => self.raise("TabError", "inconsistent use of tabs and spaces in indentation", (line, 1), (line, 0)),
            Done::TooDeep => self.raise("IndentationError", "too many levels of indentation", (line, 1), (line, 0)),
            Done::Continuation => {
                let col = self.lexer.cur as i32 - self.lexer.buf as i32 - 1;
                let msg = "unexpected character after line continuation character";
                self.raise("SyntaxError", msg, (line, col.max(0) + 1), (line, 0));
            }
            Done::Ok | Done::Error | Done::OpenString => self.complain_last("invalid syntax"),
        }
    }

    /// `last`: the token that the first pass came to. CPython: _Pypegen_set_syntax_error.
    pub(super) fn set_error(&mut self, last: usize) {
        if let Some(error) = &self.error {
            let is_tok_ok = matches!(self.lexer.done, Done::Ok | Done::Eof);
            if is_tok_ok && matches!(error, Failure::Error(_)) {
                self.look_further();
            }
            return;
        }
        let Some(token) = self.tokens.get(last).copied() else {
            return self.raise("SyntaxError", "error at start before reading any input", (0, 0), (0, -1));
        };
        if token.kind == Kind::Error && self.is_done(Done::Eof) {
            if self.lexer.brackets.is_empty() {
                self.complain_last("unexpected EOF while parsing");
            } else {
                self.never_closed();
            }
            return;
        }
        if matches!(token.kind, Kind::Indent | Kind::Dedent) {
            let msg = if token.kind == Kind::Indent { "unexpected indent" } else { "unexpected unindent" };
            return self.raise_at_token("IndentationError", msg, self.tokens.len().saturating_sub(1));
        }
        let places = ((token.line, token.col + 1), (token.end_line, token.end_col + 1));
        self.raise("SyntaxError", "invalid syntax", places.0, places.1);
        self.look_further();
    }

    /// What is wrong with tokens further on goes before. CPython: _PyPegen_tokenize_full_source_to_check_for_errors.
    fn look_further(&mut self) {
        let line = self.tokens.get(self.known_token.unwrap_or(self.tokens.len().saturating_sub(1))).map_or(0, |t| t.line);
        loop {
            let token = self.lexer.token();
            match token.kind {
                // Inside an f-string the mistake in its expression is the better one.
                Kind::Error if self.lexer.in_template() => return,
                Kind::Error if self.lexer.complaint.is_some() => {
                    self.error = None;
                    return self.tokenizer_error();
                }
                Kind::Error => {
                    if self.lexer.brackets.last().is_some_and(|(_, open, _)| line > *open) {
                        self.error = None;
                        self.never_closed();
                    }
                    return;
                }
                Kind::End => return,
                _ => {}
            }
        }
    }

    /// The action `word`; None without an error: the rule has not been found.
    pub(super) fn complain(&mut self, start: usize, word: &str, values: &[Value], what: &str, text: &str) -> Option<Value> {
        let (a, b) = (values.first().copied().unwrap_or(0), values.get(1).copied().unwrap_or(0));
        match word {
            "at" => {
                let msg = text.replace("%s", &self.name_of(a));
                self.complain_at(a, a, msg);
            }
            "range" => {
                let msg = text.replace("%s", &self.name_of(a)).replace("%t", self.text_of(a));
                self.complain_at(a, b, msg);
            }
            "from" => self.complain_from(a, text),
            "last" => self.complain_last(text),
            "next" => {
                // The token at hand may not have been read yet.
                self.peek();
                self.raise_at_token("SyntaxError", text, self.mark);
            }
            "indent" => self.raise_at_token("IndentationError", text, self.tokens.len().saturating_sub(1)),
            "block" => {
                let line = self.node(a).map_or(0, |node| node.line);
                let msg = format!("expected an indented block after {} on line {line}", text);
                self.raise_at_token("IndentationError", msg, self.tokens.len().saturating_sub(1));
            }
            "target" => {
                let target = self.invalid_target(a, what)?;
                let verb = if what == "DEL" { "delete" } else { "assign to" };
                let msg = format!("cannot {verb} {}", self.name_of(target));
                self.complain_at(target, target, msg);
            }
            "clauses" => {
                let end = self.last_clause(b);
                self.complain_at(a, end, text);
            }
            "genexp" => {
                let positional: Vec<Value> = self.positional(a);
                let last = *positional.last().filter(|_| positional.len() > 1)?;
                let end = self.last_clause(b);
                self.complain_at(last, end, "Generator expression must be parenthesized");
            }
            "arguments" => {
                let unpacks = self.kids(a).iter().any(|kid| self.kind(*kid) == "KeywordAll");
                let more = if unpacks { " unpacking" } else { "" };
                self.complain_last(&format!("positional argument follows keyword argument{more}"));
            }
            "legacy" => {
                let name = self.text_of(a).to_owned();
                if !matches!(name.as_str(), "print" | "exec") {
                    return None;
                }
                self.complain_at(a, b, format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?"));
            }
            "bound" => {
                let sort = if self.kind(b) == "Tuple" { "constraints" } else { "bound" };
                self.complain_from(a, &format!("cannot use {sort} with {}", text));
            }
            "within" => {
                let kids = self.kids(a);
                self.complain_at(kids.first().copied().unwrap_or(a), kids.last().copied().unwrap_or(a), text);
            }
            "last_of" => {
                let to = self.kids(b).last().copied().unwrap_or(b);
                self.complain_at(a, to, text);
            }
            "last_first" => {
                let from = self.kids(a).last().copied().unwrap_or(a);
                self.complain_at(from, b, text);
            }
            "comma" => {
                let is_bare = self.mark.checked_sub(1).and_then(|at| self.tokens.get(at)).is_none_or(|t| t.level == 0);
                let is_legacy = self.kind(a) == "Name" && matches!(self.text_of(a), "print" | "exec");
                if is_bare || is_legacy {
                    return None;
                }
                self.complain_at(a, b, "invalid syntax. Perhaps you forgot a comma?");
            }
            "key" => {
                let (line, col, end_line) = self.node(a).map(|n| (n.line, n.end_col, n.end_line))?;
                self.raise("SyntaxError", "':' expected after dictionary key", (line, col), (end_line, 0));
            }
            "exit" => {}
            "barry" => {
                if self.barry {
                    return Some(a);
                }
            }
            "unequal" => {
                if !self.barry {
                    return Some(a);
                }
                self.complain_last("with Barry as BDFL, use '<>' instead of '!='");
            }
            "signature" => {
                let parts: Vec<Value> = self.kids(a).into_iter().chain([b]).collect();
                let places = parts.iter().filter_map(|part| self.node(*part)).map(|n| [(n.line, n.col), (n.end_line, n.end_col)]).collect();
                self.taken.signature = places;
                return Some(a);
            }
            "future" | "real" | "imaginary" | "string" | "strings" | "middle" | "joined" | "conversion" => {
                return self.check(start, word, a, b);
            }
            _ => {}
        }
        None
    }

    pub(super) fn kind(&self, value: Value) -> &'static str {
        self.node(value).map_or("", |node| node.kind)
    }

    pub(super) fn kids(&self, value: Value) -> Vec<Value> {
        self.node(value).map(|node| node.kids.clone()).unwrap_or_default()
    }

    fn positional(&self, args: Value) -> Vec<Value> {
        self.kids(args).into_iter().filter(|kid| !matches!(self.kind(*kid), "Keyword" | "KeywordAll")).collect()
    }

    /// CPython: _PyPegen_get_last_comprehension_item, of the last of them.
    fn last_clause(&self, clauses: Value) -> Value {
        let clause = self.kids(clauses).last().copied().unwrap_or(clauses);
        self.kids(clause).last().copied().unwrap_or(clause)
    }

    /// CPython: _PyPegen_get_invalid_target.
    fn invalid_target(&self, value: Value, targets: &str) -> Option<Value> {
        let kids = self.kids(value);
        match self.kind(value) {
            "List" | "Tuple" => kids.iter().find_map(|kid| self.invalid_target(*kid, targets)),
            "Starred" if targets == "DEL" => Some(value),
            "Starred" => self.invalid_target(*kids.first()?, targets),
            "Compare" if targets == "FOR" => {
                let is_in = kids.get(1).is_some_and(|kid| self.kind(*kid) == "InOp");
                if is_in { self.invalid_target(*kids.first()?, targets) } else { None }
            }
            "Name" | "Subscript" | "Attribute" => None,
            _ => Some(value),
        }
    }

    /// CPython: _PyPegen_get_expr_name.
    fn name_of(&self, value: Value) -> String {
        let name = match self.kind(value) {
            "Attribute" => "attribute",
            "Subscript" => "subscript",
            "Starred" => "starred",
            "Name" => "name",
            "List" => "list",
            "Tuple" => "tuple",
            "Lambda" => "lambda",
            "Call" => "function call",
            "BoolOp" | "BinOp" | "UnaryOp" => "expression",
            "GeneratorExp" => "generator expression",
            "Yield" => "yield expression",
            "Await" => "await expression",
            "ListComp" => "list comprehension",
            "SetComp" => "set comprehension",
            "DictComp" => "dict comprehension",
            "Dict" => "dict literal",
            "Set" => "set display",
            "JoinedStr" | "FormattedValue" => "f-string expression",
            "TemplateStr" => "t-string expression",
            "Compare" => "comparison",
            "IfExp" => "conditional expression",
            "NamedExpr" => "named expression",
            "Constant" => match self.text_of(value) {
                word @ ("None" | "True" | "False") => word,
                "..." => "ellipsis",
                _ => "literal",
            },
            _ => "",
        };
        name.to_owned()
    }
}
