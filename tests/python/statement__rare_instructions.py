# Statements whose instructions appear in no other program here.
from math import *
from itertools import count as counter, chain
import math as m

print(floor(2.5), pi == m.pi, next(counter(5)), list(chain([1], [2])))
print([name for name in ("sqrt", "__name__", "floor") if name in globals() and globals()[name] is getattr(m, name, 0)])


class Matrix:
    def __init__(self, n):
        self.n = n

    def __matmul__(self, other):
        return Matrix(self.n * other)

    def __imatmul__(self, other):
        self.n += other
        return self


a = Matrix(3)
b = a
a @= 4
print(a.n, b is a, (a @ 2).n, a is not b, a is not None)

shared = 1


def forget():
    global shared
    shared = 2
    del shared
    try:
        del shared
    except NameError as e:
        print(e)


forget()
try:
    shared
except NameError as e:
    print(e)


def outer():
    free = "outer"

    class Inner:
        seen = free
        locals()["free"] = "class"
        again = free

    return Inner.seen, Inner.again


print(outer())


class Annotated:
    kind = int
    value: kind = 1
    other: "text"

    def method(self, x: kind, y: list = ()) -> kind:
        return x


print(Annotated.__annotations__, Annotated.method.__annotations__)
print(Annotated.__annotate__(1))
try:
    Annotated.__annotate__(3)
except NotImplementedError as e:
    print("not implemented", e.args)


def annotated():
    local = str

    class C:
        x: local
        local = bytes
        y: local

    return C.__annotations__


print(annotated())
print(tuple(x * 2 for x in range(3)), all(x for x in (1, 0)), any(x for x in (0, 0)))
print(tuple(x for x in ()), all(x for x in ()), any(x for x in ()))


def conditional(flag):
    if flag:
        late: int = 1
    return late


print(conditional(True))
if shared := 5:
    here: int = shared
    there: str
print(here, __annotate__(1))
