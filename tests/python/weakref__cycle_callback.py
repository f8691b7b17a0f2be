# A cycle's death calls the callbacks of references from outside; one that is garbage itself is not called.
import gc
from _weakref import ref

class Node:
    def __init__(self, name): self.name = name

a, b = Node("a"), Node("b")
a.other, b.other = b, a
outside = ref(a, lambda r: print("outside called", r()))
outside_b = ref(b, lambda r: print("outside b called", r(), outside()))
a.inside = ref(b, lambda r: print("inside called"))
del a, b
print("not yet:", outside().name)
print("collected", gc.collect())
print(outside(), outside_b())
