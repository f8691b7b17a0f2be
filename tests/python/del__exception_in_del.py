# An exception that leaves __del__ is told on stderr and goes no further. (A plain function would be named with
# its address, so this one is an object with a name of its own.)
class Finalizer:
    def __repr__(self):
        return "<the finalizer>"

    def __call__(self):
        raise ValueError("in __del__")

class Bad:
    __del__ = Finalizer()

def f():
    b = Bad()
    print("in f")

f()
print("goes on")
