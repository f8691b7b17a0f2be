# Items, length, membership, iteration and truth of a proxied container.
from _weakref import proxy

class Shelf:
    def __init__(self, *books): self.books = list(books)
    def __len__(self): return len(self.books)
    def __getitem__(self, i): return self.books[i]
    def __setitem__(self, i, v): self.books[i] = v
    def __delitem__(self, i): del self.books[i]
    def __contains__(self, b): return b in self.books
    def __iter__(self): return iter(self.books)
    def __reversed__(self): return reversed(self.books)
    def __bytes__(self): return b"shelf"

s = Shelf("a", "b", "c")
p = proxy(s)
print(len(p), p[0], p[-1], p[0:2], "b" in p, "z" in p, bool(p))
p[0] = "A"
del p[1]
print(list(p), list(reversed(p)), bytes(p))
try:
    p[9]
except IndexError as e:
    print(e)
s.books.clear()
print(bool(p), len(p))
it = proxy(type("It", (), {"__next__": lambda self: 7, "__iter__": lambda self: self}))
try:
    next(p)
except TypeError as e:
    print(e)
