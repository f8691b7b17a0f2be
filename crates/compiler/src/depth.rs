//! How deep a source is nested: one pass over the text, before any parsing, with a stack of its own on the heap.
//!
//! It estimates the depth of the syntax tree from above and knows no grammar. Natively a deep one is compiled on a stack that is
//! large enough; a wasm module has the stack that it has, and refuses. Where CPython's compiler refuses too, the error is CPython's
//! (the thresholds are measured).

use crate::report::SyntaxReport;
use crate::scan::{Scanner, Token};

const IS_WASM: bool = cfg!(target_family = "wasm");
/// Tree depth that all stages stand in one megabyte of stack.
const MAX_DEPTH: usize = if IS_WASM { 280 } else { 1 << 30 };
/// What stands in a stack that nobody chose.
#[cfg(not(target_family = "wasm"))]
const PLAIN_DEPTH: usize = 200;
/// Bytes of stack for one level, in a build without optimizations, and the most levels that are ever needed.
#[cfg(not(target_family = "wasm"))]
const LEVEL_BYTES: usize = 16 << 10;
#[cfg(not(target_family = "wasm"))]
const MOST_LEVELS: usize = 26_000;
/// Operators in a row are a chain that no stage recurses along; one level each for those that bind differently.
const OPERATOR_LEVELS: usize = 8;
/// Longer chains are left to themselves: to let go of one recurses.
pub(crate) const LONG_CHAIN: usize = 200;
/// A block costs that many expression levels.
const BLOCK_DEPTH: usize = 2;
/// Each level of comprehension in the element of another doubles the work, in CPython as here.
const MAX_COMPREHENSIONS: usize = 18;
const MAX_ELIFS: usize = if IS_WASM { 1500 } else { CPYTHON_ELIFS };
/// CPython's own end, measured on the oracle: so many operators or attributes in a row, or fewer calls, exhaust its compiler.
const CPYTHON_COST: usize = 24_207 * LINK_COST;
const LINK_COST: usize = 10_000;
const CALL_COST: usize = 21_852;
const CPYTHON_ELIFS: usize = 4668;

/// What one open bracket (or the logical line, at the bottom) has nested so far.
#[derive(Default)]
struct Level {
    /// Operators of the current operand: they end at a comparison, `and`, `or`.
    tight: usize,
    /// Binary operators of the current operand.
    operators: usize,
    /// What the current chain costs CPython's compiler.
    cost: usize,
    /// `lambda` and conditional expressions, which reach to the next comma.
    loose: usize,
    /// The most that `tight` and `loose` held together: a closed operand's tree still stands beside.
    is_comprehension: bool,
    n_comprehensions_inside: usize,
}

impl Level {
    fn depth(&self) -> usize {
        self.tight + self.loose + self.operators.min(OPERATOR_LEVELS)
    }
}

struct Checker<'a> {
    filename: &'a str,
    levels: Vec<Level>,
    /// Sum over the levels below the top one.
    depth_below: usize,
    /// Of the chains around, and of the costliest so far.
    cost_below: usize,
    costliest: usize,
    deepest: usize,
    depth: Depth,
    /// Length of the `elif` chain in progress in each open block.
    n_elifs: Vec<usize>,
    line_is_elif: bool,
    /// Where the logical line began.
    line: u32,
}

/// What a source asks for.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Depth {
    /// Calls one in the other.
    pub levels: usize,
    /// The longest chain of operators.
    pub chain: usize,
}

pub(crate) fn check(source: &str, filename: &str) -> Result<Depth, SyntaxReport> {
    let mut checker = Checker::new(filename);
    for token in Scanner::new(source) {
        checker.token(token)?;
    }
    checker.end_of_line()?;
    Ok(checker.depth)
}

/// Runs it on a stack that is large enough for the source.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn with_stack<T: Send>(source: &str, run: impl FnOnce() -> T + Send) -> T {
    let levels = check(source, "").map_or(0, |depth| depth.levels);
    if levels <= PLAIN_DEPTH {
        return run();
    }
    let bytes = levels.min(MOST_LEVELS) * LEVEL_BYTES;
    std::thread::scope(|scope| match std::thread::Builder::new().stack_size(bytes).spawn_scoped(scope, run) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        // Without threads there is no other stack.
        Err(error) => panic!("no thread for a source nested {levels} levels deep: {error}"),
    })
}

