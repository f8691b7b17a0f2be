# References to live objects are equal if the objects are; dead ones only if they are the same.
from _weakref import ref

class Point:
    def __init__(self, x):
        self.x = x
    def __eq__(self, other):
        print("comparing", self.x, other.x)
        return self.x == other.x

p, q = Point(1), Point(1)
r, s = ref(p), ref(q)
print(r == s, r != s)
print(r == 5, r == p)
del q
print(r == s, s == s, s != s)
s2 = s
print(s == s2)
try:
    r < s
except TypeError as e:
    print(e)
