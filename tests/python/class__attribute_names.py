# Attribute names must be strings, everywhere.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class A: ...


a = A()
for obj in [a, A, 1]:
    attempt(lambda: getattr(obj, 1))
    attempt(lambda: setattr(obj, 1, 2))
    attempt(lambda: delattr(obj, 1))
    attempt(lambda: hasattr(obj, 1))
    attempt(lambda: getattr(obj, "foo"))
    attempt(lambda: delattr(obj, "foo"))
