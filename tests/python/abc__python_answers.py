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


from _abc import _reset_registry, _reset_caches


class Marked:
    def __init__(self, answer):
        self.answer = answer

    @property
    def __isabstractmethod__(self):
        print("asked whether abstract")
        return self.answer


class Base(ABC):
    yes = Marked(True)
    no = Marked([])
    computed = property(Marked("yes"), Marked(0))


print(sorted(Base.__abstractmethods__), Base.__dict__["computed"].__isabstractmethod__)


class Derived(Base):
    yes = 1


print(sorted(Derived.__abstractmethods__))


class LoudMeta(ABCMeta):
    def __getattribute__(cls, name):
        if name == "_abc_impl":
            print("looking for", name)
        return super().__getattribute__(name)


class Loud(metaclass=LoudMeta):
    pass


Loud.register(int)
print(isinstance(1, Loud), isinstance("", Loud))
_reset_caches(Loud)
print(isinstance(1, Loud))
_reset_registry(Loud)
_reset_caches(Loud)
print(isinstance(1, Loud))


class Broken:
    @property
    def __isabstractmethod__(self):
        raise KeyError("no answer")


class Fails(ABC):
    method = Broken()
