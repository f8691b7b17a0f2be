l = [3, 1, 2]
l.append(4); l.extend("ab"); l.insert(1, "ins"); l.insert(-100, "first"); l.insert(100, "last")
print(l, l.pop(), l.pop(0), l.index(1), l.count(3), len(l))
l.remove("ins"); l.reverse()
print(l, l.copy() == l, l.copy() is l, l + [1], [0] * 3, 2 * [1, 2], [1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], [] < [1])
n = [3, 1, 2]
n.sort(); print(n); n.sort(reverse=True); print(n)
n[1:2] = []; n[5:] = [7, 8]; n[0:0] = [0]; del n[::2]
print(n, list("abc"), list(range(3)), list({"k": 1}), list((1, 2)), [], [[]], [None] * 2)
n *= 2
n.clear()
print(n, not n, [1, [2]] == [1, [2]], 1 in [1.0], [1, 2, 3].index(3, 1), max([1, 5, 2]), sum([[1], [2]], []))
for bad in (lambda: [].pop(), lambda: [1].pop(5), lambda: [].remove(1), lambda: [].index(1), lambda: [1] + (2,), lambda: [1] * "a", lambda: [1][1], lambda: [1] < 1, lambda: [1] < ["a"], lambda: [].append(), lambda: [].insert(1), lambda: list(1, 2), lambda: [].sort(key=1) or [1, 2].sort(key=1), lambda: [1, 2, 3].index(1, 1)):
    try:
        print(bad())
    except (IndexError, ValueError, TypeError) as e:
        print(type(e).__name__, e)
