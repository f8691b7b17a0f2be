# A subclass of ref has attributes of its own, and may change what calling it does.
from _weakref import ref

class Keyed(ref):
    __slots__ = ("key",)
    def __new__(cls, obj, callback, key):
        print("__new__", key)
        self = super().__new__(cls, obj, callback)
        self.key = key
        return self
    def __init__(self, obj, callback, key):
        print("__init__", key)
        super().__init__(obj, callback)

class Loud(ref):
    calls = 0
    def __call__(self):
        self.calls += 1
        return super().__call__()

class A:
    pass

a = A()
k = Keyed(a, lambda r: print("gone:", r.key), "k1")
l = Loud(a)
print(k() is a, l() is a, l() is a, l.calls)
print(isinstance(k, ref), Keyed.__mro__)
del a
print(k(), l(), l.calls)
