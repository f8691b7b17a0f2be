def outer(a):
    b = 1
    def inner(c):
        nonlocal b
        b += 1
        return a + b + c
    return inner
fs = []
for i in range(3):
    fs.append(lambda: i)
def late():
    return [lambda: k for k in range(3)]
def cured():
    return [lambda k=k: k for k in range(3)]
def deep():
    x = 1
    def f():
        def g():
            return x
        return g
    return f
