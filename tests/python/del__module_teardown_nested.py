class N:
    def __init__(self, name, inner=None):
        self.name = name
        self.inner = inner

    def __del__(self):
        print("del", self.name, "print is", "there" if print else "gone")

def gen():
    try:
        yield
    finally:
        print("finally of a generator")

g = gen()
next(g)
outer = N("outer", N("inner"))
loop = N("loop")
loop.inner = loop
items = [N("item 1"), N("item 2")]
print("last line")
