def f(a, b, c):
    a, b = b, a
    x = a; y = b
    x, y = a, b
    z = x
    return x + y, a - b, c
def g():
    a = b = 1
    for a, b in c:
        print(a, b)
