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


class Walks(ABC):
    @classmethod
    def __subclasshook__(cls, other):
        print("asked about", other.__name__)
        if cls is Walks:
            return any("walk" in base.__dict__ for base in other.__mro__) or NotImplemented
        return NotImplemented


class Dog:
    def walk(self):
        pass


class Puppy(Dog):
    pass


class Runs(Walks):
    pass


print(issubclass(Dog, Walks), issubclass(Dog, Walks))
print(isinstance(Puppy(), Walks), isinstance([], Walks), isinstance([], Walks))
print(issubclass(Dog, Runs))
Runs.register(list)
print(isinstance([], Walks), isinstance([], Runs))


class Wrong(ABC):
    @classmethod
    def __subclasshook__(cls, other):
        return 5


issubclass(int, Wrong)
