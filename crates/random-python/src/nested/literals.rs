//! Constants, and expressions of constants only, for the folding of CPython's optimizer; strings of all kinds.

use super::Writer;

impl Writer {
    pub(crate) fn number(&mut self) -> String {
        let texts = [
            "0",
            "1",
            "2",
            "3",
            "7",
            "10",
            "255",
            "256",
            "257",
            "1000",
            "65536",
            "2147483648",
            "9223372036854775807",
            "0x_ff",
            "0b101",
            "0o17",
            "1_000",
            "12345678901234567890123",
            "0.0",
            "1.0",
            "1.5",
            "2.5e10",
            "1e300",
            ".5",
            "5.",
            "1e-7",
            "1j",
            "0j",
            "2.5j",
            "3J",
        ];
        self.pick(&texts).to_owned()
    }

    pub(crate) fn string(&mut self) -> String {
        let texts = [
            "'a'",
            "'text'",
            "''",
            "\"not a name\"",
            "'caf\\u00e9'",
            "'é'",
            "'\\n'",
            "r'\\d'",
            "'%s'",
            "'%s and %r'",
            "'x' 'y'",
            "'''three\nlines\nlong'''",
            "'\\ud800'",
            "'𝄞'",
            "\"it's\"",
            "'a_name'",
            "'A9'",
        ];
        let text = self.pick(&texts);
        if self.in_f_string > 0 && (text.contains('\n') || text.contains('\\')) { "'inner'".to_owned() } else { text.to_owned() }
    }

    pub(crate) fn bytes(&mut self) -> String {
        self.pick(&["b''", "b'abc'", "b'x' b'y'", "rb'\\d'", "b'\\x00\\xff'"]).to_owned()
    }

    pub(crate) fn atom_constant(&mut self) -> String {
        match self.below(12) {
            0..=5 => self.number(),
            6..=7 => self.string(),
            8 if self.in_f_string == 0 => self.bytes(),
            9 => self.pick(&["None", "True", "False", "...", "__debug__"]).to_owned(),
            _ => self.number(),
        }
    }

    /// What the folding of constants may make one constant of; nothing that raises or is huge matters to a compiler.
    pub(crate) fn folded(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.atom_constant();
        }
        let small = ["0", "1", "2", "3", "5", "8", "31", "64", "100"];
        match self.below(12) {
            0..=3 => {
                let op = self.pick(&["+", "-", "*", "/", "//", "%", "&", "|", "^"]);
                let (left, right) = (self.folded(depth - 1), self.folded(depth - 1));
                format!("({left} {op} {right})")
            }
            4 => {
                let op = self.pick(&["<<", ">>", "**"]);
                let (left, right) = (self.pick(&small), self.pick(&small));
                format!("({left} {op} {right})")
            }
            5 => {
                let op = self.pick(&["-", "+", "~", "not "]);
                let of = self.folded(depth - 1);
                format!("({op}{of})")
            }
            6 => {
                let (a, b) = (self.folded(depth - 1), self.folded(0));
                format!("({a}, {b})")
            }
            7 => {
                let text = self.string();
                let at = self.pick(&["0", "-1", "1:2", "::2", "5"]);
                format!("{text}[{at}]")
            }
            8 => {
                let (text, n) = (self.string(), self.pick(&small));
                format!("({text} * {n})")
            }
            9 => {
                let (a, b, i) = (self.folded(0), self.folded(0), self.pick(&["0", "1", "-1", "2"]));
                format!("({a}, {b})[{i}]")
            }
            10 => {
                let text = self.pick(&["'%s' % (1,)", "'%s-%r' % (a, b)", "'%d' % (x,)", "'%5s|%-3a' % (a, b)", "'%%' % ()", "'%s' % a"]);
                format!("({text})")
            }
            _ => self.atom_constant(),
        }
    }

    /// An f-string or a t-string.
    pub(crate) fn template(&mut self, depth: usize) -> String {
        let quote = self.pick(&["'", "\"", "'''", "\"\"\""]);
        let prefix = self.pick(&["f", "f", "f", "F", "rf", "t"]);
        let inner = self.template_parts(depth, quote.len() == 3 && self.in_f_string == 0);
        let text = format!("{prefix}{quote}{inner}{quote}");
        if prefix != "t" && self.chance(12) {
            let beside = self.pick(&["'beside'", "f'{a}'", "'{not}'"]);
            return format!("({text} {beside})");
        }
        text
    }

    fn template_parts(&mut self, depth: usize, long: bool) -> String {
        let n = self.below(4);
        let mut text = String::new();
        for _ in 0..n {
            if self.chance(60) {
                text.push_str(self.pick(&["text ", "{{", "}}", "é", "%", " and "]));
                if long && self.chance(20) {
                    text.push('\n');
                }
            }
            text.push_str(&self.replacement(depth));
        }
        if self.chance(40) {
            text.push_str(" end");
        }
        text
    }

    fn replacement(&mut self, depth: usize) -> String {
        self.in_f_string += 1;
        let inner = match self.below(5) {
            0 | 1 => self.any_name(),
            _ => {
                let e = self.expression(depth.saturating_sub(1));
                if e.starts_with('{')
                    || e.contains("lambda")
                    || e.contains(":=")
                    || e.contains('!')
                    || e.contains(':')
                    || e.starts_with("yield")
                    || e.starts_with("await")
                {
                    format!("({e})")
                } else {
                    e
                }
            }
        };
        let equals = if self.chance(15) { self.pick(&["=", " = "]) } else { "" };
        let conversion = if self.chance(25) { self.pick(&["!r", "!s", "!a"]) } else { "" };
        let spec = match self.below(6) {
            0 => ":>10".to_owned(),
            1 => {
                let width = self.any_name();
                format!(":{{{width}}}.3")
            }
            2 => ":".to_owned(),
            _ => String::new(),
        };
        self.in_f_string -= 1;
        format!("{{{inner}{equals}{conversion}{spec}}}")
    }
}
