def f(a, b, c, d):
    return a < b <= c != d

if 0 <= x < 10:
    print(x)
y = not 1 < z < 3
assert a is b is not c in d
