# Each place in a container is one reference.
import sys
count = sys.getrefcount

x = object()
print(count(x))
l = [x] * 5
print(count(x))
t = (x, x)
d = {1: x, x: 2}
print(count(x))
s = {x}
print(count(x))
l2 = l[:]
print(count(x))
l2.pop()
print(count(x))
del l, l2
print(count(x))
t2 = t[:]
print(count(x), t2 is t)
d.clear(); s.clear()
print(count(x))
y = [x, [x]]
z = list(y)
print(count(x))
