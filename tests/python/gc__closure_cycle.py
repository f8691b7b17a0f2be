# A function that calls itself by its closure is a cycle.
import gc
from _weakref import ref

def make():
    def fact(n):
        return 1 if n < 2 else n * fact(n - 1)
    return fact

f = make()
print(f(5))
r = ref(f)
del f
print(r() is not None)
print(gc.collect())
print(r())
