# What a callback raises is told on stderr; the other callbacks still run, and the program goes on.
from _weakref import ref

class Callback:
    def __init__(self, name):
        self.name = name
    def __repr__(self):
        return f"<callback {self.name}>"
    def __call__(self, r):
        print("called", self.name)
        if self.name == "second":
            raise ValueError(f"from {self.name}")

class A:
    pass

a = A()
refs = [ref(a, Callback(name)) for name in ("first", "second", "third")]
del a
print("goes on", [r() for r in refs])
