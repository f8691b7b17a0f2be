import gc

class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, sorted(k for k in self.__dict__))

gc.collect()
a, b, c = N("a"), N("b"), N("c")
a.next, b.next, c.next = b, c, a
outside = N("outside")
c.out = outside
del a, b, c, outside
print(gc.collect())

kept = []
class R:
    def __del__(self):
        print("resurrect")
        kept.append(self)
r = R()
r.me = r
del r
print(gc.collect(), len(kept))
kept.clear()
print(gc.collect())
def g():
    try:
        yield
    finally:
        print("generator finally")
x = g()
next(x)
class H: pass
h = H()
h.h, h.x = h, x
del h, x
print(gc.collect() > 0)
