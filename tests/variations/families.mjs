// The sixteen programs as families: each function makes a program of its kind out of random choices.
// Nothing here prints an address, a size, or the order of a set of strings.

export const families = {
  "01-mutable-default": (r) => {
    const [f, x, a, b, g] = r.names(5);
    const start = r.pick(["[]", "[0]", "{}", "[1, 2]"]);
    const change = start === "{}" ? `${x}[len(${x})] = ${r.value()}` : r.pick([`${x}.append(${r.value()})`, `${x} += [${r.value()}]`, `${x}.insert(0, ${r.value()})`]);
    const calls = r.int(2, 5);
    return [
      `def ${f}(${r.chance(2) ? "first=0, " : ""}${x}=${start}):`, `    ${change}`, `    return ${x}`, "",
      `${a} = ${f}()`, `${b} = ${f}()`,
      ...Array.from({ length: calls }, () => r.pick([`print(${f}())`, `${f}()`, `${b} = ${f}(${x}=${start})`])),
      `print(${a}, ${b}, ${a} is ${b})`, `print(${f}.__defaults__)`,
      `def ${g}(${x}=None):`, `    if ${x} is None:`, `        ${x} = ${start}`, `    ${change}`, `    return ${x}`,
      `print(${g}(), ${g}(), ${g}() is ${g}())`,
    ];
  },

  "02-small-integers": (r) => {
    const [a, b, c] = r.names(3);
    const n = () => r.pick([-6, -5, 0, 1, 255, 256, 257, 1000, -1000]);
    return Array.from({ length: r.int(3, 7) }, () => {
      const value = n();
      return r.pick([
        `${a} = ${value}; ${b} = ${value}\nprint(${a} is ${b}, ${a} == ${b})`,
        `${a} = int("${value}")\n${b} = int("${value}")\nprint(${a} is ${b})`,
        `${c} = ${r.int(100, 200)}\n${a} = ${c} + ${r.int(50, 60)}\n${b} = ${c} + ${r.int(50, 60)}\nprint(${a}, ${b}, ${a} is ${b})`,
        `${a} = ${value}\n${b} = ${a} + 1 - 1\nprint(${a} is ${b})`,
        `${a} = ${value}.0\n${b} = ${value}.0\nprint(${a} is ${b})`,
      ]);
    });
  },

  "03-list-in-itself": (r) => {
    const [a, b] = r.names(2);
    const rings = r.int(1, 4);
    const make = r.pick([
      `${a} = []\n${a}.append(${a})`,
      `${a} = [${r.value()}]\n${a}[0:0] = [${a}]`,
      `${a} = {}\n${a}["me"] = ${a}`,
      `${a} = []\n${b} = [${a}]\n${a}.append(${b})\ndel ${b}`,
      `${a} = []\n${a} += [${a}, ${a}]`,
      `${a} = ([],)\n${a}[0].append(${a})`,
    ]);
    return [
      "import gc", "gc.collect()", make, `print(${a}, len(${a}))`, `del ${a}`, `print(gc.collect())`, "print(gc.collect())",
      `ring = [[] for _ in range(${rings})]`, `for i in range(${rings}):`, `    ring[i].append(ring[(i + 1) % ${rings}])`,
      "print(ring)", "del ring", "print(gc.collect())",
    ];
  },

  "04-rows-and-copies": (r) => {
    const [a, b, c, d] = r.names(4);
    const rows = r.int(2, 4), columns = r.int(1, 3);
    const row = `[${r.ints(columns).join(", ")}]`;
    const at = () => `[${r.int(0, rows - 1)}][${r.int(0, columns - 1)}]`;
    return [
      "import copy",
      `${a} = [${row}] * ${rows}`, `${a}${at()} = 100`, `print(${a}, ${a}[0] is ${a}[-1])`,
      `${b} = [${row} for _ in range(${rows})]`, `${b}${at()} = 100`, `print(${b}, ${b}[0] is ${b}[-1])`,
      `${c} = ${r.pick(["copy.copy(B)", "B[:]", "list(B)", "[*B]", "B.copy()", "B"]).replace("B", b)}`,
      `${d} = copy.deepcopy(${r.pick([a, b])})`,
      ...r.some([`${b}[0].append("new")`, `${b}.append(1)`, `${c}[0] = 0`, `${d}[0].clear()`, `${b}[:] = []`, `${a}[0] += [9]`]),
      `print(${a})`, `print(${b})`, `print(${c})`, `print(${d})`, `print(${d}[0] is ${d}[-1])`,
    ];
  },

  "05-one-true-key": (r) => {
    const keys = () => r.some(["1", "True", "1.0", "0", "False", "0.0", "2", "2.0", "-1", "1 + 0j", "10 ** 20", "(1,)", "(True,)"], 3);
    const [a, b] = r.names(2);
    const entries = (list) => list.map((key, i) => `${key}: ${i}`).join(", ");
    const first = keys(), second = keys(), name = keys();
    return [
      `${a} = {${entries(first)}}`, `print(${a}, len(${a}))`,
      `${b} = {${second.join(", ")}}`, `print(len(${b}), [k in ${b} for k in (${name.join(", ")},)])`,
      `for k in (${name.join(", ")},):`, `    ${a}[k] = repr(k)`, `print(${a})`,
      ...r.some([`print(${a}.pop(1, "none"))`, `print(${a}.get(0.0))`, `del ${a}[${first[0]}]`, `${a}.update({True: "u"})`, `${a} |= {2.0: 3}`]),
      `print(list(${a}.items()))`, `print([type(k).__name__ for k in ${a}])`,
    ];
  },

  "06-floats-and-big-ints": (r) => {
    const [x, y] = r.names(2);
    const tenth = () => `0.${r.int(1, 9)}`;
    const big = `${r.pick([2, 3, 7, 10, 16])} ** ${r.int(20, 130)}`;
    return [
      `${x} = ${tenth()} ${r.pick(["+", "-", "*", "/"])} ${tenth()}`, `print(${x}, ${x} == ${tenth()})`,
      `print(${x}.hex(), ${x}.as_integer_ratio())`, `print(f"{${x}:.${r.int(0, 25)}f} {${x}:e} {${x}:>12.3g}")`,
      `print(round(${x}, ${r.int(0, 4)}), int(${x} * 100), ${x} // ${tenth()}, ${x} % ${tenth()})`,
      `${y} = ${big}`, `print(${y}, ${y}.bit_length())`,
      ...r.some([`print(${y} // ${r.int(3, 99)}, ${y} % ${r.int(3, 99)})`, `print(-${y} >> ${r.int(1, 70)}, ${y} << 7)`, `print(${y} * ${y} - ${y})`, `print(hex(${y}), len(str(${y})))`, `print(${y} & (2 ** 65 - 1), ${y} | 1, ${y} ^ -1)`, `print(float(${y}) == ${y}, ${y} + 0.5)`, `print(pow(${y}, 3, 97), divmod(-${y}, 1000))`]),
      "print(1e16 + 1, 1e22, 1e21 * 10, 5e-324, 0.1 + 0.7, -0.0)",
    ];
  },

  "07-type-of-type": (r) => {
    const [a, b] = r.names(2).map((n) => n[0].toUpperCase() + n.slice(1));
    const lines = ["print(type(type(int)), type(type) is type)", "print(type(int), isinstance(int, type), isinstance(type, object))",
      `print(type(${r.value()}).__name__, type(type(${r.value()})))`, "print(issubclass(bool, int), bool.__mro__)", "print(type.__mro__, object.__bases__, type.__bases__)"];
    return [
      ...r.some(lines, 2),
      `class ${a}${r.pick(["", "(int)", "(list)", "(object)"])}:`, `    x = ${r.int(1, 9)}`,
      `${b} = type("${b}", (${a},), {"y": ${r.int(1, 9)}, "f": lambda self: self.x + self.y})`,
      `print(${b}.__name__, ${b}().f(), type(${b}), ${b}.__mro__[-1])`,
      `print(isinstance(${b}(), ${a}), isinstance(${a}(), ${b}), type(${b}()) is ${b})`,
      "class Meta(type):", `    def __call__(cls, *args):`, `        print("making", cls.__name__)`, "        return super().__call__(*args)",
      `class Made(metaclass=Meta):`, "    pass", "m = Made()", "print(type(type(m)).__name__)",
    ];
  },

  "08-code-objects": (r) => {
    const [f, a, b, c, d] = r.names(5);
    const body = r.pick([`${c} = ${a} + ${b} * ${r.int(100, 2000)}`, `${c} = [${a} for ${d} in ${b} if ${d}]`, `${c} = f"{${a}}-{${b}!r:>5}"`, `${c} = ${a} if ${b} else len`, `${c}, *${d} = ${a}, ${b}, 3`]);
    const loop = r.pick([`for ${d} in ${a}:\n        print(${d})`, `while ${b} < ${r.int(2, 9)}:\n        ${b} += 1`, `try:\n        return ${a}[0]\n    except TypeError:\n        pass`, `with ${a} as ${d}:\n        pass`]);
    const lines = [
      `def ${f}(${a}, ${b}=${r.value()}, *, ${r.chance(2) ? "only=1" : "only"}):`, `    ${body}`, `    ${loop}`, `    return ${r.value()}, ${c}`,
      `code = ${f}.__code__`,
      "print(code.co_name, code.co_argcount, code.co_kwonlyargcount, code.co_nlocals, code.co_stacksize, code.co_flags)",
      "print(code.co_varnames, code.co_names, [c for c in code.co_consts if not hasattr(c, 'co_code')])",
      "print(code.co_freevars, code.co_cellvars, len(code.co_code), code.co_firstlineno)",
      "print(list(code.co_lines())[:6])", "print(list(code.co_positions())[:8])",
    ];
    return r.chance(3) ? ["import dis", ...lines, `dis.dis(${f})`] : lines;
  },

  "09-closures-in-a-loop": (r) => {
    const [fs, i, f, n] = r.names(4);
    const count = r.int(2, 5);
    const use = r.pick([i, `${i} * ${r.int(2, 9)}`, `(${i}, ${r.value()})`]);
    return [
      `${fs} = []`, `for ${i} in range(${count}):`, `    ${fs}.append(lambda: ${use})`, `print([${f}() for ${f} in ${fs}])`,
      ...(r.chance(2) ? [`${i} = "changed"`, `print([${f}() for ${f} in ${fs}][:1])`] : []),
      "def make():", `    ${n} = ${r.int(10, 99)}`, `    def bump(step=${r.int(1, 5)}):`, `        nonlocal ${n}`, `        ${n} += step`, `        return ${n}`, `    def peek():`, `        return ${n}`, "    return bump, peek",
      "bump, peek = make()", ...Array.from({ length: r.int(1, 4) }, () => r.pick(["print(bump(), peek())", `bump(${r.int(1, 9)})`, "print(peek())"])),
      "print(bump.__closure__[0] is peek.__closure__[0], bump.__closure__[0].cell_contents)",
      `print([g() for g in [lambda ${n}=${n}: ${n} for ${n} in range(${count})]])`,
      `print([g() for g in [(lambda ${n}: lambda: ${n})(k) for k in range(${count})]])`,
    ];
  },

  "10-scopes": (r) => {
    const [c, f, g, h] = r.names(4);
    const calls = r.shuffle([
      `try:\n    ${f}()\nexcept UnboundLocalError as error:\n    print(error)`,
      `try:\n    ${g}()\n    print(${c})\nexcept NameError as error:\n    print(type(error).__name__, error)`,
      `print(${h}())`,
      `try:\n    print(missing_${c})\nexcept NameError as error:\n    print(error)`,
    ]);
    return [
      `${c} = ${r.int(0, 9)}`, `def ${f}():`, `    print("before")`, `    ${r.pick([`${c} = ${c} + 1`, `${c} += 1`, `print(${c}); ${c} = 1`, `del ${c}; ${c} = 1`])}`,
      `def ${g}():`, `    global ${c}`, `    ${c} = ${c} ${r.pick(["+", "-", "*"])} ${r.int(1, 9)}`,
      `def ${h}():`, `    ${c} = ${r.int(10, 19)}`, "    def inner():", `        nonlocal ${c}`, `        ${c} += ${r.int(1, 9)}`, `        return ${c}`, `    return inner(), inner(), ${c}`,
      ...calls, `print(${c})`, `class Scope:`, `    ${c} = "class"`, `    def method(self):`, `        return ${c}`, `    seen = ${c}`, `print(Scope().method(), Scope.seen)`,
    ];
  },

  "11-diamond": (r) => {
    const [base, a, b, c] = r.names(4).map((n) => n[0].toUpperCase() + n.slice(1));
    const method = (name, last) => [`    def hello(self, depth=0):`, `        print("${name}", depth)`, ...(last ? [] : ["        super().hello(depth + 1)"])];
    const has = () => !r.chance(4);
    const order = r.shuffle([a, b]);
    const lines = [
      `class ${base}:`, ...method(base, true),
      `class ${a}(${base}):`, ...(has() ? method(a) : ["    pass"]),
      `class ${b}(${base}):`, ...(has() ? method(b) : [`    tag = "${b}"`]),
      `class ${c}(${order.join(", ")}):`, ...(has() ? method(c) : ["    pass"]),
      `print([cls.__name__ for cls in ${c}.__mro__])`, `${c}().hello()`, `${a}().hello()`, `print(getattr(${c}, "tag", "no tag"))`,
      `print(super(${order[0]}, ${c}()).hello.__func__ is ${order[1]}.hello)`,
    ];
    const bad = r.pick([`class Bad(${base}, ${a}):\n    pass`, `class Bad(${a}, ${c}):\n    pass`, `class Bad(${a}, ${a}):\n    pass`, `class Bad(type("Q", (${order[1]}, ${order[0]}), {}), ${c}):\n    pass`]);
    return r.chance(4) ? [...lines, bad] : [...lines, `try:`, ...bad.split("\n").map((l) => `    ${l}`), "except TypeError as error:", "    print(error)"];
  },

  "12-generators": (r) => {
    const [f, g, n] = r.names(3);
    const acts = ["print(next(G))", "print(next(G, 'done'))", "print(G.send('sent'))", "G.close()", "print(G.throw(ValueError('thrown')))", "print(list(G))", "print(G.gi_frame is None)", "print(*[x for _, x in zip(range(2), G)])"];
    const act = () => r.pick(acts).replaceAll("G", g);
    return [
      `def ${f}(${n}):`, `    print("started")`, `    while ${n} > 0:`, "        try:", `            got = yield ${n}`, `            print("got", got)`,
      "        except ValueError as error:", `            print("caught", error)`, ...(r.chance(2) ? ["        finally:", `            print("finally", ${n})`] : []),
      `        ${n} -= 1`, ...(r.chance(2) ? [`    yield from (k * k for k in range(${r.int(1, 3)}))`] : []), `    return ${r.value()}`,
      `${g} = ${f}(${r.int(1, 4)})`, `print("made")`,
      ...Array.from({ length: r.int(3, 6) }, () => `try:\n    ${act()}\nexcept (StopIteration, ValueError, TypeError) as stop:\n    print(type(stop).__name__, stop)`),
      ...(r.chance(3) ? [act()] : []),
      `def both():`, `    result = yield from ${f}(1)`, `    print("result", result)`, "print(list(both()))",
    ];
  },

  "13-exceptions": (r) => {
    const [f, x] = r.names(2);
    const raise = r.pick(["1 / 0", "{}['k']", "[][3]", "int('ten')", "None.attr", "raise KeyboardInterrupt", "raise ValueError('own', 1)", "missing", "pass", "'a' + 1", "assert not 1, 'claim'"]);
    const handler = r.pick(["except ZeroDivisionError", "except (KeyError, IndexError)", "except Exception", "except", "except ValueError", "except LookupError"]);
    const action = r.pick([`print("handler")`, "raise", "raise RuntimeError('new')", `raise RuntimeError("new") from ${x}`, "return 'from handler'", "raise OSError('x') from None"]);
    const binds = action.includes(`from ${x}`) && handler !== "except";
    return [
      `def ${f}(${x}=None):`, "    for turn in range(2):", `        if turn == ${r.int(0, 3)}:`, "            break", "    else:", `        print("no break")`,
      "    try:", `        print("try")`, `        ${raise}`, `    ${handler}${binds ? ` as ${x}` : ""}:`, `        ${binds ? action : action.replace(`from ${x}`, "from None")}`,
      ...(handler === "except" || r.chance(2) ? ["    else:", `        print("else")`] : []),
      "    finally:", `        ${r.pick([`print("finally")`, `print("finally")`, "return 'from finally'"])}`, `    return "end"`,
      "try:", `    print(${f}())`, `except ${r.pick(["BaseException", "BaseException", "ArithmeticError"])} as error:`,
      `    print(type(error).__name__, error.args, repr(error.__cause__), repr(error.__context__), error.__suppress_context__)`,
      ...(r.chance(2) ? [`print(${f}())`] : []),
    ];
  },

  "14-strings": (r) => {
    const [s, t, u] = r.names(3);
    const word = r.pick(["hello", "a b", "name_1", "é", "", "x"]), end = r.pick(["world", "!", " and more", "ß", "y"]);
    return [
      "import sys", `${s} = "${word}"`, `${t} = ${s}`, `${s} += "${end}"`, `print(${s}, ${t}, ${s} is ${t})`,
      `${u} = "${word}${end}"`, `print(${u} == ${s}, ${u} is ${s}, sys.intern(${s}) is sys.intern(${u}))`,
      `${t} = "${word}" + "${end}"`, `print(${t} is ${u})`,
      ...r.some([`print(${u}[0:1] is ${u}[:1], ${u}[:] is ${u})`, `print("".join([${u}]) is ${u}, str(${u}) is ${u})`, `print(${u}.upper(), ${u}.title(), ${u}[::-1], len(${u}))`, `print(${u} * 3, ${u}.replace("o", "0"), ${u}.find("l"))`, `print(repr(${u}), ascii(${u}), ${u}.encode())`, `print(f"{${u}:*^${r.int(5, 20)}}|{${u}!r:>${r.int(5, 20)}}")`, `print("%s-%10s-%-6r" % (${u}, ${u}, ${u}))`, `print(${u}.split(), ${u}.partition("o"), ${u}.startswith("h"))`], 2),
      `try:`, `    ${u}[0] = "j"`, "except TypeError as error:", "    print(error)",
    ];
  },

  "15-bad-hash": (r) => {
    const [k, d] = r.names(2);
    const letters = r.shuffle([..."abcdefgh"]).slice(0, r.int(3, 7));
    const hash = r.pick(["7", "len(self.name)", "ord(self.name) % 2", "ord(self.name) % 3 * 8", "100", "2 ** 20"]);
    const acts = r.some([
      `print(D[Key("${letters[0]}")])`, `print(Key("z") in D)`, `del D[Key("${letters[1]}")]`, `D[Key("${letters[2]}")] = "again"`, `print(D.pop(Key("q"), "none"))`,
      `D.setdefault(Key("${letters[0]}"), 1)`, `print(len({*D, Key("${letters[1]}")}))`, `print({Key("${letters[0]}"): 1} == {Key("${letters[0]}"): 1})`, `D.update({Key("${letters[0]}"): 0})`,
    ], 3).map((act) => act.replaceAll("D", d));
    return [
      "class Key:", "    def __init__(self, name):", "        self.name = name", "    def __hash__(self):", ...(r.chance(2) ? ["        print('hash', self.name)"] : []), `        return ${hash}`,
      "    def __eq__(self, other):", `        print(f"  {self.name} == {other.name}?")`, "        return self.name == other.name",
      "    def __repr__(self):", "        return self.name.upper()",
      `${d} = {}`, `for ${k} in ${JSON.stringify(letters.join(""))}:`, `    ${d}[Key(${k})] = ${k}`, ...acts.map((act) => `try:\n    ${act}\nexcept KeyError as error:\n    print("KeyError", error)`), `print(${d})`,
      "class NoHash:", "    def __eq__(self, other):", "        return True",
      "try:", `    ${r.pick(["{NoHash()}", "{NoHash(): 1}", "hash(NoHash())", `${d}[NoHash()]`])}`, "except TypeError as error:", "    print(error)",
    ];
  },

  "16-native-calls-python": (r) => {
    const [f, o, w] = r.names(3);
    const words = r.words(r.int(3, 8));
    const key = r.pick([`len(${w})`, `${w}[-1]`, `-len(${w})`, `(len(${w}), ${w})`, "0"]);
    return [
      "import sys", `def ${f}(${w}):`, `    print("key", ${w})`, `    return ${key}`, `print(sorted(${JSON.stringify(words)}, key=${f}${r.chance(2) ? ", reverse=True" : ""}))`,
      "class W:", "    def __init__(self, n):", "        self.n = n", "    def __lt__(self, other):", "        print(self.n, '<', other.n, sys.getrefcount(self), sys.getrefcount(other))", "        return self.n < other.n",
      "    def __enter__(self):", "        print('enter', self.n)", "        return self", "    def __exit__(self, kind, error, trace):", `        print('exit', self.n, kind and kind.__name__)`, `        return kind is KeyError`, "    def __del__(self):", "        print('del', self.n)",
      `items = [W(n) for n in ${JSON.stringify(r.ints(r.int(2, 6), 1, 9))}]`, r.pick(["items.sort()", "items.sort(reverse=True)", "items = sorted(items)", "print(min(items).n, max(items, key=lambda i: i.n).n)"]), "print([i.n for i in items])",
      `with W(10) as door${r.chance(2) ? ", W(11)" : ""}:`, `    print("inside", door.n)`, ...(r.chance(2) ? [`    raise KeyError("swallowed")`] : []),
      `${o} = object()`, `print(sys.getrefcount(${o}))`, `many = [${o}] * ${r.int(1, 5)}`, `print(sys.getrefcount(${o}))`, "del many", `print((lambda v: sys.getrefcount(v))(${o}), sys.getrefcount(${o}))`,
      "print(id(object()) == id(object()), object() is object())", r.pick(["items.clear()", "del items[1:]", "items = None", "items.pop(0)", "del items"]), "print('end')",
    ];
  },
};
