from collections import deque, Counter, defaultdict, OrderedDict, namedtuple


def tail(lines, n):
    return list(deque(lines, n))


def bfs(graph, start):
    seen, queue = {start}, deque([start])
    while queue:
        node = queue.popleft()
        yield node
        for nxt in graph[node]:
            if nxt not in seen:
                seen.add(nxt)
                queue.append(nxt)


graph = {"a": "bc", "b": "d", "c": "d", "d": ""}
print(tail("abcdef", 2), "".join(bfs(graph, "a")))
words = "the cat and the dog and the bird".split()
by_letter = defaultdict(list)
for w in words:
    by_letter[w[0]].append(w)
print(dict(by_letter), Counter(words).most_common(2))


class LRU(OrderedDict):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def __getitem__(self, key):
        value = super().__getitem__(key)
        self.move_to_end(key)
        return value

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        if len(self) > self.size:
            del self[next(iter(self))]


cache = LRU(2)
cache["a"], cache["b"] = 1, 2
cache["a"]
cache["c"] = 3
print(list(cache), cache.size)
Move = namedtuple("Move", "piece to")
moves = deque(maxlen=2)
for m in (Move("K", "e1"), Move("Q", "d8"), Move("R", "a1")):
    moves.append(m)
print(moves, [piece for piece, _ in moves])
for m in moves:
    moves.popleft()
