# What is left of the iterators of dicts and sets, without using them up.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


for make in [lambda: iter({1: 2, 3: 4, 5: 6}), lambda: iter({1: 2, 3: 4}.values()), lambda: iter({1: 2, 3: 4}.items()),
             lambda: reversed({1: 2, 3: 4}), lambda: iter({1, 2, 3}), lambda: iter(frozenset({7}))]:
    it = make()
    next(it)
    print(it.__reduce__()[0].__name__, it.__reduce__()[1], it.__length_hint__(), list(it), it.__reduce__()[1])
d = {1: 2, 3: 4}
it = iter(d)
d[5] = 6
attempt(lambda: it.__reduce__())
