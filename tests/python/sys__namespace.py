# types.SimpleNamespace, as sys.implementation is one.
import sys

Namespace = type(sys.implementation)


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, "-", e)


class Pairs:
    def keys(self):
        return ["x", "y"]

    def __getitem__(self, key):
        return key * 2


class Shown(Namespace):
    pass


attempt(Namespace, 1)
attempt(Namespace, 1, 2)
attempt(Namespace, {"a": 1}, b=2)
attempt(Namespace, [("x", 1), ("y", 2)])
attempt(Namespace, {1: 2})
attempt(Namespace, Pairs(), y="own")
attempt(Shown, q=1)
n = Namespace(a=1)
n.me = n
print(n, vars(Namespace(b=3)))
del n.me
print(n, n == Namespace(a=1), n == Namespace(a=2), n != 3)
attempt(lambda: n < n)
attempt(lambda: hash(n))
attempt(lambda: n.absent)
print(n.__replace__(b=2, a=0), n.__reduce__())
attempt(n.__replace__, 1)
