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
s = {K(0), K(1)}
print(seen)
seen.clear()
k = K(1)
print(k in s, seen)
seen.clear()
s.add(k)
print(seen)
seen.clear()
s.discard(k)
print(seen, len(s))
