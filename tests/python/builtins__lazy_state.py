# enumerate, zip, map, filter and reversed say how to make them again.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


def shown(call):
    return call[0].__name__, [list(a) if hasattr(a, "__next__") else a for a in call[1]], call[2:]


e = enumerate("abc", 5)
next(e)
print(shown(e.__reduce__()), enumerate[int])
print(shown(zip("ab", "cd").__reduce__()), zip("a", "b", strict=True).__reduce__()[2:])
print(shown(map(len, [[1]]).__reduce__()), shown(filter(None, [0, 1]).__reduce__()), shown(reversed((1, 2)).__reduce__()))
z = zip("ab", "c")
z.__setstate__(True)
attempt(lambda: list(z))
print(iter(len, 3).__reduce__()[1])


class Old:
    def __getitem__(self, i): return [1, 2][i]


it = iter(Old())
next(it)
print(it.__reduce__()[2], list(it), it.__reduce__()[1])
r = reversed((1, 2, 3))
r.__setstate__(0)
print(list(r))
