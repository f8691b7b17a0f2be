from collections.abc import Sequence, MutableMapping, Set, Iterator, Hashable, Sized, Container, Iterable


class Reversed(Sequence):
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        if isinstance(i, slice):
            return Reversed(self.items[i])
        return self.items[-1 - i]


r = Reversed("abc")
print(list(r), list(reversed(r)), "b" in r, r.index("a"), r.count("c"), len(r))
try:
    r.index("z")
except ValueError as e:
    print("no z", repr(e))


class Lower(MutableMapping):
    def __init__(self, **kw):
        self.data = {}
        self.update(kw)

    def __getitem__(self, key):
        return self.data[key.lower()]

    def __setitem__(self, key, value):
        self.data[key.lower()] = value

    def __delitem__(self, key):
        del self.data[key.lower()]

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)


m = Lower(One=1, TWO=2)
print(m["ONE"], m.get("three", 3), m.pop("two"), dict(m), m.setdefault("X", 9), list(m.items()), m == {"one": 1, "x": 9})
m.clear()
print(len(m), isinstance(m, Sized), isinstance(m, Iterable), isinstance(m, Container), isinstance(m, Hashable))


class Evens(Set):
    def __init__(self, items):
        self.items = sorted(set(i for i in items if i % 2 == 0))

    def __contains__(self, x):
        return x in self.items

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)

    def __repr__(self):
        return f"Evens({self.items})"


e = Evens(range(8))
print(e & [2, 4], e | {10}, e - Evens([2]), e ^ Evens([6, 8]), e <= Evens(range(20)), e.isdisjoint([1, 3]), e == {0, 2, 4, 6})


class Countdown(Iterator):
    def __init__(self, n):
        self.n = n

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(Countdown(3)))
Sequence()
