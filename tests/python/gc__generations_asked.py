# A collection of the young does not see what is old.
import gc

class A:
    def __del__(self):
        print("del", self.n)

def cycle(n):
    a = A()
    a.n, a.me = n, a

gc.collect()
gc.disable()
cycle(1)
print("young:", gc.collect(0))
cycle(2)
keep = A(); keep.n = 3; keep.me = keep
gc.collect(0)
del keep
print("young again:", gc.collect(0))
print("all:", gc.collect(2))
for n in 3, -1:
    try:
        gc.collect(n)
    except ValueError as e:
        print(e)
