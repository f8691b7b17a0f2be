# Many small cases: when temporaries, arguments, items and locals die.
class P:
    def __init__(self, n): self.n = n
    def __del__(self): print(self.n, end=" ")
# frame clear ordering
def f():
    a = P("a"); b = P("b")
    def g(): return a
    c = P("c")
f(); print("cells")
def f(x, *args, k, **kw):
    y = P("y")
f(P("x"), P("a1"), P("a2"), k=P("k"), z=P("z"), w=P("w")); print("args")
def f():
    for i in range(2):
        x = P(f"x{i}")
    del x
    print("|", end=" ")
    t = [P("t1"), P("t2")]
f(); print("loop")
def f():
    try:
        a = P("a")
        raise ValueError(P("in exc"))
    except ValueError as e:
        b = P("b")
        print("handling", end=" ")
    print("out", end=" ")
f(); print("exc")
def f():
    a = P("a")
    return (P("r"), a)
f(); print("returned tuple")
x = [P(i) for i in range(3)]; x = x[1:]; print("sliced"); x = None; print("x")
x = {i: P(i) for i in range(3)}; x = dict(x); x = None; print("dictcopy")
x = [P(1), P(2)]; y = x + [P(3)]; del x; print("|", end=" "); del y; print("concat")
x = [P(1)] * 3; x.pop(); print("|", end=" "); del x; print("repeat")
x = [P(3), P(1), P(2)]; x.sort(key=lambda p: p.n); x.reverse(); del x; print("sorted")
x = sorted([P(3), P(1)], key=lambda p: p.n); del x; print("sorted()")
x = list(map(lambda n: P(n), [1, 2])); del x; print("map")
x = dict(zip("ab", [P("va"), P("vb")])); del x; print("zip")
x = {P(1), P(2)} if 0 else frozenset([P(1)]); del x; print("fs")
x, y = P("x"), P("y"); x = y = None; print("chain")
class C:
    a = P("ca")
    def __init__(self): self.i = P("ci")
c = C(); c.a = P("inst a"); del c; print("inst")
C.a = None; print("class attr")
def deco(fn): return P("decorated")
@deco
def g(): pass
g = None; print("deco")
lam = lambda p=P("default"): 0
lam = None; print("lambda")
s = {1: P(1), 2: P(2)}
s.update({1: P("n1"), 3: P("n3")}); print("|", end=" "); s.popitem(); print("|", end=" "); s.clear(); print("upd")
d = {"a": P("a")}; d["a"] = P("b"); print("|", end=" "); d |= {"a": P("c")}; print("|", end=" "); d = d | {"x": P("x")}; print("|", end=" "); d = None; print("dict or")
st = [P(i) for i in range(4)]; st[1:3] = [P("n")]; print("|", end=" "); st[::2] = [P("e1"), P("e2")]; print("|", end=" "); del st[0]; print("|", end=" "); st.insert(0, P("ins")); st.extend([P("ext")]); st *= 1; st = None; print("slices")
def gen():
    try:
        yield P("y1")
        yield P("y2")
    finally:
        print("fin", end=" ")
for v in gen(): 
    break
print("|", end=" "); v = None; print("gen")
a, *b = P(1), P(2), P(3); b = None; print("|", end=" "); a = None; print("star")
with_ = type("W", (), {"__enter__": lambda s: P("ent"), "__exit__": lambda s, *a: None})
with with_(): print("in", end=" ")
print("with")
print(P("in print").n, end=" "); print("call")
[P(1), P(2)][0]; print("subscr")
P("expr"); print("stmt")
(P("l"), P("r"))[1]; print("tuple sub")
P("cmp") == P("cmp2"); print("cmp")
f"{P('fmt').n}"; print("fstr")
lst = [P("a"), P("b")]; lst[0], lst[1] = lst[1], lst[0]; print("|", end=" "); lst = None; print("swap")
e = None
try: raise KeyError(P("ke"))
except KeyError as err: e = err
e.args = (); print("|", end=" "); e = None; print("args")
try:
    try: raise ValueError(P("inner"))
    finally: print("finally", end=" ")
except ValueError: print("caught", end=" ")
print("tryfin")
