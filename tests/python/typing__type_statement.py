# `type X = ...` makes an alias whose value is computed when it is asked for.
type Later = Defined | None
try:
    Later.__value__
except NameError as e:
    print(e)


class Defined: ...

print(Later, Later.__value__, Later.__name__, Later.__module__)
type Pair[A, B = int] = tuple[A, B]
print(Pair, Pair.__type_params__, Pair.__parameters__)
print(Pair.__value__, Pair[str, int], Pair[str, int].__args__)
print(Pair | None, int | Later)
print(type(Pair), isinstance(Pair, type))
try:
    Later[int]
except TypeError as e:
    print(e)
type Recursive = list[Recursive]
print(Recursive.__value__, Recursive.__value__ is Recursive.__value__)
try:
    Recursive.__value__ = 3
except AttributeError as e:
    print(e)


def scope():
    type Local[T] = dict[T, here]
    here = float
    return Local

print(scope().__value__, scope().evaluate_value.__qualname__)
