import sys

class W:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        counts.append((sys.getrefcount(self), sys.getrefcount(other)))
        return self.n < other.n

counts = []
words = [W(n) for n in (4, 2, 5, 1)]
words.sort()
print([w.n for w in words])
print(counts)
counts.clear()
print([w.n for w in sorted(words, reverse=True)])
print(counts)
