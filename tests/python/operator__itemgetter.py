from _operator import itemgetter

row = ("ann", 31, {"city": "oslo"})
print(itemgetter(0)(row), itemgetter(1, 0)(row), itemgetter(slice(0, 2))(row), itemgetter("city")(row[2]))
print(itemgetter(1), itemgetter("a", 2, slice(1)), repr(itemgetter((1, 2))))
print(sorted([(1, "b"), (0, "c"), (2, "a")], key=itemgetter(1)))


class Loud:
    def __getitem__(self, key):
        print("get", key)
        return key * 2


print(itemgetter(3)(Loud()), itemgetter(1, "x", 2)(Loud()), itemgetter((1, 2))(Loud()))
g = itemgetter(1, 2)
print(g.__reduce__() == (itemgetter, (1, 2)), type(g), g.__reduce__())
again = g.__reduce__()
print(again[0](*again[1])([5, 6, 7]))
g_self = []
ring = itemgetter(g_self)
g_self.append(ring)
print(ring)
for call in (lambda: itemgetter(), lambda: itemgetter(1)(), lambda: itemgetter(1)(1, 2), lambda: itemgetter(x=1), lambda: itemgetter(1)(x=1)):
    try:
        call()
    except TypeError as e:
        print(e)
try:
    class Mine(itemgetter):
        pass
except TypeError as e:
    print(e)
itemgetter(0, 5)(row)
