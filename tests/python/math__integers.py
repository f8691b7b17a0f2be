import math
def attempt(f, *args, **named):
    try:
        r = f(*args, **named)
    except Exception as e:
        r = f'{type(e).__name__}: {e}'
    print(f.__name__, args, named or '', '->', r)

for args in ((), (0,), (12, 18), (-12, 18, 27), (0, 0), (2**70, 2**50), (1.5, 2), ('a',), (True, 3)):
    attempt(math.gcd, *args)
    attempt(math.lcm, *args)
for n in (0, 1, 5, 20, 25, 30, -1, 1.0, 'x', True, -10**30):
    attempt(math.factorial, n)
for n in (0, 1, 15, 16, 10**20, 10**40 - 1, -1, 2.0):
    attempt(math.isqrt, n)
for args in ((5, 2), (5, 0), (0, 0), (5, 6), (52, 5), (10**10, 3), (-1, 2), (5, -1), (5.0, 2), (100, 50), (10**40, 10**40 - 2), (5,)):
    attempt(math.comb, *args)
    attempt(math.perm, *args)
attempt(math.perm, 5, None)
class Five:
    def __index__(self):
        print('asked')
        return 5
attempt(math.comb, 7, math.gcd(Five(), 15))
print(math.perm(Five(), 2), math.factorial(Five()), math.isqrt(Five()), math.comb(Five(), Five()))
