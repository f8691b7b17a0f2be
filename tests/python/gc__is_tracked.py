# The collector sees containers, not plain values; tuples of plain values are let out of sight.
import gc

class A: pass
class S: __slots__ = ()
class I(int): pass

for x in [1, "a", 1.5, None, b"b", range(3), object(), bytearray(), I(3), S(), A()]:
    print(type(x).__name__, gc.is_tracked(x))
for x in [[], {}, set(), frozenset(), (), {1: 2}, [1], (lambda: 0), A, len, slice(1), iter([]), Exception(), property()]:
    print(type(x).__name__, gc.is_tracked(x))
t = tuple([1, 2])
u = tuple([1, []])
v = tuple([t])
print(gc.is_tracked(t), gc.is_tracked(u), gc.is_tracked(v))
gc.collect()
print(gc.is_tracked(t), gc.is_tracked(u), gc.is_tracked(v))
