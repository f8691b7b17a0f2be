from itertools import chain, count, cycle, groupby, islice, pairwise, repeat, starmap, takewhile, tee, zip_longest, accumulate, compress, product
from collections import deque
import operator


def take(n, iterable):
    return list(islice(iterable, n))


def sliding_window(iterable, n):
    it = iter(iterable)
    window = deque(islice(it, n - 1), maxlen=n)
    for x in it:
        window.append(x)
        yield tuple(window)


def roundrobin(*iterables):
    iterators = map(iter, iterables)
    for active in range(len(iterables), 0, -1):
        iterators = cycle(islice(iterators, active))
        yield from map(next, iterators)


def sieve(n):
    data = bytearray((0, 1)) * (n // 2)
    for p in takewhile(lambda p: p * p < n, count(3, 2)):
        if data[p]:
            data[p * p : n : p + p] = bytes(len(range(p * p, n, p + p)))
    yield 2
    yield from compress(range(n), data) if n > 2 else ()


print(take(5, count(10, 5)), list(sliding_window("ABCDE", 3)), list(roundrobin("ABC", "D", "EF")))
print(list(chain.from_iterable(repeat((1, 2), 2))), sum(starmap(operator.mul, [(2, 3), (4, 5)])))
print([(k, len(list(g))) for k, g in groupby(sorted("mississippi"))])
print(list(accumulate(chain([1], repeat(2, 4)), operator.mul)), [b - a for a, b in pairwise([1, 4, 9, 16])])
a, b = tee(x * x for x in range(4))
print(list(zip(a, islice(b, 1, None))), list(zip_longest("ab", range(3), fillvalue="?")))
print(["".join(p) for p in product("ab", repeat=2)], [p for p in sieve(30) if p % 2 or p == 2])
