# With DEBUG_SAVEALL what would be freed is put into gc.garbage instead.
import gc

class A:
    def __del__(self):
        print("__del__", self.n)

gc.collect()
gc.set_debug(gc.DEBUG_SAVEALL)
a = A()
a.n = 1
a.me = a
del a
print(gc.collect())
print([type(x).__name__ for x in gc.garbage])
gc.set_debug(0)
print(gc.get_debug())
gc.garbage.clear()
print(gc.collect())
