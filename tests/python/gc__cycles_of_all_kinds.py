# Cycles through lists, instances, generators, functions, classes and frames, and what hangs on them.
import gc, sys
class P:
    def __init__(self, n): self.n = n
    def __del__(self): print(self.n, end=" ")
class N:
    def __init__(self, n): self.p = P(n)

gc.collect()
a = [P("a")]; b = [a, P("b")]; a.append(b); del a, b; gc.collect(); print("lists")
x = N("x"); x.me = x; del x; gc.collect(); print("instance")
x, y = N("x"), N("y"); x.other, y.other = y, x; del x, y; gc.collect(); print("pair")
def gen():
    q = P("q")
    try: yield
    finally: print("finally", end=" ")
g = gen(); next(g); h = [g]; h.append(h); del g, h; gc.collect(); print("generator")
def make():
    u = P("u")
    def f(): return f, u
make(); gc.collect(); print("function")
def make_class():
    class K:
        z, a = P("z"), P("a")
make_class(); gc.collect(); print("class")
def bad():
    w = P("w")
    me = sys._getframe()
    raise ValueError
try:
    bad()
except ValueError as e:
    kept = e
kept = None; print("|", end=" "); gc.collect(); print("frame")
