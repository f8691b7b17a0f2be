from itertools import chain, cycle, islice, groupby, tee, repeat, zip_longest, product, takewhile


class Item:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)

    def __eq__(self, other):
        return self.name == other.name


def items(*names):
    try:
        for name in names:
            yield Item(name)
    finally:
        print("source closed", names)


it = islice(items("a", "b", "c"), 2)
next(it)
print("one taken")
del it
c = chain(items("d"), items("e", "f"))
first = next(c)
second = next(c)
del c
print("chain dropped", first.name, second.name)
a, b = tee(items("t1", "t2"))
next(a)
print("a moved")
next(b)
print("b moved")
del a
del b
t = takewhile(lambda x: x.name < "x", items("w", "x", "y"))
print(next(t).name, next(t, None))
del t
z = zip_longest(items("z1"), items("y1", "y2"))
next(z)
print("first row dropped")
del z
g = groupby(items("k", "k", "l"))
key, group = next(g)
print(key.name, len(list(group)))
del key, group, g
p = product([Item("p1")], [Item("p2")])
row = next(p)
del p
print("product dropped")
del row, first, second
print("end")
