# A suspended generator that dies loses its references first, and is closed then.
from _weakref import ref

def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closing, reference:", r())

g = numbers()
r = ref(g, lambda r: print("callback"))
print(next(g), r() is g)
del g
print("end")
