from itertools import cycle, pairwise


def once():
    print("begin")
    yield "a"
    yield "b"
    print("finish")


c = cycle(once())
print([next(c) for _ in range(7)])
print(list(cycle([])), next(cycle(""), "none"))
print(list(pairwise("abcd")), list(pairwise([1])), list(pairwise([])), list(pairwise(once())))
p = pairwise([1, 2, 3, 4])
first = next(p)
kept = id(first)
second = next(p)
print(first, second, first is second)
del first, second
ids = {id(pair) for pair in pairwise(range(50))}
print(len(ids))


def bad():
    yield 1
    raise OSError("read error")


p = pairwise(bad())
try:
    next(p)
except OSError as e:
    print(e, next(p, "over"))
c = cycle(bad())
print(next(c))
for _ in range(2):
    try:
        print(next(c))
    except OSError as e:
        print(e)


class Reenter:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n in (1, 3):
            print("inner", next(self.pairs, None))
        if self.n > 8:
            raise StopIteration
        return self.n


r = Reenter()
r.pairs = pairwise(r)
print(list(r.pairs))
for call in (lambda: cycle(), lambda: cycle(3), lambda: cycle([1], 2), lambda: pairwise(), lambda: pairwise(None), lambda: pairwise(iterable=[])):
    try:
        call()
    except TypeError as e:
        print(e)
