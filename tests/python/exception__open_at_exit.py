# At the end the builtins are those of the start again: `open`, which is put there later, is gone.
import builtins


class Late:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        names = "open exit quit help license print len late".split()
        print("dead", self.name, [n for n in names if n in vars(builtins)], builtins.len.__name__)
        open("/tmp/late", "w")


builtins.late = Late("of the builtins")
builtins.len = lambda x: 3
x = Late("of the program")
