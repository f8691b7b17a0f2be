# What a callee sees of a caller's object: passed from a local, a global, an expression.
import sys

def count(value):
    return sys.getrefcount(value)

def from_local():
    x = object()
    print("local", count(x))
    print("keyword", count(value=x))
    print("star", count(*[x]))
    args = (x,)
    print("star local", count(*args))
    print("double star", count(**{"value": x}))

g = object()
print("global", count(g))
print("temporary", count(object()))
from_local()
print("lambda", (lambda v: sys.getrefcount(v))(g))
