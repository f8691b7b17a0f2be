a = 257
b = 257
print(a is b)
a = 257; b = 257; print(a is b)
c, d = 257, 257
print(c is d)
def f():
    p = 1000
    q = 1000
    return p is q
print(f())
a is b
