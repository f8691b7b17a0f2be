class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

top = N("global")

def f():
    local = N("local")
    return 1 / 0

f()
