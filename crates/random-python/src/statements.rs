//! Statements: what a block is filled with.

use crate::{Generator, Kind};

impl Generator {
    pub(crate) fn statement(&mut self) {
        let deep = self.depth > 3 || self.loops > 2;
        match self.below(if deep { 52 } else { 100 }) {
            0..=6 => self.show(),
            7..=11 if self.level == 0 && self.loops == 0 => self.rare(),
            7..=11 => self.show(),
            12..=22 => {
                let kind = self.kind();
                self.assign_new(kind);
            }
            23..=31 => self.update(),
            32..=38 => self.change_list(),
            39..=43 => self.change_dict(),
            44..=46 => self.unpack(),
            47..=51 => self.change_object(),
            52..=60 => self.if_statement(),
            61..=69 => self.for_loop(),
            70..=73 => self.while_loop(),
            74..=82 => self.try_statement(),
            83..=87 => self.match_statement(),
            88..=91 => {
                if !self.with_statement() {
                    self.show();
                }
            }
            92..=95 => {
                if !self.drive_generator() {
                    self.show();
                }
            }
            96 => self.late_closures(),
            97..=98 if self.level == 0 && self.loops == 0 => self.rare(),
            _ => {
                if self.level == 0 && self.loops == 0 && self.depth == 0 {
                    self.function();
                } else {
                    self.show();
                }
            }
        }
    }

    fn show(&mut self) {
        let n = 1 + self.below(3);
        let mut parts: Vec<String> = (0..n).map(|_| self.any(2)).collect();
        match self.below(8) {
            0 => parts.push("sep='|'".to_owned()),
            1 => parts.push("end='.\\n'".to_owned()),
            _ => {}
        }
        self.line(&format!("print({})", parts.join(", ")));
    }

    pub(crate) fn assign_new(&mut self, kind: Kind) {
        let stem = match kind {
            Kind::Int => "n",
            Kind::Float => "x",
            Kind::Str => "s",
            Kind::List => "items",
            Kind::Dict => "table",
            Kind::Tuple => "pair",
            Kind::Set => "group",
            Kind::Object(_) => "thing",
        };
        let name = self.name(stem);
        let e = self.value(kind, 2);
        let bounded = match kind {
            Kind::Int => format!("({e}) % 9973"),
            Kind::Str => format!("({e})[:24]"),
            Kind::List => format!("({e})[:8]"),
            // An alias of a list or dict is as interesting as a new one.
            _ => e,
        };
        self.line(&format!("{name} = {bounded}"));
        self.declare(&name, kind);
    }

    fn update(&mut self) {
        let Some(v) = self.writable(|k| matches!(k, Kind::Int | Kind::Str | Kind::Float | Kind::List | Kind::Tuple)) else {
            return self.show();
        };
        let (name, kind) = (v.name, v.kind);
        match kind {
            Kind::Int => {
                let (op, e) = (self.pick(&["+=", "-=", "^=", "|=", "="]), self.int(2));
                self.line(&format!("{name} {op} {e}"));
                if self.loops > 0 {
                    self.line(&format!("{name} %= 9973"));
                }
            }
            Kind::Str => {
                let e = self.str(1);
                self.line(&format!("{name} = ({name} + {e})[-16:]"));
            }
            Kind::Float => {
                let e = self.float(1);
                self.line(&format!("{name} = {e}"));
            }
            Kind::List => {
                let e = self.comprehension_source(1);
                self.line(&format!("{name} += list({e})[:3]"));
            }
            _ => {
                let e = self.tuple(1);
                self.line(&format!("{name} = {e}[:4]"));
            }
        }
        if self.chance(30) {
            self.line(&format!("print({name})"));
        }
    }

    fn change_list(&mut self) {
        let Some(v) = self.readable(|k| k == Kind::List) else { return self.assign_new(Kind::List) };
        let (l, n) = (v.name, self.int(1));
        match self.below(11) {
            0 | 1 => self.line(&format!("{l}.append({n})")),
            2 => {
                let i = self.below(6) as i64 - 3;
                self.line(&format!("{l}.insert({i}, {n})"));
            }
            3 => self.line(&format!("if {l}: print({l}.pop())")),
            4 => {
                let (s, e) = (self.slice(0), self.list(0));
                self.line(&format!("{l}[{}] = {e}[:3]", two_ends(&s)));
            }
            5 => {
                let s = self.slice(0);
                self.line(&format!("del {l}[{s}]"));
            }
            6 => {
                let how = self.pick(&["", "reverse=True", "key=abs", "key=lambda k: k % 4"]);
                self.line(&format!("{l}.sort({how})"));
            }
            7 => self.line(&format!("{l}.reverse()")),
            8 => self.line(&format!("{l}.extend(range({n} % 4))")),
            9 => self.line(&format!("{l}[:] = [{n}, *{l}[:5]]")),
            _ => {
                let c = self.name("copy");
                let how = self.pick(&["[:]", ".copy()", " * 1"]);
                self.line(&format!("{c} = {l}{how}"));
                self.declare(&c, Kind::List);
                self.line(&format!("print({c} == {l}, {c} is {l})"));
            }
        }
    }

