# A doubly linked list with weak links back needs no collector.
from _weakref import ref
import gc
gc.disable()

class Node:
    def __init__(self, value, prev=None):
        self.value, self.next = value, None
        self._prev = ref(prev) if prev else None
        if prev:
            prev.next = self
    @property
    def prev(self):
        return self._prev() if self._prev else None
    def __del__(self):
        print("del", self.value)

head = Node(1)
second = Node(2, head)
third = Node(3, second)
print(third.prev.prev is head)
del second
del head
print(third.prev)
del third
print("nothing left to collect:", gc.collect())
