import copy, sys
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
class A:
    def __init__(self, x): self.x = x
class S:
    __slots__ = ("a", "b")
class SD(S):
    pass
class L(list):
    def append(self, v): print("append", v); list.append(self, v)
class D(dict): pass
class T(tuple): pass
class I(int): pass
class St(str): pass
class C:
    def __copy__(self): return "copied"
    def __deepcopy__(self, memo): return ["deep", len(memo)]
class R:
    def __init__(self, v): self.v = v
    def __reduce__(self): return (R, (self.v,), {"extra": 1})
class RX:
    def __reduce_ex__(self, p): return "global"
class G:
    def __getstate__(self): print("getstate"); return {"q": 1}
    def __setstate__(self, s): print("setstate", s); self.__dict__.update(s)
class N:
    def __new__(cls, *a): print("new", a); return object.__new__(cls)
    def __init__(self): print("init")
    def __getnewargs__(self): return (1, [2])
class GA:
    def __getattr__(self, n):
        print("ask", n); raise AttributeError(n)
class E2(Exception):
    def __init__(self, a, b): super().__init__(a, b); self.c = [3]
l = [1, [2]]; l.append(l)
m = copy.deepcopy(l); print(m, m[2] is m, m is l, m[1] is l[1])
s = copy.copy(l); print(s[2] is l)
tt = (1, "a", (2,)); print(copy.deepcopy(tt) is tt, copy.copy(tt) is tt)
tt = (1, [2]); u = copy.deepcopy(tt); print(u, u is tt, u[1] is tt[1])
x = []; tt = (x,); x.append(tt); u = copy.deepcopy(tt); print(u, u[0][0] is u)
d = {"a": [1], (1, 2): {3}}; e = copy.deepcopy(d); print(e, e["a"] is d["a"], e[(1,2)] is d[(1,2)], list(e)[1] is list(d)[1])
a = A([1]); b = copy.copy(a); c = copy.deepcopy(a); print(b.x is a.x, c.x is a.x, c.x, type(c))
a.self = a; c = copy.deepcopy(a); print(c.self is c, c is a)
q = S(); q.a = [1]; w = copy.deepcopy(q); print(w.a, w.a is q.a, hasattr(w, "b"), copy.copy(q).a is q.a)
q = SD(); q.a = 1; q.z = [2]; w = copy.deepcopy(q); print(w.a, w.z, w.__dict__)
w = copy.copy(L([1, [2]])); print(w, type(w)); w = copy.deepcopy(L([1, [2]])); print(w)
o = D(a=[1]); o.k = 5; w = copy.deepcopy(o); print(w, type(w), w.k, w["a"] is o["a"], copy.copy(o), copy.copy(o).k)
w = copy.deepcopy(T([1, [2]])); print(w, type(w)); print(copy.copy(T((1,))), type(copy.copy(I(5))), copy.deepcopy(I(7)), copy.copy(St("x")), type(copy.deepcopy(St("x"))))
print(copy.copy(C()), copy.deepcopy(C()), copy.deepcopy([C()]))
r = copy.deepcopy(R([1])); print(r.v, r.extra); r0 = RX(); print(copy.copy(r0) is r0, copy.deepcopy(r0) is r0)
copy.copy(G()); copy.deepcopy(G())
copy.copy(N()); copy.deepcopy(N())
copy.deepcopy(GA()); copy.copy(GA())
w = copy.deepcopy(E2(1, [2])); print(repr(w), w.c, type(copy.copy(E2(1,2))))
print(copy.copy({1,2}), copy.deepcopy(frozenset({(1,)})), copy.deepcopy(bytearray(b"x")), copy.copy(bytearray(b"y")), copy.deepcopy(slice(1,2,[3])), copy.copy(slice(1)))
print(copy.deepcopy(None), copy.deepcopy(A) is A, copy.deepcopy(len) is len, copy.deepcopy(t) is t, copy.copy(range(3)), copy.deepcopy(1j))
bm = A(1).__init__; w = copy.deepcopy(bm); print(w.__self__ is bm.__self__, w.__func__ is bm.__func__)
for f in (lambda: copy.copy((i for i in ())), lambda: copy.deepcopy(iter({}.keys()).__class__), lambda: copy.deepcopy({}.keys()), lambda: copy.copy(sys), lambda: copy.deepcopy(memoryview(b"")), lambda: copy.Error, lambda: copy.Error("x"), lambda: copy.copy(), lambda: copy.deepcopy(1,2,3,4), lambda: copy.replace(3), lambda: copy.replace(), lambda: issubclass(copy.Error, Exception), lambda: copy.error is copy.Error):
    t(f)
class Rp:
    def __replace__(self, **k): return ("rep", k)
print(copy.replace(Rp(), a=1))
memo = {}; z = [1]; y = copy.deepcopy(z, memo); print(memo[id(z)] is y, memo[id(memo)][0] is z, len(memo))
y2 = copy.deepcopy(z, memo); print(y2 is y)
n = []
for i in range(300): n = [n]
copy.deepcopy(n); print("ok")
for i in range(1000): n = [n]
try: copy.deepcopy(n)
except RecursionError as e: print("RecursionError", e)
big = [object() for _ in range(3)]; rc = [sys.getrefcount(o) for o in big]; k = copy.copy(big); print([sys.getrefcount(o) for o in big], rc)
class Del:
    def __del__(self): print("del")
v = Del(); w = copy.deepcopy([v, v]); print(w[0] is w[1]); del v; print("x"); del w; print("y")
class Bad:
    def __deepcopy__(self, memo): raise ValueError("bad")
t(lambda: copy.deepcopy([1, Bad()]))
class BadD(dict):
    def __setitem__(self, k, v): print("set", k); dict.__setitem__(self, k, v)
print(copy.deepcopy(BadD({1: [2]})))
print(copy.copy(object()).__class__, copy.deepcopy(object()).__class__)
