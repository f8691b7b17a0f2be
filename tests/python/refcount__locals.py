# A local holds one reference; the argument of getrefcount may be borrowed.
import sys

def f():
    x = object()
    print(sys.getrefcount(x))
    y = x
    print(sys.getrefcount(x), sys.getrefcount(y))
    del y
    print(sys.getrefcount(x))
    z = [x, x]
    print(sys.getrefcount(x))
    z.pop()
    print(sys.getrefcount(x))

f()
