# Two objects that hold each other outlive their names until the collector comes.
import gc

class Node:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print("del", self.name)

a, b = Node("a"), Node("b")
a.next, b.next = b, a
del a, b
print("no names are left")
print("found", gc.collect())
print("found", gc.collect())
