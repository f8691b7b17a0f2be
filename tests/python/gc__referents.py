# What an object refers to.
import gc

class A:
    def __init__(self):
        self.x, self.y = 1, "two"

print(gc.get_referents([1, 2, "three"]))
print(gc.get_referents({"k": "v", "n": 5}))
print(gc.get_referents((1, (2, 3))))
print(gc.get_referents(5, "text", None))
print(sorted(map(str, gc.get_referents(A()))))
print(gc.get_referents([1], {2: 3}))
print(gc.get_referents())
s = gc.get_referents({7})
print(s)
