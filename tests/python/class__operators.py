class V:
    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return f"V({self.x})"

    def __add__(self, o):
        return V(self.x + o.x) if isinstance(o, V) else NotImplemented

    def __radd__(self, o):
        return f"radd {o}"

    def __iadd__(self, o):
        self.x += 100
        return self

    def __mul__(self, o): return f"mul {o}"
    def __rmul__(self, o): return f"rmul {o}"
    def __matmul__(self, o): return "matmul"
    def __truediv__(self, o): return "truediv"
    def __floordiv__(self, o): return "floordiv"
    def __mod__(self, o): return "mod"
    def __pow__(self, o, m=None): return f"pow {o} {m}"
    def __lshift__(self, o): return "lshift"
    def __and__(self, o): return "and"
    def __or__(self, o): return "or"
    def __xor__(self, o): return "xor"
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "invert"
    def __abs__(self): return "abs"
    def __divmod__(self, o): return "divmod"
    def __round__(self, n=None): return f"round {n}"
    def __len__(self): return 7
    def __call__(self, *a, **k): return a, k
    def __getitem__(self, i): return i
    def __setitem__(self, i, v): print("setitem", i, v)
    def __delitem__(self, i): print("delitem", i)

v = V(1)
print(v + V(2), 5 + v, v * 2, 2 * v, v @ 1, v / 1, v // 1, v % 1, v ** 2, pow(v, 2, 3), v << 1, v & 1, v | 1, v ^ 1)
print(-v, +v, ~v, abs(v), divmod(v, 1), round(v), round(v, 2), len(v), v(1, k=2), v[1], v[1:2], v[1, ..., ::2], v["k"])
v += 1
v[0] = 1
v[1:2] = 3
del v[0], v[:]
print(v)
v *= 3
print(v)
for bad in (lambda: V(1) + 1, lambda: V(1) - 1, lambda: 1 << V(1), lambda: [] + V(1) if False else 1 @ V(1)):
    try:
        print(bad())
    except TypeError as e:
        print(e)
class R(V):
    def __radd__(self, o):
        return "subclass first"
print(V(1) + R(2))
