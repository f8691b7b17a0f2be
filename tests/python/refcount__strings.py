# A string made at run time is counted like any object; an interned one that a constant names may be immortal.
import sys
count = sys.getrefcount
s = "".join(["run", "time"])
print(count(s))
t = [s] * 3
print(count(s))
d = {s: 1}
print(count(s))
class A: pass
a = A()
setattr(a, s, 1)
print(count(s) > 4)
u = "x" * 50 + s[:3]
print(count(u))
