import sys

def outer():
    x = object()
    def inner():
        return sys.getrefcount(x)
    print(sys.getrefcount(x), inner())
    cells = inner.__closure__
    print(sys.getrefcount(x), inner())
    return inner

f = outer()
print(f())
print(sys.getrefcount(f))
