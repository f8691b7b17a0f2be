class A:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        print("add", self.n, getattr(other, "n", other))
        return A(self.n + getattr(other, "n", other))

    def __radd__(self, other):
        print("radd", self.n, other)
        return A(self.n + other)

print(sum([A(1), A(2), A(3)]).n, sum([A(1)], A(10)).n)
print(sum([1, 2.5, True]), sum([0.1] * 10), sum(range(10), 100), sum([[1], [2]], []), sum(x * x for x in range(4)))
print(sum([10 ** 20, 1, -5]), sum([1, 2], start=5), sum([1e100, 1.0, -1e100]), sum([1j, 2]))
for bad in (lambda: sum(["a"]), lambda: sum([], ""), lambda: sum(5), lambda: sum()):
    try:
        print(bad())
    except TypeError as e:
        print(e)
