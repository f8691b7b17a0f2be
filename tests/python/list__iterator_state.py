# __reduce__, __setstate__ and __length_hint__ of the iterators of sequences.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


def shown(call):
    return call[0].__name__, call[1], call[2:]


for make in [lambda: iter([1, 2, 3]), lambda: iter((1, 2, 3)), lambda: iter("abc"), lambda: iter(b"abc"), lambda: reversed([1, 2, 3]),
             lambda: iter(range(10, 0, -3))]:
    it = make()
    print(shown(it.__reduce__()), it.__length_hint__())
    next(it)
    print(shown(it.__reduce__()), it.__length_hint__())
    list(it)
    print(shown(it.__reduce__()), it.__length_hint__())
    for state in [-5, 1, 9]:
        it = make()
        it.__setstate__(state)
        print(state, it.__length_hint__(), list(it))
    attempt(lambda: make().__setstate__("x"))
