# Two references without callback to one object are one; with a callback each is its own.
from _weakref import ref, proxy, getweakrefcount

class A:
    pass

a = A()
first = ref(a)
print(ref(a) is first, getweakrefcount(a))
with_callback = ref(a, lambda r: None)
print(with_callback is first, ref(a) is first, getweakrefcount(a))
print(ref(a, None) is first)
p = proxy(a)
print(proxy(a) is p, getweakrefcount(a))
del first
print(getweakrefcount(a))
again = ref(a)
print(getweakrefcount(a), again() is a)

class Ref(ref):
    pass

x, y = Ref(a), Ref(a)
print(x is y, x == y, getweakrefcount(a))
