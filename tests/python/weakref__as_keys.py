# References as keys: equal while their objects are, found by the hash that they remember.
from _weakref import ref

class K:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return self.n == other.n
    def __hash__(self): return hash(self.n)

a, b, twin = K(1), K(2), K(1)
d = {ref(a): "a", ref(b): "b"}
three = K(3)
print(d[ref(a)], d[ref(twin)], ref(three) in d)
r = next(iter(d))
del a
print(len(d), r in d, d[r])
seen = set()
seen.add(ref(b)); seen.add(ref(b))
print(len(seen))
