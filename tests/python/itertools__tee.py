from itertools import tee, count, islice


def items(n):
    for i in range(n):
        print("give", i)
        yield i


a, b = tee(items(3))
print(next(a), next(a), next(b), list(a), list(b), next(a, "end"))
print(tee([1], 0), len(tee("ab", 3)), [list(t) for t in tee("ab", 3)])
x, y = tee(count())
print(list(islice(x, 130))[-1], list(islice(y, 60))[-1], next(x), next(y))
import_copy = x.__copy__()
print(next(import_copy), next(x), next(y))
t1, t2 = tee(x)
print(t1 is x, type(t1).__name__, next(t1), next(t2), next(x))


class Copyable:
    def __init__(self, at=0):
        self.at = at

    def __iter__(self):
        return self

    def __next__(self):
        self.at += 1
        return self.at

    def __copy__(self):
        print("copied at", self.at)
        return Copyable(self.at)


c = Copyable()
m, n, o = tee(c, 3)
print(m is c, type(n).__name__, next(m), next(n), next(m))


class Again:
    def __iter__(self):
        return self

    def __next__(self):
        return next(self.first)


again = Again()
again.first, again.second = tee(again)
try:
    next(again.first)
except RuntimeError as e:
    print(e)
for call in (lambda: tee(), lambda: tee(3), lambda: tee([], -1), lambda: tee([], "2"), lambda: tee([], 1, 2), lambda: tee(iterable=[])):
    try:
        print(call())
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


def bad():
    yield 1
    raise ValueError("told twice")


p, q = tee(bad())
next(p), next(q)
try:
    next(p)
except ValueError as e:
    print(e)
print(next(q, "the source is over"))
kind = type(p)
print(list(kind("ab")), kind("x").__copy__ is not None)
