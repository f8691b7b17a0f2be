# The attribute __weakref__ shows the first reference; it cannot be assigned.
import _weakref

class A: pass
class B: __slots__ = ("__weakref__",)
class C: __slots__ = ()

a = A()
print(a.__weakref__)
r = _weakref.ref(a)
print(a.__weakref__ is r)
b = B()
s = _weakref.ref(b)
print(b.__weakref__ is s)
print(hasattr(C(), "__weakref__"), hasattr(1, "__weakref__"))
print("__weakref__" in vars(A), "__weakref__" in vars(B), "__weakref__" in vars(C))
print(type(vars(A)["__weakref__"]).__name__)
try:
    a.__weakref__ = None
except AttributeError as e:
    print(e)
