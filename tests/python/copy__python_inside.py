# __getstate__, __replace__, property() and classmethod() where Python code answers.
import types


class Slots:
    __slots__ = ("a", "b")


s = Slots()
s.a = 1
print(s.__getstate__())


class Computed:
    __slots__ = ("x",)
    def __getattribute__(self, name):
        if name == "x":
            print("asked for x")
            return 5
        return object.__getattribute__(self, name)


print(Computed().__getstate__())


class Space(types.SimpleNamespace):
    def __init__(self, *args, **kwargs):
        print("init", sorted(kwargs))
        super().__init__(*args, **kwargs)


print(Space(a=1, b=2).__replace__(b=3))


class Getter:
    @property
    def __doc__(self):
        print("asked for the doc")
        return "the doc"
    def __call__(self, obj): return 7
    @property
    def __name__(self): return "computed"


p = property(Getter())
print(p.__doc__, p.__name__)


class Sub(property):
    def __setattr__(self, name, value):
        print("set", name)
        super().__setattr__(name, value)


print(Sub(Getter()).__doc__)


class Wrapped:
    def __getattr__(self, name):
        print("asked for", name)
        if name == "__qualname__":
            raise AttributeError(name)
        return "the " + name
    def __call__(self, cls): return cls


c = classmethod(Wrapped())
print(c.__name__, c.__dict__["__module__"], hasattr(c, "__qualname__"))
