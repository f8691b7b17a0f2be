# The __dict__ of an instance: replaced, deleted, refused.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class A: ...


a = A()
a.x = 1
for value in [1, None, {"y": 2}]:
    attempt(lambda: setattr(a, "__dict__", value))
print(vars(a), a.y)
del a.__dict__
print(a.__dict__, hasattr(a, "y"))
a.z = 3
print(vars(a))
d = A.__dict__["__dict__"]
print(d, type(d), d.__doc__, d.__objclass__, d.__name__)
w = A.__dict__["__weakref__"]
print(w, w.__doc__, a.__weakref__)
attempt(lambda: setattr(a, "__weakref__", 1))
