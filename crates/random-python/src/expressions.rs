//! Expressions of each kind. `d` is how deep they may still nest.

use crate::{Generator, Kind};

const WORDS: [&str; 8] = ["'spam'", "'Eggs'", "'a b c'", "''", "'x'", "'naïve'", "'Zz'", "'tab\\tbed'"];

impl Generator {
    pub(crate) fn value(&mut self, kind: Kind, d: usize) -> String {
        match kind {
            Kind::Int => self.int(d),
            Kind::Float => self.float(d),
            Kind::Str => self.str(d),
            Kind::List => self.list(d),
            Kind::Dict => self.dict(d),
            Kind::Tuple => self.tuple(d),
            Kind::Set => self.set(d),
            Kind::Object(c) => {
                let n = self.int(d.min(1));
                format!("{}({n})", self.classes[c].name)
            }
        }
    }

    pub(crate) fn any(&mut self, d: usize) -> String {
        let kind = self.kind();
        // A set shows its order.
        let text = self.value(kind, d);
        if kind == Kind::Set { format!("sorted({text})") } else { text }
    }

    pub(crate) fn kind(&mut self) -> Kind {
        let n = self.classes.len();
        match self.below(14) {
            0..=3 => Kind::Int,
            4 => Kind::Float,
            5..=6 => Kind::Str,
            7..=8 => Kind::List,
            9 => Kind::Dict,
            10 => Kind::Tuple,
            11 => Kind::Set,
            _ if n > 0 => Kind::Object(self.below(n)),
            _ => Kind::Int,
        }
    }

    fn variable(&mut self, kind: Kind) -> Option<String> {
        self.readable(|k| k == kind).map(|v| v.name)
    }

    pub(crate) fn int(&mut self, d: usize) -> String {
        if d == 0 || self.chance(20) {
            if self.chance(70)
                && let Some(name) = self.variable(Kind::Int)
            {
                return name;
            }
            return match self.below(12) {
                0 => "0".to_owned(),
                1 => format!("-{}", 1 + self.below(9)),
                2 => self.pick(&["2**70", "10**18", "0xff", "1_000", "True", "-2**63", "255"]).to_owned(),
                _ => format!("{}", self.below(30)),
            };
        }
        let d = d - 1;
        match self.below(24) {
            0..=3 => {
                let (a, b, op) = (self.int(d), self.int(d), self.pick(&["+", "-", "*", "&", "|", "^"]));
                format!("({a} {op} {b})")
            }
            4 => {
                let (a, n, op) = (self.int(d), 1 + self.below(9), self.pick(&["//", "%", "// -", "% -"]));
                format!("({a} {op}{n})")
            }
            5 => {
                let (a, n, op) = (self.int(d), self.below(5), self.pick(&["<<", ">>"]));
                format!("({a} {op} {n})")
            }
            6 => {
                let (a, f) = (self.int(d), self.pick(&["abs", "-", "~", "+", "int", "bool"]));
                format!("{f}({a})")
            }
            7 => {
                let s = self.str(d);
                format!("len({s})")
            }
            8 => {
                let l = self.list(d);
                let f = self.pick(&["len", "sum"]);
                format!("{f}({l})")
            }
            9 => {
                let (a, b, f) = (self.int(d), self.int(d), self.pick(&["max", "min"]));
                format!("{f}({a}, {b})")
            }
            10 => {
                let (a, c, b) = (self.int(d), self.condition(d), self.int(d));
                format!("({a} if {c} else {b})")
            }
            11 => {
                let (s, c) = (self.str(d), self.pick(&["'a'", "'x'", "' '", "''"]));
                let f = self.pick(&["count", "find", "rfind"]);
                format!("{s}.{f}({c})")
            }
            12 => {
                let (x, k) = (self.dict(d), self.key());
                let n = self.below(5);
                format!("{x}.get({k}, {n})")
            }
            13 => {
                let (l, i) = (self.list(d), self.int(d));
                format!("([0] + {l})[{i} % 1]")
            }
            14 => {
                let (a, n, i) = (self.int(d), 2 + self.below(5), self.below(2));
                format!("divmod({a}, {n})[{i}]")
            }
            15 => {
                let x = self.float(d);
                let f = self.pick(&["round", "int"]);
                format!("{f}({x})")
            }
            16 if self.level <= 1 => self.call(Kind::Int, d).unwrap_or_else(|| "7".to_owned()),
            17 => self.use_object(d).unwrap_or_else(|| "8".to_owned()),
            18 => {
                let (c, e) = (self.comprehension_source(d), self.name("i"));
                format!("sum({e} for {e} in {c})")
            }
            19 => {
                let (a, b) = (self.int(d), self.int(d));
                let x = self.name("w");
                if self.depth > 8 {
                    return a;
                }
                format!("(lambda {x}: {x} + {b})({a})")
            }
            20 => {
                let c = self.condition(d);
                format!("int({c})")
            }
            21 => {
                let (a, n) = (self.int(d), 2 + self.below(3));
                format!("(({a}) % 12) ** {n}")
            }
            22 => {
                let t = self.tuple(d);
                format!("len({t})")
            }
            _ => {
                let (s, n) = (self.set(d), self.int(d));
                format!("len({s} | {{{n}}})")
            }
        }
    }

