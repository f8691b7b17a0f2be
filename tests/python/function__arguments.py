def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    return a, b, c, args, d, e, kw

print(f(1, d=4), f(1, 2, 3, 4, 5, d=6, x=7), f(*[1, 2], **{"d": 3, "c": 9}), f(1, d=0, a=5, b=6))
def g(a, b, *, c):
    pass
def h(a, b=1):
    pass
def n():
    pass
for bad in (lambda: f(), lambda: f(1), lambda: g(1), lambda: g(), lambda: g(1, 2, 3), lambda: g(1, 2), lambda: g(1, 2, c=3, d=4), lambda: g(1, 2, a=1, c=2), lambda: h(1, 2, 3), lambda: h(), lambda: n(1), lambda: n(x=1), lambda: f(1, 2, 3, c=4, d=1), lambda: (lambda a, /: 0)(a=1), lambda: h(1, bb=2), lambda: g(*5), lambda: g(**5), lambda: h(1, **{"a": 2})):
    try:
        print(bad())
    except TypeError as e:
        print(e)
print(f.__defaults__, f.__kwdefaults__, f.__name__, g.__qualname__)
