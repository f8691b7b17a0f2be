# What zip, map, filter, enumerate and reversed hold, and the order in which they let go of it.
class P:
    def __init__(self, n): self.n = n
    def __del__(self): print(self.n, end=" ")

z = zip([P(1)], [P(2)], [P(3)]); del z; print("zip")
m = map(None, [P(1)], [P(2)]); del m; print("map")
f = filter(None, [P(1)]); del f; print("filter")
e = enumerate([P(1), P(2)]); next(e); del e; print("enumerate")
r = reversed([P(1), P(2)]); next(r); print("|", end=" "); del r; print("reversed")
i = iter([P(1), P(2), P(3)]); next(i); next(i); print("|", end=" "); del i; print("list iterator")
c = iter(P("callable"), P("sentinel")) if callable(P("no")) else None; print("iter")
d = {1: P(1), 2: P(2)}
k, it = d.keys(), iter(d.values())
del d; print("|", end=" "); del k; print("|", end=" "); del it; print("views")
