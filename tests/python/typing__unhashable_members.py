# A member of a union without a hash is compared instead; the union has no hash then.
class Meta(type):
    __hash__ = None

    def __eq__(self, other):
        print("compare", self.__name__, getattr(other, "__name__", other))
        return self is other


class A(metaclass=Meta): ...
class B(metaclass=Meta): ...

u = A | B | A | int
print(u.__args__ == (A, B, int))
print(u == (int | B | A))
try:
    hash(u)
except TypeError as e:
    print(e)


class Loud(type):
    def __hash__(self):
        print("hash", self.__name__)
        return 7

    def __eq__(self, other):
        print("eq", self.__name__, other.__name__)
        return self is other


class C(metaclass=Loud): ...
class D(metaclass=Loud): ...

print((C | D).__args__ == (C, D))
