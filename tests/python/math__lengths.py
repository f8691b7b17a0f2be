import math
def attempt(f, *args, **named):
    try:
        r = f(*args, **named)
    except Exception as e:
        r = f'{type(e).__name__}: {e}'
    print(f.__name__, args, named or '', '->', r)

for f in (math.hypot,):
    for x, y in ((1, 2), (-8, 3), (2.5, -1), (0.0, 0.0), (-0.0, 0.0), (0, -1), (math.inf, 1), (1, math.inf), (-math.inf, 2.5), (math.nan, 1), (1e308, 10), (5, 0), ('a', 1), (1, None)):
        attempt(f, x, y)
    attempt(f, 1)
attempt(math.hypot)
attempt(math.hypot, 3, 4, 12)
attempt(math.hypot, 1e-320, 1e-320)
attempt(math.hypot, 1e200, 1e200)
attempt(math.hypot, math.nan, math.inf)
attempt(math.dist, (1, 2), (4, 6))
attempt(math.dist, [0.1], [0.2])
attempt(math.dist, 'ab', 'cd')
attempt(math.dist, (1,), (1, 2))
attempt(math.dist, 5, (1,))
attempt(math.dist, {1: 0, 2: 0, 3: 0}, range(3))
attempt(math.dist, (), ())
attempt(math.dist, (math.inf,), (math.nan,))
