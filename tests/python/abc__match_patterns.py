from _abc import (get_cache_token, _abc_init, _abc_register, _abc_instancecheck, _abc_subclasscheck)

def abstractmethod(f):
    f.__isabstractmethod__ = True
    return f

class ABCMeta(type):
    def __new__(mcls, name, bases, namespace, /, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        _abc_init(cls)
        return cls
    def register(cls, subclass):
        return _abc_register(cls, subclass)
    def __instancecheck__(cls, instance):
        return _abc_instancecheck(cls, instance)
    def __subclasscheck__(cls, subclass):
        return _abc_subclasscheck(cls, subclass)

class ABC(metaclass=ABCMeta):
    __slots__ = ()


class Seq(ABC):
    __abc_tpflags__ = 1 << 5


class Map(ABC):
    __abc_tpflags__ = 1 << 6


print("__abc_tpflags__" in Seq.__dict__)


class Pair(Seq):
    def __init__(self, *items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


class Other:
    def __len__(self):
        return 2

    def __getitem__(self, i):
        return "ab"[i]


class SubOther(Other):
    pass


class Table:
    def get(self, key, default=None):
        return default

    def __len__(self):
        return 0


class Mixed(Other, Map):
    pass


def kind(x):
    match x:
        case [a, b]:
            return "sequence", a, b
        case {}:
            return "mapping"
        case _:
            return "neither"


print(kind(Pair(1, 2)), kind(Other()), kind(SubOther()), kind(Table()), kind(Mixed()))
Seq.register(Other)
Map.register(Table)
print(kind(Other()), kind(SubOther()), kind(Table()))
try:
    class Both(ABC):
        __abc_tpflags__ = 96
except TypeError as e:
    print(e)
