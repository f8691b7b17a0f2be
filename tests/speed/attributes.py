class Node:
    def __init__(self, value, rest):
        self.value = value
        self.rest = rest
        self.seen = 0


class Counter:
    __slots__ = ("n", "last")

    def __init__(self):
        self.n = 0
        self.last = None


def work(turns):
    head = None
    for i in range(100):
        head = Node(i, head)
    counter = Counter()
    for turn in range(turns):
        node = head
        while node is not None:
            node.seen += 1
            counter.n += node.value
            counter.last = node
            node = node.rest
    return counter.n, counter.last.seen


print(work(2400))
