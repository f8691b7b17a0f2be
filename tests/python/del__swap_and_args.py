class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

def f(a, b=None, *args, **kwargs):
    print("in f")
    a = None
    print("a dropped")

f(N(1), N(2), N(3), key=N(4))
print("called")
a, b = N("left"), N("right")
a, b = b, a
a = 0
b = 0
x = N("old") if a else N("new")
x = [N(i) for i in range(3)][1]
print("list gone, x is", x.name)
