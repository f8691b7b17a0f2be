class M:
    def keys(self):
        print("keys")
        return iter("ab")

    def __getitem__(self, k):
        print("get", k)
        return k * 2

d = {}
d.update(M())
print(d, dict(M()), {**M()}, d | {"c": 1})
d.update([("x", 1), ["y", 2], "zw"], k=3)
print(d)
for bad in ([1], [(1, 2, 3)], 5, ["abc"]):
    try:
        d.update(bad)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
print(dict.fromkeys("aba"), dict.fromkeys([1, 2], 0), dict(a=1, b=2), dict({"a": 1}, b=2), dict([]))
d = {1: "a"}
d |= [(2, "b")]
print(d, d.items() & {(1, "a")}, d.keys() - {1}, sorted(d.keys() | {5}))
def f(**kw):
    return kw
print(f(**M(), c=1))
try:
    f(**{"a": 1}, **{"a": 2})
except TypeError as e:
    print(e)
try:
    f(**{1: 2})
except TypeError as e:
    print(e)
