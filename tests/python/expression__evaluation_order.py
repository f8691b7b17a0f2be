def e(n):
    print(n, end=" ")
    return n

def line():
    print()

e(1) + e(2) * e(3); line()
[e(1), e(2)]; {e(1): e(2), e(3): e(4)}; (e(5), e(6)); line()
def f(*a, **k): return 0
f(e(1), *[e(2)], x=e(3), **{"y": e(4)}); line()
d = {}
d[e(1)] = e(0); line()
d[e(1)] += e(2); line()
e(1) < e(2) < e(0) < e(9); line()
e(0) and e(1) or e(2); line()
e(1) if e(0) else e(2); line()
(lambda a=e(1), *, b=e(2): 0)(); line()
l = [0, 1, 2]
l[e(0):e(2):e(1)]; line()
print(e("x"), end=f"{e('y')} {e('z'):>{e(5)}}"); line()
def deco(n):
    e(n)
    return lambda g: (e(-n), g)[1]
@deco(1)
@deco(2)
def g(a=e(3)): pass
line()
class A(e(object), metaclass=e(type)): x = e(7)
line()
@deco(8)
class B: pass
line()
