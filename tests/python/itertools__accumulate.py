from itertools import accumulate
import operator

print(list(accumulate([1, 2, 3, 4])), list(accumulate("abc")), list(accumulate([])), list(accumulate([5])))
print(list(accumulate([1, 2, 3], operator.mul)), list(accumulate([3, 1, 4, 1], max)), list(accumulate([1, 2], func=None)))
print(list(accumulate([1, 2, 3], initial=100)), list(accumulate([], initial=0)), list(accumulate([1, 2], initial=None)))
print(list(accumulate([1, 2, 3], lambda a, b: (a, b), initial="start")))


class N:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        print("add", self.n, other.n)
        return N(self.n + other.n)


print([x.n for x in accumulate(N(i) for i in range(1, 4))])
a = accumulate([[1], [2]])
first = next(a)
print(first, next(a), first)
for call in (
    lambda: accumulate(),
    lambda: accumulate(3),
    lambda: accumulate([1], None, 5),
    lambda: list(accumulate([1, "a"])),
    lambda: list(accumulate([1, 2], 3)),
    lambda: accumulate([1], start=3),
):
    try:
        print(call())
    except TypeError as e:
        print(e)


class Mine(accumulate):
    def __next__(self):
        return "item", super().__next__()


print(list(Mine([1, 2])))
list(accumulate([1, 0], lambda a, b: a / b))
