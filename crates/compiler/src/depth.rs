//! Refuses sources nested so deep that a parser which recurses would exhaust its stack: one pass over the text,
//! before any parsing, with a stack of its own on the heap.
//!
//! It estimates the depth of the syntax tree from above and knows no grammar. Where CPython refuses too, the
//! error is CPython's (the thresholds are measured); between our limit and CPython's it is NotSupported.

use crate::report::SyntaxReport;
use crate::scan::{Scanner, Token};

/// Tree depth that the library's passes stand in one megabyte of stack. Measured: 300 to 500 terms of a sum.
const MAX_DEPTH: usize = 280;
/// A block costs that many expression levels.
const BLOCK_DEPTH: usize = 2;
/// Each level of comprehension in the element of another doubles the work, in CPython as here.
const MAX_COMPREHENSIONS: usize = 18;
const MAX_ELIFS: usize = 1500;
/// CPython's own ends, measured on the oracle: its parser's stack, and its compiler's.
const CPYTHON_PARSER_DEPTH: usize = 6000;
const CPYTHON_COMPILER_DEPTH: usize = 20_000;

/// What one open bracket (or the logical line, at the bottom) has nested so far.
#[derive(Default)]
struct Level {
    /// Operators of the current operand: they end at a comparison, `and`, `or`.
    tight: usize,
    /// `lambda` and conditional expressions, which reach to the next comma.
    loose: usize,
    /// The most that `tight` and `loose` held together: a closed operand's tree still stands beside.
    is_comprehension: bool,
    n_comprehensions_inside: usize,
}

struct Checker<'a> {
    filename: &'a str,
    levels: Vec<Level>,
    /// Sum over the levels below the top one.
    depth_below: usize,
    n_prefixes: usize,
    n_chained: usize,
    deepest: usize,
    /// Length of the `elif` chain in progress in each open block.
    n_elifs: Vec<usize>,
    line_is_elif: bool,
    /// Where the logical line began.
    line: u32,
}

pub(crate) fn check(source: &str, filename: &str) -> Result<(), SyntaxReport> {
    let mut checker = Checker {
        filename,
        levels: vec![Level::default()],
        depth_below: 0,
        n_prefixes: 0,
        n_chained: 0,
        deepest: 0,
        n_elifs: Vec::new(),
        line_is_elif: false,
        line: 1,
    };
    for token in Scanner::new(source) {
        checker.token(token)?;
    }
    checker.end_of_line()
}

impl Checker<'_> {
    fn token(&mut self, token: Token) -> Result<(), SyntaxReport> {
        match token {
            Token::Indents { n_open, line } => {
                self.line = line;
                self.line_start(n_open);
            }
            Token::Newline => return self.end_of_line(),
            Token::Open { is_postfix } => {
                if is_postfix {
                    self.n_chained += 1;
                    self.chain();
                }
                self.push();
            }
            Token::Close => self.pop()?,
            // `not`, `-` and the like in front of an operand; each is a call of the parser deeper.
            Token::Prefix => {
                self.n_prefixes += 1;
                self.chain();
            }
            // Groups to the right, so the parser goes deeper with each.
            Token::Power => {
                self.n_prefixes += 2;
                self.chain();
            }
            Token::Operator | Token::Dot => {
                self.n_chained += 1;
                self.chain();
            }
            Token::Separator => {
                if let Some(top) = self.levels.last_mut() {
                    (top.tight, top.loose) = (0, 0);
                }
            }
            Token::Boundary => {
                if let Some(top) = self.levels.last_mut() {
                    top.tight = 0;
                }
            }
            Token::Loose => {
                self.n_prefixes += 2;
                if let Some(top) = self.levels.last_mut() {
                    top.tight = 0;
                    top.loose += 1;
                }
                self.measure();
            }
            Token::For => {
                if let Some(top) = self.levels.last_mut() {
                    (top.tight, top.loose) = (0, 0);
                    top.is_comprehension = true;
                }
            }
            Token::Elif => {
                self.line_is_elif = true;
                if let Some(n_elifs) = self.n_elifs.last_mut() {
                    *n_elifs += 1;
                }
            }
        }
        Ok(())
    }

    fn chain(&mut self) {
        if let Some(top) = self.levels.last_mut() {
            top.tight += 1;
        }
        self.measure();
    }

    fn measure(&mut self) {
        let top = self.levels.last().map_or(0, |top| top.tight + top.loose);
        self.deepest = self.deepest.max(self.depth_below + top);
    }

    fn push(&mut self) {
        self.depth_below += self.levels.last().map_or(0, |top| top.tight + top.loose);
        self.levels.push(Level::default());
    }

    fn pop(&mut self) -> Result<(), SyntaxReport> {
        if self.levels.len() < 2 {
            return Ok(());
        }
        let inner = self.levels.pop().unwrap_or_default();
        let n_comprehensions = inner.n_comprehensions_inside + usize::from(inner.is_comprehension);
        if n_comprehensions > MAX_COMPREHENSIONS {
            let msg = format!("comprehensions nested {n_comprehensions} deep (CPython's time doubles with each)");
            return Err(SyntaxReport::not_supported(msg, self.line, self.filename));
        }
        if let Some(top) = self.levels.last_mut() {
            top.n_comprehensions_inside = top.n_comprehensions_inside.max(n_comprehensions);
            self.depth_below = self.depth_below.saturating_sub(top.tight + top.loose);
        }
        Ok(())
    }

    /// `n_open`: blocks around the line.
    fn line_start(&mut self, n_open: usize) {
        self.n_elifs.resize(n_open + 1, 0);
        self.line_is_elif = false;
        self.depth_below = n_open * BLOCK_DEPTH;
        self.deepest = self.depth_below;
        (self.n_prefixes, self.n_chained) = (0, 0);
    }

    fn end_of_line(&mut self) -> Result<(), SyntaxReport> {
        if !self.line_is_elif
            && let Some(n_elifs) = self.n_elifs.last_mut()
        {
            *n_elifs = 0;
        }
        let (n_prefixes, n_chained) = (self.n_prefixes, self.n_chained);
        let n_elifs = self.n_elifs.last().copied().unwrap_or(0);
        if self.deepest > MAX_DEPTH || n_elifs > MAX_ELIFS {
            if n_prefixes >= CPYTHON_PARSER_DEPTH || n_elifs >= CPYTHON_PARSER_DEPTH {
                let msg = "Parser stack overflowed - Python source too complex to parse";
                return Err(SyntaxReport::without_place("MemoryError", msg.to_owned(), self.filename));
            }
            if n_chained >= CPYTHON_COMPILER_DEPTH || n_elifs >= 5000 {
                let msg = "Stack overflow during compilation";
                return Err(SyntaxReport::without_place("RecursionError", msg.to_owned(), self.filename));
            }
            let what = match self.deepest > MAX_DEPTH {
                true => format!("an expression nested {} levels deep (the limit here is {MAX_DEPTH})", self.deepest),
                false => format!("a chain of more than {MAX_ELIFS} elif"),
            };
            return Err(SyntaxReport::not_supported(what, self.line, self.filename));
        }
        self.levels.truncate(1);
        if let Some(top) = self.levels.last_mut() {
            *top = Level::default();
        }
        Ok(())
    }
}
