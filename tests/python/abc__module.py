from abc import ABC, ABCMeta, abstractmethod, get_cache_token, update_abstractmethods


class Shape(ABC):
    @abstractmethod
    def area(self):
        "the size"

    @property
    @abstractmethod
    def name(self): ...

    def describe(self):
        return f"{self.name} of {self.area()}"


class Square(Shape):
    def __init__(self, side):
        self.side = side

    name = "square"

    def area(self):
        return self.side**2


print(Square(3).describe(), Shape.__abstractmethods__ == {"area", "name"}, isinstance(Square(1), Shape))
for cls in (Shape,):
    try:
        cls()
    except TypeError as e:
        print(e)


@Shape.register
class Blob:
    pass


print(isinstance(Blob(), Shape), issubclass(Blob, Shape), Shape in Blob.__mro__)


class Late(ABC):
    @abstractmethod
    def run(self): ...


Late.run = lambda self: "ran"
update_abstractmethods(Late)
print(Late().run())


class Iterate(metaclass=ABCMeta):
    @classmethod
    def __subclasshook__(cls, other):
        return hasattr(other, "__iter__") if cls is Iterate else NotImplemented


print(isinstance([], Iterate), isinstance(3, Iterate))


class Broken(Shape):
    def area(self):
        return 1


Broken()
