# Frozen objects are left alone by collections until they are unfrozen.
import gc

class A:
    def __del__(self):
        print("del", self.n)

def cycle(n):
    a = A()
    a.n, a.me = n, a

gc.collect()
gc.disable()
print(gc.get_freeze_count())
cycle(1)
gc.freeze()
print(gc.get_freeze_count() > 0, gc.get_count())
cycle(2)
print("collecting", gc.collect())
gc.unfreeze()
print(gc.get_freeze_count())
print("collecting", gc.collect())