    pub(crate) fn float(&mut self, d: usize) -> String {
        if d == 0 || self.chance(30) {
            if self.chance(60)
                && let Some(name) = self.variable(Kind::Float)
            {
                return name;
            }
            return self.pick(&["0.5", "1.25", "-3.75", "1e3", "2.0", "0.1", "1e-7", "123456.789", "-0.0"]).to_owned();
        }
        let d = d - 1;
        match self.below(6) {
            0 => {
                let (a, b, op) = (self.float(d), self.float(d), self.pick(&["+", "-", "*"]));
                format!("({a} {op} {b})")
            }
            1 => {
                let (a, n) = (self.int(d), 1 + self.below(9));
                format!("({a} % 1000 / {n})")
            }
            2 => {
                let (a, n) = (self.float(d), self.below(3));
                format!("round({a}, {n})")
            }
            3 => {
                let a = self.int(d);
                format!("float({a} % 100)")
            }
            4 => {
                let (a, n, op) = (self.float(d), self.pick(&["3.0", "-2.5", "0.75"]), self.pick(&["%", "/"]));
                format!("({a} {op} {n})")
            }
            _ => {
                let a = self.float(d);
                format!("abs({a})")
            }
        }
    }

    pub(crate) fn str(&mut self, d: usize) -> String {
        if d == 0 || self.chance(25) {
            if self.chance(60)
                && let Some(name) = self.variable(Kind::Str)
            {
                return name;
            }
            return self.pick(&WORDS).to_owned();
        }
        let d = d - 1;
        match self.below(14) {
            0 => {
                let (a, b) = (self.str(d), self.str(d));
                format!("({a} + {b})")
            }
            1 => {
                let (a, n) = (self.str(d), self.below(4));
                format!("({a} * {n})")
            }
            2 => {
                let (a, f) = (self.str(d), self.pick(&["upper", "lower", "title", "strip", "swapcase", "capitalize"]));
                format!("{a}.{f}()")
            }
            3 => {
                let (a, s) = (self.str(d), self.slice(d));
                format!("{a}[{s}]")
            }
            4 => {
                let l = self.list(d);
                let (x, sep) = (self.name("x"), self.pick(&["','", "' '", "''", "'--'"]));
                format!("{sep}.join(str({x}) for {x} in {l})")
            }
            5 | 6 => self.f_string(d),
            7 => {
                let (a, b) = (self.int(d), self.str(d));
                let form = self.pick(&["'%d:%s'", "'%5d|%-6s|'", "'%x %r'", "'%+d %.2s'"]);
                format!("({form} % ({a}, {b}))")
            }
            8 => {
                let (a, b) = (self.any(d), self.int(d));
                format!("'{{}} {{!r}} {{0}}'.replace('{{0}}', '').format({b}, {a})")
            }
            9 => {
                let a = self.any(d);
                let f = self.pick(&["str", "repr", "ascii"]);
                format!("{f}({a})")
            }
            10 => {
                let (a, x, y) = (self.str(d), self.pick(&["'a'", "' '", "'x'"]), self.pick(&["'-'", "''", "'oo'"]));
                format!("{a}.replace({x}, {y})")
            }
            11 => {
                let (a, n) = (self.str(d), self.below(12));
                let f = self.pick(&["center", "ljust", "rjust", "zfill"]);
                format!("{a}.{f}({n})")
            }
            12 => {
                let (a, c, b) = (self.str(d), self.condition(d), self.str(d));
                format!("({a} if {c} else {b})")
            }
            _ => {
                let n = self.int(d);
                format!("chr(97 + {n} % 26)")
            }
        }
    }

