# Attributes die in the order of the keys that the class's instances share: first the names that its methods
# assign to self, sorted; then others in the order in which any instance first used them.
class Part:
    def __init__(self, n): self.n = n
    def __del__(self): print(self.n, end=" ")

class A:
    def __init__(self):
        self.z, self.a, self.m = Part("z"), Part("a"), Part("m")

print(A.__static_attributes__)
x = A(); del x; print("sorted")
x = A(); x.q = Part("q"); x.b = Part("b"); del x; print("then by first use")
x = A(); x.b = Part("b"); x.q = Part("q"); del x; print("the first use was another object's")
x = A(); del x.a; x.a = Part("new a"); del x; print("deleted and set again")

class Sub(A):
    def __init__(self):
        super().__init__()
        self.k, self.c = Part("k"), Part("c")
x = Sub(); del x; print("of a subclass")

class L(list):
    def __init__(self):
        self.y, self.b = Part("y"), Part("b")
x = L(); x.append(Part("item")); del x; print("before the list's items")

class E(Exception):
    def __init__(self):
        self.z, self.b = Part("z"), Part("b")
x = E(); del x; print("an exception has a dict of its own")
x = A()
for n in "zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQ":
    setattr(x, n, Part(n))
del x; print("too many to share")
