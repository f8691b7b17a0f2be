import math
def attempt(f, *args, **named):
    try:
        r = f(*args, **named)
    except Exception as e:
        r = f'{type(e).__name__}: {e}'
    print(f.__name__, args, named or '', '->', r)

for f in (math.sinh, math.cosh, math.tanh, math.asinh, math.acosh, math.atanh):
    for x in (0.0, -0.0, 1, -1, 0.5, -0.75, 2.5, 10, -3.0, 1e-300, 1e300, math.inf, -math.inf, math.nan, True, 10**30, 'x', None):
        attempt(f, x)
    attempt(f)
    attempt(f, 1, 2, 3)
