import math
def attempt(f, *args, **named):
    try:
        r = f(*args, **named)
    except Exception as e:
        r = f'{type(e).__name__}: {e}'
    print(f.__name__, args, named or '', '->', r)

for f in (math.atan2, math.copysign, math.fmod, math.pow, math.remainder, math.nextafter,):
    for x, y in ((1, 2), (-8, 3), (2.5, -1), (0.0, 0.0), (-0.0, 0.0), (0, -1), (math.inf, 1), (1, math.inf), (-math.inf, 2.5), (math.nan, 1), (1e308, 10), (5, 0), ('a', 1), (1, None)):
        attempt(f, x, y)
    attempt(f, 1)
for steps in (0, 1, 2, 10**6, 2**70, -1, 1.5, None):
    attempt(math.nextafter, 1.0, math.inf, steps=steps)
    attempt(math.nextafter, 1e-323, -1.0, steps=steps)
attempt(math.ldexp, 1.5, 10)
attempt(math.ldexp, 1.0, 1024)
attempt(math.ldexp, 1.0, -1074)
attempt(math.ldexp, 1.0, -2000)
attempt(math.ldexp, 1, 1.0)
attempt(math.ldexp, 0.0, 10**30)
attempt(math.fma, 2, 3, 4)
attempt(math.fma, 0.1, 10, -1)
attempt(math.fma, math.inf, 0, 1)
attempt(math.fma, 1e308, 10, 1)
attempt(math.isclose, 1, 1 + 1e-10)
attempt(math.isclose, 1, 1.1, rel_tol=0.2)
attempt(math.isclose, 0, 1e-12, abs_tol=1e-9)
attempt(math.isclose, 1, 1, rel_tol=-1)
attempt(math.isclose, math.inf, math.inf)
