a, b = {1, 2, 3}, {3, 4}
print(a | b, a & b, a - b, a ^ b, a <= {1, 2, 3, 4}, a > {1}, a.isdisjoint({9}), a == {3, 2, 1}, len(a), 2 in a, set(), frozenset({1}))
a.add(5); a.discard(9); a.remove(1)
print(a, a.union([7], (8,)), a.intersection(range(4)), a.difference([2]), a.symmetric_difference([2, 9]), a.issubset(range(9)), a.issuperset([2]), a.copy() == a)
a |= {6}; a &= {2, 6, 5}; a -= {5}; a ^= {1, 2}
print(a, {1} | frozenset({2}), frozenset({2}) | {1}, {frozenset({1}): "k"}[frozenset({1})], {1, 2} == frozenset({1, 2}))
s = set()
for i in range(20):
    s.add(i * 7 % 20)
print(s, set("a"), {*()}, {1, 1.0, True}, s.pop(), min(s))
a.update([1], {2: 3}); a.intersection_update({1, 2}); a.difference_update({1})
print(a, bool(set()), sorted({3, 1, 2}), {x for x in range(3)}, {0, 1, 8, 100})
for bad in (lambda: set().pop(), lambda: {1}.remove(2), lambda: {1} | [2], lambda: {[]}, lambda: {1} < 1, lambda: set(5), lambda: hash(set()), lambda: frozenset().add(1)):
    try:
        print(bad())
    except (KeyError, TypeError, AttributeError) as e:
        print(type(e).__name__, e)
