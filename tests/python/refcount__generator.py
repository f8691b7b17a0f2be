import sys

def gen(x):
    yield sys.getrefcount(x)
    y = x
    yield sys.getrefcount(x)
    got = yield sys.getrefcount(y)
    yield sys.getrefcount(got)

o = object()
g = gen(o)
print(sys.getrefcount(o), sys.getrefcount(g))
print(next(g), next(g), next(g))
print(g.send(o), sys.getrefcount(o))
g.close()
print(sys.getrefcount(o), sys.getrefcount(g))
