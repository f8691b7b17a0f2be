class I:
    def __int__(self):
        print("int")
        return 7

class X:
    def __index__(self):
        print("index")
        return 2

class Fl:
    def __float__(self):
        print("float")
        return 1.5

print(int(I()), int(X()), float(X()), float(Fl()), [10, 20, 30][X()], range(X()), "ab" * X(), hex(X()), bin(X()), list(range(5))[X():], "abcde"[:X()])
l = [0, 1, 2, 3]
l[X()] = "set"
del l[X():]
print(l, [1] * X(), round(2.567, X()), (5).to_bytes(X()), 1 << X().__index__())

class Bad:
    def __index__(self):
        return "x"

    __int__ = __float__ = __index__

for bad in (lambda: int(Bad()), lambda: [1][Bad()], lambda: float(Bad()), lambda: [1]["a"], lambda: (1,)[None], lambda: "a"[1.0], lambda: int([]), lambda: int("x"), lambda: int("12", 1), lambda: float("y"), lambda: range(1.5), lambda: int("zz", 36), lambda: int(" -0x1f ", 0), lambda: int("1_000")):
    try:
        print(bad())
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
