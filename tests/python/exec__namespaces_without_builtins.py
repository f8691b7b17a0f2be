# What __builtins__ is decides what names mean.
for builtins in [None, 5, {}, {"len": len}, []]:
    for source in ['len("a")', '(lambda: len("ab"))()', "1 + 1", '[len("x") for _ in (1,)]', "missing"]:
        try:
            print(builtins, source, eval(source, {"__builtins__": builtins}))
        except Exception as e:
            print(builtins, source, type(e).__name__, e)
    for source in ["import os", "class A: pass", "1 / 0", "assert 0", "def f(): pass\nf()", "print(dir())"]:
        try:
            print(source, exec(source, {"__builtins__": builtins}))
        except Exception as e:
            print(source, type(e).__name__, e)


class Mapping:
    def __getitem__(self, name):
        if name == "double":
            return lambda x: 2 * x
        raise KeyError(name)


for source in ["double(4)", "triple(4)"]:
    try:
        print(eval(source, {"__builtins__": Mapping()}))
    except NameError as e:
        print(type(e).__name__, e)
