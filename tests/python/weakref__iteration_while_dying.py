# Members that die while a weak collection is gone through are skipped; it is tidied up afterwards.
import weakref

class A:
    def __init__(self, n): self.n = n

objs = {i: A(i) for i in range(4)}
d = weakref.WeakValueDictionary(objs)
seen = []
for key, a in d.items():
    seen.append(key)
    objs.pop(2, None)
print(seen, len(d))
s = weakref.WeakSet(objs.values())
n = 0
for a in s:
    objs.clear()
    n += 1
print(n)
del a
print(len(s), len(d))
