# A finalizer saves a member of the cycle: the reference without callback lives on, the other is dead for good.
import gc
from _weakref import ref

saved = []
class Node:
    def __del__(self):
        saved.append(self)

n = Node()
n.me = n
plain, called = ref(n), ref(n, lambda r: print("callback"))
del n
print(gc.collect())
print(plain() is saved[0], called())
saved.clear()
print(gc.collect(), plain())
