# An exception in a finalizer of the collector is told and passed over.
import gc

class Finalizer:
    def __init__(self, name):
        self.name = name
    def __repr__(self):
        return f"<{self.name}>"
    def __call__(self):
        print("called", self.name)
        raise KeyError(self.name)

class A:
    __del__ = Finalizer("first")
class B:
    __del__ = Finalizer("second")

a, b = A(), B()
a.b, b.a = b, a
del a, b
print(gc.collect())
