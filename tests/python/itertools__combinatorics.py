from itertools import product, permutations, combinations, combinations_with_replacement as cwr

print(list(product("ab", [1, 2])), list(product("ab", repeat=2)), list(product()), list(product("abc", [])), list(product("ab", repeat=0)))
print(list(permutations("abc")), list(permutations("abc", 2)), list(permutations("ab", 0)), list(permutations("ab", 3)), list(permutations([], None)))
print(list(combinations("abcd", 2)), list(combinations("abc", 3)), list(combinations("ab", 3)), list(combinations("ab", 0)))
print(list(cwr("abc", 2)), list(cwr("", 0)), list(cwr("", 1)), list(cwr("a", 3)))
print(len(list(permutations(range(5)))), len(list(product(range(3), repeat=4))), len(list(combinations(range(7), 3))), len(list(cwr(range(4), 3))))
print(len({id(t) for t in product("abc", "de")}), len({id(t) for t in combinations("abcde", 2)}), len({id(t) for t in permutations("abc")}))
p = permutations([1, 2, 3])
first, second = next(p), next(p)
print(first, second, list(p), next(p, "end"))


def source():
    print("read all")
    yield from "xy"


print(next(product(source(), source())), next(combinations(source(), 1)))
errors = [
    lambda: product("ab", repeat=-1),
    lambda: product("ab", repeat="2"),
    lambda: product("ab", times=2),
    lambda: product(3),
    lambda: permutations("ab", -1),
    lambda: permutations("ab", "1"),
    lambda: permutations(),
    lambda: combinations("ab"),
    lambda: combinations("ab", -1),
    lambda: combinations("ab", None),
    lambda: cwr("ab", -2),
    lambda: cwr(5, 2),
    lambda: permutations("ab", r=1.0),
]
for call in errors:
    try:
        print(call())
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


class Hand(combinations):
    def __next__(self):
        return "".join(super().__next__())


print(list(Hand("abc", r=2)), list(permutations(iterable="ab", r=1)))
