a = [x for x in y]
b = [x * 2 for x in y if x if x > 1]
c = [(x, z) for x in y for z in x]
d = [[i for i in r] for r in rows]
def f(n):
    return [n + i for i in range(n)]
