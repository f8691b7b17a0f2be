class Base:
    def __init__(self):
        print("Base init")
        self.name = "base"

    def who(self):
        return "Base " + self.name

class Child(Base):
    def __init__(self):
        super().__init__()
        print("Child init")
        self.name = "child"

    def who(self):
        return "Child/" + super().who()

class Grand(Child):
    pass

g = Grand()
print(g.who(), Base.who(g), isinstance(g, Base), issubclass(Grand, Base), Grand.__mro__)
print(super(Child, g).who(), Grand.__bases__, Base.__subclasses__())

class L(list):
    def total(self):
        return sum(self)

l = L([1, 2])
l.append(3)
print(l, l.total(), len(l), type(l).__name__, L([1]) == [1], type(l + [1]).__name__)

class D(dict):
    def __missing__(self, key):
        return key * 2

d = D(a=1)
print(d["a"], d["b"], "b" in d, d.get("b"))

class I(int):
    def __new__(cls, v):
        print("new", v)
        return super().__new__(cls, v + 1)

    def __add__(self, other):
        return "own add"

print(I(1), I(1) + 1, 1 + I(1), I(5) * 2)

class S(str):
    def __len__(self):
        return 42

print(S("ab"), len(S("ab")), S("ab") + "c", S("ab") == "ab", {S("ab"): 1}["ab"])
