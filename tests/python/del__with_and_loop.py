class N:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        print("exit", self.name)

    def __del__(self):
        print("del", self.name)

def f():
    with N("unnamed"):
        print("body")
    print("after with")
    with N("named") as n:
        print("body")
    print("after with, n lives:", n.name)

f()
for n in [N(1), N(2)]:
    print("loop", n.name)
print("loop over")
for n in (N(i) for i in range(3, 5)):
    print("loop", n.name)
