# Long enough for runs, binary insertion and galloping merges.
def numbers(n, seed=7):
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        yield seed % 1000

items = list(numbers(300))
count = 0

class N:
    __slots__ = ("n",)

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        global count
        count += 1
        return self.n < other.n

def compare(items):
    global count
    count = 0
    done = [x.n for x in sorted(map(N, items))]
    print(done == sorted(items), count)

compare(items)
compare(range(100))
compare(range(100, 0, -1))
compare(list(range(150)) + [5] + list(range(100, 0, -1)))
compare([n // 50 for n in items])
print(sorted(items)[:10], sorted(items, reverse=True)[:5], sorted(items, key=lambda n: n % 10)[:10])
pairs = [(n % 3, i) for i, n in enumerate(items)]
print(sorted(pairs, key=lambda p: p[0]) == sorted(pairs))
