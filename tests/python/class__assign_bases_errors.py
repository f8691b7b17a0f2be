# What may not become __bases__.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class A: ...
class B(A): ...
class S:
    __slots__ = ("x",)


for value in [1, (), (1,), (int,), (object,), (B,), (A, B), (S,)]:
    attempt(lambda: setattr(B, "__bases__", value))
attempt(lambda: delattr(B, "__bases__"))
attempt(lambda: setattr(int, "__bases__", ()))
class C: ...
class D(C): ...
class E: ...
D.__bases__ = (E,)
print(D.__mro__ == (D, E, object), C.__subclasses__(), E.__subclasses__() == [D])
