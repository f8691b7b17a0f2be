class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

class Holder:
    pass

h = Holder()
h.a = N("a")
h.b = N("b")
h.c = N("c")
print("drop h")
del h

class Parent:
    def __init__(self):
        self.x = N("x")
        self.y = N("y")

    def __del__(self):
        print("del parent, x is still", self.x.name)

p = Parent()
del p

class Slots:
    __slots__ = ("one", "two")

s = Slots()
s.two = N("two")
s.one = N("one")
del s
print("end")
