//! Expressions, each as a text that may stand as an operand (in brackets where it must).

use super::{Scope, Writer};

/// A number's dot would be taken for its point.
fn attribute(of: &str, name: &str) -> String {
    match of.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        true => format!("({of}).{name}"),
        false => format!("{of}.{name}"),
    }
}

impl Writer {
    /// A text in brackets, in which newlines may stand.
    fn bracketed(&mut self, open: &str, close: &str, body: impl FnOnce(&mut Writer) -> String) -> String {
        self.n_open += 1;
        let inner = body(self);
        self.n_open -= 1;
        format!("{open}{inner}{close}")
    }

    pub(crate) fn expression(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.below(5) {
                0 => self.atom_constant(),
                1 => {
                    let (name, attribute) = (self.any_name(), self.any_name());
                    format!("{name}.{attribute}")
                }
                _ => self.any_name(),
            };
        }
        let d = depth - 1;
        match self.below(34) {
            0..=2 => {
                let op = self.pick(&["+", "-", "*", "/", "//", "%", "@", "&", "|", "^", "<<", ">>", "**"]);
                self.bracketed("(", ")", |w| {
                    let (left, gap, right) = (w.expression(d), w.gap(), w.expression(d));
                    format!("{left} {op}{gap}{right}")
                })
            }
            3 => {
                let op = self.pick(&["-", "+", "~", "not "]);
                let of = self.expression(d);
                format!("({op}{of})")
            }
            4 | 5 => {
                let op = self.pick(&["and", "or"]);
                let n = 2 + self.below(2);
                self.bracketed("(", ")", |w| {
                    let parts: Vec<String> = (0..n).map(|_| w.expression(d)).collect();
                    let gap = w.gap();
                    parts.join(&format!(" {op}{gap}"))
                })
            }
            6 | 7 => self.comparison(d),
            8 => self.bracketed("(", ")", |w| {
                let (body, test, other) = (w.expression(d), w.condition(d), w.expression(d));
                let (one, two) = (w.gap(), w.gap());
                format!("{body}{one}if {test}{two}else {other}")
            }),
            9..=11 => self.call(d),
            12 => {
                let of = self.expression(d);
                let name = self.any_name();
                attribute(&of, &name)
            }
            13 | 14 => self.subscript(d),
            15 => self.bracketed("[", "]", |w| w.items(d, true)),
            16 => self.bracketed("(", ")", |w| {
                let items = w.items(d, true);
                if items.is_empty() { String::new() } else { format!("{items},") }
            }),
            17 => {
                let inner = self.bracketed("{", "}", |w| w.items(d, true));
                if inner == "{}" { "{1}".to_owned() } else { inner }
            }
            18 => self.dict(d),
            19 | 20 => self.lambda(d),
            21..=25 => self.comprehension(d),
            26 if self.in_f_string < 3 => self.template(d),
            27 => self.folded(2),
            28 => self.walrus(d),
            29 => self.yielded(d),
            30 => {
                let scope = self.here();
                if scope.is_async && !scope.is_pure {
                    let of = self.expression(d);
                    format!("(await {of})")
                } else {
                    self.expression(d)
                }
            }
            31 => self.constant_list(),
            _ => self.expression(0),
        }
    }

    /// What `if` and `while` ask: often constants and mixes of `and`, `or`, `not`.
    pub(crate) fn condition(&mut self, depth: usize) -> String {
        match self.below(8) {
            0 => self
                .pick(&["True", "False", "0", "1", "''", "'a'", "None", "not a", "not (a and b)", "__debug__", "not __debug__", "()"])
                .to_owned(),
            1 | 2 if depth > 0 => {
                let (left, right) = (self.condition(depth - 1), self.condition(depth - 1));
                let op = self.pick(&["and", "or"]);
                format!("({left} {op} {right})")
            }
            3 => {
                let of = self.any_name();
                let op = self.pick(&["is None", "is not None", "in (1, 2)", "not in [1, 2]", "in {1, 2, 'a'}", "== 0", "< 3 < b"]);
                format!("{of} {op}")
            }
            4 if depth > 0 => {
                let (a, b, c) = (self.condition(depth - 1), self.condition(depth - 1), self.condition(depth - 1));
                format!("({a} if {b} else {c})")
            }
            _ => self.expression(depth),
        }
    }

    fn comparison(&mut self, d: usize) -> String {
        let n = 1 + self.below(3);
        self.bracketed("(", ")", |w| {
            let mut text = w.expression(d);
            for _ in 0..n {
                let op = w.pick(&["<", ">", "<=", ">=", "==", "!=", "is", "is not", "in", "not in"]);
                let (gap, right) = (w.gap(), w.expression(d));
                text.push_str(&format!(" {op}{gap}{right}"));
            }
            text
        })
    }

    /// Items of a display or a tuple, stars among them.
    pub(crate) fn items(&mut self, d: usize, stars: bool) -> String {
        let n = match self.below(30) {
            0 => 35,
            _ => self.below(4),
        };
        let mut parts = Vec::new();
        for _ in 0..n {
            let e = if n > 10 { self.expression(0) } else { self.expression(d) };
            parts.push(if stars && self.chance(15) { format!("*{e}") } else { e });
        }
        let gap = self.gap();
        parts.join(&format!(",{gap}"))
    }

    fn constant_list(&mut self) -> String {
        let n = self.below(6);
        let parts: Vec<String> = (0..n).map(|_| self.atom_constant()).collect();
        let inner = parts.join(", ");
        match self.below(3) {
            0 => format!("[{inner}]"),
            1 if n > 0 => format!("{{{inner}}}"),
            _ if n > 0 => format!("({inner},)"),
            _ => "()".to_owned(),
        }
    }

    fn dict(&mut self, d: usize) -> String {
        let n = match self.below(25) {
            0 => 20,
            _ => self.below(4),
        };
        self.bracketed("{", "}", |w| {
            let mut parts = Vec::new();
            for _ in 0..n {
                let (key, value) = if n > 10 { (w.expression(0), w.expression(0)) } else { (w.expression(d), w.expression(d)) };
                let key = if w.chance(30) { w.string() } else { key };
                parts.push(if w.chance(12) { format!("**{value}") } else { format!("{key}: {value}") });
            }
            let gap = w.gap();
            parts.join(&format!(",{gap}"))
        })
    }

    pub(crate) fn arguments(&mut self, d: usize) -> String {
        let mut parts = Vec::new();
        let n = self.below(4);
        for _ in 0..n {
            let e = self.expression(d);
            parts.push(if self.chance(12) { format!("*{e}") } else { e });
        }
        let n_named = if self.chance(35) { self.below(3) } else { 0 };
        let names = ["k", "key", "w"];
        for name in names.iter().take(n_named) {
            let e = self.expression(d);
            parts.push(format!("{name}={e}"));
        }
        if self.chance(8) {
            let e = self.expression(d);
            parts.push(format!("**{e}"));
        }
        let gap = self.gap();
        parts.join(&format!(",{gap}"))
    }

    fn call(&mut self, d: usize) -> String {
        let of = match self.below(9) {
            0..=3 => self.any_name(),
            4 | 5 => {
                let (of, name) = (self.expression(d), self.any_name());
                attribute(&of, &name)
            }
            6 => self.pick(&["super().a", "super(a, b).c", "super", "all", "any", "tuple", "list", "set", "print"]).to_owned(),
            7 => "super().m".to_owned(),
            _ => {
                let of = self.expression(d);
                format!("({of})")
            }
        };
        if self.chance(12) && !self.here().is_pure {
            let inner = self.comprehension_of(d, "", "");
            return format!("{of}({inner})");
        }
        self.bracketed(&format!("{of}("), ")", |w| w.arguments(d))
    }

    fn subscript(&mut self, d: usize) -> String {
        let of = match self.below(3) {
            0 => {
                let e = self.expression(d);
                format!("({e})")
            }
            _ => self.any_name(),
        };
        let at = self.index(d);
        format!("{of}[{at}]")
    }

    pub(crate) fn index(&mut self, d: usize) -> String {
        self.n_open += 1;
        let part = |w: &mut Writer| if w.chance(60) { w.expression(d) } else { String::new() };
        let done = match self.below(8) {
            0 => {
                let (start, stop) = (part(self), part(self));
                format!("{start}:{stop}")
            }
            1 => {
                let (start, stop, step) = (part(self), part(self), part(self));
                format!("{start}:{stop}:{step}")
            }
            2 => {
                let (a, b) = (self.expression(d), part(self));
                format!("{a}, {b}:")
            }
            3 => {
                let a = self.expression(d);
                format!("*{a}")
            }
            4 => self.pick(&["1:2", "::", "-1", "0", "::-1", "1:", "None:2:3", "'a'"]).to_owned(),
            _ => self.expression(d),
        };
        self.n_open -= 1;
        done
    }

    pub(crate) fn parameters(&mut self, d: usize, annotated: bool) -> (String, Vec<String>) {
        let mut names: Vec<String> = ["p", "q", "x", "y", "a", "k", "w"].iter().map(|n| (*n).to_owned()).collect();
        let keep = self.below(5);
        let skip = self.below(3);
        names = names.into_iter().skip(skip).take(keep).collect();
        let positional_only = if self.chance(15) { self.below(names.len() + 1) } else { 0 };
        let star_at = if self.chance(30) { Some(self.below(names.len() + 1).max(positional_only)) } else { None };
        let mut parts = Vec::new();
        let mut all = Vec::new();
        let mut needs_default = false;
        for (i, name) in names.iter().enumerate() {
            if star_at == Some(i) {
                self.star(&mut parts, &mut all, annotated, true);
                needs_default = false;
            }
            let mut text = name.clone();
            if annotated && self.chance(25) {
                text.push_str(&format!(": {}", self.annotation(d)));
            }
            let after_star = star_at.is_some_and(|at| at <= i);
            if (needs_default && !after_star) || self.chance(25) {
                let e = self.expression(d);
                text.push_str(&format!("={e}"));
                needs_default = !after_star;
            }
            parts.push(text);
            all.push(name.clone());
            if positional_only == i + 1 {
                parts.push("/".to_owned());
            }
        }
        if star_at == Some(names.len()) {
            self.star(&mut parts, &mut all, annotated, false);
        }
        if self.chance(15) {
            let annotation = if annotated && self.chance(30) { format!(": {}", self.annotation(d)) } else { String::new() };
            parts.push(format!("**kw{annotation}"));
            all.push("kw".to_owned());
        }
        (parts.join(", "), all)
    }

    fn star(&mut self, parts: &mut Vec<String>, all: &mut Vec<String>, annotated: bool, bare_allowed: bool) {
        if bare_allowed && self.chance(50) {
            parts.push("*".to_owned());
            return;
        }
        let annotation = match annotated && self.chance(30) {
            true if self.chance(40) => ": *tuple[int]".to_owned(),
            true => format!(": {}", self.annotation(1)),
            false => String::new(),
        };
        parts.push(format!("*args{annotation}"));
        all.push("args".to_owned());
    }

    pub(crate) fn annotation(&mut self, d: usize) -> String {
        self.within(
            |s| s.is_pure = true,
            |w| match w.below(4) {
                0 => w.pick(&["int", "str", "'text'", "list[int]", "int | None", "dict[str, a]"]).to_owned(),
                1 => w.any_name(),
                _ => w.expression(d.min(2)),
            },
        )
    }

    fn lambda(&mut self, d: usize) -> String {
        let before = self.n_open;
        let (parameters, names) = self.parameters(d.min(1), false);
        let outer = self.here();
        let scope = Scope {
            is_function: true,
            may_yield: !outer.is_pure && !outer.is_class,
            params: names,
            is_pure: outer.is_pure,
            ..Scope::default()
        };
        self.scopes.push(scope);
        let body = self.expression(d);
        self.scopes.pop();
        self.n_open = before;
        let space = if parameters.is_empty() { "" } else { " " };
        format!("(lambda{space}{parameters}: {body})")
    }

    fn comprehension(&mut self, d: usize) -> String {
        match self.below(4) {
            0 => self.comprehension_of(d, "[", "]"),
            1 => self.comprehension_of(d, "{", "}"),
            2 => self.comprehension_of(d, "(", ")"),
            _ => self.comprehension_of(d, "{:", "}"),
        }
    }

    /// `{:` opens a dict's.
    fn comprehension_of(&mut self, d: usize, open: &str, close: &str) -> String {
        let before = self.here();
        let is_dict = open == "{:";
        let n_loops = 1 + usize::from(self.chance(20));
        let mut clauses = String::new();
        self.n_open += 1;
        for i in 0..n_loops {
            let iterable = match self.chance(15) {
                true => {
                    let e = self.within(|s| s.no_walrus = true, |w| w.expression(d));
                    if self.chance(50) { format!("[{e}]") } else { format!("({e},)") }
                }
                false => self.within(
                    |s| {
                        s.no_walrus = true;
                        // Only the first iterable is evaluated outside.
                        if i > 0 {
                            s.may_yield = false;
                        }
                    },
                    |w| w.expression(d),
                ),
            };
            let (target, names) = self.comprehension_target();
            self.scope().iterated.extend(names);
            self.scope().in_comprehension = true;
            self.scope().may_yield = false;
            let is_async = before.is_async && !before.is_pure && self.chance(25);
            let word = if is_async { "async for" } else { "for" };
            let gap = self.gap();
            clauses.push_str(&format!("{gap}{word} {target} in {iterable}"));
            let n_ifs = if self.chance(35) { 1 + self.below(2) } else { 0 };
            for _ in 0..n_ifs {
                let (gap, test) = (self.gap(), self.condition(d));
                clauses.push_str(&format!("{gap}if {test}"));
            }
        }
        let element = if is_dict {
            let (key, value) = (self.expression(d), self.expression(d));
            format!("{key}: {value}")
        } else {
            self.expression(d)
        };
        self.n_open -= 1;
        let declared = std::mem::take(&mut self.scope().declared);
        *self.scope() = before;
        self.scope().declared = declared;
        let open = if is_dict { "{" } else { open };
        format!("{open}{element}{clauses}{close}")
    }

    fn comprehension_target(&mut self) -> (String, Vec<String>) {
        match self.below(6) {
            0 => ("i, j".to_owned(), vec!["i".to_owned(), "j".to_owned()]),
            1 => ("(i, *j)".to_owned(), vec!["i".to_owned(), "j".to_owned()]),
            2 => ("a.b".to_owned(), Vec::new()),
            _ => {
                let name = self.any_name();
                (name.clone(), vec![name])
            }
        }
    }

    fn walrus(&mut self, d: usize) -> String {
        let scope = self.here();
        let name = self.any_name();
        let is_class_comprehension = scope.in_comprehension && scope.is_class;
        if scope.is_pure || scope.no_walrus || is_class_comprehension || scope.iterated.contains(&name) {
            return self.expression(d);
        }
        let value = self.expression(d);
        format!("({name} := {value})")
    }

    fn yielded(&mut self, d: usize) -> String {
        let scope = self.here();
        if !scope.may_yield || scope.is_pure || scope.in_comprehension || !scope.is_function {
            return self.expression(d);
        }
        match self.below(4) {
            0 => "(yield)".to_owned(),
            1 if !scope.is_async => {
                let e = self.expression(d);
                format!("(yield from {e})")
            }
            _ => {
                let e = self.expression(d);
                format!("(yield {e})")
            }
        }
    }
}
