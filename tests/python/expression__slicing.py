l = list(range(10))
s = "0123456789"
for sl in (slice(None), slice(2, 5), slice(-3, None), slice(None, None, -1), slice(8, 2, -2), slice(5, 2), slice(-100, 100), slice(None, -8), slice(3, None, 4)):
    print(l[sl], s[sl], tuple(l)[sl], list(range(10)[sl]), bytes(l)[sl], sl, sl.indices(10))
for bad in (lambda: l[::0], lambda: l["a":], lambda: l[1.5:], lambda: l[10], lambda: s[-11], lambda: (1,)[5], lambda: range(3)[3], lambda: b"a"[1], lambda: {}[1:2]):
    try:
        print(bad())
    except (ValueError, TypeError, IndexError, KeyError) as e:
        print(type(e).__name__, e)
class G:
    def __getitem__(self, k): return k
print(G()[1:2, ::3, ...], G()[()], G()[*[1, 2]], G()[-1:], slice(1, 2) == slice(1, 2))
