//! Rarer things: order of evaluation, coroutines, bytes, descriptors, numbers' and texts' methods, wrong calls.

use crate::Generator;

impl Generator {
    pub(crate) fn rare(&mut self) {
        match self.below(20) {
            0 | 1 => self.evaluation_order(),
            2 => self.coroutine(),
            3 => self.some_bytes(),
            4 => self.descriptor(),
            5 | 6 => self.number_methods(),
            7 | 8 => self.text_methods(),
            9 => self.wrong_call(),
            10 => self.ways_out(),
            11 => self.evaluate_text(),
            12 => self.iterators(),
            13 => self.references(),
            14 => self.unbound(),
            15 => self.formats(),
            16 => self.class_machinery(),
            17 => self.complex_numbers(),
            18 => self.nested_generators(),
            _ => self.reductions(),
        }
    }

    /// A function that tells what it is called with.
    fn teller(&mut self) -> String {
        let t = self.name("t");
        self.line(&format!("def {t}(x, *more, **named):"));
        self.line("    print('t', x, more, named)");
        self.line("    return x");
        t
    }

    fn evaluation_order(&mut self) {
        let t = self.teller();
        let (a, b, c) = (self.int(0), self.int(0), self.int(0));
        match self.below(10) {
            0 => self.line(&format!("print({t}({a}) + {t}({b}) * {t}({c}))")),
            1 => self.line(&format!("print({t}({a}) < {t}({b}) < {t}({c}))")),
            2 => self.line(&format!("print({{{t}('k'): {t}({a}), {t}('j'): {t}({b})}})")),
            3 => self.line(&format!("print({t}({a}, {t}({b}), *[{t}({c})], k={t}(1), **{{'z': {t}(2)}}))")),
            4 => {
                let l = self.name("items");
                self.line(&format!("{l} = [0, 0]"));
                self.line(&format!("{l}[{t}(0)], {l}[{t}(1)] = {t}({a}), {t}({b})"));
                self.line(&format!("{l}[{t}(1)] += {t}({c})"));
                self.line(&format!("print({l})"));
            }
            5 => self.line(&format!("print({t}({a}) and {t}({b}) or {t}({c}), not {t}(0))")),
            6 => self.line(&format!("print({t}({a}) if {t}({b}) else {t}({c}))")),
            7 => self.line(&format!("print([{t}(i) for i in range({t}(3)) if {t}(i) != 1])")),
            8 => self.line(&format!("print(f'{{{t}({a})}} {{{t}({b})!r:>{{{t}(4)}}}}')")),
            _ => {
                let f = self.name("f");
                self.line(&format!("def {f}(p={t}({a}), *, q={t}({b})) -> {t}('note'):"));
                self.line("    return p, q");
                self.line(&format!("print({f}({t}({c})), {f}(q=1))"));
            }
        }
    }

    fn coroutine(&mut self) {
        let (w, c, o) = (self.name("Wait"), self.name("co"), self.name("run"));
        let (a, b) = (self.int(1), self.int(0));
        self.line(&format!("class {w}:"));
        self.line("    def __await__(self):");
        self.line("        got = yield 'waiting'");
        self.line("        return got");
        self.line(&format!("async def {c}(n):"));
        match self.below(3) {
            0 => {
                self.line(&format!("    first = await {w}()"));
                self.line("    print('first', first)");
                self.line(&format!("    return n + {a}"));
            }
            1 => {
                self.line("    try:");
                self.line(&format!("        print(await {w}())"));
                self.line("    finally:");
                self.line("        print('left')");
                self.line("    return n");
            }
            _ => {
                self.line("    async def each():");
                self.line("        for i in range(2):");
                self.line("            yield i + n");
                self.line(&format!("    print([x async for x in each()], await {w}())"));
                self.line("    return 'done'");
            }
        }
        self.line(&format!("{o} = {c}({b})"));
        self.line("try:");
        self.line(&format!("    print({o}.send(None))"));
        if self.chance(70) {
            self.line(&format!("    print({o}.send('value'))"));
        } else {
            self.line(&format!("    {o}.throw(KeyError('thrown'))"));
        }
        self.line("except (StopIteration, KeyError) as e:");
        self.line("    print(repr(e))");
    }

