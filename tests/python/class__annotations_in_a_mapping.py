# SETUP_ANNOTATIONS asks a namespace that is no dict, and the annotations are put into what it answers.
from __future__ import annotations


class Names:
    def __init__(self, **kept):
        self.kept = kept

    def __getitem__(self, key):
        found = key in self.kept
        print("get", key, found)
        return self.kept[key]

    def __setitem__(self, key, value):
        print("set", key, value)
        self.kept[key] = value


class Meta(type):
    @classmethod
    def __prepare__(meta, name, bases, **kept):
        return Names(**kept)

    def __new__(meta, name, bases, names, **kept):
        return super().__new__(meta, name, bases, names.kept)


class Empty(metaclass=Meta):
    x: int
    y: str = "a"


print(Empty.__annotations__, Empty.y)


class Given(metaclass=Meta, __annotations__={"before": "bool"}):
    z: float = 1.5


print(Given.__annotations__, Given.z)


class Refusing(Names):
    def __getitem__(self, key):
        if key == "__annotations__":
            raise LookupError(key)
        return super().__getitem__(key)


Meta.__prepare__ = classmethod(lambda meta, name, bases: Refusing())
try:
    class Refused(metaclass=Meta):
        a: int
except LookupError as error:
    print(type(error).__name__, error)
