from functools import singledispatch, singledispatchmethod
from collections.abc import Sequence, Mapping


@singledispatch
def describe(x):
    return f"some {type(x).__name__}"


@describe.register(int)
def describe_int(x):
    return "an int"


@describe.register(Sequence)
def _(x):
    return "a sequence of " + ", ".join(describe(i) for i in x)


@describe.register(Mapping)
def _(x):
    return "a mapping"


print(describe(1), describe(True), describe(2.5), describe({}), describe([1, 2.0]))
print(describe.dispatch(bool) is describe_int, describe.registry[int] is describe_int, sorted(c.__name__ for c in describe.registry))


class Shape:
    @singledispatchmethod
    def draw(self, x):
        return "unknown"

    @draw.register(int)
    def _(self, x):
        return f"int {x}"

    @draw.register(str)
    def _(self, x):
        return f"str {x}"


print(Shape().draw(1), Shape().draw("s"), Shape().draw(None))
describe()
