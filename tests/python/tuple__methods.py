t = (1, 2, 2)
print(t, t.count(2), t.index(2), t + (3,), t * 2, t[0], t[-1], t[1:], len(t), 2 in t, (), (1,), tuple("ab"), tuple([1]), t == (1, 2, 2), t < (1, 3), hash(t) == hash((1, 2, 2)))
a, *b = t
print(a, b, {(1, 2): "key"}[1, 2], (1, [2]), max(t), sorted(t, reverse=True), t is tuple(t), (1, 2) + (), ((1, 2), 3))
for bad in (lambda: t.__setitem__, lambda: t + [1], lambda: t[5], lambda: t.index(9), lambda: hash(([],)), lambda: t < 5):
    try:
        print(bad())
    except (IndexError, ValueError, TypeError, AttributeError) as e:
        print(type(e).__name__, e)
try:
    t[0] = 1
except TypeError as e:
    print(e)
try:
    del t[0]
except TypeError as e:
    print(e)
