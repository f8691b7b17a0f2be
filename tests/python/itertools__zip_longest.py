from itertools import zip_longest


def talk(name, n):
    for i in range(n):
        print(name, i)
        yield i
    print(name, "over")


print(list(zip_longest("ab", [1, 2, 3])), list(zip_longest("ab", [1], fillvalue="-")), list(zip_longest()), list(zip_longest([], "")))
print(list(zip_longest(talk("a", 1), talk("b", 2), talk("c", 0), fillvalue=0)))
print(len({id(t) for t in zip_longest("abcdef", range(6))}))
kept = [t for t in zip_longest("ab", "c")]
print(kept)
z = zip_longest([1], [2])
print(next(z), next(z, "end"), next(z, "end"), iter(z) is z)
for call in (
    lambda: zip_longest([1], 3),
    lambda: zip_longest([1], fill=3),
    lambda: zip_longest([1], fillvalue=3, other=1),
    lambda: zip_longest(None),
):
    try:
        call()
    except TypeError as e:
        print(e)


def bad():
    yield "fine"
    raise LookupError("second item")


z = zip_longest(bad(), "ab")
print(next(z))
try:
    next(z)
except LookupError as e:
    print(e, list(z))


class Mine(zip_longest):
    pass


print(list(Mine("a", "bc")), type(Mine()).__name__)