    fn f_string(&mut self, d: usize) -> String {
        let (a, x, n) = (self.int(d), self.float(d), self.name("q"));
        let quote = |s: String| format!("({})", s.replace('"', "'"));
        match self.below(5) {
            0 => format!("f\"{{{}:>5}}|{{{}:.3f}}\"", quote(a), quote(x)),
            1 => format!("f\"{{{}!r:*^9}}\"", quote(x)),
            2 => format!("f\"{{({}):,}} {{({}) % 256:#04x}}\"", quote(a.clone()), quote(a)),
            3 => {
                let w = 3 + self.below(6);
                format!("f\"<{{{}:{{{w}}}}}>\"", quote(a))
            }
            _ => format!("f\"{n}={{{}}} {{{}:e}}\"", quote(a), quote(x)),
        }
    }

    pub(crate) fn list(&mut self, d: usize) -> String {
        if self.chance(45)
            && let Some(name) = self.variable(Kind::List)
        {
            return name;
        }
        if d == 0 || self.chance(20) {
            let n = self.below(5);
            let items: Vec<String> = (0..n).map(|_| self.int(0)).collect();
            return format!("[{}]", items.join(", "));
        }
        let d = d - 1;
        match self.below(10) {
            0 => {
                let (a, b) = (self.list(d), self.list(d));
                format!("({a} + {b})")
            }
            1 => {
                let (a, s) = (self.list(d), self.slice(d));
                format!("{a}[{s}]")
            }
            2 => {
                let a = self.list(d);
                let how = self.pick(&["", ", reverse=True", ", key=abs", ", key=lambda k: -k", ", key=lambda k: k % 3"]);
                format!("sorted({a}{how})")
            }
            3 | 4 => self.comprehension(d),
            5 => {
                let (a, n) = (self.list(d), self.below(3));
                format!("({a} * {n})")
            }
            6 => {
                let (a, f) = (self.list(d), self.name("f"));
                let e = self.pick(&["+ 1", "* 2", "% 5", "- 3"]);
                format!("list(map(lambda {f}: {f} {e}, {a}))")
            }
            7 => {
                let (a, f) = (self.list(d), self.name("f"));
                format!("list(filter(lambda {f}: {f} % 2, {a}))")
            }
            8 => {
                let (a, b) = (self.list(d), self.tuple(d));
                let n = self.int(0);
                format!("[*{a}, {n}, *{b}]")
            }
            _ => {
                let s = self.comprehension_source(d);
                format!("list(reversed(list({s})))")
            }
        }
    }

    /// A short iterable of ints.
    pub(crate) fn comprehension_source(&mut self, d: usize) -> String {
        match self.below(4) {
            0 => format!("range({})", self.below(6)),
            1 => {
                let (from, to, step) = (self.below(4), self.below(9), self.pick(&["1", "2", "3"]));
                format!("range({from}, {to}, {step})")
            }
            2 => self.tuple(d.min(1)),
            _ => self.list(d.min(1)),
        }
    }

    fn comprehension(&mut self, d: usize) -> String {
        let source = self.comprehension_source(d);
        let i = self.name("i");
        let known = self.variables.len();
        self.declare(&i, Kind::Int);
        let e = self.int(d.min(1));
        let tail = match self.below(4) {
            0 => {
                let c = self.condition(0);
                format!(" if {c}")
            }
            1 => {
                let j = self.name("j");
                format!(" for {j} in range({i} % 3)")
            }
            _ => String::new(),
        };
        self.variables.truncate(known);
        format!("[{e} for {i} in {source}{tail}]")
    }

