# A property: its functions, doc, name, and what it has not.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class A:
    empty = property()

    @property
    def y(self):
        "doc of y"
        return 1

    @y.setter
    def y(self, value):
        print("set", value)

    z = property(None, None, None, "doc of z")


a = A()
for name in ["empty", "y", "z"]:
    p = A.__dict__[name]
    print(name, p.__doc__, p.__name__, p.__isabstractmethod__)
    attempt(lambda: getattr(a, name))
    attempt(lambda: setattr(a, name, 1))
    attempt(lambda: delattr(a, name))
attempt(lambda: property(len).__name__)
attempt(lambda: property().__name__)
attempt(lambda: property(1, 2, 3, 4, 5))
attempt(lambda: property(foo=1))
attempt(lambda: property().__set_name__(1))
attempt(lambda: property().__get__(1))
attempt(lambda: property().__get__(None))
attempt(lambda: setattr(property(), "fget", 1))
p = property()
p.__doc__ = "new"
p.__name__ = "named"
print(p.__doc__, p.__name__)