    fn some_bytes(&mut self) {
        let b = self.name("raw");
        let (n, s) = (self.below(5), self.slice(0));
        let first = self.pick(&["b'abc\\x00\\xff'", "bytes(range(5))", "'é'.encode()", "b''", "bytes([65, 66])", "b'a,b,,c'"]);
        self.line(&format!("{b} = {first}"));
        let e = match self.below(9) {
            0 => format!("{b}[{s}], {b} * {n}"),
            1 => format!("list({b}), {b}.hex()"),
            2 => format!("{b}.split(b','), {b}.find(b'b')"),
            3 => format!("bytearray({b}) + b'!', bytes({n})"),
            4 => format!("{b}.upper(), {b}.replace(b'a', b'--')"),
            5 => format!("int.from_bytes({b}, 'big'), ({n}).to_bytes(3, 'little')"),
            6 => format!("{b} < b'b', {b} == bytearray({b}), 97 in {b}"),
            7 => format!("memoryview({b})[1:].tolist(), b'%s|%d' % ({b}, {n})"),
            _ => format!("{b}.decode('latin-1'), repr({b})"),
        };
        self.line(&format!("print({e})"));
        if self.chance(40) {
            let m = self.name("buffer");
            self.line(&format!("{m} = bytearray({b})"));
            let change = self.pick(&["append(7)", "extend(b'xy')", "reverse()", "insert(0, 1)", "clear()"]);
            self.line(&format!("{m}.{change}"));
            self.line(&format!("print({m}, len({m}))"));
        }
    }

    fn descriptor(&mut self) {
        let (d, c, o) = (self.name("Field"), self.name("Host"), self.name("host"));
        let n = self.int(0);
        self.line(&format!("class {d}:"));
        self.line("    def __set_name__(self, owner, name):");
        self.line("        print('named', owner.__name__, name)");
        self.line("        self.name = '_' + name");
        self.line("    def __get__(self, obj, owner=None):");
        self.line("        return 'class' if obj is None else obj.__dict__.get(self.name, 'unset')");
        if self.chance(70) {
            self.line("    def __set__(self, obj, value):");
            self.line("        print('set', value)");
            self.line("        obj.__dict__[self.name] = value");
        }
        self.line(&format!("class {c}:"));
        self.line(&format!("    field = {d}()"));
        if self.chance(50) {
            self.line("    @property");
            self.line("    def both(self):");
            self.line("        return self._both");
            self.line("    @both.setter");
            self.line("    def both(self, value):");
            self.line("        self._both = value, value");
        }
        self.line(&format!("{o} = {c}()"));
        self.line(&format!("print({c}.field, {o}.field)"));
        self.line(&format!("{o}.field = {n}"));
        self.line(&format!("print({o}.field, {o}.__dict__)"));
        self.line("try:");
        let what = self.pick(&["both = 3", "both", "field.x = 1", "missing"]);
        if what.contains('=') {
            self.line(&format!("    {o}.{what}"));
        } else {
            self.line(&format!("    print({o}.{what})"));
        }
        self.line("except AttributeError as e:");
        self.line("    print(e)");
    }

