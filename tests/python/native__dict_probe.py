class K:
    def __init__(self, name, h):
        self.name, self.h = name, h

    def __hash__(self):
        print("hash", self.name)
        return self.h

    def __eq__(self, other):
        print(self.name, "==", other.name)
        return self.name == other.name

    def __repr__(self):
        return self.name

a, b, c = K("a", 1), K("b", 1), K("c", 9)
d = {a: 1, b: 2, c: 3}
print(d)
print(d[K("b", 1)], d.get(K("x", 1)), K("c", 9) in d)
print(d[a], d.pop(K("a", 1)))
d[K("b", 1)] = 20
d.setdefault(K("c", 9), 0)
print(d, len(d))
try:
    d[K("x", 1)]
except KeyError as e:
    print("KeyError", e)
del d[K("b", 1)]
print(d == {K("c", 9): 3})
print({**d, K("c", 9): 4})
print(dict([(a, 1), (K("a", 1), 2)]))
