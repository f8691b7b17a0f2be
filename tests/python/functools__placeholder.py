from _functools import partial, Placeholder as _


def show(*args, **kwargs):
    return args, kwargs


p = partial(show, _, 2, _, 4)
print(p(1, 3), p(1, 3, 5, k=6))
print(p.args)
q = partial(p, "one")
print(q.args, q("three"))
r = partial(p, "one", "three", "five")
print(r.args, r())
print(partial(p, _, "three").args, partial(q, "x").args)
print(_, type(_).__name__, type(_)() is _, repr(p.args[0]))
print(partial(str.replace, _, "a", "b")("banana"))
for call in (
    lambda: p(),
    lambda: p(1),
    lambda: partial(show, _),
    lambda: partial(show, 1, _),
    lambda: partial(show, x=_),
    lambda: partial(p, _, _),
    lambda: type(_)(1),
):
    try:
        print(call())
    except TypeError as e:
        print(e)
print(_.__reduce__())
p(1)
