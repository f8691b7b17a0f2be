# The collector runs by itself when many objects have been made. (Everything else is frozen, so that only
# these count.)
import gc

class A:
    n_dead = 0
    def __del__(self):
        A.n_dead += 1

gc.collect()
gc.freeze()
gc.set_threshold(20)
for i in range(100):
    a = A()
    a.me = a
    del a
    if i % 10 == 9:
        print(i, A.n_dead > 0)
gc.disable()
before = A.n_dead
for i in range(50):
    a = A()
    a.me = a
    del a
print(A.n_dead == before)
gc.enable()
gc.unfreeze()
