# A reference that dies before its object takes its callback with it.
from _weakref import ref, getweakrefcount

class A:
    pass

a = A()
r = ref(a, lambda r: print("never called"))
s = ref(a, lambda r: print("called for s"))
del r
print(getweakrefcount(a))
del a
print("end")