    fn change_dict(&mut self) {
        let Some(v) = self.readable(|k| k == Kind::Dict) else { return self.assign_new(Kind::Dict) };
        let (d, k, n) = (v.name, self.key(), self.int(1));
        match self.below(8) {
            0 | 1 => self.line(&format!("{d}[{k}] = {n}")),
            2 => self.line(&format!("print({d}.setdefault({k}, {n}))")),
            3 => self.line(&format!("print({d}.pop({k}, 'gone'))")),
            4 => {
                let e = self.dict(0);
                self.line(&format!("{d}.update({e}, more={n})"));
            }
            5 => self.line(&format!("if {k} in {d}: del {d}[{k}]")),
            6 => self.line(&format!("print(list({d}), list({d}.values()), len({d}))")),
            _ => self.line(&format!("{d} |= {{{k}: {n}}}").replace("|=", if v.level == self.level { "|=" } else { "==" })),
        }
    }

    fn unpack(&mut self) {
        let (a, b, c) = (self.name("a"), self.name("b"), self.name("c"));
        match self.below(4) {
            0 => {
                let l = self.list(1);
                self.line(&format!("{a}, *{b} = [1, *{l}]"));
                self.declare(&a, Kind::Int);
                self.declare(&b, Kind::List);
            }
            1 => {
                let (x, y) = (self.int(1), self.str(1));
                self.line(&format!("{a}, ({b}, {c}) = {x}, ({y}, {x})"));
                self.declare(&b, Kind::Str);
            }
            2 => {
                let l = self.list(1);
                self.line(&format!("*{a}, {b} = (*{l}, 5)"));
                self.declare(&a, Kind::List);
                self.declare(&b, Kind::Int);
            }
            _ => {
                let (x, y) = (self.int(1), self.int(1));
                self.line(&format!("{a} = {b} = {x}"));
                self.line(&format!("{a}, {b} = {b} + 1, {y}"));
                self.declare(&a, Kind::Int);
            }
        }
        self.line(&format!("print({b})"));
    }

    fn change_object(&mut self) {
        let Some(v) = self.readable(|k| matches!(k, Kind::Object(_))) else {
            let n = self.classes.len();
            return if n == 0 { self.show() } else { self.assign_new(Kind::Object(0)) };
        };
        let Kind::Object(c) = v.kind else { return };
        let (o, n, can) = (v.name, self.int(1), self.classes[c].can.clone());
        match self.below(7) {
            0 => self.line(&format!("{o}.value = {n}")),
            1 => self.line(&format!("{o}.value += 1")),
            2 if can.contains(&"setitem") => {
                self.line(&format!("{o}[{n}] = 3"));
                self.line(&format!("del {o}[0]"));
            }
            3 if v.level == self.level => {
                // The old object may die here.
                let e = self.value(v.kind, 1);
                self.line(&format!("{o} = {e}"));
            }
            4 => {
                let (box_, e) = (self.name("box"), self.value(v.kind, 1));
                self.line(&format!("{box_} = [{o}, {e}]"));
                self.line(&format!("print({box_})"));
                self.line(&format!("del {box_}"));
            }
            5 => self.line(&format!("print(getattr({o}, 'value'), hasattr({o}, 'nothing'), getattr({o}, 'nothing', 'none'))")),
            _ => {
                if let Some(e) = self.use_object(1) {
                    self.line(&format!("print({e}, {o})"));
                }
            }
        }
    }

    fn if_statement(&mut self) {
        let c = self.condition(2);
        if self.chance(20) {
            let (w, e) = (self.name("w"), self.int(2));
            self.line(&format!("if ({w} := {e}) % 2 or {c}:"));
        } else {
            self.line(&format!("if {c}:"));
        }
        self.block(|g| {
            let n = 1 + g.below(3);
            for _ in 0..n {
                g.statement();
            }
        });
        if self.chance(30) {
            let c = self.condition(1);
            self.line(&format!("elif {c}:"));
            self.block(Generator::statement);
        }
        if self.chance(40) {
            self.line("else:");
            self.block(Generator::statement);
        }
    }

