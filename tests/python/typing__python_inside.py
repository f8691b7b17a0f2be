# What typing's natives ask of Python code: checks of bounds, substitution, names of unions.
import typing
from typing import TypeVar, ParamSpec, TypeAliasType, TypeVarTuple, Generic, Union

T = TypeVar("T", bound="Later")
P = ParamSpec("P", bound=int)
print(T.__bound__, P.__bound__, P.args.__origin__ is P)
try:
    TypeVar("Q", bound=5)
except TypeError as e:
    print(e)
try:
    ParamSpec("Q", bound=[])
except TypeError as e:
    print(e)
K, V = TypeVar("K"), TypeVar("V", default=int)


class Pair(Generic[K, V]): pass


print(Pair[str], Pair[str, bytes])
try:
    Pair[()]
except TypeError as e:
    print(e)
print(Union[list[K], dict[K, V]][str, int], (list[K] | None)[int])
print((list[K] | dict[K, V]).__parameters__)
A = TypeAliasType("A", list[K], type_params=(K,))
print(A[int], A[int].__origin__ is A, A.__type_params__)


class Meta(type):
    def __getattr__(cls, name):
        print("asked", name)
        raise AttributeError(name)


class Shown(metaclass=Meta): pass


try:
    class C(Union[int, typing.List[int]]): pass
except TypeError as e:
    print(e)


class Param:
    def __typing_subst__(self, arg):
        print("subst", arg)
        return arg,
    def __typing_is_unpacked_typevartuple__(self): return False
    def __typing_prepare_subst__(self, alias, args):
        print('prepare', args)
        return args
    @property
    def __parameters__(self):
        print("parameters")
        return ()


p = Param()
print(list[p].__parameters__ == (p,))
print(list[p][int], (list[p] | None)[str])


print((list[K] | dict[str, V])[int, str], dict[K, V][int])


def lazily[L = print("computed")](): pass


print(TypeAliasType("C", int, type_params=lazily.__type_params__).__type_params__)


class Alias:
    @property
    def __parameters__(self):
        print("parameters")
        return (K, V)


print(V.__typing_prepare_subst__(Alias(), (str,)), K.__typing_prepare_subst__(Alias(), (str,)))


class Called:
    def __call__(self): pass
    @property
    def __parameters__(self):
        print("parameters of a member")
        return (K,)


print(Union[Called(), int].__parameters__)
