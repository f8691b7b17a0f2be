# Odd cases of what usually goes a short way: keys of dicts, formatted values, places of lists, attributes.
class S(str):
    def __eq__(self, o): print("eq", str(self)); return str.__eq__(self, o)
    __hash__ = str.__hash__
class F:
    def __init__(self, n): self.n = n
    def __hash__(self): return hash(self.n)
    def __eq__(self, o): print("F eq", o); return self.n == o
d = {}
for k in [1, True, 1.0, "a", 2**70, -1, -2, 0, False, 2**61-1, 2**61, None, (1,)]:
    d[k] = repr(k)
    print(k in d, d[k], len(d))
print(d)
d = {F(3): "f", 7: "seven"}
for i in range(2):
    d[3] = "three"
    print(3 in d, d[3], 4 in d, list(d.values()))
d = {}
d[S("x")] = 1
for i in range(2):
    d["x"] = i
    print("x" in d, d["x"], "y" in d)
d = {"k": 1}
k = "".join(["k", "2"])
for i in range(2):
    d[k] = i; print(d[k], k in d); del d[k]; print(k in d)
class I(int):
    def __format__(self, s): return S("I!")
for v in [I(3), True, 5, -7, 10**30, "é", S("sub"), 300, 1.5]:
    print(f"{v}", f"<{v}>", f"{v}{v}", type(f"{v}").__name__, type(f"{v}a").__name__)
t = "héllo\u4e00"
for i in [0, 1, -1, 5, -6]: print(t[i])
for i in [6, -7]:
    try: t[i]
    except IndexError as e: print(e)
print({i % 3: i for i in range(10)}, {str(i % 3): i for i in range(10)}, {i * 1.5: i for i in range(4)})
x = [1, 2, 3]
for i in range(3): x[i] = x; x[-1 - i] = None
print(x)
class A:
    __slots__ = ("p", "q")
a = A()
for n in "pq":
    try: getattr(a, n)
    except AttributeError as e: print(e)
for i in range(2):
    a.p = i; a.q = a; print(a.p, a.q is a)
    del a.q
class B: 
    def m(self): return "class"
b = B(); setattr(b, "".join(["m"]), lambda: "own"); print(b.m())
b2 = B(); b2.__dict__["".join(["m", ""])] = lambda: "dict"; print(b2.m(), b.m())
import sys
o = object(); L = [o, o]; n = sys.getrefcount(o)
for i in range(5): L[i % 2] = o
print(sys.getrefcount(o) == n, f"{1==1}{o is None}")
