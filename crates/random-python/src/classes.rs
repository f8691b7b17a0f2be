//! Classes whose instances hold an int, and exceptions of one's own.

use crate::{Class, Generator, Kind};

impl Generator {
    pub(crate) fn exception_class(&mut self) {
        let name = self.name("Error");
        let base = match self.below(5) {
            0 => "ValueError".to_owned(),
            1 => "LookupError".to_owned(),
            2 if !self.exceptions.is_empty() => self.exceptions[0].clone(),
            _ => "Exception".to_owned(),
        };
        self.line(&format!("class {name}({base}):"));
        self.block(|g| {
            if g.chance(50) {
                g.line("def __init__(self, code):");
                g.line("    super().__init__(code, 'coded')");
                g.line("    self.code = code");
            } else {
                g.line("pass");
            }
        });
        self.exceptions.push(name);
    }

    pub(crate) fn class(&mut self) {
        let name = self.name("Thing");
        let base = if self.chance(35) && !self.classes.is_empty() {
            let i = self.below(self.classes.len());
            Some(i)
        } else {
            None
        };
        let mut can: Vec<&'static str> = base.map(|i| self.classes[i].can.clone()).unwrap_or_default();
        let heading = match base {
            Some(i) => format!("class {name}({}):", self.classes[i].name),
            None => format!("class {name}:"),
        };
        self.line(&heading);
        let own = self.name("made");
        self.block(|g| {
            if g.chance(30) {
                g.line(&format!("{own} = 0"));
            }
            if base.is_none() && g.chance(20) {
                g.line("__slots__ = ('value', 'extra')");
            }
            match base {
                Some(_) => {
                    g.line("def __init__(self, value):");
                    g.line("    super().__init__(value + 1)");
                    if g.chance(40) {
                        g.line("    print('derived', self.value)");
                    }
                }
                None => {
                    g.line("def __init__(self, value):");
                    if g.chance(40) {
                        g.line("    print('init', value)");
                    }
                    g.line("    self.value = value");
                }
            }
            g.line("def __repr__(self):");
            let form = g.pick(&[
                "f'<{type(self).__name__} {self.value}>'",
                "'T(%r)' % self.value",
                "f'{self.__class__.__qualname__}:{self.value}'",
            ]);
            g.line(&format!("    return {form}"));
            let n = 1 + g.below(5);
            for _ in 0..n {
                g.dunder(&mut can);
            }
        });
        if self.chance(20) {
            self.line(&format!("{name}.unknown = {}", self.n_names));
        }
        self.classes.push(Class { name, can });
    }

    fn dunder(&mut self, can: &mut Vec<&'static str>) {
        const ALL: [(&str, &[&str]); 25] = [
            ("len", &["def __len__(self):", "    return abs(self.value) % 5"]),
            ("getitem", &["def __getitem__(self, i):", "    if i > 5: raise IndexError('far')", "    return self.value + i"]),
            ("call", &["def __call__(self, x):", "    print('called with', x)", "    return x - self.value"]),
            ("add", &["def __add__(self, other):", "    return type(self)(self.value + other)"]),
            ("radd", &["def __radd__(self, other):", "    print('radd')", "    return other * 2"]),
            ("method", &["def method(self, x):", "    return self.value * 2 + x"]),
            ("method", &["def method(self, x=1, *rest, key=3):", "    self.value = (self.value + x) % 100", "    return key"]),
            ("double", &["@property", "def double(self):", "    print('asked')", "    return self.value * 2"]),
            ("iter", &["def __iter__(self):", "    for i in range(3):", "        yield self.value + i"]),
            ("iter", &["def __iter__(self):", "    return iter([self.value, 1])"]),
            ("contains", &["def __contains__(self, x):", "    print('in?', x)", "    return x == self.value"]),
            ("eq", &["def __eq__(self, other):", "    print('eq')", "    return self.value == other", "__hash__ = None"]),
            ("lt", &["def __lt__(self, other):", "    return self.value < other"]),
            ("getattr", &["def __getattr__(self, name):", "    if name != 'unknown': raise AttributeError(name)", "    return len(name)"]),
            ("static", &["@staticmethod", "def static(x):", "    return x // 2"]),
            ("klass", &["@classmethod", "def klass(cls):", "    return cls(4)"]),
            ("int", &["def __int__(self):", "    return int(self.value)"]),
            ("index", &["def __index__(self):", "    return abs(self.value) % 3"]),
            ("bool", &["def __bool__(self):", "    print('true?')", "    return self.value % 2 == 0"]),
            ("neg", &["def __neg__(self):", "    return type(self)(-self.value)"]),
            ("format", &["def __format__(self, spec):", "    return format(self.value, spec)"]),
            ("del", &["def __del__(self):", "    print('del', self.value)"]),
            (
                "with",
                &[
                    "def __enter__(self):",
                    "    print('enter', self.value)",
                    "    return self",
                    "def __exit__(self, kind, value, tb):",
                    "    print('exit', kind and kind.__name__)",
                    "    return False",
                ],
            ),
            (
                "with",
                &[
                    "def __enter__(self):",
                    "    print('enter')",
                    "    return self.value",
                    "def __exit__(self, *info):",
                    "    print('exit', info[1])",
                    "    return True",
                ],
            ),
            (
                "setitem",
                &["def __setitem__(self, k, v):", "    self.value = k + v", "def __delitem__(self, k):", "    print('delitem', k)"],
            ),
        ];
        let (what, lines) = self.pick(&ALL);
        if can.contains(&what) {
            return;
        }
        for line in lines {
            self.line(line);
        }
        can.push(what);
    }

    /// An object of a class that can do so; declared as a variable.
    pub(crate) fn object_that(&mut self, what: &str) -> Option<String> {
        let fit: Vec<usize> = (0..self.classes.len()).filter(|i| self.classes[*i].can.contains(&what)).collect();
        if fit.is_empty() {
            return None;
        }
        let c = self.pick(&fit);
        if self.chance(50)
            && let Some(v) = self.readable(|k| k == Kind::Object(c))
        {
            return Some(v.name);
        }
        Some(self.value(Kind::Object(c), 1))
    }
}