    pub(crate) fn dict(&mut self, d: usize) -> String {
        if self.chance(45)
            && let Some(name) = self.variable(Kind::Dict)
        {
            return name;
        }
        if d == 0 || self.chance(50) {
            let n = self.below(4);
            let items: Vec<String> = (0..n)
                .map(|_| {
                    let (k, v) = (self.key(), self.int(0));
                    format!("{k}: {v}")
                })
                .collect();
            return format!("{{{}}}", items.join(", "));
        }
        let d = d - 1;
        match self.below(4) {
            0 => {
                let (a, b) = (self.dict(d), self.dict(d));
                format!("({a} | {b})")
            }
            1 => {
                let (a, k, n) = (self.dict(d), self.key(), self.int(0));
                format!("{{**{a}, {k}: {n}}}")
            }
            2 => {
                let (s, k) = (self.str(d), self.name("k"));
                format!("{{{k}: ord({k}) for {k} in {s}[:4]}}")
            }
            _ => {
                let l = self.list(d);
                format!("dict(zip('abcd', {l}))")
            }
        }
    }

    pub(crate) fn key(&mut self) -> String {
        self.pick(&["'a'", "'b'", "'key'", "'x'", "''"]).to_owned()
    }

    pub(crate) fn tuple(&mut self, d: usize) -> String {
        if self.chance(35)
            && let Some(name) = self.variable(Kind::Tuple)
        {
            return name;
        }
        let d = d.saturating_sub(1);
        match self.below(4) {
            0 => {
                let l = self.list(d);
                format!("tuple({l})")
            }
            1 => {
                let a = self.int(d);
                format!("({a},)")
            }
            2 => "()".to_owned(),
            _ => {
                let (a, b) = (self.int(d), self.int(d));
                format!("({a}, {b})")
            }
        }
    }

    fn set(&mut self, d: usize) -> String {
        if self.chance(30)
            && let Some(name) = self.variable(Kind::Set)
        {
            return name;
        }
        let d = d.saturating_sub(1);
        match self.below(3) {
            0 => {
                let (l, n) = (self.list(d), self.below(5));
                format!("{{{n}, *{l}}}")
            }
            1 => {
                let (s, i) = (self.comprehension_source(d), self.name("i"));
                format!("{{{i} % 4 for {i} in {s}}}")
            }
            _ => {
                let l = self.list(d);
                let (op, n) = (self.pick(&["&", "|", "-", "^"]), self.below(6));
                format!("(set({l}) {op} {{{n}, 1}})")
            }
        }
    }

    pub(crate) fn slice(&mut self, d: usize) -> String {
        let end = |g: &mut Generator| {
            if g.chance(40) {
                String::new()
            } else if g.chance(80) {
                format!("{}", g.below(9) as i64 - 4)
            } else {
                g.int(d.min(1))
            }
        };
        let (a, b) = (end(self), end(self));
        if self.chance(35) {
            let step = self.pick(&["-1", "2", "-2", "3", "1"]);
            return format!("{a}:{b}:{step}");
        }
        format!("{a}:{b}")
    }

    pub(crate) fn condition(&mut self, d: usize) -> String {
        if d == 0 {
            let a = self.int(0);
            let n = 2 + self.below(3);
            return format!("{a} % {n}");
        }
        let d = d - 1;
        match self.below(12) {
            0..=2 => {
                let (a, b, op) = (self.int(d), self.int(d), self.pick(&["<", ">", "==", "!=", "<=", ">="]));
                format!("{a} {op} {b}")
            }
            3 => {
                let (a, b, c) = (self.int(d), self.int(d), self.int(d));
                format!("{a} < {b} <= {c}")
            }
            4 => {
                let (a, b, op) = (self.condition(d), self.condition(d), self.pick(&["and", "or"]));
                format!("({a} {op} {b})")
            }
            5 => {
                let a = self.condition(d);
                format!("(not {a})")
            }
            6 => {
                let (a, b, op) = (self.int(d), self.list(d), self.pick(&["in", "not in"]));
                format!("{a} {op} {b}")
            }
            7 => {
                let (a, b, op) = (self.str(d), self.str(d), self.pick(&["in", "==", "<", "not in"]));
                format!("{a} {op} {b}")
            }
            8 => {
                let (a, f) = (self.str(d), self.pick(&["isdigit", "isupper", "islower", "isalpha", "isspace"]));
                format!("{a}.{f}()")
            }
            9 => {
                let (a, t) = (self.any(d), self.pick(&["int", "str", "list", "(int, float)", "object"]));
                format!("isinstance({a}, {t})")
            }
            10 => {
                let (l, f) = (self.list(d), self.pick(&["any", "all", "bool"]));
                format!("{f}({l})")
            }
            _ => {
                let (a, b) = (self.list(d), self.tuple(d));
                format!("{a} == list({b})")
            }
        }
    }

