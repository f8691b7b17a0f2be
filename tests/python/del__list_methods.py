# The moment at which a list lets go of an item: clear, del, pop, remove, slices, assignment.
class Item:
    def __init__(self, n): self.n = n
    def __del__(self): print("-", self.n, end=" ")
    def __eq__(self, other): return self.n == other
    __hash__ = None

def made(names):
    return [Item(n) for n in names]

l = made("abc"); l.clear(); print("clear")
l = made("abc"); del l[1]; print("del item"); l = None; print()
l = made("abcde"); del l[1:4]; print("del slice"); l = None; print()
l = made("abcde"); del l[::2]; print("del step"); l = None; print()
l = made("abc"); l[1:2] = []; print("empty into slice"); l = None; print()
l = made("abc"); l[:] = made("xy"); print("all replaced"); l = None; print()
l = made("abcd"); l[::2] = made("xy"); print("step replaced"); l = None; print()
l = made("abc"); l.pop(); print("pop"); l.pop(0); print("pop first"); l = None; print()
l = made("abc"); l.remove("b"); print("remove"); l = None; print()
l = made("ab"); l *= 0; print("times 0"); 
l = made("ab"); l *= 2; print("times 2"); l = None; print()
l = made("abc"); l[0] = None; print("item assigned"); l = None; print()
