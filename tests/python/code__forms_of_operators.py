# What each operator, comparison, truth test and loop is specialized to.
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
    return x
show(arith, (1,2),(3,4),(5,6),(7,8))
def mixed(a, b):
    x = a + b; y = a * b; z = a - b; w = a / b; x += b; x *= b
    return a < b
show(mixed, (1.5,2),(1.5,2),(1.5,3))
def mixed2(a, b):
    x = a + b; y = a * b; z = a - b; w = a / b; b += x; 
    return a < b
show(mixed2, (1,2.5),(1,2.5),(1,2.5))
def strs(a, b):
    s = a + b
    s += b
    s = s + a
    return s == a, s != b, s < a, a[0], a[-1], a[0:1]
show(strs, ("ab","c"),("ab","c"),("ab","c"))
def seqs(l, t, d, i):
    a = l[i], t[i], d[i], l[-1], l[0:1], t[0:1]
    l[i] = 1; d[i] = 2; l[-1] = 3
    p, q = t[:2]
    p, q, r = t
    [p, q] = l
    return i in l, i in d, i in {1, 2}, i in t, i not in set()
show(seqs, *[([1,2],(1,2,3),{0:1},0)]*4)
def truths(*xs):
    n = 0
    for x in xs:
        if x: n += 1
    return n
show(truths, (1,2,3,4,5))
def t2(x):
    return not x
class P: pass
class Q:
    def __len__(self): return 0
for v in (True, 1, [], None, "s", P(), Q(), 1.5, {}, (), b''):
    from types import FunctionType
    g = FunctionType(t2.__code__.replace(), globals(), repr(type(v)))
    show(g, *[(v,)]*4)
def loops(n):
    for a in range(n): pass
    for a in [1,2]: pass
    for a in (1,2): pass
    for a in (x for x in [1]): pass
    for a in {1:2}: pass
    for a in "ab": pass
    for a in enumerate([1]): pass
    return [x*2 for x in range(n)], {x for x in [1]}, {x:x for x in (1,2)}
show(loops, (3,),(3,),(3,))