    pub(crate) fn raise(&mut self) {
        let n = self.int(1);
        let own = self.exceptions.len();
        let what = match self.below(6) {
            0 => format!("ValueError('bad', {n})"),
            1 => "KeyError('k')".to_owned(),
            2 => "RuntimeError".to_owned(),
            3 => format!("ExceptionGroup('several', [ValueError({n}), TypeError('t')])"),
            _ if own > 0 => {
                let i = self.below(own);
                format!("{}({n})", self.exceptions[i])
            }
            _ => format!("IndexError({n})"),
        };
        let from = self.pick(&["", "", "", " from None", " from OSError('cause')"]);
        self.line(&format!("raise {what}{from}"));
    }

    fn may_raise(&mut self) {
        match self.below(5) {
            0 => self.raise(),
            1 => {
                let c = self.condition(1);
                self.line(&format!("assert {c}, 'asserted'"));
            }
            _ => {
                let e = self.risky();
                self.line(&format!("print({e})"));
            }
        }
    }

    fn try_statement(&mut self) {
        self.line("try:");
        let safe = std::mem::replace(&mut self.safe, true);
        let group = self.chance(12);
        self.block(|g| {
            g.statement();
            if group {
                let n = g.below(9);
                g.line(&format!("raise ExceptionGroup('eg', [ValueError({n}), KeyError('k'), ExceptionGroup('in', [TypeError(1)])])"));
            } else if g.chance(80) {
                g.may_raise();
            }
            if g.chance(30) {
                g.statement();
            }
        });
        self.safe = safe;
        if group {
            let class = self.pick(&["ValueError", "KeyError", "(TypeError, ValueError)", "LookupError"]);
            self.line(&format!("except* {class} as eg:"));
            self.line("    print('some', eg.exceptions)");
            self.line("except* Exception as eg:");
            self.line("    print('rest', repr(eg))");
        } else if self.chance(10) {
            // Nothing is caught here, but further out.
            self.line("except ZeroDivisionError:");
            self.block(Generator::statement);
            self.line("except Exception as e:");
            self.line("    print(f'{type(e).__name__}: {e}')");
        } else {
            if self.chance(50) {
                let class = self.pick(&["ValueError", "TypeError", "LookupError", "(KeyError, ArithmeticError)", "AttributeError"]);
                self.line(&format!("except {class} as e:"));
                self.block(|g| {
                    g.line("print('caught', repr(e))");
                    if g.chance(30) {
                        g.statement();
                    }
                });
            }
            let e = self.name("e");
            self.line(&format!("except Exception as {e}:"));
            self.block(|g| {
                g.line(&format!("print(type({e}).__name__, {e}, {e}.args)"));
                if g.chance(20) {
                    g.line(&format!("print(repr({e}.__context__), repr({e}.__cause__), {e}.__traceback__.tb_lineno)"));
                }
                if g.chance(15) {
                    g.line("try:");
                    g.line(&format!("    raise KeyError('second') from {e}"));
                    g.line("except KeyError as second:");
                    g.line("    print(repr(second.__cause__), second.__suppress_context__)");
                }
            });
        }
        if self.chance(25) && !group {
            self.line("else:");
            self.block(Generator::statement);
        }
        if self.chance(30) {
            self.line("finally:");
            self.block(|g| {
                g.line("print('finally')");
                if g.chance(30) {
                    g.statement();
                }
            });
        }
    }

    /// Functions made in a loop share its variable.
    fn late_closures(&mut self) {
        let (fs, i) = (self.name("fs"), self.name("i"));
        let how = self.pick(&["lambda: {i}", "lambda k={i}: k", "lambda *a: ({i}, a)"]).replace("{i}", &i);
        if self.chance(50) {
            self.line(&format!("{fs} = [{how} for {i} in range(3)]"));
        } else {
            self.line(&format!("{fs} = []"));
            self.line(&format!("for {i} in range(3):"));
            self.line(&format!("    {fs}.append({how})"));
        }
        self.line(&format!("print([f() for f in {fs}])"));
    }
}

/// A slice that may be assigned any number of items: without a step.
fn two_ends(slice: &str) -> String {
    slice.split(':').take(2).collect::<Vec<_>>().join(":")
}
