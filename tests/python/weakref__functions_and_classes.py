# Functions, lambdas and classes die like other objects; references tell.
from _weakref import ref
import gc

def tell(name):
    return lambda r: print(name, "is gone")

def make():
    def inner():
        return 1
    return inner

f = make()
r1 = ref(f, tell("inner"))
r2 = ref(lambda: 0, tell("lambda"))
print("before", r2())
f = None
class C:
    pass
r3 = ref(C, tell("class C"))
del C
print("the class is in a cycle with itself:", r3() is not None)
gc.collect()
print(r3())
