r = range(2, 20, 3)
print(r, list(r), len(r), r[1], r[-1], r[1:3], r[::-1], 5 in r, 6 in r, r.index(8), r.count(5), r == range(2, 19, 3), range(0) == range(5, 5), r.start, r.stop, r.step, list(range(5, 0, -2)), list(range(3, 3)), bool(range(0)), hash(range(0)) == hash(range(1, 1)))
print(max(r), sum(r), list(reversed(r)), range(10 ** 30)[10 ** 20], len(range(-5, 5)), list(range(10 ** 20, 10 ** 20 + 2)))
it = iter(range(3))
print(next(it), list(it), list(it))
for bad in (lambda: range(), lambda: range(1, 2, 0), lambda: range(1.0), lambda: range(3)[5], lambda: range(3).index(9), lambda: range(3) + range(2), lambda: range(1, 2, 3, 4)):
    try:
        print(bad())
    except (TypeError, ValueError, IndexError) as e:
        print(type(e).__name__, e)
