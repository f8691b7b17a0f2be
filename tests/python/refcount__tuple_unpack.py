import sys

def f():
    x = object()
    a, b = x, x
    print(sys.getrefcount(x))
    a, *rest = [x, x, x]
    print(sys.getrefcount(x), len(rest))
    t = x, x
    print(sys.getrefcount(x), sys.getrefcount(t))
    a = b = rest = t = None
    print(sys.getrefcount(x))
    l = [x] * 5
    print(sys.getrefcount(x))
    l += [x]
    l[1:3] = []
    print(sys.getrefcount(x))

f()
