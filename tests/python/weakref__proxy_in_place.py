# An in-place operation on a proxy rebinds the name to what the object's operation answers.
from _weakref import proxy

class Bag:
    def __init__(self): self.items = []
    def __iadd__(self, x):
        self.items.append(x)
        return self
    def __imul__(self, n):
        self.items *= n
        return self

bag = Bag()
p = proxy(bag)
q = p
p += 1
print(p is bag, q is bag)
q *= 2
print(bag.items, q is bag)

class NoInPlace:
    def __add__(self, o):
        return "sum"

n = NoInPlace()
r = proxy(n)
r += 1
print(r)
