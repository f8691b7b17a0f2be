class A:
    def __init__(self):
        self._x = 1

    @property
    def x(self):
        """The x."""
        return self._x

    @x.setter
    def x(self, v):
        if v < 0:
            raise ValueError("negative")
        self._x = v

    @x.deleter
    def x(self):
        print("deleted")

    @property
    def ro(self):
        return "read only"

a = A()
a.x = 5
print(a.x, A.x.__doc__, type(A.x))
del a.x
for bad in (lambda: setattr(a, "x", -1), lambda: setattr(a, "ro", 1), lambda: delattr(a, "ro")):
    try:
        bad()
    except (ValueError, AttributeError) as e:
        print(type(e).__name__, e)
class B(A):
    @property
    def ro(self):
        return super().ro + "!"
print(B().ro)
class W:
    w = property(None, lambda self, v: print("only set", v))
W().w = 3
try:
    W().w
except AttributeError as e:
    print(e)
