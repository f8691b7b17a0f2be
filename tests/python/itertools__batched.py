from itertools import batched


def items(n):
    for i in range(n):
        print("give", i)
        yield i


print(list(batched("abcdefg", 3)), list(batched([], 2)), list(batched("ab", 5)), list(batched("abcd", n=2, strict=True)))
b = batched(items(5), 2)
print(next(b), "one batch")
print(list(b), next(b, "end"))
strict = batched(range(5), 2, strict=True)
print(next(strict), next(strict))
try:
    next(strict)
except ValueError as e:
    print(e, list(strict))
for call in (
    lambda: batched("abc", 0),
    lambda: batched("abc", -1),
    lambda: batched("abc", "2"),
    lambda: batched("abc"),
    lambda: batched(3, 2),
    lambda: batched("abc", 1, True),
    lambda: batched("abc", 1.0),
):
    try:
        print(call())
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)


def bad():
    yield 1
    yield 2
    raise RuntimeError("half way")


b = batched(bad(), 3)
try:
    next(b)
except RuntimeError as e:
    print(e, list(b))


class Flag:
    def __bool__(self):
        print("asked")
        return True


list(batched("abc", 2, strict=Flag()))
