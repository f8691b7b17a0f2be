# The weakref module gives _weakref's types their public names.
import weakref, _weakref
print(weakref.ref is _weakref.ref, weakref.ReferenceType is weakref.ref)
print(weakref.proxy is _weakref.proxy, weakref.ProxyTypes)
class A: pass
a = A()
r, p = weakref.ref(a), weakref.proxy(a)
print(weakref.getweakrefcount(a), weakref.getweakrefs(a) == [r, p] or len(weakref.getweakrefs(a)))
print([isinstance(p, weakref.ProxyTypes), isinstance(r, weakref.ReferenceType)])
k = weakref.KeyedRef(a, None, "key") if hasattr(weakref, "KeyedRef") else None
print(k.key, k() is a)
