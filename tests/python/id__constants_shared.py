def f():
    return [], (1, "x"), 1.5, "text with space", 10**20

a = f()
b = f()
print([p is q for p, q in zip(a, b)])
print(f.__code__.co_consts)
x = 1.5
y = 1.5
print(x is y)
x = 3.0 * 2
y = 6.0
print(x is y, x == y)
