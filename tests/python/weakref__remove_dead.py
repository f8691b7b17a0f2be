# The helper of WeakValueDictionary: takes an entry out only if its reference is dead.
from _weakref import ref, _remove_dead_weakref

class A: pass
a, b = A(), A()
d = {"a": ref(a), "b": ref(b), "n": 5}
_remove_dead_weakref(d, "a")
print(sorted(d))
del a
_remove_dead_weakref(d, "a")
_remove_dead_weakref(d, "missing")
print(sorted(d))
try:
    _remove_dead_weakref(d, "n")
except TypeError as e:
    print(e)
try:
    _remove_dead_weakref(d, [])
except TypeError as e:
    print(e)
