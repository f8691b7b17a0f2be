from collections import ChainMap, UserDict, UserList, UserString, deque, abc

base, top = {"a": 1, "b": 2}, {"b": 20}
c = ChainMap(top, base)
print(c["a"], c["b"], list(c), len(c), c, "z" in c, c.get("z", 0))
c["a"] = 100
child = c.new_child({"x": 0})
print(top, base, child, child.parents, dict(child))
try:
    del c["zzz"]
except KeyError as e:
    print(e)


class Upper(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)


u = Upper(one=1)
u["two"] = 2
print(u, u.data, len(u), "ONE" in u)
l = UserList([1, 2])
l.append(3)
print(l, l + [4], l[0:2], UserString("abc").upper() + "d")
print(isinstance(deque(), abc.MutableSequence), isinstance({}, abc.Mapping), issubclass(list, abc.Sequence), isinstance(c, abc.MutableMapping))
print(isinstance(3, abc.Hashable), isinstance([], abc.Hashable), isinstance(iter([]), abc.Iterator), isinstance(print, abc.Callable))


class Bag(abc.Collection):
    def __init__(self, *items):
        self.items = items

    def __contains__(self, x):
        return x in self.items

    def __iter__(self):
        return iter(self.items)


Bag(1)
