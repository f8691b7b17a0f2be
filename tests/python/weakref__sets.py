# Sets can be referred to weakly, frozen or not.
from _weakref import ref

s = {1, 2}
f = frozenset([3])
rs, rf = ref(s, lambda r: print("set gone")), ref(f, lambda r: print("frozenset gone"))
print(rs(), rf())
s.add(5)
print(rs())
s = None
f = None
print(rs(), rf())
