# Assigning to and deleting the attributes that every class has.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


def change(name, *values):
    class A: ...
    print("#", name)
    for value in values:
        attempt(lambda: setattr(A, name, value))
    attempt(lambda: getattr(A, name))
    attempt(lambda: delattr(A, name))
    attempt(lambda: setattr(int, name, 1))
    attempt(lambda: delattr(int, name))


change("__name__", 1, "B", "a\0")
change("__qualname__", 1, "B.C")
change("__module__", 1, "m")
change("__doc__", 1, "d")
change("__mro__", 1)
change("__class__", 1)
change("__text_signature__", 1)
change("__type_params__", 1)
change("foo", 1)
change("__abstractmethods__", 1, {"a"})
change("__firstlineno__", 1)
