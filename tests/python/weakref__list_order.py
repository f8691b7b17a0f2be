# The order of an object's references: the plain one, the plain proxy, then the newest first.
from _weakref import ref, proxy, getweakrefs

class A: pass
class Named(ref):
    def __new__(cls, obj, name):
        self = super().__new__(cls, obj)
        self.name = name
        return self
    def __init__(self, obj, name):
        pass

def names(a):
    return [getattr(r, "name", type(r).__name__) if isinstance(r, ref) else "proxy" for r in getweakrefs(a)]

a = A()
x = Named(a, "x")
y = Named(a, "y")
print(names(a), a.__weakref__ is y)
p = proxy(a)
r = ref(a)
print(names(a), a.__weakref__ is r)
z = Named(a, "z")
q = ref(a, print)
print(names(a))
del r, p
print(names(a))
del x, y, z, q
print(getweakrefs(a), a.__weakref__)
