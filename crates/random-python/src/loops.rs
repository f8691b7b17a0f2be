//! Loops, `match` and `with`.

use crate::{Generator, Kind};

impl Generator {
    fn inside(&mut self, body: impl FnOnce(&mut Generator)) {
        self.loops += 1;
        self.block(body);
        self.loops -= 1;
    }

    fn some(&mut self, least: usize) {
        let n = least + self.below(3);
        for _ in 0..n {
            self.statement();
        }
    }

    /// A way out of the loop, or on to its next round.
    fn leave(&mut self) {
        match self.below(4) {
            0 => {
                let c = self.condition(1);
                self.line(&format!("if {c}: break"));
            }
            1 => {
                let c = self.condition(1);
                self.line(&format!("if {c}:"));
                self.line("    print('on')");
                self.line("    continue");
            }
            _ => {}
        }
    }

    fn or_else(&mut self) {
        if self.chance(35) {
            self.line("else:");
            self.block(|g| {
                g.line("print('no break')");
                if g.chance(30) {
                    g.statement();
                }
            });
        }
    }

    pub(crate) fn for_loop(&mut self) {
        let (i, x) = (self.name("i"), self.name("x"));
        let (heading, names): (String, Vec<(String, Kind)>) = match self.below(8) {
            0 => {
                let l = self.list(1);
                (format!("for {i}, {x} in enumerate({l}):"), vec![(i, Kind::Int), (x, Kind::Int)])
            }
            1 => {
                let (a, b) = (self.list(1), self.str(1));
                (format!("for {i}, {x} in zip({a}, {b}[:5]):"), vec![(i, Kind::Int), (x, Kind::Str)])
            }
            2 => {
                let d = self.dict(1);
                (format!("for {x}, {i} in {d}.items():"), vec![(i, Kind::Int), (x, Kind::Str)])
            }
            3 => {
                let s = self.str(1);
                (format!("for {x} in {s}[:6]:"), vec![(x, Kind::Str)])
            }
            4 => {
                let l = self.list(1);
                (format!("for {i} in reversed({l}[:4]):"), vec![(i, Kind::Int)])
            }
            5 => {
                let l = self.list(1);
                (format!("for {i}, *{x} in [[1], [2, 3], {l} or [0]]:"), vec![(i, Kind::Int), (x, Kind::List)])
            }
            _ => {
                let s = self.comprehension_source(1);
                (format!("for {i} in {s}:"), vec![(i, Kind::Int)])
            }
        };
        self.line(&heading);
        self.inside(|g| {
            for (name, kind) in &names {
                g.declare(name, *kind);
            }
            g.leave();
            g.some(1);
            g.leave();
        });
        self.or_else();
    }

    pub(crate) fn while_loop(&mut self) {
        let n = self.name("n");
        let from = 1 + self.below(4);
        self.line(&format!("{n} = {from}"));
        let more = if self.chance(30) {
            let c = self.condition(1);
            format!(" and ({c} or True)")
        } else {
            String::new()
        };
        self.line(&format!("while {n} > 0{more}:"));
        self.inside(|g| {
            g.line(&format!("{n} -= 1"));
            g.leave();
            g.some(1);
        });
        self.or_else();
    }

    pub(crate) fn match_statement(&mut self) {
        let subject = self.any(1);
        self.line(&format!("match {subject}:"));
        let n = 1 + self.below(4);
        self.block(|g| {
            for _ in 0..n {
                let (a, b) = (g.name("m"), g.name("m"));
                let (pattern, names): (String, Vec<(String, Kind)>) = match g.below(12) {
                    0 => (format!("{} | {}", g.below(5), g.below(20)), vec![]),
                    1 => (format!("int({a})"), vec![(a, Kind::Int)]),
                    2 => (format!("str() as {a}"), vec![(a, Kind::Str)]),
                    3 => (format!("[{a}, *{b}]"), vec![(b, Kind::List)]),
                    4 => (format!("({a}, {b})"), vec![]),
                    5 => (format!("{{'a': {a}, **{b}}}"), vec![(b, Kind::Dict)]),
                    6 => ("{}".to_owned(), vec![]),
                    7 => ("float() | None".to_owned(), vec![]),
                    8 => ("'x' | 'spam' | ''".to_owned(), vec![]),
                    9 => ("[]".to_owned(), vec![]),
                    10 if !g.classes.is_empty() => {
                        let i = g.below(g.classes.len());
                        (format!("{}(value={a})", g.classes[i].name), vec![(a, Kind::Int)])
                    }
                    _ => (format!("[int({a}), int() | str(), *_]"), vec![(a, Kind::Int)]),
                };
                let known = g.variables.len();
                for (name, kind) in &names {
                    g.declare(name, *kind);
                }
                let guard = if g.chance(25) {
                    let c = g.condition(1);
                    format!(" if {c}")
                } else {
                    String::new()
                };
                g.line(&format!("case {pattern}{guard}:"));
                g.block(|g| {
                    g.line(&format!("print('case', {:?})", pattern.replace('\'', "")).replace('"', "'"));
                    if g.chance(50) {
                        g.statement();
                    }
                });
                g.variables.truncate(known);
            }
            if g.chance(60) {
                let x = g.name("other");
                g.line(&format!("case {x}:"));
                g.line(&format!("    print('otherwise', type({x}).__name__)"));
            }
        });
    }

    pub(crate) fn with_statement(&mut self) -> bool {
        let Some(o) = self.object_that("with") else { return false };
        let x = self.name("x");
        let second = if self.chance(30) { self.object_that("with").map(|o| format!(", {o}")).unwrap_or_default() } else { String::new() };
        let target = if self.chance(60) { format!(" as {x}") } else { String::new() };
        self.line("try:");
        self.indent += 1;
        self.line(&format!("with {o}{target}{second}:"));
        let safe = std::mem::replace(&mut self.safe, true);
        self.block(|g| {
            g.some(1);
            if g.chance(50) {
                let e = g.risky();
                g.line(&format!("print({e})"));
            }
        });
        self.safe = safe;
        if !target.is_empty() {
            self.line(&format!("print(type({x}).__name__)"));
        }
        self.indent -= 1;
        self.line("except Exception as e:");
        self.line("    print('escaped', type(e).__name__)");
        true
    }
}
