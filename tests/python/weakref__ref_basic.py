# A weak reference finds its object while somebody else keeps it, and None afterwards.
from _weakref import ref

class Tree:
    def __init__(self, kind):
        self.kind = kind

oak = Tree("oak")
r = ref(oak)
print(r() is oak, r().kind)
print(r.__callback__)
other = oak
del oak
print(r() is other)
del other
print(r())
print(type(r), isinstance(r, ref))
