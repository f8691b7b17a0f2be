import math
def attempt(f, *args, **named):
    try:
        r = f(*args, **named)
    except Exception as e:
        r = f'{type(e).__name__}: {e}'
    print(f.__name__, args, named or '', '->', r)

for f in (math.log, math.log2, math.log10):
    for x in (0.0, -0.0, 1, -1, 0.5, -0.75, 2.5, 10, -3.0, 1e-300, 1e300, math.inf, -math.inf, math.nan, True, 10**30, 'x', None):
        attempt(f, x)
    attempt(f)
    attempt(f, 1, 2, 3)
attempt(math.log, 8, 2)
attempt(math.log, 10**400, 10)
attempt(math.log, 5, 1)
attempt(math.log, 2, 0.5)
attempt(math.log, 10**400)
attempt(math.log2, 2**2000 + 1)
attempt(math.log10, 10**1000)
attempt(math.log, 0)
attempt(math.log, -10**400)
