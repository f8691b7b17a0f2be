class N:
    def __init__(self, name):
        print("new", name)
        self.name = name

    def __del__(self):
        print("del", self.name)

a = N("one")
a = N("two")
print("rebound")
b = a
del a
print("deleted the name a")
b = None
print("end")
N("temporary")
_ = N("kept")
print("last line")
