import sys

class A:
    def __add__(self, other):
        return sys.getrefcount(self), sys.getrefcount(other)

    __sub__ = __getitem__ = __contains__ = __eq__ = __add__
    __hash__ = None

    def __call__(self, other):
        return sys.getrefcount(self), sys.getrefcount(other)

    def __getattr__(self, name):
        return sys.getrefcount(self)

    def __neg__(self):
        return sys.getrefcount(self)

a = A()
b = A()
print(a + b, a - b, a[b], a == b, a(b), a.missing, -a)
print(A() + A(), A()[A()], A()(A()), A().missing, -A())

def f():
    a = A()
    b = A()
    print(a + b, a - b, a[b], a == b, a(b), a.missing, -a)
    print(a + A(), A() + b)

f()
