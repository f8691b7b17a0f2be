# Python code that runs in the middle of natives which seldom wait for any.
import copy
import itertools


class Said:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return f"<é {self.n}>"

    def __hash__(self):
        print("hash", self.n)
        return self.n

    def __eq__(self, other):
        print("eq", self.n, other if isinstance(other, int) else other.n)
        return isinstance(other, Said) and self.n == other.n


def items(*values):
    for value in values:
        print("item", value)
        yield value


print(ascii(Said(1)), ascii([Said(2)]))
print(hash((Said(1), Said(2))) == hash((1, 2)))
print(dict.fromkeys(items(Said(1), Said(9), Said(1)), 0))
print(int.from_bytes(items(1, 2), "big"), int.from_bytes(items(1, 2), "little"))
print(Said(3) in range(3), range(3).count(Said(1)))
try:
    range(2).index(Said(5))
except ValueError as e:
    print(e)
print(list(itertools.accumulate(items(1, 2, 3), lambda a, b: a * 10 + b)))
print(list(itertools.chain(items(1), items(2, 3))))


class Inner:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        return self.n

    def send(self, value):
        print("send", value)
        return value * 2

    def throw(self, *args):
        print("throw", args)
        if isinstance(args[0], KeyError):
            return "caught"
        raise StopIteration("result")

    def close(self):
        print("close")


def outer():
    result = yield from Inner()
    print("result", result)
    yield "end"


g = outer()
print(next(g), g.send(5), g.throw(KeyError("k")), g.throw(ValueError("v")))
h = outer()
print(next(h))
h.close()
del h


class Loud(Exception):
    def __init__(self, *args):
        print("init", args)
        super().__init__(*args)

    def __str__(self):
        print("str")
        return "loud " + repr(self.args)


try:
    raise Loud
except Loud as e:
    print(e)
try:
    raise ValueError from Loud
except ValueError as e:
    print(repr(e.__cause__))


def catches():
    try:
        yield 1
    except Loud as e:
        yield e.args


c = catches()
print(next(c), c.throw(Loud))


class Sequence:
    def __repr__(self):
        return "Sequence()"

    def __len__(self):
        print("len")
        return 2

    def __getitem__(self, i):
        print("getitem", i)
        if i >= 2:
            raise IndexError
        return [ValueError("a"), KeyError("b")][i]


class Group(ExceptionGroup):
    def derive(self, excs):
        print("derive", excs)
        return Group("derived", excs)


print(repr(ExceptionGroup("from a sequence", Sequence())))
try:
    try:
        raise Group("several", [ValueError(1), KeyError(2), OSError(3)])
    except* ValueError as e:
        print("values", repr(e))
    except* KeyError as e:
        print("keys", repr(e))
except Group as e:
    print("rest", repr(e))


class Meta(type):
    def __instancecheck__(cls, other):
        print("instancecheck", cls.__name__)
        return hasattr(other, "x")


class Point(metaclass=Meta):
    __match_args__ = ("x", "y")


class Place:
    @property
    def x(self):
        print("get x")
        return 1

    @property
    def y(self):
        print("get y")
        return 2


class Map(dict):
    def get(self, key, default=None):
        print("get", key)
        return super().get(key, default)


match Place():
    case Point(0, 0):
        print("origin")
    case Point(x=1, y=b):
        print("point", b)
class Same:
    a = b = "key"


try:
    match {"key": 1}:
        case {Same.a: 1, Same.b: 1}:
            print("twice")
except ValueError as e:
    print(e)
match Map(a=1, b=2):
    case {"a": 2}:
        print("two")
    case {"a": 1, **rest}:
        print("one", rest)


class Countdown:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        print("aiter")
        return self

    async def __anext__(self):
        print("anext")
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n


class Waits:
    def __await__(self):
        print("await")
        got = yield "waiting"
        return got


async def walk():
    async for n in Countdown(2):
        print("n", n)
    return await Waits()


w = walk()
print(w.send(None))
try:
    w.send("given")
except StopIteration as e:
    print(e.value)


async def agen():
    try:
        got = yield 1
        print("got", got)
        yield 2
    finally:
        print("finally")


def drive(awaitable):
    try:
        awaitable.send(None)
    except StopIteration as e:
        return e.value
    except StopAsyncIteration:
        return "stopped"


a = agen()
print(drive(a.__anext__()), drive(a.asend("x")), drive(a.aclose()), drive(a.__anext__()))
b = agen()
print(drive(b.__anext__()))
try:
    drive(b.athrow(KeyError("thrown")))
except KeyError as e:
    print(repr(e))


async def cleans():
    try:
        yield 1
    finally:
        print("cleaning")
        print("cleaned")


d = cleans()
print(drive(d.__anext__()))
closing = d.athrow(ValueError("thrown"))
try:
    closing.close()
except RuntimeError as e:
    print(e)
late = d.aclose()
late.close()


class Changed:
    def __init__(self, n):
        self.n = n

    def __replace__(self, **changes):
        print("replace", changes)
        return Changed(**changes)


print(copy.replace(Changed(1), n=2).n)


class Bound:
    def __get__(self, instance, owner):
        print("get", owner.__name__)
        return lambda self, **changes: sorted(changes)


class Odd:
    __replace__ = Bound()


print(copy.replace(Odd(), b=1, a=2))


class Prompt:
    def __str__(self):
        print("prompt")
        return "? "


try:
    input(Prompt())
except EOFError as e:
    print(e)
