# A doubly linked list of ten: freed by the collector, in its order.
import gc

class Node:
    def __init__(self, n):
        self.n, self.prev, self.next = n, None, None
    def __del__(self):
        print(self.n, end=" ")

first = last = Node(0)
for n in range(1, 10):
    node = Node(n)
    last.next, node.prev = node, last
    last = node
del first, last, node
print("found", gc.collect())
