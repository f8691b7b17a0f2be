# Finalizers that set off other finalizers: depth first.
class Box:
    def __init__(self, n, *inner): self.n, self.inner = n, list(inner)
    def __del__(self):
        print("open", self.n)
        while self.inner:
            self.inner.pop()
        print("close", self.n)

b = Box(1, Box(2, Box(3), Box(4)), Box(5))
del b
def f():
    inner = Box("inner")
    raise ValueError
class Loud:
    def __del__(self):
        try:
            f()
        except ValueError:
            print("caught in __del__")
Loud()
print("end")
