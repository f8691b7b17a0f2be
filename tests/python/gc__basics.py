import gc

class N:
    pass

gc.collect()
a = N()
a.me = a
print(gc.is_tracked(a), gc.is_tracked(1), gc.is_tracked("s"), gc.is_tracked([]), gc.is_tracked({}), gc.is_tracked(()), gc.isenabled())
del a
print(gc.collect())
gc.disable()
print(gc.isenabled())
ring = [N() for _ in range(5)]
for i, n in enumerate(ring):
    n.next = ring[i - 1]
del ring, n
print(gc.collect())
gc.enable()
x = [1, 2]
y = {"x": x}
print(any(r is y for r in gc.get_referrers(x)), gc.get_referents(y) == ["x", [1, 2]], gc.get_threshold(), gc.garbage)
def f():
    l = []
    l.append(lambda: l)
f()
print(gc.collect())
try:
    1 / 0
except ZeroDivisionError as e:
    kept = e
kept.me = kept
del kept
print(gc.collect())
