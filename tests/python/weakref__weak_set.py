# WeakSet: members leave when they die; the rest is as with sets.
import weakref

class M:
    def __init__(self, n): self.n = n

a, b, c = M("a"), M("b"), M("c")
s = weakref.WeakSet([a, b])
t = weakref.WeakSet([b, c])
names = lambda ws: sorted(m.n for m in ws)
print(names(s), names(t), a in s, c in s, 5 in s)
print(names(s | t), names(s & t), names(s - t), names(s ^ t))
print(s <= (s | t), s.isdisjoint(t), s == weakref.WeakSet([a, b]))
del b
print(len(s), len(t), names(s), names(t))
s.add(c); s.discard(a)
print(names(s))
m = s.pop()
print(m.n, len(s))
