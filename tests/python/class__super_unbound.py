# An unbound super object is a descriptor.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class Mine(super): ...


print(super(bool).__get__(True), super(bool).__self__, super(bool).__self_class__)
print(Mine(bool, True), Mine(bool, True).real, type(Mine(bool).__get__(True)) is Mine)
attempt(lambda: super(bool).__get__(None))
attempt(lambda: super(bool).__get__("a"))
attempt(lambda: super(bool).anything)


class A:
    def f(self): return "A.f"


class B(A):
    def f(self): return "B.f over " + self._up.f()


B._up = super(B)
print(B().f())


class Proxy:
    """Claims to be a bool."""
    @property
    def __class__(self): return bool


print(super(int, Proxy()).__self_class__)
