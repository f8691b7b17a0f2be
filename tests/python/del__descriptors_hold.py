# Properties, class methods, bound methods and super objects hold what they were given.
class P:
    def __init__(self, n): self.n = n
    def __del__(self): print(self.n, end=" ")

p = property(P("get"), P("set"), P("delete")); del p; print("property")
c = classmethod(P("function")); del c; print("classmethod")
s = staticmethod(P("function")); del s; print("staticmethod")
class C:
    def m(self): pass
c = C(); c.p = P("attribute"); b = c.m
del c; print("|", end=" "); del b; print("bound method")
c = C(); c.p = P("attribute"); s = super(C, c)
del c; print("|", end=" "); del s; print("super")
def f(a=P("default"), *, k=P("keyword default")): pass
f.attr = P("attribute"); del f; print("function")
