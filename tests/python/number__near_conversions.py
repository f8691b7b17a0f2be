# Conversions by __index__, __int__ and __float__ that answer something near.
import operator


class S(int): pass


class F(float): pass


class I:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v


class N:
    def __init__(self, v): self.v = v
    def __int__(self): return self.v


class D:
    def __init__(self, v): self.v = v
    def __float__(self): return self.v


def attempt(text):
    try:
        x = eval(text)
        print(text, "->", type(x).__name__, x)
    except Exception as e:
        print(text, "->", type(e).__name__, e)


for v in ["True", "S(1)", "1.5", "None", "'a'"]:
    for text in [f"[1, 2][I({v})]", f"operator.index(I({v}))", f"int(I({v}))", f"float(I({v}))", f"int(N({v}))", f"range(I({v}))", f"'abc'[I({v}):]", f"hex(I({v}))", f"'a' * I({v})",
                 f"chr(I({v}))", f"slice(I({v})).indices(5)", f"round(2.5, I({v}))", f"'%d' % I({v})", f"'%x' % I({v})", f"'%d' % N({v})", f"divmod(7, I({v}))"]:
        attempt(text)
for v in ["F(1.5)", "True", "S(1)", "1", "None"]:
    for text in [f"float(D({v}))", f"int(D({v}))", f"'%f' % D({v})", f"complex(D({v}))", f"round(D({v}))", f"pow(D({v}), 1)"]:
        attempt(text)
