import gc

class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

gc.collect()
a = N("a")
b = N("b")
a.other = b
b.other = a
del a, b
print("cycle is garbage")
print(gc.collect())
a = []
a.append(a)
del a
print(gc.collect())
d = {}
d["me"] = d
del d
print(gc.collect())
print(gc.collect())
