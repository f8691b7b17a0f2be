from itertools import takewhile, dropwhile, filterfalse, compress, starmap


def small(x):
    print("ask", x)
    return x < 3


print(list(takewhile(small, [1, 2, 5, 1])))
print(list(dropwhile(small, [1, 4, 2, 1])))
print(list(filterfalse(small, [1, 4, 2, 5])))
print(list(filterfalse(None, [0, 1, "", "a", [], None])), list(filterfalse(bool, [0, 1])))
print(list(compress("abcdef", [1, 0, True, "", "x"])), list(compress(data=[], selectors=[1])), list(compress("ab", [])))


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        print("truth of", self.value)
        return self.value


print(list(takewhile(lambda x: Truth(x > 1), [2, 3, 1, 4])))
print(list(dropwhile(lambda x: Truth(x > 1), [2, 1, 4])))
print(list(filterfalse(Truth, [True, False])))
print(list(compress("xyz", map(Truth, [True, False, True]))))
print(list(starmap(pow, [(2, 3), [3, 2], "11" and (10, 0)])), list(starmap(lambda *a: a, ["ab", (), range(2)])))


def pairs():
    yield (i for i in range(2))
    yield (5, 6)


print(list(starmap(lambda a, b: (b, a), pairs())))
t = takewhile(lambda x: x, [1, 0, 1])
print(next(t), next(t, "end"), next(t, "still at the end"))
for call in (
    lambda: takewhile(small),
    lambda: dropwhile(small, 3),
    lambda: filterfalse(None),
    lambda: compress("a"),
    lambda: compress("a", 3),
    lambda: starmap(1, 2),
    lambda: list(starmap(pow, [3])),
    lambda: list(starmap(3, [(1,)])),
    lambda: list(takewhile(3, [1])),
    lambda: takewhile(predicate=small, iterable=[]),
    lambda: starmap(pow, [], x=1),
):
    try:
        print(call())
    except TypeError as e:
        print(e)


class Mine(filterfalse):
    pass


m = Mine(str.isdigit, "a1b2")
m.note = 1
print("".join(m), m.note)


def explode(x):
    raise ValueError(f"cannot judge {x}")


list(dropwhile(explode, "q"))
