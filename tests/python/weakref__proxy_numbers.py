# Arithmetic on proxies is arithmetic on what they stand for, on either side.
from _weakref import proxy

class Num:
    def __init__(self, v): self.v = v
    def __add__(self, o): return ("add", self.v, getattr(o, "v", o))
    def __radd__(self, o): return ("radd", self.v, o)
    def __sub__(self, o): return ("sub", self.v, getattr(o, "v", o))
    def __mul__(self, o): return ("mul", self.v, o)
    def __truediv__(self, o): return ("truediv", self.v, o)
    def __floordiv__(self, o): return ("floordiv", self.v, o)
    def __mod__(self, o): return ("mod", self.v, o)
    def __pow__(self, o, m=None): return ("pow", self.v, o, m)
    def __divmod__(self, o): return ("divmod", self.v, o)
    def __neg__(self): return ("neg", self.v)
    def __pos__(self): return ("pos", self.v)
    def __abs__(self): return ("abs", self.v)
    def __invert__(self): return ("invert", self.v)
    def __lshift__(self, o): return ("lshift", self.v, o)
    def __rshift__(self, o): return ("rshift", self.v, o)
    def __and__(self, o): return ("and", self.v, o)
    def __or__(self, o): return ("or", self.v, o)
    def __xor__(self, o): return ("xor", self.v, o)
    def __matmul__(self, o): return ("matmul", self.v, o)
    def __index__(self): return self.v
    def __float__(self): return float(self.v)
    def __int__(self): return self.v

n = Num(3)
p = proxy(n)
print(p + 1, 1 + p, p + p, p - n)
print(p * 2, p / 2, p // 2, p % 2)
print(p ** 2, pow(p, 2, 5), divmod(p, 2))
print(-p, +p, abs(p), ~p)
print(p << 1, p >> 1, p & 1, p | 1, p ^ 1, p @ 1)
print(int(p), float(p), [10, 20, 30, 40][p])
try:
    p + None + 1
except TypeError as e:
    print(e)
