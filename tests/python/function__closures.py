def counter(start=0):
    n = start
    def bump(by=1):
        nonlocal n
        n += by
        return n
    def reset():
        nonlocal n
        n = start
    return bump, reset

bump, reset = counter(10)
print(bump(), bump(5))
reset()
print(bump(), bump.__closure__[0].cell_contents, bump.__code__.co_freevars, counter.__code__.co_cellvars)
def late():
    def inner():
        return x
    try:
        inner()
    except NameError as e:
        print(e)
    x = 1
    r = inner()
    del x
    try:
        inner()
    except NameError as e:
        print(e)
    return r
print(late())
def args_cell(a, *b, c=3):
    return lambda: (a, b, c)
print(args_cell(1, 2)())
class K:
    y = 1
    def m(self):
        return __class__
    z = [q for q in range(y, 3)]
    try:
        w = [y + q for q in range(2) if y]
    except NameError as e:
        w = str(e)
print(K().m() is K, K.z, K.w)
def deep(n):
    return (lambda: n) if n == 0 else (lambda f=deep(n - 1): (n, f()))
print(deep(3)())
