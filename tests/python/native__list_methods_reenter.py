class E:
    def __init__(self, n, action=None):
        self.n, self.action = n, action

    def __eq__(self, other):
        print("eq", self.n)
        if self.action:
            self.action()
        return False

items = [E(1), E(2, lambda: items.clear()), E(3)]
try:
    items.remove("x")
except ValueError as e:
    print(e, len(items))
items = [E(1), E(2, lambda: items.pop()), E(3)]
print(items.count("x"), len(items))
items = [E(1, lambda: items.append(0) if len(items) < 4 else None), E(2)]
print("x" in items, len(items))
a = [E(1, lambda: b.clear()), E(2)]
b = [1, 2]
print(a == b, len(b))
l = [1, 2, 3]
l.extend(x for x in l if x < 3 and len(l) < 6)
print(l) if len(l) < 20 else print("long")
l = [3, 1]
l.extend(l)
l[1:2] = l
print(l, l.pop(), l.pop(0), l.index(3), l.count(3))
