# A reference has the hash of its object, and remembers it after the object's death if it was asked before.
from _weakref import ref

class Key:
    def __hash__(self):
        print("hashing")
        return 42
    def __eq__(self, other):
        return True

a, b = Key(), Key()
r, s = ref(a), ref(b)
print(hash(r))
print(hash(r))
del a, b
print(hash(r))
try:
    hash(s)
except TypeError as e:
    print(e)

class Unhashable:
    __hash__ = None

u = Unhashable()
try:
    hash(ref(u))
except TypeError as e:
    print(e)
print(len({r, r}))
