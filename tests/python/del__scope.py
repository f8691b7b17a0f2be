class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

def f():
    a = N("a")
    b = N("b")
    c = N("c")
    print("end of f")

f()
print("after f")

def g(p, q):
    r = N("r")
    return "from g"

print(g(N("p"), N("q")))
