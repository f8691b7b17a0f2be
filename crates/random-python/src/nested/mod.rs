//! Random programs that are only compiled, never run: every statement and expression of the language nested in every
//! other, within the rules of CPython's symbol table and compiler. A seed is a text, the same everywhere.

mod expressions;
mod literals;
mod patterns;
mod statements;

/// How many seeds have a golden, from 0 on.
pub const N_NESTED: u64 = 2_000;

/// The text of a program.
pub fn nested_program(seed: u64) -> String {
    let mut w = Writer { state: seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x9e37_79b9_7f4a_7c15, ..Writer::default() };
    w.module();
    w.text
}

/// What a scope may contain.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    pub is_function: bool,
    pub is_async: bool,
    pub is_class: bool,
    /// A generator of an async function returns no value.
    pub may_yield: bool,
    pub may_return_value: bool,
    /// Parameters: what an inner function may call nonlocal.
    pub params: Vec<String>,
    /// Global or nonlocal here: never annotated.
    pub declared: Vec<String>,
    /// Bound for inner scopes.
    pub loops: usize,
    /// In the body of `except*`: no way out by `break`, `continue` or `return`.
    pub no_escape: bool,
    /// No `yield`, `await` or `:=`: annotations, type parameters, class heads with them.
    pub is_pure: bool,
    /// Iteration variables of comprehensions around: `:=` may not bind them.
    pub iterated: Vec<String>,
    pub in_comprehension: bool,
    /// In the iterable of a comprehension: no `:=` at all.
    pub no_walrus: bool,
}

#[derive(Default)]
pub(crate) struct Writer {
    state: u64,
    pub text: String,
    pub indent: usize,
    pub n_lines: usize,
    pub scopes: Vec<Scope>,
    /// Brackets around what is written: a newline may stand there.
    pub n_open: usize,
    /// Inside the braces of an f-string: no newline, no comment.
    pub in_f_string: usize,
}

const NAMES: &[&str] = &["a", "b", "c", "d", "e", "f", "g", "x", "y", "z", "__p", "é", "long_name"];

impl Writer {
    fn next(&mut self) -> u64 {
        // splitmix64
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick(&mut self, from: &[&'static str]) -> &'static str {
        let i = self.below(from.len());
        from.get(i).copied().unwrap_or("a")
    }

    pub(crate) fn any_name(&mut self) -> String {
        self.pick(NAMES).to_owned()
    }

    pub(crate) fn scope(&mut self) -> &mut Scope {
        if self.scopes.is_empty() {
            self.scopes.push(Scope::default());
        }
        let last = self.scopes.len() - 1;
        &mut self.scopes[last]
    }

    pub(crate) fn here(&mut self) -> Scope {
        self.scope().clone()
    }

    /// Runs with the scope changed, and puts it back.
    pub(crate) fn within<T>(&mut self, change: impl FnOnce(&mut Scope), body: impl FnOnce(&mut Writer) -> T) -> T {
        let before = self.here();
        change(self.scope());
        let done = body(self);
        let declared = std::mem::take(&mut self.scope().declared);
        *self.scope() = before;
        self.scope().declared = declared;
        done
    }

    pub(crate) fn line(&mut self, text: &str) {
        for _ in 0..self.indent {
            self.text.push_str("    ");
        }
        self.text.push_str(text);
        if self.below(40) == 0 && !text.contains('\\') {
            self.text.push_str("  # a comment");
        }
        self.text.push('\n');
        self.n_lines += 1;
        if self.below(25) == 0 {
            self.text.push('\n');
        }
    }

    /// A name that no annotation and no parameter forbids to declare, and those that inner functions can reach.
    pub(crate) fn enclosing_params(&self) -> Vec<String> {
        let outer = self.scopes.len().saturating_sub(1);
        self.scopes.iter().take(outer).filter(|s| s.is_function).flat_map(|s| s.params.clone()).collect()
    }

    /// Between two parts of a bracketed list.
    pub(crate) fn gap(&mut self) -> String {
        if self.n_open > 0 && self.in_f_string == 0 && self.below(12) == 0 {
            let comment = if self.below(5) == 0 { " # within" } else { "" };
            let blanks = 1 + self.below(9);
            return format!("{comment}\n{}", " ".repeat(blanks));
        }
        " ".to_owned()
    }

    fn module(&mut self) {
        self.scopes = vec![Scope::default()];
        if self.chance(15) {
            self.line("\"\"\"A docstring.\"\"\"");
        }
        if self.chance(12) {
            self.line("from __future__ import annotations");
        }
        if self.chance(6) {
            self.line("global a, b");
            self.scope().declared = vec!["a".to_owned(), "b".to_owned()];
        }
        let n = 3 + self.below(6);
        for _ in 0..n {
            self.statement(0);
        }
    }
}
