# Forms that miss, and forms for instances of all layouts.
import dis
def forms(f, caches=False):
    out = []
    for i in dis.get_instructions(f, adaptive=True, show_caches=True):
        c = i.cache_info[0][2] if i.cache_info else b''
        out.append(f"{i.opname}:{int.from_bytes(c,'little'):x}")
    return out
def show(f, *runs):
    for args in runs:
        try: f(*args)
        except Exception as e: print("  ", type(e).__name__)
    print(f.__name__)
    for line in forms(f): print("   ", line)

def arith(a, b):
    x = a + b; x = a - b; x = a * b; x = a / b; x = a & b; x = a | b; x ^= b; x = a % b; x -= a
class L(list):
    k = 1
    def m(self): return 1
class I(int):
    def m(self): return 1
class E(Exception):
    k = 1
    def m(self): return 1
class W:
    __slots__ = ('__weakref__', '__dict__', 'a')
    k = 1
    def m(self): pass
class T(tuple):
    __slots__ = ()
    k = 1
    def m(self): pass
class Big:
    def __init__(self):
        for i in range(40): setattr(self, f'a{i}', i)
    def m(self): pass
from types import FunctionType
def acc(o):
    o.m()
    try: o.k
    except AttributeError: pass
    try: o.q = 1
    except AttributeError: pass
    try: o.q
    except AttributeError: pass
    o.m
def acc2(o):
    o.m()
    o.a39
    o.a1
    o.a1 = 2
    o.a39 = 2
for o in (L(), I(), E(), W(), T()):
    f = FunctionType(acc.__code__.replace(), globals(), type(o).__name__)
    show(f, *[(o,)]*4)
    f = FunctionType(acc.__code__.replace(), globals(), type(o).__name__)
    show(f, *[(type(o)(),) for _ in range(4)])
show(acc2, *[(Big(),)]*4)
class N:
    def __init__(self): self.x = 1
def n(o): o.x
a = N(); 
n(a); n(a); n(a)
N.z = 1
for i in range(3): n(a)
show(n)
a.__dict__['q'] = 1
n(a); show(n)
a.__dict__ = {'x': 1}
n(a); show(n)
def m(o): o.f()
class N:
    def f(self): pass
a = N()
for i in range(3): m(a)
show(m)
a.t = 1
m(a); show(m)
for i in range(60): m(a)
show(m)
N.f = lambda self: 2
m(a); show(m)
for i in range(60): m(a)
show(m)
def g(x): return x
def c(): return g(1)
for i in range(3): c()
show(c)
def g(x): return x
c(); show(c)
g.__defaults__ = (1,)
c(); show(c)
for i in range(60): c()
show(c)
def mk():
    def inner(x): return x
    return inner(1)
for i in range(3): mk()
show(mk)
def rec(n):
    return n and rec(n - 1)
rec(5); show(rec)
class GI:
    def __getitem__(self, i): return i
class GJ:
    def __getitem__(self, i): return i
class GK(GI): pass
def gi(o): return o[1]
for i in range(3): gi(GI())
show(gi)
gi(GJ()); show(gi)
gi(GK()); show(gi)
def gi2(o): return o[1]
for i in range(3): gi2(GJ())
gi(GJ()); show(gi)
class Ix:
    def __init__(self, x): self.x = x
    def __eq__(self, o): return self.x == o.x
    def __bool__(self): return True
    def __contains__(self, k): return True
    def __lt__(self, o): return True
def u(a, b):
    a == b; a < b; bool(a); 1 in a
    if a: pass
    not a
    a.x += 1
show(u, *[(Ix(1), Ix(2))]*4)
def w(n):
    i = 0
    while i < n:
        i += 1
        if i == 3: continue
        if i is None: break
show(w, (20,))
def up(x):
    a, b = x
    a, *b = x
show(up, ((1,2),), ((1,2),), ([1,2],), ([1,2],),("ab",))
def ss(d, k):
    d[k] = 1; del d[k]
show(ss, ({}, 1), ({}, 1), ({}, 1))
show(ss, ([1]*9, 1), ([1]*9, 1))
async def co(): return 1
async def aw():
    await co()
    async for x in ag(): pass
async def ag(): yield 1
for i in range(3):
    try: aw().send(None)
    except StopIteration: pass
show(aw)
def f_str(a): return f"{a}{a!r}{a:>3}"
show(f_str, ("x",),("x",))
def strs(s):
    s += "a"
    return s
show(strs, ("x",),("x",),("x",))
def glob():
    return abcd
for i in range(2):
    try: glob()
    except NameError: pass
show(glob)
abcd = 1
for i in range(5): glob()
show(glob)
newname = 2
glob(); show(glob)
def bi(): return len
for i in range(3): bi()
show(bi)
another = 1
bi(); show(bi)
