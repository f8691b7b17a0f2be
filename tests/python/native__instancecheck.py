class Meta(type):
    def __instancecheck__(cls, obj):
        print("instancecheck", cls.__name__)
        return obj == 5

    def __subclasscheck__(cls, sub):
        print("subclasscheck", sub.__name__)
        return True

class A(metaclass=Meta):
    pass

print(isinstance(5, A), isinstance(6, A), isinstance(A(), A), issubclass(int, A), isinstance(5, (str, A)), isinstance(True, int | str))
for bad in (lambda: isinstance(1, 5), lambda: issubclass(1, int), lambda: isinstance(1, (int, 5)), lambda: isinstance("a", (int, 5))):
    try:
        print(bad())
    except TypeError as e:
        print(e)
print(callable(A), callable(5), callable(lambda: 0), hasattr(5, "real"), getattr(5, "nope", "default"))

class G:
    def __getattr__(self, name):
        print("getattr", name)
        if name == "bad":
            raise ValueError("bad")
        raise AttributeError(name)

print(hasattr(G(), "x"), getattr(G(), "x", 1))
try:
    hasattr(G(), "bad")
except ValueError as e:
    print(e)
