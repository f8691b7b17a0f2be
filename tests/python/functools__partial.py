from _functools import partial


def show(*args, **kwargs):
    return args, kwargs


p = partial(show, 1, 2, a=3)
print(p(), p(4), p(b=5), p(4, a=9, b=5))
print(p.args, p.keywords, p.func is show)
q = partial(p, 7, b=8)
print(q.func is show, q.args, q.keywords, q())
print(partial(int, base=2)("101"), partial(max)(3, 4), list(map(partial(pow, 2), range(4))))
print(partial(int), partial(int, "3", base=4), partial(print, partial(len)))
p.label = "mine"
print(p.__dict__, p.label, partial(p, 3).func is p)
p.__dict__ = {"other": 1}
print(p.other, vars(p))


class Keep(partial):
    def __call__(self, *args):
        return "kept", super().__call__(*args)


k = Keep(show, 1)
print(k(2), k.func is show, repr(k)[:31], Keep.__mro__[1].__name__)
ring = partial(show)
ring.__setstate__((show, (ring,), {"r": ring}, {}))
print(repr(ring).replace(repr(show), "SHOW"))
for call in (
    lambda: partial(),
    lambda: partial(3),
    lambda: partial(show).__setstate__(1),
    lambda: partial(show).__setstate__((1, 2, 3, 4)),
    lambda: setattr(partial(show), "func", 3),
    lambda: delattr(partial(show), "args"),
    lambda: partial(len)(1, 2),
):
    try:
        call()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
print(partial[int], type(partial(show).__reduce__()[2]))


class Maker:
    method = partial(show, "bound")


print(Maker.method(1), Maker().method(1)[0][:1], len(Maker().method(1)[0]))
print(partial(show, 1, x=2)(*[3], **{"x": 1, "y": 2}, z=1))
partial(lambda x: 1 / x, 0)()
