class M:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__, value, tb is None)
        return self.swallow

with M("a") as a, M("b") as b:
    print(a, b)
with (M("c", True), M("d") as d):
    raise ValueError("x")
def f():
    with M("r"):
        return "value"
print(f())
for i in range(2):
    with M(f"loop{i}"):
        if i == 0:
            continue
        break
try:
    with M("e"):
        1 / 0
except ZeroDivisionError as e:
    print("out", e)
class Bad:
    pass
class Half:
    def __enter__(self):
        return self
for x in (Bad(), Half(), 5):
    try:
        with x:
            pass
    except TypeError as e:
        print(e)
class BadExit(M):
    def __exit__(self, *a):
        raise KeyError("from exit")
try:
    with BadExit("z"):
        1 / 0
except KeyError as e:
    print(repr(e), repr(e.__context__))
with M("t") as (x, *y):
    print(x, y)
