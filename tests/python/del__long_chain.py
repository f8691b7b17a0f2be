# A chain of many objects is freed without deep recursion.
class Node:
    count = 0

    def __init__(self, next):
        self.next = next

head = None
for _ in range(50_000):
    head = Node(head)
del head
nested = []
for _ in range(50_000):
    nested = [nested]
del nested
t = ()
for _ in range(50_000):
    t = (t,)
del t
print("done")