    fn number_methods(&mut self) {
        let (a, x) = (self.int(1), self.float(1));
        let e = match self.below(10) {
            0 => format!("({a}).bit_length(), ({a}).bit_count(), ({a}).as_integer_ratio()"),
            1 => format!("bin({a}), oct({a}), hex({a})"),
            2 => format!("({x}).hex(), ({x}).is_integer(), ({x}).as_integer_ratio()"),
            3 => format!("pow({a}, 3, 7), divmod({a}, -5), divmod({x}, 2)"),
            4 => format!("round({a}, -1), round({x}), round({x}, 1), -7 // 2, -7 % 3"),
            5 => format!("int('{}', {}), float('  1e2 ')", self.pick(&["11", "101", "10"]), 2 + self.below(9)),
            6 => format!("({a}) == float({a} % 1000), ({a}) < {x}, max({a}, {x}, key=abs)"),
            7 => format!("divmod({x}, 1), {x} % 1, {x} ** 2, abs({x})"),
            8 => format!("~({a}), -({a}), ({a}) >> 2, ({a}) & -({a})"),
            _ => format!("sum([{x}, {a} % 10, 0.1, 0.2]), ({a}).real, ({a}).numerator"),
        };
        self.line(&format!("print({e})"));
    }

    fn text_methods(&mut self) {
        let (s, n) = (self.str(1), self.below(4));
        let e = match self.below(12) {
            0 => format!("{s}.split(), {s}.split('a'), {s}.rsplit(None, {n})"),
            1 => format!("{s}.partition('a'), {s}.rpartition(' ')"),
            2 => format!("{s}.startswith(('s', 'E')), {s}.endswith('b', {n})"),
            3 => format!("{s}.strip('sx'), {s}.lstrip(), {s}.rstrip('d')"),
            4 => format!("{s}.encode(), {s}.casefold(), {s}.expandtabs({n})"),
            5 => format!("{s}.translate({{97: 'A', 98: None}}), {s}.maketrans('ab', 'cd')"),
            6 => format!("'one\\ntwo\\r\\nthree'.splitlines({n} > 1), {s}.isidentifier()"),
            7 => format!("{s}.removeprefix('sp'), {s}.removesuffix('x'), {s}.isprintable()"),
            8 => format!("[*{s}[::-1]], {s} * {n} > {s}, sorted({s})"),
            9 => format!("'{{0}} {{name}} {{0!r:>8}}'.format({s}, name={n})"),
            10 => format!("'%-8s|%08.3f|%+d|%o' % ({s}, {n} / 3, {n}, {n} + 8)"),
            _ => format!("{s}.index('a') if 'a' in {s} else ord(({s} + '?')[0])"),
        };
        self.line(&format!("print({e})"));
    }

    fn wrong_call(&mut self) {
        let f = self.name("strict");
        let params = self.pick(&["a, b", "a, /, b=1", "a, *, key", "*args, key=1", "a=1, **named", "a, b, /, c, *, d=4", ""]);
        let args = self.pick(&[
            "",
            "1",
            "1, 2, 3",
            "a=1",
            "1, a=2",
            "key=3",
            "1, 2, key=3, bad=4",
            "*'ab'",
            "**{'a': 1, 'zz': 2}",
            "1, **{1: 2}",
            "*5",
        ]);
        self.line(&format!("def {f}({params}):"));
        self.line("    return sorted(locals().items(), key=str)");
        self.line("try:");
        self.line(&format!("    print({f}({args}))"));
        self.line("except TypeError as e:");
        self.line("    print(e)");
    }

    /// `return`, `break` and `continue` on their ways through `finally` and `with`.
    fn ways_out(&mut self) {
        let f = self.name("leave");
        let (way, end) =
            (self.pick(&["return i", "break", "continue", "raise ValueError(i)"]), self.pick(&["pass", "i = i + 1", "print('f', i)"]));
        self.line(&format!("def {f}(n):"));
        self.line("    for i in range(n):");
        self.line("        try:");
        self.line("            print('in', i)");
        self.line(&format!("            if i == 1: {way}"));
        self.line("        except ValueError as e:");
        self.line("            print('caught', e)");
        self.line("        else:");
        self.line("            print('else')");
        self.line("        finally:");
        self.line(&format!("            {end}"));
        self.line("    else:");
        self.line("        print('whole')");
        self.line("    return -1");
        let n = self.below(4);
        self.line(&format!("print({f}({n}))"));
    }

