from _functools import reduce


def show(a, b):
    print("combine", a, b)
    return a + b


print(reduce(show, [1, 2, 3]), reduce(show, [1, 2], 10), reduce(show, [5]), reduce(show, [], 7))
print(reduce(show, [1], initial=2), reduce(lambda a, b: (a, b), "abcd"))
print(reduce(show, [], initial=None))


def numbers():
    print("start")
    yield 1
    yield 2
    print("stop")


print(reduce(show, numbers()))


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


reduce(lambda a, b: print(a.name, b.name) or b, (Loud(c) for c in "xyz"))
for call in (
    lambda: reduce(show, []),
    lambda: reduce(show, 3),
    lambda: reduce(show),
    lambda: reduce(show, [1], 2, 3),
    lambda: reduce(show, [1], start=3),
    lambda: reduce(function=show, iterable=[1]),
    lambda: reduce(3, [1, 2]),
):
    try:
        call()
    except TypeError as e:
        print(e)
print(reduce(3, [1]), reduce(None, [], "unused"))
reduce(lambda a, b: a / b, [1, 0, 2])
