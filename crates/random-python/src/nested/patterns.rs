//! `match` statements with patterns of all kinds. Captures of one pattern never meet twice, and alternatives bind nothing.

use super::Writer;

impl Writer {
    pub(crate) fn match_statement(&mut self, depth: usize) {
        let subject = match self.below(3) {
            0 => {
                let (a, b) = (self.expression(1), self.expression(1));
                format!("{a}, {b}")
            }
            _ => self.expression(2),
        };
        self.line(&format!("match {subject}:"));
        self.indent += 1;
        let n = 1 + self.below(4);
        for i in 0..n {
            let mut free: Vec<&'static str> = vec!["a", "b", "c", "x", "y", "z", "rest", "é"];
            let is_last = i + 1 == n;
            let guard = if self.chance(30) {
                let test = self.condition(1);
                format!(" if {test}")
            } else {
                String::new()
            };
            let pattern = match self.below(6) {
                0 if is_last || !guard.is_empty() => "_".to_owned(),
                1 if is_last || !guard.is_empty() => "whole".to_owned(),
                2 => {
                    let (a, b) = (self.pattern(2, &mut free), self.pattern(2, &mut free));
                    format!("{a}, {b}")
                }
                _ => self.pattern(3, &mut free),
            };
            self.line(&format!("case {pattern}{guard}:"));
            self.block(depth + 1);
        }
        self.indent -= 1;
    }

    fn capture(&mut self, free: &mut Vec<&'static str>) -> String {
        match free.is_empty() {
            true => "_".to_owned(),
            false => {
                let i = self.below(free.len());
                free.swap_remove(i).to_owned()
            }
        }
    }

    fn literal_pattern(&mut self) -> String {
        self.pick(&["0", "1", "-1", "1.5", "'text'", "b'x'", "None", "True", "False", "-2.5 + 3j", "1 - 1j", "a.b", "a.b.c", "'x' 'y'"])
            .to_owned()
    }

    /// Refutable, so that it may stand anywhere.
    fn pattern(&mut self, depth: usize, free: &mut Vec<&'static str>) -> String {
        if depth == 0 {
            return self.literal_pattern();
        }
        let d = depth - 1;
        match self.below(9) {
            0 | 1 => self.literal_pattern(),
            2 => {
                let n = self.below(4);
                let star = if self.chance(40) { Some(self.below(n + 1)) } else { None };
                let mut parts = Vec::new();
                for i in 0..=n {
                    if star == Some(i) {
                        let name = self.capture(free);
                        parts.push(format!("*{name}"));
                    }
                    if i < n {
                        parts.push(self.inner(d, free));
                    }
                }
                format!("[{}]", parts.join(", "))
            }
            3 => {
                let (a, b) = (self.inner(d, free), self.inner(d, free));
                format!("({a}, {b})")
            }
            4 => {
                let keys = ["'k'", "1", "-1", "a.b", "None", "b'x'"];
                let n = self.below(4);
                let mut parts: Vec<String> = Vec::new();
                for key in keys.iter().take(n) {
                    let value = self.inner(d, free);
                    parts.push(format!("{key}: {value}"));
                }
                if self.chance(40) {
                    let name = self.capture(free);
                    if name != "_" {
                        parts.push(format!("**{name}"));
                    }
                }
                format!("{{{}}}", parts.join(", "))
            }
            5 | 6 => {
                let class = self.pick(&["A", "int", "a.B", "str"]);
                let n = self.below(3);
                let mut parts: Vec<String> = (0..n).map(|_| self.inner(d, free)).collect();
                let n_named = self.below(3);
                for name in ["k", "w"].iter().take(n_named) {
                    let value = self.inner(d, free);
                    parts.push(format!("{name}={value}"));
                }
                format!("{class}({})", parts.join(", "))
            }
            7 => {
                let mut none = Vec::new();
                let n = 2 + self.below(2);
                let parts: Vec<String> = (0..n).map(|_| self.pattern(d, &mut none)).collect();
                format!("({})", parts.join(" | "))
            }
            _ => {
                let name = self.capture(free);
                let of = self.pattern(d, free);
                if name == "_" { of } else { format!("({of} as {name})") }
            }
        }
    }

    /// A part of a pattern: anything.
    fn inner(&mut self, d: usize, free: &mut Vec<&'static str>) -> String {
        match self.below(4) {
            0 => "_".to_owned(),
            1 => self.capture(free),
            _ => self.pattern(d, free),
        }
    }
}
