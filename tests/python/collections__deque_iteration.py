from _collections import deque, _deque_iterator, _deque_reverse_iterator
from _operator import length_hint

d = deque("abcd")
it = iter(d)
print(next(it), length_hint(it), list(it), next(it, "end"), list(reversed(d)), type(it).__name__, type(reversed(d)).__name__)
for change in (lambda: d.append("x"), lambda: d.pop(), lambda: d.rotate(1), lambda: d.clear() or d.extend("pqrs")):
    it = iter(d)
    next(it)
    change()
    try:
        print(next(it))
    except RuntimeError as e:
        print(e, length_hint(it))
it = iter(d)
next(it)
d[1] = "changed"
d.reverse()
print(next(it))
it = reversed(d)
print(next(it), length_hint(it))
d.appendleft("left")
try:
    next(it)
except RuntimeError as e:
    print(e)
print(list(_deque_iterator(d, 2)), list(_deque_reverse_iterator(d, 1)), list(_deque_iterator(d, 9)), it.__reduce__()[1:])


class Sly:
    def __init__(self, act):
        self.act = act

    def __eq__(self, other):
        self.act()
        return False


for method in ("count", "index", "remove", "__contains__"):
    d = deque([1, 2, 3])
    d[0] = Sly(d.pop)
    try:
        print(getattr(d, method)("wanted"))
    except (RuntimeError, IndexError, ValueError) as e:
        print(method, type(e).__name__, e)
a, b = deque([1, 2, 3]), deque([1, 2, 4])
print(a < b, a <= b, a == b, a != b, a > b, a >= b, a == deque([1, 2, 3]), a == [1, 2, 3], deque() < deque([0]), deque([1]) >= deque())
try:
    a < [1]
except TypeError as e:
    print(e)


class Item:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        print("eq", self.n, other.n)
        return self.n == other.n

    def __lt__(self, other):
        print("lt", self.n, other.n)
        return self.n < other.n


x, y = deque([Item(1), Item(2)]), deque([Item(1), Item(3)])
print(x < y, x == y, x.count(Item(2)), Item(9) in x)
try:
    _deque_iterator([1])
except TypeError as e:
    print(e)
match d:
    case [first, *rest]:
        print("a sequence of", 1 + len(rest))
for item in d:
    d.append(item)