    /// A call of a function that gives the kind.
    pub(crate) fn call(&mut self, kind: Kind, d: usize) -> Option<String> {
        let fit: Vec<_> = self.functions.iter().filter(|f| f.returns == kind && !f.is_generator).cloned().collect();
        if fit.is_empty() || self.loops > 1 {
            return None;
        }
        let i = self.below(fit.len());
        let f = &fit[i];
        let mut args: Vec<String> = (0..f.n_params).map(|_| self.int(d.min(1))).collect();
        if self.chance(15) && f.n_params > 0 {
            args = vec![format!("*({},)", args.join(", "))];
        }
        Some(format!("{}({})", f.name, args.join(", ")))
    }

    /// An int that an object gives.
    pub(crate) fn use_object(&mut self, d: usize) -> Option<String> {
        let object = self.readable(|k| matches!(k, Kind::Object(_)))?;
        let Kind::Object(c) = object.kind else { return None };
        let class = self.classes[c].clone();
        let (o, n) = (object.name, self.int(d.min(1)));
        let can = if class.can.is_empty() { "value" } else { self.pick(&class.can) };
        Some(match can {
            "len" => format!("len({o})"),
            "getitem" => format!("{o}[{n} % 3]"),
            "call" => format!("{o}({n})"),
            "add" => format!("({o} + {n}).value"),
            "radd" => format!("({n} + {o})"),
            "method" => format!("{o}.method({n})"),
            "double" => format!("{o}.double"),
            "iter" => format!("sum({o})"),
            "contains" => format!("({n} in {o})"),
            "eq" => format!("({o} == {n})"),
            "lt" => format!("({o} < {n})"),
            "getattr" => format!("{o}.unknown"),
            "static" => format!("{}.static({n})", class.name),
            "klass" => format!("{o}.klass().value"),
            "int" => format!("int({o})"),
            "index" => format!("[5, 6, 7][{o}]"),
            "bool" => format!("(1 if {o} else 2)"),
            "neg" => format!("(-{o}).value"),
            "format" => format!("len(f\"{{{o}:>4}}\")"),
            _ => format!("{o}.value"),
        })
    }

    /// An expression that raises, or nearly does.
    pub(crate) fn risky(&mut self) -> String {
        let (a, s, l) = (self.int(1), self.str(1), self.list(1));
        let d = self.dict(1);
        match self.below(26) {
            0 => format!("{a} // 0"),
            1 => format!("{a} % ({a} - {a})"),
            2 => format!("{l}[{a} + 40]"),
            3 => format!("{d}['missing']"),
            4 => format!("int({s})"),
            5 => format!("{s} + {a}"),
            6 => format!("{a} + {s}"),
            7 => format!("{l}.index({a})"),
            8 => "undefined_name".to_owned(),
            9 => format!("{s}.nothing"),
            10 => format!("len({a})"),
            11 => format!("{l}.pop({a} + 50)"),
            12 => format!("{a}({s})"),
            13 => format!("{{**{d}, {l}: 1}}"),
            14 => format!("{l} < {a}"),
            15 => format!("max({l}[:0])"),
            16 => format!("next(iter({l}[:0]))"),
            17 => format!("'%d' % {s}"),
            18 => "[].pop()".to_owned(),
            19 => format!("f\"{{{a}:q}}\""),
            20 => format!("{a} << -1"),
            21 => format!("{s}[{a} + 99]"),
            22 => "(lambda p, q: p)(1)".to_owned(),
            23 => format!("chr(-1 - abs({a}))"),
            24 => format!("(lambda *, k: k)({a})"),
            _ => format!("sorted([{a}, {s}])"),
        }
    }
}
