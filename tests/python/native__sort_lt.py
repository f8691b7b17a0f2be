class N:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        print(self.n, "<", other.n)
        return self.n < other.n

    def __repr__(self):
        return f"N({self.n})"

for order in ([1, 2, 3], [3, 2, 1], [2, 3, 1], [5, 1, 4, 2, 3], [1, 1, 1]):
    print(sorted(map(N, order)))
print(sorted(map(N, [2, 1, 3]), reverse=True))
