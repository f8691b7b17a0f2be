from itertools import count, islice


def first(n, it):
    return list(islice(it, n))


print(first(3, count()), first(3, count(10)), first(3, count(1, 2)), first(3, count(start=5, step=-5)), first(3, count(0.5, 0.25)))
print(first(3, count(True)), first(2, count(1, True)), first(3, count(2**63 - 2)), first(2, count(-(2**70), 2**70)))
c = count(7)
print(c, next(c), c, count(1, 3), count(2.5), count(2, 1.0), count(True), count(1, True), repr(count(2**70)))


class Step:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        print("add", self.n, other)
        return Step(self.n + other)

    def __index__(self):
        return self.n

    def __repr__(self):
        return f"Step({self.n})"


s = count(Step(1), 2)
print(s)
print(next(s), next(s), s)
for args in (("a",), (1, "b"), (None,), ([],)):
    try:
        count(*args)
    except TypeError as e:
        print(e)
for call in (lambda: count(1, 2, 3), lambda: count(stop=3)):
    try:
        call()
    except TypeError as e:
        print(e)


class Mine(count):
    label = "subclass"


m = Mine(3)
m.extra = 1
print(m, next(m), m.label, m.extra, isinstance(m, count))
print(next(count(1j)), iter(c) is c)
next(s)
next(count([1]))
