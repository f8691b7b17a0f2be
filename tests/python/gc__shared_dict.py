# Two instances with one __dict__: what it holds is counted once by the collector.
import gc

class A: pass
class T(list): pass

class V:
    def __del__(self): print("gone")

d = {}
a, b = A(), A()
a.__dict__ = d
b.__dict__ = d
v = V()
d["v"] = v
d["me"] = a
del a, b, d
print(gc.collect())
print(type(v))
t = T()
t.me = t
t.more = V()
vars(t)
del t
print(gc.collect())
