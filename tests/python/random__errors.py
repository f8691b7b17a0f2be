import _random
R = _random.Random
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: R(1, 2))
attempt(lambda: R(a=1))
attempt(lambda: R([]))
attempt(lambda: R(5).seed(1, 2))
attempt(lambda: R(5).getrandbits(-1))
attempt(lambda: R(5).getrandbits(0))
attempt(lambda: R(5).getrandbits('x'))
attempt(lambda: R(5).getrandbits(1.0))
attempt(lambda: R(5).getrandbits())
attempt(lambda: R(5).random(1))
attempt(lambda: R(5).setstate(5))
attempt(lambda: R(5).setstate((1,)))
attempt(lambda: R(5).setstate(('x',) * 625))
attempt(lambda: R(5).setstate((1,) * 624 + (700,)))
attempt(lambda: R(5).setstate((-1,) * 625))
attempt(lambda: 0 <= R().random() < 1)
print(R, R.__doc__)
