# What a finalizer makes and keeps lives; what it makes and drops dies.
import gc

kept = []
class A:
    def __init__(self, n): self.n = n
    def __del__(self):
        print("del", self.n)
        if self.n == 1:
            kept.append(A(2))
            A(3)

a = A(1)
a.me = a
del a
gc.collect()
print([x.n for x in kept])
kept.clear()
