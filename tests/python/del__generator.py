class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

def gen(arg):
    a = N("a")
    try:
        yield 1
        yield 2
    finally:
        print("finally")

g = gen(N("arg"))
print(next(g))
del g
print("dropped")
g = gen(N("never started"))
del g
print("dropped unstarted")
for value in gen(N("broken off")):
    print(value)
    break
print("after loop")
