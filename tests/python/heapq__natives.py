import heapq

h = []
for n in (5, 3, 8, 1, 9, 2):
    heapq.heappush(h, n)
print(h, [heapq.heappop(h) for _ in range(6)])
a = [9, 4, 7, 1, 3, 8]
heapq.heapify(a)
print(a, heapq.heapreplace(a, 5), a, heapq.heappushpop(a, 0), heapq.heappushpop(a, 6), a)
m = [1, 5, 2, 8, 3]
heapq.heapify_max(m)
print(m, heapq.heappop_max(m), heapq.heapreplace_max(m, 4), heapq.heappushpop_max(m, 0), heapq.heappushpop_max(m, 99), m)
heapq.heappush_max(m, 7)
print(m, heapq.heappushpop([], 1), heapq.nsmallest(2, "banana"), heapq.nlargest(2, [1, 5, 3], key=lambda x: -x))
for call in (
    lambda: heapq.heappop([]),
    lambda: heapq.heapreplace([], 1),
    lambda: heapq.heapify(3),
    lambda: heapq.heappush((), 1),
    lambda: heapq.heappop("x"),
    lambda: heapq.heappush([]),
    lambda: heapq.heappush([1], "x"),
):
    try:
        print(call())
    except (IndexError, TypeError) as e:
        print(type(e).__name__, e)


class Task:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        print("lt", self.n, other.n)
        return self.n < other.n


tasks = [Task(n) for n in (3, 1, 2)]
heapq.heapify(tasks)
print(heapq.heappushpop(tasks, Task(0)).n, heapq.heapreplace(tasks, Task(5)).n, [heapq.heappop(tasks).n for _ in range(3)])


class Shrinks:
    def __lt__(self, other):
        shared.clear()
        return True


shared = [Shrinks(), Shrinks(), Shrinks()]
try:
    heapq.heapify(shared)
except RuntimeError as e:
    print(e)
print(list(heapq.merge([1, 4], [2, 3], [0])), list(heapq.merge("az", "by", key=str.upper)))
heapq.heappush([1, 2], None)
