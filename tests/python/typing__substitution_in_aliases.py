# Type variables in unions: parameters are collected in order.
def f[K, V](): ...

K, V = f.__type_params__
alias = dict[K, list[V] | None]
print(alias, alias.__parameters__)
print((list[V] | dict[V, K]).__parameters__)
print(tuple[K, V, K].__parameters__, list[list[list[K]]].__parameters__)


class Odd:
    """Anything with __typing_subst__ is a type parameter."""
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __typing_subst__(self, arg):
        print("substitute", self, arg)
        return arg


A, B = Odd("A"), Odd("B")
print(dict[A, B].__parameters__, dict[A, list[B]][int, str])
print(list[A][list[B]][bytes])
print(tuple[A, [B, A]][1, 2])
for bad in [lambda: dict[A, B][int], lambda: list[A][int, str], lambda: list[int][str]]:
    try:
        bad()
    except TypeError as e:
        print(e)
