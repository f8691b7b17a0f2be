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


class Shape(ABC):
    @abstractmethod
    def area(self): ...

    @property
    @abstractmethod
    def name(self): ...

    @classmethod
    @abstractmethod
    def make(cls): ...

    @staticmethod
    @abstractmethod
    def unit(): ...


print(sorted(Shape.__abstractmethods__))
for attribute in ("area", "name", "make", "unit"):
    print(attribute, Shape.__dict__[attribute].__isabstractmethod__)
try:
    Shape()
except TypeError as e:
    print(e)


class Half(Shape):
    name = "half"

    def make(self):
        pass

    def unit(self):
        pass


print(Half.__abstractmethods__)
try:
    Half()
except TypeError as e:
    print(e)


class Full(Half):
    def area(self):
        return 2


print(Full().area(), Full.__abstractmethods__)
Full.__abstractmethods__ = {"later"}
Full()
