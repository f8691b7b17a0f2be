//! Statements, blocks, functions and classes.

use super::{Scope, Writer};

impl Writer {
    pub(crate) fn block(&mut self, depth: usize) {
        self.indent += 1;
        let n = 1 + self.below(3);
        for _ in 0..n {
            self.statement(depth);
        }
        self.indent -= 1;
    }

    pub(crate) fn statement(&mut self, depth: usize) {
        let is_deep = depth > 3 || self.n_lines > 40;
        match self.below(if is_deep { 22 } else { 44 }) {
            0..=3 => self.assignment(),
            4 => {
                let e = self.expression(3);
                self.line(&e);
            }
            5 | 6 => self.augmented(),
            7 => self.annotated(),
            8 => {
                let text = match self.below(5) {
                    0 => "a, b".to_owned(),
                    1 => "(a, [b, c])".to_owned(),
                    2 => {
                        let at = self.index(1);
                        format!("a[{at}], b.c")
                    }
                    _ => self.any_name(),
                };
                self.line(&format!("del {text}"));
            }
            9 => self.import(),
            10 => {
                let text = match self.below(4) {
                    0 => "raise".to_owned(),
                    1 => format!("raise {} from {}", self.expression(1), self.expression(1)),
                    _ => format!("raise {}", self.expression(2)),
                };
                self.line(&text);
            }
            11 => {
                let test = self.condition(2);
                let msg = if self.chance(50) { format!(", {}", self.expression(1)) } else { String::new() };
                self.line(&format!("assert {test}{msg}"));
            }
            12 | 13 => self.leave(),
            14 => self.line("pass"),
            15 => self.type_alias(),
            16 => {
                let (a, b) = (self.expression(1), self.any_name());
                self.line(&format!("{b} = {a}; {b} += 1; pass"));
            }
            17 => {
                let constant = self.folded(2);
                let name = self.any_name();
                self.line(&format!("{name} = {constant}"));
            }
            18 => {
                let constant = self.atom_constant();
                self.line(&constant);
            }
            19 => {
                let (test, e) = (self.condition(1), self.expression(1));
                let end = if self.chance(20) { ";" } else { "" };
                self.line(&format!("if {test}: {e}{end}"));
            }
            20 => {
                let (a, b) = (self.expression(1), self.expression(1));
                self.line(&format!("a = {a} + \\\n        {b}"));
            }
            21 => {
                let e = self.expression(2);
                self.line(&format!("print({e})"));
            }
            22..=24 => self.if_statement(depth),
            25 | 26 => self.while_loop(depth),
            27..=29 => self.for_loop(depth),
            30..=33 => self.try_statement(depth),
            34 | 35 => self.with_statement(depth),
            36 | 37 => self.match_statement(depth),
            38..=41 => self.function(depth),
            _ => self.class(depth),
        }
    }

