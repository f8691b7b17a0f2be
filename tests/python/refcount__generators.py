# What a generator holds while it is suspended.
import sys
count = sys.getrefcount
class A: pass
def gen(x):
    yield count(x)
    y = x
    yield count(x)
a = A()
g = gen(a)
print(count(a))
print(next(g))
print(count(a))
print(next(g))
print(count(a), count(g))
g.close()
print(count(a))
e = (x for x in [a])
print(count(a))
next(e)
print(count(a))
