# Comparison with a proxy compares the objects, whichever side it stands on.
from _weakref import proxy

class V:
    def __init__(self, n): self.n = n
    def __eq__(self, o): print("eq", type(o).__name__); return self.n == o.n
    def __lt__(self, o): print("lt", type(o).__name__); return self.n < o.n

a, b = V(1), V(2)
p, q = proxy(a), proxy(b)
print(p == q, p == a, a == p, p != q)
print(p < q, a < q, p > q)
print(p is a, p == p)
