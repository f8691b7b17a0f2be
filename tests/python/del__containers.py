# Which element dies first, in each container.
class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print(self.name, end=" ")

def label(text):
    print()
    print(text, end=": ")

label("list")
x = [N(1), N(2), N(3)]
del x
label("tuple")
x = (N(1), N(2), N(3))
del x
label("dict")
x = {"a": N(1), "b": N(2), "c": N(3)}
del x
label("set of one")
x = {N(1)}
del x
label("nested")
x = [N(1), [N(2), N(3)], (N(4), N(5))]
del x
label("clear")
x = [N(1), N(2), N(3)]
x.clear()
label("dict clear")
x = {"a": N(1), "b": N(2)}
x.clear()
label("slice")
x = [N(1), N(2), N(3), N(4)]
del x[1:3]
label("rest")
del x
label("slice assignment")
x = [N(1), N(2), N(3)]
x[:] = [0]
label("extended slice")
x = [N(1), N(2), N(3), N(4)]
del x[::2]
label("rest")
x = None
label("repeat")
x = [N(1)] * 3
x.pop()
label("still there")
del x
print()