    fn evaluate_text(&mut self) {
        let (e, n) = (self.int(1), self.name("made"));
        match self.below(4) {
            0 => self.line(&format!("print(eval({:?}, {{}}, {{'v': 3}}))", "v * 2 + len('ab')")),
            1 => self.line(&format!("exec('{n} = [i * 2 for i in range(3)]\\nprint({n})')")),
            2 => {
                self.line("try:");
                let text = self.pick(&["1 +", "x = = 2", "(1, 2", "'open", "if True:\\n1", "a b", "1 = 2", "f(x for x in y, 1)"]);
                self.line(&format!("    compile({text:?}, '<text>', 'exec')").replace("\\\\n", "\\n"));
                self.line("except SyntaxError as e:");
                self.line("    print(type(e).__name__, e.msg, e.lineno, e.offset, e.text)");
            }
            _ => {
                let scope = self.name("scope");
                self.line(&format!("{scope} = {{'n': {e}}}"));
                self.line(&format!("exec('m = n + 1', {scope})"));
                self.line(&format!("print({scope}['m'], sorted(k for k in {scope} if k[0] != '_'))"));
            }
        }
    }

    fn iterators(&mut self) {
        let (l, s, it) = (self.list(1), self.str(1), self.name("it"));
        match self.below(7) {
            0 => {
                self.line(&format!("{it} = iter({l})"));
                self.line(&format!("print(next({it}, 'end'), list({it}), next({it}, 'end'))"));
            }
            1 => self.line(&format!("print(list(zip({l}, {s}, range(3))), list(enumerate({s}[:3], 5)))")),
            2 => self.line(&format!("print(list(map(lambda a, b: (b, a), {l}, {s})), [*map(str, {l})])")),
            3 => {
                let n = self.name("count");
                self.line(&format!("{n} = []"));
                self.line(&format!("print(list(iter(lambda: {n}.append(1) or len({n}), 3)))"));
            }
            4 => {
                self.line("try:");
                self.line(&format!("    print(list(zip({l}, {s}, strict=True)))"));
                self.line("except ValueError as e:");
                self.line("    print(e)");
            }
            5 => {
                self.line(&format!("{it} = dict(a=1, b=2)"));
                self.line("try:");
                self.line(&format!("    for k in {it}: {it}[k + 'x'] = len({l})"));
                self.line("except RuntimeError as e:");
                self.line(&format!("    print(e, len({it}))"));
            }
            _ => self.line(&format!("print(*(x for x in {l} if x), *reversed({s}[:3]), sep=', ')")),
        }
    }

    /// Counts, deaths and cycles.
    fn references(&mut self) {
        let (c, o, n) = (self.name("Mortal"), self.name("mortal"), self.int(0));
        self.line(&format!("class {c}:"));
        self.line("    def __init__(self, n): self.n = n");
        self.line("    def __del__(self): print('dies', self.n)");
        self.line(&format!("{o} = {c}({n})"));
        match self.below(6) {
            0 => {
                self.line("import sys");
                let keep = self.name("keep");
                self.line(&format!("{keep} = [{o}, {o}]"));
                self.line(&format!("print(sys.getrefcount({o}))"));
                self.line(&format!("del {keep}[0]"));
                self.line(&format!("print(sys.getrefcount({o}))"));
            }
            1 => {
                self.line(&format!("{o}.me = {o}"));
                self.line(&format!("del {o}"));
                self.line("import gc");
                self.line("print('collected', gc.collect() > 0)");
            }
            2 => self.line(&format!("{o} = {c}({n} + 1)")),
            3 => {
                let f = self.name("drop");
                self.line(&format!("def {f}(x):"));
                self.line("    y = [x]");
                self.line("    del x");
                self.line("    print('still')");
                self.line(&format!("{f}({c}(-1))"));
                self.line("print('returned')");
            }
            4 => {
                self.line(&format!("print([{c}(i).n for i in range(2)])"));
                self.line(&format!("{o} = ({o}, {c}(9))[1:]"));
            }
            _ => {
                self.line("try:");
                self.line(&format!("    {o}.x = {c}(50) // 2"));
                self.line("except TypeError as e:");
                self.line("    print(e)");
                self.line("print('after')");
            }
        }
    }

