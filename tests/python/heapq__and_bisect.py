import bisect
import heapq

h = [5, 1, 4, 2, 3]
heapq.heapify(h)
print(h, heapq.heappop(h), heapq.heappushpop(h, 0), heapq.heapreplace(h, 9), h)
heapq.heappush(h, -1)
print(heapq.nsmallest(2, h), heapq.nlargest(2, h), list(heapq.merge([1, 4], [2, 3])), [heapq.heappop(h) for _ in range(len(h))])
a = [1, 2, 2, 3]
print(bisect.bisect(a, 2), bisect.bisect_left(a, 2), bisect.bisect_right(a, 0), bisect.bisect(a, 2, 0, 2))
bisect.insort(a, 2.5)
bisect.insort_left(a, 0)
print(a, bisect.bisect_left(["a", "bb", "ccc"], 2, key=len))
for call in (lambda: heapq.heappop([]), lambda: heapq.heapify(3), lambda: bisect.bisect([1], "x"), lambda: bisect.bisect([1], 1, -1), lambda: heapq.heappush((), 1)):
    try:
        call()
    except Exception as e:
        print(type(e).__name__, e)


class Task:
    def __init__(self, p):
        self.p = p

    def __lt__(self, other):
        print("lt", self.p, other.p)
        return self.p < other.p


q = []
for p in (3, 1, 2):
    heapq.heappush(q, Task(p))
print([heapq.heappop(q).p for _ in range(3)])
heapq.heappush([1, 2], "x")
