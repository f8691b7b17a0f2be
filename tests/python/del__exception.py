class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

def f():
    n = N("in f")
    raise ValueError("x")

try:
    f()
except ValueError:
    print("handling")
print("handled")

try:
    f()
except ValueError as e:
    kept = e
print("kept")
kept = None
print("let go")

def g():
    try:
        f()
    except ValueError:
        return "returned from except"

print(g())
