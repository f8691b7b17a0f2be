import sys

def count(value):
    return sys.getrefcount(value)

o = object()

def f(a=o):
    return sys.getrefcount(a)

def g(*args, **kwargs):
    return [sys.getrefcount(v) for v in args], [sys.getrefcount(v) for v in kwargs.values()]

print(sys.getrefcount(o))
print(f(), f(o))
print(g(o, o, key=o))
del f
print(sys.getrefcount(o))
