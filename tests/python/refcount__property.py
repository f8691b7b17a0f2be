import sys

class P:
    @property
    def me(self):
        return sys.getrefcount(self)

    @classmethod
    def of(cls, o):
        return sys.getrefcount(o)

    @staticmethod
    def st(o):
        return sys.getrefcount(o)

    def __enter__(self):
        print("enter", sys.getrefcount(self))
        return self

    def __exit__(self, *exc):
        print("exit", sys.getrefcount(self), exc)

p = P()
print(p.me, P().me, p.of(p), p.st(p))
with p as q:
    print(sys.getrefcount(p))
with P():
    pass

def f():
    p = P()
    print(p.me, p.of(p), p.st(p))
    with p:
        print(sys.getrefcount(p))

f()
