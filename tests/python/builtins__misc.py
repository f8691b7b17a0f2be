print(abs(-5), all([1]), any([0]), ascii("é"), bin(5), bool([]), callable(len), chr(65), divmod(7, 3), eval("1 + 2"), hash(1), hex(10), isinstance(1, int), len("abc"), oct(8), ord("a"), pow(2, 3), repr("x"), round(1.5), sum([1]), type(1).__name__)
exec("z = 5\nprint(z + 1)")
ns = {}
exec("def g():\n    return 7", ns)
print(ns["g"](), eval("a + b", {"a": 1}, {"b": 2}), z, sorted(k for k in ns if k != "__builtins__"))
code = compile("1 + 1", "<s>", "eval")
print(eval(code), code.co_filename, vars(type("T", (), {"q": 1}))["q"], sorted(dir(type("E", (), {}))()) if False else "dir" in dir(__builtins__))
class O:
    def __init__(self): self.a = 1
o = O()
setattr(o, "b", 2); delattr(o, "a")
print(vars(o), getattr(o, "b"), hasattr(o, "a"), id(o) == id(o), o.__class__.__name__)
for bad in (lambda: len(5), lambda: abs("a"), lambda: sum(1), lambda: eval("1 +"), lambda: eval("x y"), lambda: ord(5), lambda: vars(5), lambda: iter(1), lambda: hash([]), lambda: getattr(1, "q"), lambda: round("a"), lambda: int(), lambda: len(), lambda: len(1, 2), lambda: print.x, lambda: type(1, 2), lambda: super(), lambda: globals(1), lambda: input.__name__ + 1, lambda: __import__("nope_nope"), lambda: compile("", "", "wrong"), lambda: setattr(1, "a", 2), lambda: isinstance(1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
