# A cycle that is still there at the end is collected when the program's names have gone.
import gc

class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

ring = A("ring")
ring.me = ring
alone = A("alone")
lost = A("lost")
lost.me = lost
del lost
gc.disable()
print("end of program")
