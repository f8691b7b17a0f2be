import sys

class V:
    def __eq__(self, other):
        seen.append((sys.getrefcount(self), sys.getrefcount(other)))
        return False

seen = []
items = [V(), V()]
v = V()
print(v in items, seen)
seen.clear()
print(items.count(v), seen)
seen.clear()
try:
    items.index(v)
except ValueError as e:
    print(e, seen)
seen.clear()
print(items == [v, v], seen)
