# Counts that __del__ sees while the native that caused it is half done.
from sys import getrefcount


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, [getrefcount(x) for x in watched], list(d))


watched = [object(), object(), object()]
a, b, c = watched
d = {"a": Noisy("a"), "b": Noisy("b"), "c": 3}
source = {"a": a, "b": b, "new": c}
d.update(source)
print([getrefcount(x) for x in watched], list(d))
d = {"a": Noisy("a"), "b": Noisy("b")}
d.update([("a", a), ("b", b), ("c", c)])
print([getrefcount(x) for x in watched], list(d))
d = {"a": Noisy("a"), "b": Noisy("b")}
d.update(a=a, b=b, c=c)
print([getrefcount(x) for x in watched], list(d))
d = {"a": Noisy("a")}
d |= {"a": a}
d = {"a": Noisy("setitem")}
d["a"] = a
print([getrefcount(x) for x in watched])
del d["a"]
d = {"a": Noisy("pop")}
print(d.pop("a").name)
d["k"] = Noisy("clear 1")
d["l"] = Noisy("clear 2")
d.clear()
print(d)


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        print("eq", self.n, getattr(other, "n", other), getrefcount(self), getrefcount(other), [getrefcount(x) for x in watched])
        return isinstance(other, Key) and self.n == other.n


d = {Key(1): a, Key(2): b}
k = Key(2)
print(d[k] is b, k in d, d.get(k) is b, d.setdefault(k, c) is b)
d[k] = c
print(d.pop(k) is c)
d.update({Key(1): c})
print(len(d))
lst = [Key(5), Key(6)]
print(Key(6) in lst, lst.index(Key(6)), lst.count(Key(5)))
lst.remove(Key(5))
s = {Key(7)}
s.add(Key(7))
print(len(s), Key(7) in s)
s.discard(Key(7))


class Ordered:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        print("lt", self.n, other.n, getrefcount(self), getrefcount(other))
        return self.n < other.n


items = [Ordered(3), Ordered(1), Ordered(2)]
items.sort()
print([x.n for x in items], [getrefcount(x) for x in items])
items.sort(key=lambda x: (print("key", x.n, getrefcount(x)), -x.n)[1])
print([x.n for x in sorted(items, key=lambda x: (print("key", x.n, getrefcount(x)), x)[1])])
print(min(items).n, max(items, key=lambda x: x.n).n)
