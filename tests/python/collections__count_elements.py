from _collections import _count_elements, _tuplegetter

d = {"a": 1}
_count_elements(d, "banana")
print(d)


class Loud(dict):
    def get(self, key, default=None):
        print("get", key)
        return super().get(key, default)

    def __setitem__(self, key, value):
        print("set", key, value)
        super().__setitem__(key, value)


loud = Loud()
_count_elements(loud, iter("aba"))
print(loud)


class Plain(dict):
    pass


p = Plain()
_count_elements(p, (n % 2 for n in range(5)))
print(p)


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        print("hash", self.n)
        return 7

    def __eq__(self, other):
        print("eq", self.n, other.n)
        return self.n == other.n


k = {}
_count_elements(k, [Key(1), Key(2), Key(1)])
print(list(k.values()))
for mapping, iterable in (({}, 3), ({}, [[]]), (3, "a"), ({"a": "x"}, "a")):
    try:
        _count_elements(mapping, iterable)
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)


class Pair(tuple):
    first = _tuplegetter(0, "the first")
    third = _tuplegetter(2, None)


pair = Pair((1, 2))
print(pair.first, Pair.first, Pair.first.__doc__, Pair.first.__reduce__()[1])
for act in (lambda: pair.third, lambda: setattr(pair, "first", 3), lambda: delattr(pair, "first"), lambda: Pair.first.__get__([1], list), lambda: _tuplegetter("x", 1)):
    try:
        act()
    except (IndexError, AttributeError, TypeError) as e:
        print(type(e).__name__, e)
Pair.first.__doc__ = "changed"
print(Pair.first.__doc__, Pair.third.__get__(None, Pair), Pair.third.__get__((7, 8, 9), tuple))
_count_elements({}, (1 / n for n in (1, 0)))
