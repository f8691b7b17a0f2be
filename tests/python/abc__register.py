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


class Number(ABC):
    pass


class Whole(Number):
    pass


token = get_cache_token()
print(isinstance(3, Number), issubclass(int, Number), issubclass(Whole, Number))
print(Whole.register(int), get_cache_token() - token)
print(isinstance(3, Number), issubclass(int, Whole), isinstance(True, Number), isinstance("x", Number))
print(Number.register(Whole), get_cache_token() - token)
try:
    Number.register(3)
except TypeError as e:
    print(e)
try:
    issubclass(3, Number)
except TypeError as e:
    print(e)


class Fake:
    @property
    def __class__(self):
        return int


print(isinstance(Fake(), Number), type(Fake()) is int)
Whole.register(Number)
