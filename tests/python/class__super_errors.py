# super() in its forms, and where it fails.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class Z:
    def deleted(self):
        del self
        super()

    def nothing(self): return super().nothing
    def star(*args): return super()
    def inner(self): return (lambda me: super())(self)
    def comprehension(self): return [super().__thisclass__ for _ in [1]]
    def rebound(self):
        self = 3
        return super()


def outside(): super()


attempt(outside)
attempt(lambda: super())
for name in ["deleted", "nothing", "star", "inner", "comprehension", "rebound"]:
    attempt(lambda: getattr(Z(), name)())
attempt(lambda: Z.nothing(5))
for args in [(1,), (int,), (int, 1), (int, "a"), (int, 1, 2), (bool, True), (bool, bool)]:
    attempt(lambda: super(*args))
attempt(lambda: super(int, x=1))
attempt(lambda: super(bool, True).real)
attempt(lambda: super(bool, True).__class__)
attempt(lambda: super(bool, bool).from_bytes(b"a"))
attempt(lambda: setattr(super(bool, True), "x", 1))
