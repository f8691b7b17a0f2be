# Names are references: aliases, globals, closures, attributes, loop variables.
import sys
count = sys.getrefcount

x = []
y = x
print(count(x))
def outer():
    v = []
    def inner(): return v
    return count(v), inner
n, inner = outer()
print(n, count(inner()))
class C: pass
c = C()
c.x = x
C.y = x
print(count(x))
for z in [x]:
    print(count(x))
print(count(x))
del y, z, c.x, C.y
print(count(x))
globals()["w"] = x
print(count(x), count(w))
