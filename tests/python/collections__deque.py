from _collections import deque

d = deque([1, 2, 3])
d.append(4)
d.appendleft(0)
print(d, len(d), d[0], d[-1], d.pop(), d.popleft(), d, bool(d), bool(deque()))
d.extend("ab")
d.extendleft("xy")
print(d, d.index("a"), d.count(2), 3 in d, 9 in d)
d.rotate(2)
print(d)
d.rotate(-1)
d.rotate()
d.rotate(100)
print(d)
d.reverse()
print(d)
d.insert(0, "first")
d.insert(100, "last")
d.insert(3, "third")
d.insert(-1, "before last")
print(list(d))
d.remove("third")
del d[0]
d[1] = "new"
print(d, d.copy() == d, d.copy() is d, d.__copy__())
d.clear()
print(d, d.maxlen)
print(deque("ab") + deque("c"), deque("ab") * 2, 3 * deque([0]), deque("ab") * -1)
e = deque("ab")
e += "cd"
e *= 2
print(e, deque(), deque(iterable="xy", maxlen=5), deque([deque([1])]))
e.extend(e)
print(len(e), "".join(reversed(e)))
ring = deque([1])
ring.append(ring)
print(ring, deque([[ring]], 3))
for call in (
    lambda: deque().pop(),
    lambda: deque().popleft(),
    lambda: deque("ab")[2],
    lambda: deque("ab")["x"],
    lambda: deque("ab")[0:1],
    lambda: deque("ab").__setitem__(5, 1),
    lambda: deque("ab").__delitem__(-3),
    lambda: deque("ab").index("z"),
    lambda: deque("ab").index("a", 1),
    lambda: deque("ab").remove("z"),
    lambda: deque("ab") + "c",
    lambda: deque("ab") * "c",
    lambda: deque(3),
    lambda: deque(1, 2, 3),
    lambda: deque([], -1),
    lambda: deque([], "3"),
    lambda: deque(size=3),
    lambda: hash(deque()),
    lambda: deque().append(),
    lambda: deque("ab").rotate("1"),
    lambda: deque().extend(5),
    lambda: setattr(deque(), "maxlen", 3),
    lambda: deque("ab").index("b", "x"),
):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)
deque([1, 2]).popleft(3)
