# Class attributes: replaced, deleted, and let go of with the class.
import gc
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

class C:
    x = A("x")
    y = A("y")
    z = A("z")
C.x = A("x2")
print("replaced")
del C.y
print("deleted")
C.w = A("w")
del C
print("class name gone")
gc.collect()
print("end")
