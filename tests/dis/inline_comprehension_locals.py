def f(x):
    y = [x for x in x]
    z = [x for x in y if [x for x in x]]
    return x, y, z
def g():
    return [(lambda: i)() for i in range(2)]
i = [i for i in range(3)]
