import math
def attempt(f, *args, **named):
    try:
        r = f(*args, **named)
    except Exception as e:
        r = f'{type(e).__name__}: {e}'
    print(f.__name__, args, named or '', '->', r)

for seq in ([], [0.1] * 10, [1e16, 1, -1e16], [1e308, 1e308], [math.inf, 1], [math.inf, -math.inf], [math.nan], [1, 2**60, -2**60], ['x'], [0.1, 0.2, 0.3, -0.6],
            [1e-16, 1, 1e16], [True, 2.5], [1e308, 1e308, -1e308], [2**1024]):
    attempt(math.fsum, seq)
    print(sum(x for x in seq if isinstance(x, (int, float)) and abs(x) < 2**1024))
attempt(math.fsum, 5)
attempt(math.fsum, range(5))
for seq in ([], [2, 3, 4], [0.5, 4], [10**20] * 3, ['a', 3], [[1], 2], 'ab', 7):
    attempt(math.prod, seq)
    attempt(math.prod, seq, start=2)
attempt(math.prod, ['a'], start=2)
attempt(math.prod, [1], 2)
for p, q in (([], []), ([1, 2], [3, 4]), ([0.1] * 10, [0.1] * 10), ([1, 2.5], [2, 4]), ([10**20], [10**20]), ([1], [1, 2]), ([2], ['ab']), ([1.5, 'a'], [2.0, 3]),
             ([1e16, 1.0, -1e16], [1.0, 1.0, 1.0]), ([True], [2.5]), ([math.inf, 1], [1, 2.0]), (5, []), ([], 5), ([2, 0.5, 3], [3, 4, 5])):
    attempt(math.sumprod, p, q)
