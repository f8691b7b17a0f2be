# How map, filter, min, max, sum, any hand their items on.
import sys

class A:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        seen.append(("add", sys.getrefcount(self), sys.getrefcount(other)))
        return self

    def __radd__(self, other):
        seen.append(("radd", sys.getrefcount(self)))
        return self

    def __bool__(self):
        seen.append(("bool", sys.getrefcount(self)))
        return True

    def __lt__(self, other):
        seen.append(("lt", sys.getrefcount(self), sys.getrefcount(other)))
        return self.n < other.n

    def __gt__(self, other):
        seen.append(("gt", sys.getrefcount(self), sys.getrefcount(other)))
        return self.n > other.n

seen = []
items = [A(1), A(2)]
print(list(map(sys.getrefcount, items)))
print(list(map(lambda a: sys.getrefcount(a), items)))
print(len(list(filter(lambda a: sys.getrefcount(a), items))))
for f in (sum, any, all, min, max):
    try:
        f(items)
    except TypeError as e:
        print(e)
    print(f.__name__, seen)
    seen.clear()
print(max(items, key=lambda a: seen.append(sys.getrefcount(a)) or a.n).n, seen)
