# What CPython calls by name may be found by a descriptor written in Python.
class Found:
    def __init__(self, what):
        self.what = what

    def __get__(self, instance, owner=None):
        print("get", self.what.__name__ if hasattr(self.what, "__name__") else self.what)
        return self.what


def made(*args):
    print("called with", len(args), "arguments")
    return "made"


class A:
    __call__ = Found(made)
    __class_getitem__ = Found(made)


print(A()(1, 2), A[5])


class B:
    __init__ = Found(lambda *args: print("init", args))


B(1, 2)


class C:
    keys = Found(lambda: ["a", "b"])

    def __getitem__(self, key):
        return key.upper()


print(dict(C()))


class Eq:
    def __eq__(self, other):
        return Truth()


class Truth:
    def __bool__(self):
        print("truth")
        return True


print(Eq() != 1, Eq() != Eq())


class Inner:
    def __iter__(self):
        return self

    def __next__(self):
        return "next"

    @property
    def throw(self):
        print("throw is looked for")
        return lambda *args: "thrown"

    @property
    def close(self):
        print("close is looked for")
        return lambda: print("closed")

    @property
    def send(self):
        print("send is looked for")
        return lambda value: ("sent", value)


def outer():
    result = yield from Inner()


g = outer()
print(next(g), g.send(3), g.throw(ValueError("v")))
g.close()


class Without(Inner):
    @property
    def throw(self):
        raise AttributeError

    close = throw


def outer():
    try:
        yield from Without()
    except ValueError as e:
        print("in the generator:", e)
        yield "caught"


g = outer()
next(g)
print(g.throw(ValueError("v")))
g = outer()
next(g)
g.close()


class Group(ExceptionGroup):
    @property
    def derive(self):
        print("derive is looked for")
        return lambda excs: Group("derived", excs)


print(Group("g", [ValueError(1), TypeError(2)]).split(ValueError))
