# A cycle by way of __dict__ and of __slots__.
import gc

class D: pass
class S: __slots__ = ("me",)

gc.collect()
d = D()
d.d = d.__dict__
del d
print(gc.collect())
s = S()
s.me = s
del s
print(gc.collect())
s = S()
s.me = [s]
del s
print(gc.collect())
