del a
del a, b.c, d[0]
del (x, [y, z])
def f(p):
    del p
