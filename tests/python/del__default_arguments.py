# Defaults live with their function.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

def f(x=A("x"), *, y=A("y")):
    return x.n
print(f())
f.__defaults__ = (A("other"),)
print(f(), "replaced")
f.__kwdefaults__ = None
print("no keyword defaults")
del f
print("end")
