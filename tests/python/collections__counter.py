from collections import Counter

c = Counter("abracadabra")
print(c, c["a"], c["z"], c.most_common(2), c.total(), sorted(c.elements())[:4])
c.update("aaa")
c.subtract({"b": 5})
print(c, +c, -c)
print(Counter(a=3, b=1) + Counter(a=1, c=2), Counter(a=3, b=1) - Counter(a=1, b=2), Counter(a=3) & Counter(a=1, b=2), Counter(a=3) | Counter(b=2))
print(Counter(a=1) == Counter(a=1, b=0), Counter(a=1) <= Counter(a=2), Counter([1, 1, 2]))
del c["nothing"]
c.clear()
print(c, Counter({"x": 2}, y=1))
d = Counter(a=2)
d += Counter(b=1)
print(d, d.copy() is d)
try:
    Counter.fromkeys("ab")
except NotImplementedError as e:
    print(e)
Counter(1, 2)