#[cfg(target_family = "wasm")]
pub(crate) fn with_stack<T>(_: &str, run: impl FnOnce() -> T) -> T {
    run()
}

impl<'a> Checker<'a> {
    fn new(filename: &'a str) -> Checker<'a> {
        Checker {
            filename,
            levels: vec![Level::default()],
            depth_below: 0,
            cost_below: 0,
            costliest: 0,
            deepest: 0,
            depth: Depth::default(),
            n_elifs: Vec::new(),
            line_is_elif: false,
            line: 1,
        }
    }

    fn token(&mut self, token: Token) -> Result<(), SyntaxReport> {
        match token {
            Token::Indents { n_open, line } => {
                self.line = line;
                self.line_start(n_open);
            }
            Token::Newline => return self.end_of_line(),
            Token::Open { is_postfix } => {
                if is_postfix {
                    self.costs(CALL_COST);
                    self.chain();
                }
                self.push();
            }
            Token::Close => self.pop()?,
            // `not`, `-` and the like in front of an operand; each is a call of the parser deeper.
            Token::Prefix => self.chain(),
            // Groups to the right, so the parser goes deeper with each.
            Token::Power => self.chain(),
            Token::Dot => {
                self.costs(LINK_COST);
                self.chain();
            }
            Token::Operator => {
                self.costs(LINK_COST);
                if let Some(top) = self.levels.last_mut() {
                    top.operators += 1;
                    self.depth.chain = self.depth.chain.max(top.operators);
                }
                self.measure();
            }
            Token::Separator => {
                if let Some(top) = self.levels.last_mut() {
                    (top.tight, top.operators, top.loose, top.cost) = (0, 0, 0, 0);
                }
            }
            Token::Boundary => {
                if let Some(top) = self.levels.last_mut() {
                    (top.tight, top.operators, top.cost) = (0, 0, 0);
                }
            }
            Token::Loose => {
                if let Some(top) = self.levels.last_mut() {
                    (top.tight, top.operators, top.cost) = (0, 0, 0);
                    top.loose += 1;
                }
                self.measure();
            }
            Token::For => {
                if let Some(top) = self.levels.last_mut() {
                    (top.tight, top.operators, top.loose, top.cost) = (0, 0, 0, 0);
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

    fn costs(&mut self, cost: usize) {
        if let Some(top) = self.levels.last_mut() {
            top.cost += cost;
            self.costliest = self.costliest.max(self.cost_below + top.cost);
        }
    }

    fn chain(&mut self) {
        if let Some(top) = self.levels.last_mut() {
            top.tight += 1;
        }
        self.measure();
    }

    fn measure(&mut self) {
        let top = self.levels.last().map_or(0, Level::depth);
        self.deepest = self.deepest.max(self.depth_below + top);
    }

    fn push(&mut self) {
        self.depth_below += self.levels.last().map_or(0, Level::depth);
        self.cost_below += self.levels.last().map_or(0, |top| top.cost);
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
            self.depth_below = self.depth_below.saturating_sub(top.depth());
            self.cost_below = self.cost_below.saturating_sub(top.cost);
        }
        Ok(())
    }

    /// `n_open`: blocks around the line.
    fn line_start(&mut self, n_open: usize) {
        self.n_elifs.resize(n_open + 1, 0);
        self.line_is_elif = false;
        self.depth_below = n_open * BLOCK_DEPTH;
        self.deepest = self.depth_below;
        (self.cost_below, self.costliest) = (0, 0);
    }

    fn end_of_line(&mut self) -> Result<(), SyntaxReport> {
        if !self.line_is_elif
            && let Some(n_elifs) = self.n_elifs.last_mut()
        {
            *n_elifs = 0;
        }
        let n_elifs = self.n_elifs.last().copied().unwrap_or(0);
        self.depth.levels = self.depth.levels.max(self.deepest).max(n_elifs * BLOCK_DEPTH);
        if self.costliest >= CPYTHON_COST || n_elifs > CPYTHON_ELIFS {
            let msg = "Stack overflow (used 10216 kB) during compilation";
            return Err(SyntaxReport::without_place("RecursionError", msg.to_owned(), self.filename));
        }
        if self.deepest > MAX_DEPTH || n_elifs > MAX_ELIFS {
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
