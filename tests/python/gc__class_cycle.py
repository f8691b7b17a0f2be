# A class is always part of cycles: only the collector frees it.
import gc
from _weakref import ref

class Meta(type):
    def __del__(cls):
        print("class", cls.__name__, "dies")

def make():
    class Local(metaclass=Meta):
        pass
    return ref(Local)

r = make()
print(r() is not None)
gc.collect()
print(r())
