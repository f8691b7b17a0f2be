import sys

class A:
    pass

class S:
    __slots__ = ("x",)

o = object()
a = A()
a.x = o
print(sys.getrefcount(o), sys.getrefcount(a.x))
a.y = o
d = a.__dict__
print(sys.getrefcount(o), sys.getrefcount(d))
s = S()
s.x = o
print(sys.getrefcount(o))
del a.x, a.y
print(sys.getrefcount(o))
del s
print(sys.getrefcount(o))
A.x = o
print(sys.getrefcount(o), sys.getrefcount(A.x))
