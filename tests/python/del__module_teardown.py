# Objects that only the main module still names die in the order in which they were made.
class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

c = N("c")
a = N("a")
b = N("b")
_private = N("_private")
a = N("a again")
print("last line")