    fn unbound(&mut self) {
        let (f, x) = (self.name("early"), self.name("x"));
        match self.below(3) {
            0 => {
                self.line(&format!("def {f}():"));
                self.line(&format!("    print({x})"));
                self.line(&format!("    {x} = 1"));
            }
            1 => {
                self.line(&format!("def {f}():"));
                self.line(&format!("    def g(): return {x}"));
                self.line("    print(g())");
                self.line(&format!("    {x} = 1"));
            }
            _ => {
                self.line(&format!("def {f}():"));
                self.line(&format!("    {x} = 1"));
                self.line(&format!("    del {x}"));
                self.line(&format!("    return {x}"));
            }
        }
        self.line("try:");
        self.line(&format!("    {f}()"));
        self.line("except NameError as e:");
        self.line("    print(type(e).__name__, e, e.name)");
    }

    fn formats(&mut self) {
        let (a, x, s) = (self.int(1), self.float(1), self.str(1));
        let (fill, align, sign) = (self.pick(&["", "*", "0", " "]), self.pick(&["<", ">", "^", "="]), self.pick(&["", "+", "-", " "]));
        let (width, places) = (self.below(14), self.below(6));
        let kind = self.pick(&["d", "x", "X", "b", "o", "n", "c", "e", "f", "g", "%", "", "s", ",", "_", "#x", ",.2f", "_b"]);
        let spec = match self.below(3) {
            0 => format!("{fill}{align}{sign}{width}{kind}"),
            1 => format!("{fill}{align}{width}.{places}{}", self.pick(&["f", "e", "g", "s", "%", "F", "G"])),
            _ => format!("{sign}{width}{kind}"),
        };
        let v = match self.below(4) {
            0 => x,
            1 => s,
            _ => format!("({a}) % 5000"),
        };
        self.line("try:");
        self.line(&format!("    print('[' + format({v}, '{spec}') + ']')"));
        self.line("except (ValueError, OverflowError) as e:");
        self.line("    print(e)");
    }

