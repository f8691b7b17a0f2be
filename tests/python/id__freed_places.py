# Memory is used again: the place of what died last is given out first.
class A:
    __slots__ = ("x",)
objs = [A() for _ in range(5)]
places = [id(o) for o in objs]
print(len(set(places)))
del objs[2]
new = A()
print(id(new) == places[2])
del objs[0], objs[0]
n1, n2 = A(), A()
print(id(n1) == places[1], id(n2) == places[0])
lists = [[] for _ in range(3)]
ids = [id(l) for l in lists]
lists.pop()
print(id([]) == ids[2])
f = 1.5 * 3
i = id(f)
del f
g = 2.5 * 3
print(id(g) == i)
