# An object that holds a reference to itself: no callback, because the reference dies with it.
from _weakref import ref

class A:
    def __del__(self):
        print("__del__", self.r() is self)

a = A()
a.r = ref(a, lambda r: print("callback"))
del a
print("end")
b = A()
b.r = ref(b)
kept = b.r
del b
print(kept())
