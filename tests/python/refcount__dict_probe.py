# A dict look-up keeps the stored key alive while it asks its __eq__.
import sys

class K:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        seen.append((self.n, sys.getrefcount(self), other.n, sys.getrefcount(other)))
        return self.n == other.n

seen = []
d = {K(0): "zero", K(1): "one"}
print(seen)
seen.clear()
k = K(1)
print(d[k], seen)
seen.clear()
print(d.get(k), seen)
seen.clear()
print(k in d, seen)
seen.clear()
d[k] = "uno"
print(seen, sys.getrefcount(k))
seen.clear()
del d[k]
print(seen)
