import sys

class A:
    def me(self):
        return sys.getrefcount(self)

    def other(self, that):
        return sys.getrefcount(self), sys.getrefcount(that)

a = A()
print(a.me(), A().me())
m = a.me
print(sys.getrefcount(a), m(), sys.getrefcount(m))
print(a.other(a))

def f():
    b = A()
    print(b.me(), b.other(b), A.me(b))
    n = b.me
    print(n(), b.me())

f()
