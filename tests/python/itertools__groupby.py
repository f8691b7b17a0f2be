from itertools import groupby

for key, group in groupby("aaabbca"):
    print(key, list(group))
print([(k, list(g)) for k, g in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)], list(groupby([])), [(k, len(list(g))) for k, g in groupby("AaBb", str.lower)])


def items():
    for x in ("a1", "a2", "b1", "b2", "b3", "c1"):
        print("read", x)
        yield x


def first(x):
    print("key of", x)
    return x[0]


groups = groupby(items(), first)
k1, g1 = next(groups)
print(k1, next(g1))
k2, g2 = next(groups)
print(k2, list(g1), next(g2))
print(next(groups)[0], list(g2))
print(next(groups, "end"))
all_groups = list(groupby("aabb"))
print([(k, list(g)) for k, g in all_groups])


class Key:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        print("eq", self.n, other.n)
        return self.n // 2 == other.n // 2


for key, group in groupby([Key(0), Key(1), Key(2)]):
    print(key.n, [x.n for x in group])
g = groupby("ab")
print(type(next(g)[1]).__name__, iter(g) is g)
for call in (lambda: groupby(), lambda: groupby(3), lambda: groupby("a", key=1) and next(groupby("a", key=1)), lambda: groupby("a", None, 1), lambda: groupby("a", keys=1)):
    try:
        print(call())
    except TypeError as e:
        print(e)


def fail(x):
    if x == "b":
        raise ValueError("no key for b")
    return x


g = groupby("aab", fail)
key, group = next(g)
print(next(group), next(group))
list(group)
