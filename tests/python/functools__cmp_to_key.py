from _functools import cmp_to_key


def by_length(a, b):
    print("cmp", a, b)
    return len(a) - len(b)


key = cmp_to_key(by_length)
print(sorted(["ccc", "a", "bb"], key=key))
print(key("a") < key("bb"), key("a") == key("b"), key("aa") != key("b"), key("a") >= key("b"), key("a") > key("b"), key("a") <= key("b"))
k = key("abc")
print(k.obj, type(k).__name__, type(k).__module__)
k.obj = "z"
print(k.obj, key(obj="q").obj, key(k.obj) < k)
print(sorted([3, 1, 2], key=cmp_to_key(mycmp=lambda a, b: b - a)))
for call in (
    lambda: key("a") < 3,
    lambda: hash(key("a")),
    lambda: key < key("a"),
    lambda: key(),
    lambda: key(1, 2),
    lambda: cmp_to_key(),
    lambda: cmp_to_key(other=3),
    lambda: type(key)(),
):
    try:
        call()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)


class Result:
    def __lt__(self, other):
        print("result < ", other)
        return "truthy"


print(cmp_to_key(lambda a, b: Result())(1) < cmp_to_key(None)(2))
cmp_to_key(lambda a, b: None)(1) < cmp_to_key(None)(2)
