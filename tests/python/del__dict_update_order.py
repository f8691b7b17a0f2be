# A value's __del__ sees the dict half updated.
class V:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __del__(self):
        print("del", self.name, "while", d)

d = {"a": V("a0"), "b": V("b0"), "c": V("c0")}
d.update({"a": 1, "b": 2, "c": 3, "d": 4})
print(d)
d = {"x": V("x0"), "y": V("y0")}
d.update(x=10, y=20)
print(d)
d = {"x": V("x1")}
d.update([("x", 1), ("y", 2)])
print(d)
