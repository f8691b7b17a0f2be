# One death sets off the next: a callback that lets go of another object.
from _weakref import ref

class A:
    def __init__(self, name): self.name = name
    def __del__(self): print("del", self.name)

a, b, c = A("a"), A("b"), A("c")
def drop_b(r):
    global b
    print("dropping b")
    del b
    print("b dropped")
def drop_c(r):
    global c
    print("dropping c")
    del c
ra, rb = ref(a, drop_b), ref(b, drop_c)
del a
print("end")
