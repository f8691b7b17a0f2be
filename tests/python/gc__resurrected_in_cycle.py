# A finalizer that saves one member of a cycle saves all that it reaches.
import gc

saved = []
class Node:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print("__del__", self.name)
        if self.name == "a":
            saved.append(self)

a, b, c = Node("a"), Node("b"), Node("c")
a.next, b.next, c.next = b, a, c
del a, b, c
print("found", gc.collect())
print([n.name for n in (saved[0], saved[0].next)])
saved.clear()
print("found", gc.collect())
