# At the end the names of __main__ with one underscore go first, then the others, in the order of their making.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

b = A("b")
_hidden = A("_hidden")
a = A("a")
__dunder = A("__dunder")
b = A("b again")
lst = [A("in list 1"), A("in list 2")]
_z = A("_z")
print("end of program")
