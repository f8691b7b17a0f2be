# type() with one and three arguments, and its errors.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


for args in [(), (1,), (1, 2), (1, 2, 3), ("a", 2, 3), ("a", (), 3), ("a", (1,), {}), ("a\0b", (), {}), ("a", (bool,), {}), (1, 2, 3, 4)]:
    attempt(lambda: type(*args))
attempt(lambda: type("a", (), {}, x=1))
attempt(lambda: type(1, x=1))
attempt(lambda: type("", (), {}))
attempt(lambda: type.__new__(type))
attempt(lambda: type.__new__(type, 1))
attempt(lambda: type.__new__(int, "a", (), {}))
attempt(lambda: type.__new__(1, "a", (), {}))
attempt(lambda: type.__new__())
attempt(lambda: type.__init__(int))
attempt(lambda: type.__init__(int, 1, x=2))
attempt(lambda: list(vars(type("X", (), {}))))
attempt(lambda: list(vars(type("X", (), {"__slots__": ("b", "a")}))))
