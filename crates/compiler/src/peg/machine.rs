//! The parser: runs the grammar's tables on the tokens, with a stack of its own, remembering what CPython's remembers.
//!
//! CPython: Parser/pegen.c, and what Tools/peg_generator/pegen/c_generator.py writes.

use super::Taken;
use super::grammar::{self, Action, Alt, Body, Grammar, How, Item, Op, grammar};
use super::lexer::{Done, Kind, Lexer, OPERATORS, Token};
use crate::compile::{Mode, Options};
use crate::future::BARRY_AS_BDFL;

/// CPython: Parser/pegen.h? the generated parser.c, MAXSTACK.
const MAX_STACK: usize = 6000;

/// Items that an alternative has at most.
const MOST_ITEMS: usize = 20;

/// What was found: a token, an expression, a sequence. Columns are bytes.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub kind: &'static str,
    pub line: u32,
    pub col: i32,
    pub end_line: u32,
    pub end_col: i32,
    /// The token it is, or begins with.
    pub token: usize,
    pub kids: Vec<u32>,
}

pub(super) type Value = u32;
/// What an item that may be left out gives when it is.
const NONE: Value = 0;

/// An exception, as `SyntaxReport` has it.
#[derive(Clone, Debug)]
pub(super) struct Error {
    pub kind: &'static str,
    pub msg: String,
    pub line: u32,
    pub col: i32,
    pub end_line: u32,
    pub end_col: i32,
    pub text: String,
    pub is_from_tokenizer: bool,
}

pub(super) enum Failure {
    Error(Box<Error>),
    Overflow,
}

struct Memo {
    rule: u16,
    value: Option<Value>,
    mark: usize,
}

struct Frame {
    rule: u16,
    start: usize,
    alt: usize,
    item: usize,
    is_cut: bool,
    /// Where its values begin among all: by item; of a loop: what was found.
    base: usize,
    /// Where the item, or the round of the loop, began.
    mark: usize,
    in_separator: bool,
    /// Of a rule that recurs at its left: what was found before, up to where.
    grown: (Option<Value>, usize),
    was_invalid: bool,
}

