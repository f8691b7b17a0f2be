# What a reference shows of itself: dead or alive, and the name of its object if it has one.
import _weakref

class A: pass
def hide(s):
    return " ".join("0x" if w.startswith("0x") else w for w in s.replace(";", " ;").replace(">", " >").split())

a = A()
r = _weakref.ref(a)
print(hide(repr(r)))
def f(): pass
print(hide(repr(_weakref.ref(f))))
print(hide(repr(_weakref.ref(int))))
p = _weakref.proxy(a)
print(hide(repr(p)))
del a
print(hide(repr(r)))
print(repr(_weakref.ref), repr(_weakref.ProxyType), repr(_weakref.CallableProxyType))
