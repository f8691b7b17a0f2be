# Containers of watched objects: each death calls its callback before the next death.
import sys
from _weakref import ref, proxy

class Q:
    def __init__(self, n): self.n = n
    def __del__(self): print(f"del {self.n},", end=" ")
def cb(n): return lambda r: print(f"callback {n},", end=" ")

x = Q("x"); r1 = ref(x, cb(1)); r2 = ref(x, cb(2)); p = proxy(x, cb("proxy")); del x; print()
l = [Q(i) for i in range(3)]; rs = [ref(q, cb(i)) for i, q in enumerate(l)]; l.clear(); print("list")
d = {i: Q(i) for i in range(3)}; rs = [ref(q, cb(i)) for i, q in d.items()]; d = None; print("dict")
s = {Q("s")}; r = ref(next(iter(s)), cb("s")); s.clear(); print("set")
def f():
    a, b = Q("a"), Q("b")
    refs.extend([ref(a, cb("a")), ref(b, cb("b"))])
refs = []
f(); print("locals")
class C: x = Q("attribute")
r = ref(C.x, cb("attribute")); C.x = None; print("class attribute")
x = Q("x"); refs = []
def kill(r): print("kill,", end=" "); refs.clear()
refs += [ref(x, kill), ref(x, kill)]; del x; print(refs)
class R(ref):
    def __del__(self): print("del R,", end=" ")
x = Q("x"); r = R(x, cb("R")); del x; print("|", end=" "); del r; print("subclass")
