import bisect

a = [1, 2, 2, 2, 5]
print(bisect.bisect(a, 2), bisect.bisect_left(a, 2), bisect.bisect_right(a, 2, 2, 3), bisect.bisect(a, 0), bisect.bisect(a, 9), bisect.bisect([], 1))
bisect.insort(a, 3)
bisect.insort_left(a, 2.0)
bisect.insort_right(a, 0, hi=0)
print(a, bisect.bisect is bisect.bisect_right)
words = ["a", "bb", "cccc"]
print(bisect.bisect(words, 3, key=len), bisect.bisect_left(words, 2, key=len))
bisect.insort(words, "ddd", key=len)
print(words)


class Loud:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        print("lt", self.n, other.n)
        return self.n < other.n


items = [Loud(n) for n in (1, 3, 5)]
print(bisect.bisect_left(items, Loud(3)), bisect.bisect_right(items, Loud(3)))


class Row:
    def __len__(self):
        print("len")
        return 4

    def __getitem__(self, i):
        print("item", i)
        return i * 10

    def insert(self, i, x):
        print("insert", i, x)


print(bisect.bisect(Row(), 15), bisect.insort(Row(), 25))
for call in (
    lambda: bisect.bisect(a, 1, -1),
    lambda: bisect.bisect(3, 1),
    lambda: bisect.bisect(a, "x"),
    lambda: bisect.bisect(a),
    lambda: bisect.bisect(a, 1, "0"),
    lambda: bisect.bisect([1], 1, 0, 5),
    lambda: bisect.bisect(a, 1, 0, 1, len),
    lambda: bisect.insort((1, 2), 1),
):
    try:
        print(call())
    except (ValueError, TypeError, IndexError, AttributeError) as e:
        print(type(e).__name__, e)
bisect.insort([1, None, 3], 2)
