# What hangs off a cycle goes with it; what is also held from outside stays.
import gc

class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

ring = A("ring")
ring.me = ring
ring.tail = A("tail")
ring.kept = kept = A("kept")
del ring
print("found", gc.collect())
print(kept.n)
