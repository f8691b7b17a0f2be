# What a call's operands are counted at, before and after the instruction has been specialized: later they move into the frame.
import sys
class B:
    def __init__(self, x): self.n = sys.getrefcount(self); self.m = sys.getrefcount(x)
    def meth(self, y): return sys.getrefcount(self), sys.getrefcount(y)
    @property
    def p(self): return sys.getrefcount(self)
    def __getitem__(self, k): return sys.getrefcount(self), sys.getrefcount(k)
    def __call__(self, z): return sys.getrefcount(self), sys.getrefcount(z)
    def __len__(self): return sys.getrefcount(self)
    def __eq__(self, o): return sys.getrefcount(self), sys.getrefcount(o)
    def __add__(self, o): return sys.getrefcount(self), sys.getrefcount(o)
    def __contains__(self, o): print(sys.getrefcount(self), sys.getrefcount(o)); return True
    def __bool__(self): print('b', sys.getrefcount(self)); return True
    def __setitem__(self, k, v): print('s', sys.getrefcount(self), sys.getrefcount(k), sys.getrefcount(v))
def f(a): return sys.getrefcount(a)
def g(a, b=None, *c): return sys.getrefcount(a)
def h(*, k): return sys.getrefcount(k)
def gen(x):
    yield sys.getrefcount(x)
def run():
    x = object(); b = B(x)
    for i in range(5):
        b2 = B(x)
        m = b.meth
        print(b2.n, b2.m, b.meth(x), m(x), b.p, b[x], b(x), len(b), b == x, b + x, f(x), g(x), h(k=x), f(object()), f(b), next(gen(x)), [f(y) for y in [x]], [sys.getrefcount(y) for y in [x]], list(map(f, [x])))
        x in b
        if b: pass
        b[x] = x
        for q in gen(x): print('q', q)
        for q in [object()]: print('q', sys.getrefcount(q))
        k, l = x, b
        t = (x, x)
        u, v = t
        print(sys.getrefcount(u), sys.getrefcount(x))
        d = {1: x}
        print(sys.getrefcount(d[1]), f(d[1]), f(t[0]), sys.getrefcount(t[0]), sys.getrefcount([x][0]), f([object()][0]), f(b.meth))
run()
