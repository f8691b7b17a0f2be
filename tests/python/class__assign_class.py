# Giving an object another class.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class A: ...
class B: ...
class S:
    __slots__ = ("a",)
class S2:
    __slots__ = ("a",)
class S3:
    __slots__ = ("b",)


a = A()
attempt(lambda: setattr(a, "__class__", B))
print(type(a) is B)
for new in [S, 1, int]:
    attempt(lambda: setattr(a, "__class__", new))
attempt(lambda: setattr(1, "__class__", int))
attempt(lambda: delattr(a, "__class__"))
x = S()
x.a = 3
x.__class__ = S2
print(x.a, type(x).__name__)
attempt(lambda: setattr(x, "__class__", S3))
attempt(lambda: delattr(x, "b"))
attempt(lambda: delattr(x, "a"))
attempt(lambda: delattr(x, "a"))
attempt(lambda: x.__dict__)
attempt(lambda: setattr(x, "zz", 1))
