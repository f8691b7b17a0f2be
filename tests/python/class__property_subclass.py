# A subclass of property keeps its doc in itself.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class P(property):
    "the class's doc"


class Bare(property):
    __slots__ = ()


def f(self):
    "f's doc"
    return 7


class A:
    a = P(f)
    b = P(f, doc="own")

    @P
    def c(self): return 8

    @c.setter
    def c(self, v): print("set", v)


print(A.a.__doc__, vars(A.a), A.b.__doc__, A.c.__doc__, type(A.c))
print(A().a, A().c)
A().c = 3
attempt(lambda: Bare(f))
attempt(lambda: type(Bare(f, doc="x")))


class Counting(property):
    def __init__(self, function):
        print("making", function.__name__)
        super().__init__(function)


class B:
    @Counting
    def v(self): return 9


print(B().v)
attempt(lambda: B.v.setter(1))
