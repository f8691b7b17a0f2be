a = 257
b = 257
c = "not a name!"
def f():
    return 257, "not a name!", (1, 2)
def g():
    return 257, "not a name!", (1, 2)
print(a is b)