pub(super) struct Parser<'a> {
    grammar: &'static Grammar,
    pub lexer: Lexer<'a>,
    pub mode: Mode,
    pub barry: bool,
    options: Options,
    minor: u8,
    pub taken: Taken,
    pub tokens: Vec<Token>,
    /// Numbers of their kinds.
    types: Vec<u16>,
    memos: Vec<Vec<Memo>>,
    values: Vec<Value>,
    /// Rules that are open. CPython: p->level.
    level: usize,
    pub mark: usize,
    pub nodes: Vec<Node>,
    pub error: Option<Failure>,
    call_invalid: bool,
    parsing_started: bool,
    pub known_token: Option<usize>,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, mode: Mode, options: Options) -> Parser<'a> {
        let nothing = Node { kind: "", line: 1, col: 0, end_line: 1, end_col: 0, token: 0, kids: Vec::new() };
        Parser {
            grammar: grammar(),
            lexer: Lexer::new(text, options.type_comments),
            mode,
            barry: options.future_flags & BARRY_AS_BDFL != 0,
            options,
            minor: options.feature_version.unwrap_or(u8::MAX),
            taken: Taken::default(),
            tokens: Vec::new(),
            types: Vec::new(),
            memos: Vec::new(),
            values: Vec::new(),
            level: 0,
            mark: 0,
            nodes: vec![nothing],
            error: None,
            call_invalid: false,
            parsing_started: false,
            known_token: None,
        }
    }

    /// CPython: _PyPegen_run_parser.
    pub fn run(mut self) -> Result<Taken, Failure> {
        let start = match self.mode {
            Mode::Exec => self.grammar.starts[0],
            Mode::Eval => self.grammar.starts[1],
            Mode::Single => self.grammar.starts[2],
            Mode::FuncType => self.grammar.starts[3],
        };
        let found = self.parse(start);
        if found.is_some() {
            if self.mode == Mode::Single && self.is_more_than_one() {
                self.complain_last("multiple statements found while compiling a single statement");
            }
            let diamond = OPERATORS.iter().position(|op| *op == "<>").unwrap_or(0) as u8;
            self.taken.diamonds = self.tokens.iter().filter(|t| t.kind == Kind::Op(diamond)).map(|t| t.start).collect();
            self.taken.ignores = std::mem::take(&mut self.lexer.ignores);
            return self.error.map_or(Ok(self.taken), Err);
        }
        if self.options.allow_incomplete && matches!(self.lexer.done, Done::Eof | Done::OpenString) {
            self.error = None;
            self.incomplete();
            return self.error.map_or(Ok(Taken::default()), Err);
        }
        if let Some(Failure::Overflow) = self.error {
            return Err(Failure::Overflow);
        }
        let last = self.tokens.len().saturating_sub(1);
        if self.error.is_none() {
            self.memos.iter_mut().for_each(Vec::clear);
            self.mark = 0;
            self.call_invalid = true;
            self.parse(start);
        }
        self.set_error(last);
        self.error.map_or(Ok(Taken::default()), Err)
    }

    fn type_of(&self, token: &Token) -> u16 {
        match token.kind {
            Kind::End => grammar::END,
            Kind::Name => {
                let text = self.lexer.bytes.get(token.start..token.end).unwrap_or_default();
                std::str::from_utf8(text).ok().and_then(grammar::keyword).unwrap_or(grammar::NAME)
            }
            Kind::Number => grammar::NUMBER,
            Kind::String => grammar::STRING,
            Kind::Newline => grammar::NEWLINE,
            Kind::Indent => grammar::INDENT,
            Kind::Dedent => grammar::DEDENT,
            Kind::Op(at) => u16::from(at),
            Kind::TemplateStart(b'f') => grammar::FSTART,
            Kind::TemplateMiddle(b'f') => grammar::FMIDDLE,
            Kind::TemplateEnd(b'f') => grammar::FEND,
            Kind::TemplateStart(_) => grammar::TSTART,
            Kind::TemplateMiddle(_) => grammar::TMIDDLE,
            Kind::TemplateEnd(_) => grammar::TEND,
            Kind::TypeComment => grammar::TYPE_COMMENT,
            Kind::Error => grammar::ERROR,
        }
    }

    /// CPython: _PyPegen_fill_token, initialize_token.
    fn fill(&mut self) {
        let mut token = self.lexer.token();
        if token.kind == Kind::End && self.mode == Mode::Single && self.parsing_started {
            token.kind = Kind::Newline;
            self.parsing_started = false;
            if !self.options.dont_imply_dedent {
                self.lexer.close_blocks();
            }
        } else {
            self.parsing_started = true;
        }
        self.types.push(self.type_of(&token));
        self.tokens.push(token);
        self.memos.push(Vec::new());
        if token.kind == Kind::Error {
            self.tokenizer_error();
        }
    }

    /// The type of the token at hand; None: there is an error.
    fn here(&mut self) -> Option<u16> {
        if self.error.is_some() {
            return None;
        }
        while self.mark >= self.tokens.len() {
            self.fill();
            if self.error.is_some() {
                return None;
            }
        }
        self.types.get(self.mark).copied()
    }

    /// Reads the token at hand, if it has not been.
    pub fn peek(&mut self) {
        let _ = self.here();
    }

    pub fn add(&mut self, kind: &'static str, token: usize, kids: Vec<Value>) -> Value {
        let (Some(from), Some(to)) = (self.tokens.get(token).copied(), self.last_token()) else { return NONE };
        let (line, col, end_line, end_col) = (from.line, from.col, to.end_line, to.end_col);
        self.nodes.push(Node { kind, line, col, end_line, end_col, token, kids });
        self.nodes.len() as Value - 1
    }

    /// CPython: _PyPegen_get_last_nonnwhitespace_token.
    fn last_token(&self) -> Option<Token> {
        let is_blank = |t: &&Token| matches!(t.kind, Kind::End | Kind::Newline | Kind::Indent | Kind::Dedent);
        let before = self.tokens.get(..self.mark)?;
        before.iter().rev().find(|t| !is_blank(t)).or_else(|| before.first()).copied()
    }

    fn token_node(&mut self, kind: &'static str) -> Value {
        let at = self.mark;
        self.mark += 1;
        let Some(t) = self.tokens.get(at).copied() else { return NONE };
        self.nodes.push(Node { kind, line: t.line, col: t.col, end_line: t.end_line, end_col: t.end_col, token: at, kids: Vec::new() });
        self.nodes.len() as Value - 1
    }

    fn token_text(&self, at: usize) -> &str {
        let bytes = self.tokens.get(at).and_then(|t| self.lexer.bytes.get(t.start..t.end)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    pub fn text_of(&self, value: Value) -> &str {
        self.node(value).map_or("", |node| self.token_text(node.token))
    }

    pub fn node(&self, value: Value) -> Option<&Node> {
        self.nodes.get(value as usize)
    }

    fn simple(&mut self, op: Op) -> Option<Value> {
        let here = self.here()?;
        match op {
            Op::Token(wanted) if wanted == here => {
                let kind = match wanted {
                    grammar::NAME => "Name",
                    grammar::NUMBER => "Constant",
                    _ => "",
                };
                let value = self.token_node(kind);
                if wanted == grammar::NUMBER {
                    self.check_number(value);
                }
                self.error.is_none().then_some(value)
            }
            Op::Soft(word) if here == grammar::NAME && self.token_text(self.mark) == word => Some(self.token_node("Name")),
            Op::AnySoft if here == grammar::NAME && grammar::SOFT_KEYWORDS.contains(&self.token_text(self.mark)) => {
                Some(self.token_node("Name"))
            }
            _ => None,
        }
    }

    fn memo(&self, rule: u16, at: usize) -> Option<(Option<Value>, usize)> {
        self.memos.get(at)?.iter().find(|m| m.rule == rule).map(|m| (m.value, m.mark))
    }

    fn remember(&mut self, rule: u16, at: usize, value: Option<Value>, mark: usize) {
        let Some(memos) = self.memos.get_mut(at) else { return };
        match memos.iter_mut().find(|m| m.rule == rule) {
            Some(memo) => (memo.value, memo.mark) = (value, mark),
            None => memos.push(Memo { rule, value, mark }),
        }
    }

    /// The answer of a rule that needs no frame; else its frame is pushed.
    fn call(&mut self, stack: &mut Vec<Frame>, rule: u16) -> Option<Option<Value>> {
        let Some(r) = self.grammar.rules.get(usize::from(rule)) else { return Some(None) };
        if self.level >= MAX_STACK {
            self.error = Some(Failure::Overflow);
            return Some(None);
        }
        let here = self.here()?;
        if !r.may_begin(here) {
            return Some(None);
        }
        if (r.is_memo || r.is_left)
            && let Some((value, mark)) = self.memo(rule, self.mark)
        {
            self.mark = mark;
            return Some(value);
        }
        if r.is_left {
            self.remember(rule, self.mark, None, self.mark);
        }
        self.level += 1 + usize::from(r.is_left);
        let was_invalid = self.call_invalid;
        if r.is_pure {
            self.call_invalid = false;
        }
        let start = self.mark;
        stack.push(Frame {
            rule,
            start,
            alt: 0,
            item: 0,
            is_cut: false,
            base: self.values.len(),
            mark: start,
            in_separator: false,
            grown: (None, start),
            was_invalid,
        });
        None
    }

    fn parse(&mut self, start: u16) -> Option<Value> {
        let mut stack: Vec<Frame> = Vec::new();
        self.level = 0;
        let mut answer = self.call(&mut stack, start);
        let rules = &self.grammar.rules;
        loop {
            if self.error.is_some() {
                return None;
            }
            let Some(frame) = stack.last_mut() else { return answer.flatten() };
            let rule = rules.get(usize::from(frame.rule))?;
            let step = match &rule.body {
                Body::Alts(alts) => self.alternatives(frame, alts, answer.take()),
                Body::Loop(op, least, between) => self.rounds(frame, *op, *least, *between, answer.take()),
            };
            match step {
                Step::Call(inner) => {
                    answer = self.call(&mut stack, inner);
                }
                Step::Done(value) => {
                    if rule.is_left {
                        if value.is_some() && self.mark > frame.grown.1 {
                            frame.grown = (value, self.mark);
                            self.remember(frame.rule, frame.start, value, self.mark);
                            self.mark = frame.start;
                            (frame.alt, frame.item, frame.is_cut) = (0, 0, false);
                            self.values.truncate(frame.base);
                            continue;
                        }
                        self.mark = frame.grown.1;
                        answer = Some(frame.grown.0);
                    } else {
                        if rule.is_memo {
                            self.remember(frame.rule, frame.start, value, self.mark);
                        }
                        answer = Some(value);
                    }
                    self.level -= 1 + usize::from(rule.is_left);
                    self.call_invalid = frame.was_invalid;
                    self.values.truncate(frame.base);
                    stack.pop();
                }
            }
        }
    }

    /// `answer`: of the rule that the item called.
    fn alternatives(&mut self, f: &mut Frame, alts: &[Alt], mut answer: Option<Option<Value>>) -> Step {
        loop {
            let Some(alt) = alts.get(f.alt) else { return Step::Done(None) };
            if f.item == 0 && answer.is_none() {
                // Close to the end of the stack all is tried, so that it ends where CPython's does.
                let cannot = self.level + 4 < MAX_STACK && self.types.get(f.start).is_some_and(|kind| !alt.first.has(*kind));
                if cannot || (alt.is_invalid && !self.call_invalid) {
                    f.alt += 1;
                    continue;
                }
            }
            let Some(item) = alt.items.get(f.item) else { return Step::Done(self.act(f, alt)) };
            let found = match answer.take() {
                Some(found) => found,
                None if item.how == How::Cut => {
                    f.is_cut = true;
                    Some(NONE)
                }
                None => {
                    f.mark = self.mark;
                    match item.op {
                        Op::Rule(rule) => return Step::Call(rule),
                        op => self.simple(op),
                    }
                }
            };
            if self.error.is_some() {
                return Step::Done(None);
            }
            let kept = match (item.how, found) {
                (How::Ahead | How::NotAhead, found) => {
                    self.mark = f.mark;
                    (found.is_some() == (item.how == How::Ahead)).then_some(NONE)
                }
                (How::Maybe, None) => {
                    self.mark = f.mark;
                    Some(NONE)
                }
                (How::Forced, None) => {
                    self.must_come(item);
                    return Step::Done(None);
                }
                (_, found) => found,
            };
            match kept {
                Some(value) => {
                    self.values.push(value);
                    f.item += 1;
                }
                None => {
                    self.mark = f.start;
                    self.values.truncate(f.base);
                    if f.is_cut {
                        return Step::Done(None);
                    }
                    (f.alt, f.item) = (f.alt + 1, 0);
                }
            }
        }
    }

    fn must_come(&mut self, item: &Item) {
        if self.here().is_some() {
            let value = self.token_node("");
            self.complain_at(value, value, format!("expected '{}'", item.text));
        }
    }

    fn rounds(&mut self, f: &mut Frame, op: Op, least: usize, between: Option<Op>, mut answer: Option<Option<Value>>) -> Step {
        loop {
            let wanted = if f.in_separator { between.unwrap_or(op) } else { op };
            let found = match answer.take() {
                Some(found) => found,
                None => match wanted {
                    Op::Rule(rule) => return Step::Call(rule),
                    op => self.simple(op),
                },
            };
            if self.error.is_some() {
                return Step::Done(None);
            }
            match found {
                None => {
                    self.mark = f.mark;
                    if self.values.len() - f.base < least {
                        return Step::Done(None);
                    }
                    let kids = self.values.split_off(f.base);
                    return Step::Done(Some(self.add("Seq", f.start, kids)));
                }
                Some(_) if f.in_separator => f.in_separator = false,
                Some(value) => {
                    self.values.push(value);
                    f.mark = self.mark;
                    f.in_separator = between.is_some();
                }
            }
        }
    }

    /// Of the items of an alternative that was found.
    fn act(&mut self, f: &Frame, alt: &Alt) -> Option<Value> {
        let value = self.acted(f, alt)?;
        if let Some((minor, what)) = alt.since
            && self.minor < minor
        {
            self.complain_last(&format!("{what} only supported in Python 3.{minor} and greater"));
            return None;
        }
        let comment = alt.items.iter().position(|item| item.label == b't').and_then(|at| self.values.get(f.base + at)).copied();
        if let Some(comment) = comment.filter(|comment| *comment != NONE)
            && let (Some(from), text) = (self.tokens.get(f.start).copied(), self.text_of(comment).to_owned())
        {
            self.taken.comments.insert((from.line as i32, from.col), text);
        }
        Some(value)
    }

    fn acted(&mut self, f: &Frame, alt: &Alt) -> Option<Value> {
        let mut all = [NONE; MOST_ITEMS];
        let n = (self.values.len() - f.base).min(MOST_ITEMS);
        all.iter_mut().zip(self.values.iter().skip(f.base)).for_each(|(to, from)| *to = *from);
        let own = &all[..n];
        let labelled = |label: u8| {
            let at = alt.items.iter().position(|item| item.label == label && label != 0);
            at.and_then(|at| own.get(at)).copied().unwrap_or(NONE)
        };
        match &alt.action {
            Action::Default => match own {
                [one] => Some(*one),
                // What looks ahead or cuts counts nothing.
                many => {
                    let mut real =
                        many.iter().zip(&alt.items).filter(|(_, item)| matches!(item.how, How::Plain | How::Maybe | How::Forced));
                    match (real.next(), real.next()) {
                        (Some((one, _)), None) => Some(*one),
                        _ => Some(self.add("", f.start, Vec::new())),
                    }
                }
            },
            Action::Same(label) => Some(labelled(*label)),
            Action::Node(kind, labels) => {
                let mut kids = Vec::new();
                for label in labels {
                    let value = labelled(*label);
                    match self.node(value) {
                        Some(node) if node.kind == "Seq" => kids.extend(node.kids.iter().copied()),
                        _ if value == NONE => {}
                        _ => kids.push(value),
                    }
                }
                Some(self.add(kind, f.start, kids))
            }
            Action::Complain { word, labels, what, text } => {
                let values: Vec<Value> = labels.iter().map(|label| labelled(*label)).collect();
                self.complain(f.start, word, &values, what, text)
            }
        }
    }

    /// What is left of the text has another statement. CPython: bad_single_statement.
    fn is_more_than_one(&self) -> bool {
        let rest = self.lexer.bytes.get(self.lexer.cur..).unwrap_or_default();
        let mut chars = rest.iter().copied().peekable();
        while let Some(c) = chars.next() {
            match c {
                b' ' | b'\t' | b'\n' | b'\x0c' => {}
                b'#' => while chars.next_if(|c| *c != b'\n').is_some() {},
                _ => return true,
            }
        }
        false
    }

    pub fn minor_before(&self, minor: u8) -> bool {
        self.minor < minor
    }

    pub fn is_done(&self, done: Done) -> bool {
        self.lexer.done == done
    }
}

enum Step {
    Call(u16),
    Done(Option<Value>),
}
