# Classes derived from reversed; and how a separator of bytes.hex is refused.
class R(reversed):
    def __init__(self, *args): self.note = "kept"


class Seq:
    def __len__(self):
        print("len")
        return 3
    def __getitem__(self, i):
        print("item", i)
        return "abc"[i]


r = R(Seq())
print(type(r).__name__, r.note, next(r), r.__length_hint__())
r.__setstate__(0)
print(list(r))
r.__setstate__(50)
print(R((1, 2, 3)).__reduce__()[0] is R, list(R((1, 2, 3))), R("ab").__reduce__()[1:])
x = reversed(Seq())
x.__setstate__(-5)
print(list(x))
x = reversed(Seq())
x.__setstate__(10)
print(list(x))


class None_:
    __reversed__ = None
    def __len__(self): return 0
    def __getitem__(self, i): raise IndexError


class Own:
    def __reversed__(self): return "own"


for make in [lambda: R(Own()), lambda: R(None_()), lambda: R(5), lambda: R({}), lambda: reversed(1, 2), lambda: R((1,)).__setstate__("a"),
             lambda: b"ab".hex(Seq()), lambda: b"ab".hex([1]), lambda: b"ab".hex([1, 2]), lambda: b"ab".hex(5), lambda: b"abc".hex("é"), lambda: b"abc".hex("::")]:
    try:
        print(make())
    except Exception as e:
        print(type(e).__name__, e)
