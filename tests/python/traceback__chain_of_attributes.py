# Which of several attributes was missing.
class Node:
    def __init__(self, child=None):
        self.child = child


tree = Node(Node())
print(tree.child.child)
print(tree.child.child.child.child)