    fn target(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 5 } else { 9 }) {
            0..=2 => self.any_name(),
            3 => {
                let (of, name) = (self.any_name(), self.any_name());
                format!("{of}.{name}")
            }
            4 => {
                let (of, at) = (self.any_name(), self.index(1));
                format!("{of}[{at}]")
            }
            5 => {
                let (a, b) = (self.target(0), self.target(depth - 1));
                format!("({a}, {b})")
            }
            6 => {
                let (a, b) = (self.target(0), self.any_name());
                format!("[{a}, *{b}]")
            }
            7 => {
                let (a, b, c) = (self.target(0), self.any_name(), self.target(0));
                format!("({a}, *{b}, {c})")
            }
            _ => self.any_name(),
        }
    }

    fn assignment(&mut self) {
        let n = 1 + usize::from(self.chance(20));
        let mut text = String::new();
        for _ in 0..n {
            let target = match self.below(5) {
                0 => format!("{}, {}", self.target(0), self.target(0)),
                1 if self.chance(40) => format!("*{}, {}", self.any_name(), self.target(0)),
                2 if self.chance(40) => format!("{}, {}, {}", self.any_name(), self.any_name(), self.any_name()),
                _ => self.target(2),
            };
            text.push_str(&format!("{target} = "));
        }
        let value = match self.below(6) {
            0 => format!("{}, {}", self.expression(1), self.expression(1)),
            1 if self.chance(50) => format!("{}, {}, {}", self.any_name(), self.any_name(), self.any_name()),
            2 if self.chance(40) => format!("*{}, {}", self.any_name(), self.expression(1)),
            _ => self.expression(3),
        };
        self.line(&format!("{text}{value}"));
    }

    fn augmented(&mut self) {
        let op = self.pick(&["+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", "<<=", ">>=", "**="]);
        let (target, value) = (self.target(0), self.expression(2));
        self.line(&format!("{target} {op} {value}"));
    }

    fn annotated(&mut self) {
        let name = self.any_name();
        let scope = self.here();
        if scope.declared.contains(&name) {
            return self.line("pass");
        }
        // A name that is declared later may not have been annotated.
        let target = match self.below(6) {
            0 => format!("({name})"),
            1 => format!("{name}.b"),
            2 => format!("{name}[0]"),
            _ => name,
        };
        let annotation = self.annotation(1);
        let value = if self.chance(50) { format!(" = {}", self.expression(2)) } else { String::new() };
        self.line(&format!("{target}: {annotation}{value}"));
    }

    fn import(&mut self) {
        let text = match self.below(7) {
            0 => "import a.b.c",
            1 => "import a.b as c, d",
            2 => "from a import b, c as d",
            3 => "from . import x",
            4 => "from ..a.b import (c, d)",
            5 if self.scopes.len() == 1 => "from a import *",
            _ => "import a, b.c",
        };
        self.line(text);
    }

    fn leave(&mut self) {
        let scope = self.here();
        let may_loop = scope.loops > 0 && !scope.no_escape;
        match self.below(4) {
            0 if may_loop => self.line("break"),
            1 if may_loop => self.line("continue"),
            _ if scope.is_function && !scope.no_escape => {
                let value = match self.below(4) {
                    _ if !scope.may_return_value => String::new(),
                    0 => String::new(),
                    1 => format!(" {}, *{}", self.expression(1), self.any_name()),
                    2 => format!(" {}", self.atom_constant()),
                    _ => format!(" {}", self.expression(3)),
                };
                self.line(&format!("return{value}"));
            }
            _ => self.line("pass"),
        }
    }

    fn type_alias(&mut self) {
        let name = self.any_name();
        let (params, _) = if self.chance(50) { self.type_parameters() } else { (String::new(), Vec::new()) };
        let value = self.annotation(2);
        self.line(&format!("type {name}{params} = {value}"));
    }

    fn type_parameters(&mut self) -> (String, Vec<String>) {
        let mut parts = Vec::new();
        let n = 1 + self.below(2);
        let mut names = Vec::new();
        let mut needs_default = false;
        for name in ["T", "x"].iter().take(n) {
            let bound = match self.below(4) {
                0 => format!(": {}", self.annotation(1)),
                1 => ": (int, str)".to_owned(),
                _ => String::new(),
            };
            needs_default |= self.chance(20);
            let default = if needs_default { format!(" = {}", self.annotation(1)) } else { String::new() };
            parts.push(format!("{name}{bound}{default}"));
            names.push((*name).to_owned());
        }
        if self.chance(25) {
            let default = if needs_default { " = *a" } else { "" };
            parts.push(format!("*Ts{default}"));
        }
        if self.chance(25) {
            let default = if needs_default { " = [int]" } else { "" };
            parts.push(format!("**P{default}"));
        }
        (format!("[{}]", parts.join(", ")), names)
    }

    fn if_statement(&mut self, depth: usize) {
        let test = self.condition(2);
        self.line(&format!("if {test}:"));
        self.block(depth + 1);
        let n = if self.chance(30) { 1 + self.below(2) } else { 0 };
        for _ in 0..n {
            let test = self.condition(2);
            self.line(&format!("elif {test}:"));
            self.block(depth + 1);
        }
        if self.chance(40) {
            self.line("else:");
            self.block(depth + 1);
        }
    }

    fn looped(&mut self, depth: usize) {
        self.within(
            |s| {
                s.loops += 1;
                s.no_escape = false;
            },
            |w| w.block(depth + 1),
        );
    }

    /// A `return` may still not leave an `except*` around the loop.
    fn loop_body(&mut self, depth: usize) {
        if self.here().no_escape {
            self.block(depth + 1);
        } else {
            self.looped(depth);
        }
        if self.chance(30) {
            self.line("else:");
            self.block(depth + 1);
        }
    }

    fn while_loop(&mut self, depth: usize) {
        let test = self.condition(2);
        self.line(&format!("while {test}:"));
        self.loop_body(depth);
    }

    fn for_loop(&mut self, depth: usize) {
        let scope = self.here();
        let word = if scope.is_async && self.chance(35) { "async for" } else { "for" };
        let target = if self.chance(25) { format!("{}, {}", self.target(0), self.target(0)) } else { self.target(1) };
        let iterable = match self.below(6) {
            0 => format!("*{}, {}", self.any_name(), self.expression(1)),
            1 => "[1, 2, 3]".to_owned(),
            _ => self.expression(2),
        };
        self.line(&format!("{word} {target} in {iterable}:"));
        self.loop_body(depth);
    }

    fn try_statement(&mut self, depth: usize) {
        self.line("try:");
        self.block(depth + 1);
        let n = self.below(4);
        let is_group = n > 0 && self.chance(30);
        for i in 0..n {
            let is_last = i + 1 == n;
            let head = match self.below(5) {
                0 if is_last && !is_group => "except:".to_owned(),
                1 => {
                    let star = if is_group { "*" } else { "" };
                    format!("except{star} A, B:")
                }
                2 | 3 => {
                    let star = if is_group { "*" } else { "" };
                    format!("except{star} {} as {}:", self.expression(1), self.any_name())
                }
                _ => {
                    let star = if is_group { "*" } else { "" };
                    format!("except{star} {}:", self.expression(1))
                }
            };
            self.line(&head);
            if is_group {
                self.within(
                    |s| {
                        s.no_escape = true;
                        s.loops = 0;
                    },
                    |w| w.block(depth + 1),
                );
            } else {
                self.block(depth + 1);
            }
        }
        if n > 0 && self.chance(30) {
            self.line("else:");
            self.block(depth + 1);
        }
        if n == 0 || self.chance(35) {
            self.line("finally:");
            self.block(depth + 1);
        }
    }

    fn with_statement(&mut self, depth: usize) {
        let scope = self.here();
        let word = if scope.is_async && self.chance(40) { "async with" } else { "with" };
        let n = 1 + usize::from(self.chance(30));
        let mut items = Vec::new();
        for _ in 0..n {
            let e = self.expression(1);
            let e = if e.starts_with('(') { format!("a({e})") } else { e };
            items.push(if self.chance(50) { format!("{e} as {}", self.target(1)) } else { e });
        }
        let items = items.join(", ");
        let items = if self.chance(20) { format!("({items},)") } else { items };
        self.line(&format!("{word} {items}:"));
        self.block(depth + 1);
    }

    fn decorators(&mut self) {
        let n = if self.chance(25) { 1 + self.below(2) } else { 0 };
        for _ in 0..n {
            let e = self.expression(1);
            self.line(&format!("@{e}"));
        }
    }

    fn declarations(&mut self, scope: &mut Scope, n_outer: usize) {
        if self.chance(20) {
            let name = self.any_name();
            if !scope.params.contains(&name) {
                self.line(&format!("global {name}"));
                scope.declared.push(name);
            }
        }
        if self.chance(25) && n_outer > 0 {
            let outer = self.enclosing_params();
            if !outer.is_empty() {
                let i = self.below(outer.len());
                let name = outer.get(i).cloned().unwrap_or_default();
                if !scope.params.contains(&name) && !scope.declared.contains(&name) {
                    self.line(&format!("nonlocal {name}"));
                    scope.declared.push(name);
                }
            }
        }
    }

    fn function(&mut self, depth: usize) {
        self.decorators();
        let is_async = self.chance(30);
        let (generic, type_names) = if self.chance(20) { self.type_parameters() } else { (String::new(), Vec::new()) };
        let is_generic = !generic.is_empty();
        let (parameters, names) = self.within(|s| s.is_pure |= is_generic, |w| w.parameters(1, true));
        let returns = if self.chance(25) { format!(" -> {}", self.annotation(1)) } else { String::new() };
        let name = self.any_name();
        let word = if is_async { "async def" } else { "def" };
        self.line(&format!("{word} {name}{generic}({parameters}){returns}:"));
        let may_yield = self.chance(50);
        let mut scope =
            Scope { is_function: true, is_async, may_yield, may_return_value: !(is_async && may_yield), params: names, ..Scope::default() };
        self.indent += 1;
        if self.chance(15) {
            self.line("'''Doc of a function.'''");
        }
        // A name that is a type parameter of an enclosing scope cannot be nonlocal.
        let hidden = type_names.contains(&"x".to_owned());
        let n_outer = self.scopes.len();
        self.scopes.push(scope.clone());
        if !hidden {
            self.declarations(&mut scope, n_outer);
        }
        *self.scope() = scope;
        let n = 1 + self.below(5);
        for _ in 0..n {
            self.statement(depth + 1);
        }
        self.scopes.pop();
        self.indent -= 1;
    }

    fn class(&mut self, depth: usize) {
        self.decorators();
        let (generic, _) = if self.chance(20) { self.type_parameters() } else { (String::new(), Vec::new()) };
        let is_generic = !generic.is_empty();
        let name = self.any_name();
        let bases = match self.below(4) {
            0 => String::new(),
            1 => "(A)".to_owned(),
            2 => "()".to_owned(),
            _ => {
                let arguments = self.within(
                    |s| s.is_pure |= is_generic,
                    |w| {
                        w.n_open += 1;
                        let text = w.arguments(1);
                        w.n_open -= 1;
                        text
                    },
                );
                format!("({arguments})")
            }
        };
        self.line(&format!("class {name}{generic}{bases}:"));
        self.indent += 1;
        if self.chance(20) {
            self.line("'Doc of a class.'");
        }
        let mut scope = Scope { is_class: true, ..Scope::default() };
        let n_outer = self.scopes.len();
        self.scopes.push(scope.clone());
        if self.chance(30) {
            self.declarations(&mut scope, n_outer);
        }
        *self.scope() = scope;
        let n = 1 + self.below(4);
        for _ in 0..n {
            self.statement(depth + 1);
        }
        self.scopes.pop();
        self.indent -= 1;
    }
}
