from itertools import chain


def talk(name, n):
    print("start", name)
    for i in range(n):
        yield name, i
    print("end", name)


c = chain(talk("a", 2), "xy", talk("b", 0), [1])
print(type(c).__name__, iter(c) is c)
for item in c:
    print(item)
print(next(c, "empty"), list(chain()), list(chain("ab", range(2), {"k": 1})))


def sources():
    print("first source")
    yield [1, 2]
    print("second source")
    yield (3,)


f = chain.from_iterable(sources())
print(next(f), next(f), next(f), next(f, "end"))
print(list(chain.from_iterable(["ab", "cd"])), list(chain.from_iterable({})))


class Mine(chain):
    pass


print(type(Mine.from_iterable(["x"])).__name__, list(Mine([1], [2])), chain[int])
broken = chain([1], 2, [3])
print(next(broken))
try:
    next(broken)
except TypeError as e:
    print(e, list(broken))
for call in (lambda: chain(x=1), lambda: chain.from_iterable(), lambda: chain.from_iterable(3)):
    try:
        call()
    except TypeError as e:
        print(e)


def bad():
    yield 1
    raise ValueError("in the middle")


d = chain(bad(), [5])
print(next(d))
try:
    next(d)
except ValueError as e:
    print(e, list(d))
list(chain.from_iterable([[1], None]))
