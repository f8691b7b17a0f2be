# Children refer to their parent weakly: no cycle, so everything dies at once.
from _weakref import ref

class Node:
    def __init__(self, name, parent=None):
        self.name, self.children = name, []
        self.parent = ref(parent) if parent is not None else None
        if parent is not None:
            parent.children.append(self)
    def path(self):
        parent = self.parent and self.parent()
        return (parent.path() + "/" if parent else "") + self.name
    def __del__(self):
        print("del", self.name)

root = Node("root")
usr = Node("usr", root)
bin = Node("bin", usr)
print(bin.path())
del root
print(bin.path())
del usr
print(bin.path())
