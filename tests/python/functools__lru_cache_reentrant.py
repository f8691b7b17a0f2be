from _functools import _lru_cache_wrapper


def info(*numbers):
    return numbers


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        print("hash", self.n)
        return self.n

    def __eq__(self, other):
        print("eq", self.n, other.n)
        return self.n == other.n

    def __del__(self):
        print("del", self.n)


def make(key):
    print("make", key.n)
    return key.n * 10


cache = _lru_cache_wrapper(make, 2, False, info)
print(cache(Key(1)))
print(cache(Key(3)))
print(cache(Key(1)))
print(cache(Key(5)), cache.cache_info())
print(cache(Key(1)))
cache.cache_clear()
print("cleared")


def deep(n):
    if n:
        deep_cache(n - 1)
        return deep_cache(n - 1)
    return "bottom"


deep_cache = _lru_cache_wrapper(deep, 2, False, info)
print(deep_cache(5), deep_cache.cache_info())


def twice(n):
    if not running:
        running.append(n)
        again(n)
    print("once more", n)
    return [n]


running = []
again = _lru_cache_wrapper(twice, 1, False, info)
first = again(1)
print(first is again(1), again.cache_info())


def sometimes(n):
    if n < 0:
        raise ValueError("not kept")
    return NotImplemented


s = _lru_cache_wrapper(sometimes, None, False, info)
print(s(1), s(1), s.cache_info())
for _ in range(2):
    try:
        s(-1)
    except ValueError as e:
        print(e, s.cache_info())
s(-2)
