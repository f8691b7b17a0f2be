from itertools import islice, count


def numbers():
    for i in range(8):
        print("give", i)
        yield i


print(list(islice("abcdefg", 2)), list(islice("abcdefg", 2, 4)), list(islice("abcdefg", 2, None)), list(islice("abcdefg", 0, None, 3)))
print(list(islice("abc", None)), list(islice("abc", None, None, None)), list(islice("abc", 5, 9)), list(islice(count(), 3, 20, 7)))
print(list(islice(numbers(), 1, 6, 2)))
g = numbers()
print(list(islice(g, 0)), list(islice(g, 2, 2)), next(g))


class I:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


print(list(islice("abcdef", I(1), I(5), I(2))), list(islice("ab", True)))
for args in ((-1,), ("x",), (1.0,), (-1, 2), (1, -2), (0, 5, 0), (0, 5, -1), (0, 5, "s"), (0, "e"), ("s", 5), (2**70,), (0, 2**70)):
    try:
        print(list(islice("abc", *args)))
    except ValueError as e:
        print(args, e)
for call in (lambda: islice(), lambda: islice("a"), lambda: islice(1, 2), lambda: islice("a", 1, 2, 3, 4), lambda: islice("abc", stop=2)):
    try:
        call()
    except TypeError as e:
        print(e)
s = islice(iter([1, 2, 3]), 1)
print(next(s), next(s, "end"), next(s, "end"))


class Mine(islice):
    def __init__(self, *args, note=None):
        self.note = note


m = Mine("abcd", 1, 3, note="kept")
print(list(m), m.note)


def fails():
    yield 1
    raise KeyError("inside")


it = islice(fails(), 3)
print(next(it))
try:
    next(it)
except KeyError as e:
    print(repr(e), list(it))
list(islice(fails(), 5))
