# A default value that holds its function.
import gc
from _weakref import ref

def make():
    box = []
    def f(b=box):
        return b
    box.append(f)
    return ref(f)

r = make()
print(r() is not None, gc.collect(), r())
