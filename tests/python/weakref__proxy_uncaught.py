# An uncaught use of a dead proxy.
import _weakref

class Node:
    value = 1

def make():
    node = Node()
    return _weakref.proxy(node)

p = make()
print("made")
print(p.value + 1)
