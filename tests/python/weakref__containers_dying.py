# A list's items die last to first, a dict's values first to last, as callbacks show.
from _weakref import ref

class Item:
    def __init__(self, name): self.name = name

def watch(item):
    name = item.name
    refs.append(ref(item, lambda r: print(name, end=" ")))
    return item

refs = []
items = [watch(Item(n)) for n in "abc"]
items.clear()
print("list")
table = {n: watch(Item(n)) for n in "def"}
table.clear()
print("dict")
t = tuple(watch(Item(n)) for n in "ghi")
del t
print("tuple")
x = watch(Item("j")), [watch(Item("k")), {1: watch(Item("l"))}]
del x
print("nested")