    fn class_machinery(&mut self) {
        let (a, b, m) = (self.name("Base"), self.name("Sub"), self.name("Meta"));
        match self.below(5) {
            0 => {
                self.line(&format!("class {a}:"));
                self.line("    def __init_subclass__(cls, /, tag='none', **rest):");
                self.line("        print('subclass', cls.__name__, tag, rest)");
                self.line(&format!("class {b}({a}, tag='t'): pass"));
                self.line(&format!("print({b}.__mro__[1].__name__, issubclass({b}, {a}))"));
            }
            1 => {
                self.line(&format!("class {m}(type):"));
                self.line("    def __new__(meta, name, bases, space, **named):");
                self.line("        print('new', name, sorted(k for k in space if k[:2] != '__'), named)");
                self.line("        return super().__new__(meta, name, bases, space)");
                self.line("    def __call__(cls, *args):");
                self.line("        print('call', args)");
                self.line("        return super().__call__()");
                self.line(&format!("class {a}(metaclass={m}, k=1):"));
                self.line("    x = 1");
                self.line("    def f(self): return __class__.__name__");
                self.line(&format!("print(type({a}).__name__, {a}(5).f())"));
            }
            2 => {
                self.line(&format!("class {a}:"));
                self.line("    def who(self): return ['A']");
                self.line(&format!("class {b}({a}):"));
                self.line("    def who(self): return ['B'] + super().who()");
                self.line(&format!("class {m}({a}):"));
                self.line("    def who(self): return ['M'] + super().who()");
                let all = self.name("All");
                self.line(&format!("class {all}({b}, {m}): pass"));
                self.line(&format!("print({all}().who(), [c.__name__ for c in {all}.__mro__])"));
                self.line("try:");
                self.line(&format!("    class Bad({a}, {all}): pass"));
                self.line("except TypeError as e:");
                self.line("    print(e)");
            }
            3 => {
                self.line(&format!("class {a}:"));
                self.line("    __slots__ = 'x', 'y'");
                self.line("    __match_args__ = ('x', 'y')");
                self.line("    def __init__(self): self.x, self.y = 1, 2");
                self.line(&format!("match {a}():"));
                self.line(&format!("    case {a}(1, y=q): print('slots', q)"));
                self.line("try:");
                self.line(&format!("    {a}().z = 1"));
                self.line("except AttributeError as e:");
                self.line("    print(e)");
            }
            _ => {
                let base = self.pick(&["int", "str", "list", "dict", "tuple"]);
                self.line(&format!("class {a}({base}):"));
                self.line("    def __repr__(self): return 'mine' + super().__repr__()");
                self.line("    def __len__(self): return 42");
                self.line(&format!("print({a}(), len({a}()), {a}() == {base}(), bool({a}()), [{a}()])"));
            }
        }
    }

    fn complex_numbers(&mut self) {
        let (a, x) = (self.below(6), self.float(0));
        let op = self.pick(&["+", "-", "*", "/"]);
        self.line(&format!("print(({a} + 2j) {op} (1 - {x} * 1j), abs(3 + 4j), (2j) ** 2, complex('1-1j').conjugate())"));
    }

    fn nested_generators(&mut self) {
        let (f, g) = (self.name("walk"), self.name("outer"));
        let n = 1 + self.below(3);
        self.line(&format!("def {f}(t):"));
        self.line("    if isinstance(t, (list, tuple)):");
        self.line("        for x in t:");
        self.line(&format!("            yield from {f}(x)"));
        self.line("    else:");
        self.line("        yield t");
        let (l, t) = (self.list(1), self.tuple(1));
        self.line(&format!("print(list({f}([{l}, [{t}, {n}]])))"));
        if self.chance(50) {
            self.line(&format!("def {g}():"));
            self.line("    try:");
            self.line(&format!("        r = yield from {f}([{n}, 'a', []])"));
            self.line("        print('r', r)");
            self.line("    except GeneratorExit:");
            self.line("        print('exit')");
            self.line("        raise");
            let it = self.name("it");
            self.line(&format!("{it} = {g}()"));
            self.line(&format!("print(next({it}))"));
            self.line(&format!("{it}.close()"));
            self.line(&format!("print({it}.gi_frame is None)"));
        }
    }

    fn reductions(&mut self) {
        let (l, s, d) = (self.list(1), self.str(1), self.dict(1));
        let e = match self.below(7) {
            0 => format!("max({l}, default='none'), min({s}, default='none')"),
            1 => format!("sum({l}, 10), sum(([x] for x in {l}), [])"),
            2 => format!("sorted({s}, key=str.lower), sorted({d}.items(), key=lambda kv: (kv[1], kv[0]))"),
            3 => format!("any(x > 3 for x in {l}), all(c.isalpha() for c in {s})"),
            4 => format!("dict(sorted({d}.items())), {d} == dict({d}), {d}.keys() & {{'a', 'zz'}} <= {{'a'}}"),
            5 => format!("{l}.count(1), {l} * 2 > {l}, ({l} or [0])[-1]"),
            _ => format!("[k * v for k, v in {d}.items() if v % 4 < 3 and abs(v) < 9], list({d}.items())[:1]"),
        };
        self.line(&format!("print({e})"));
    }
}
