class N:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        print(self.n, "<", other.n)
        return self.n < other.n

    def __gt__(self, other):
        print(self.n, ">", other.n)
        return self.n > other.n

print(min(N(3), N(1), N(2)).n, max([N(3), N(1), N(5)]).n)
print(min("ab", key=lambda c: print("key", c) or c), max([], default="none"))
print(max(3, 1.0, True), min("b", "a"), max([1, 2], [1, 3]), min([(2, "a"), (1, "b")]))
for bad in (lambda: min(), lambda: max([]), lambda: min(1), lambda: max(1, "a"), lambda: min(1, 2, default=3), lambda: max([1], key=1)):
    try:
        print(bad())
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
