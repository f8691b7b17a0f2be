# The proxy of something callable can be called too.
from _weakref import proxy, CallableProxyType, ProxyType

class Greeter:
    def __call__(self, *args, **kw):
        return "hello", args, kw

g = Greeter()
p = proxy(g)
print(p(), p(1, 2), p(x=3))
print(type(p) is CallableProxyType, type(p) is ProxyType)

def f(a, b=2):
    return a + b

pf = proxy(f)
print(pf(1), pf(1, b=5), pf.__name__, callable(pf))

class Plain:
    pass

x = Plain()
px = proxy(x)
try:
    px()
except TypeError as e:
    print(e)
print(callable(px))
del f
try:
    pf(1)
except ReferenceError as e:
    print(e)
