# What a finalizer sees of the list that is letting go of it.
class Item:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n, [getattr(x, "n", x) for x in l])

l = [Item(n) for n in "abcd"]
del l[1:3]
l[0] = 0
l.pop()
l = [Item(n) for n in "ef"]
l[:] = [1, 2]
l.append(Item("g"))
l.clear()
print(l)
