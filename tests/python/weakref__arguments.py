# What ref, proxy and the counting functions say to wrong arguments.
import _weakref
from _weakref import ref, proxy, getweakrefcount, getweakrefs

class A: pass
a = A()
r = ref(a)
def attempt(f, *args, **kw):
    try:
        print(f(*args, **kw))
    except TypeError as e:
        print(e)

attempt(ref)
attempt(ref, a, None, 1)
attempt(ref, a, callback=None)
attempt(ref, 5)
attempt(r, 1)
attempt(r, x=1)
attempt(proxy)
attempt(proxy, a, None, 1)
attempt(proxy, "text")
attempt(getweakrefcount)
attempt(getweakrefcount, a)
attempt(getweakrefcount, 5)
attempt(getweakrefs, 5)
attempt(_weakref._remove_dead_weakref, {})
attempt(_weakref._remove_dead_weakref, 1, 2)
attempt(_weakref.ProxyType)
try:
    r.__callback__ = None
except AttributeError as e:
    print(e)
try:
    class P(_weakref.ProxyType): pass
except TypeError as e:
    print(e)
