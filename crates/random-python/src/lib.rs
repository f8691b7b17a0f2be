//! Random programs: a seed is a program that nests the constructs of the language, always ends, prints a lot, and
//! depends on no order of hashes and no address. The same seed is the same text on every machine.
//!
//! Values have a kind, so that most expressions mean something; what may raise stands inside of `try`, or at the end.

mod classes;
mod expressions;
mod functions;
mod loops;
mod more;
mod nested;
mod statements;

pub use nested::{N_NESTED, nested_program};

/// How many seeds have a golden, from 0 on.
pub const N_SEEDS: u64 = 1_010;

/// Seeds that are passed over: an index that is too large for the reference's 32 bits, a text that is not Python's
/// (the error is another one), a program that does not end in time.
pub const SKIPPED: &[u64] = &[485, 597, 777];

/// FNV-1a of 64 bits: how a golden is kept. The script that asks the reference computes the same.
pub fn fingerprint(stdout: &str, stderr: &str, exit: i32) -> u64 {
    let text = format!("{stdout}\0{stderr}\0{exit}");
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The text of a program.
pub fn program(seed: u64) -> String {
    let mut g = Generator::new(seed);
    g.whole();
    g.text
}

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Int,
    Float,
    Str,
    /// A list of ints.
    List,
    /// A dict of str to int.
    Dict,
    /// A tuple of ints.
    Tuple,
    Set,
    Object(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub name: String,
    pub kind: Kind,
    /// The function it belongs to, by nesting; 0 is the module.
    pub level: usize,
}

/// What can be called with so many ints.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub name: String,
    pub n_params: usize,
    pub returns: Kind,
    /// Calls of it cost more the more it calls itself.
    pub is_generator: bool,
}

/// A class whose constructor takes an int; what its instances can do.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub name: String,
    pub can: Vec<&'static str>,
}

pub(crate) struct Generator {
    state: u64,
    text: String,
    indent: usize,
    n_names: usize,
    variables: Vec<Variable>,
    functions: Vec<Function>,
    classes: Vec<Class>,
    exceptions: Vec<String>,
    level: usize,
    /// Loops around what is being written.
    loops: usize,
    /// Blocks around it.
    depth: usize,
    /// Lines written.
    n_lines: usize,
    /// Inside a `try` that catches everything.
    safe: bool,
}

impl Generator {
    fn new(seed: u64) -> Generator {
        let state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d;
        Generator {
            state,
            text: String::new(),
            indent: 0,
            n_names: 0,
            variables: Vec::new(),
            functions: Vec::new(),
            classes: Vec::new(),
            exceptions: Vec::new(),
            level: 0,
            loops: 0,
            depth: 0,
            n_lines: 0,
            safe: false,
        }
    }

    fn next(&mut self) -> u64 {
        // splitmix64
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to n - 1.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// True in so many cases of a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let i = self.below(from.len());
        from[i]
    }

    pub(crate) fn name(&mut self, stem: &str) -> String {
        self.n_names += 1;
        format!("{stem}{}", self.n_names)
    }

    pub(crate) fn line(&mut self, text: &str) {
        for _ in 0..self.indent {
            self.text.push_str("    ");
        }
        self.text.push_str(text);
        self.text.push('\n');
        self.n_lines += 1;
    }

    /// An indented block; its new variables are forgotten behind it.
    pub(crate) fn block(&mut self, body: impl FnOnce(&mut Generator)) {
        self.indent += 1;
        self.depth += 1;
        let known = self.variables.len();
        let before = self.n_lines;
        body(self);
        if self.n_lines == before {
            self.line("pass");
        }
        self.variables.truncate(known);
        self.depth -= 1;
        self.indent -= 1;
    }

    pub(crate) fn declare(&mut self, name: &str, kind: Kind) {
        let level = self.level;
        self.variables.push(Variable { name: name.to_owned(), kind, level });
    }

    /// A variable of the kind that may be read here.
    pub(crate) fn readable(&mut self, wanted: impl Fn(Kind) -> bool) -> Option<Variable> {
        let all: Vec<Variable> = self.variables.iter().filter(|v| wanted(v.kind)).cloned().collect();
        if all.is_empty() {
            return None;
        }
        let i = self.below(all.len());
        Some(all[i].clone())
    }

    /// One that may be bound anew here.
    pub(crate) fn writable(&mut self, wanted: impl Fn(Kind) -> bool) -> Option<Variable> {
        let level = self.level;
        let all: Vec<Variable> = self.variables.iter().filter(|v| v.level == level && wanted(v.kind)).cloned().collect();
        if all.is_empty() {
            return None;
        }
        let i = self.below(all.len());
        Some(all[i].clone())
    }

    fn whole(&mut self) {
        let n_exceptions = self.below(3);
        for _ in 0..n_exceptions {
            self.exception_class();
        }
        let n_classes = self.below(3);
        for _ in 0..n_classes {
            self.class();
        }
        for kind in [Kind::Int, Kind::Str, Kind::List] {
            if self.chance(70) {
                self.assign_new(kind);
            }
        }
        let n_functions = 1 + self.below(2);
        for _ in 0..n_functions {
            self.function();
        }
        let target = self.n_lines.min(28) + 14 + self.below(16);
        while self.n_lines < target {
            self.statement();
        }
        self.farewell();
    }

    /// The end of a program: all that is known is shown, and some programs end with an exception.
    fn farewell(&mut self) {
        let names: Vec<String> = self.variables.iter().filter(|v| !matches!(v.kind, Kind::Set)).map(|v| v.name.clone()).take(6).collect();
        if !names.is_empty() {
            self.line(&format!("print({})", names.join(", ")));
        }
        match self.below(8) {
            0 => {
                let e = self.risky();
                self.line(&format!("print({e})"));
            }
            1 => self.raise(),
            2 => {
                // Over several lines.
                let (e, a) = (self.risky(), self.any(1));
                self.line("print(");
                self.line(&format!("    {a},"));
                self.line(&format!("    [{e}"));
                self.line("     for _ in range(2)],");
                self.line(")");
            }
            3 if self.chance(40) => {
                let n = self.below(4);
                self.line(&format!("raise SystemExit({n})"));
            }
            _ => {}
        }
    }
}
