# What builtins say of themselves.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


for thing in [len, list.append, list.__add__, [].append, "".__len__, int.real, type.__dict__["__mro__"], object, dict.fromkeys, str.maketrans, None]:
    doc = getattr(thing, "__doc__", None)
    print(getattr(thing, "__name__", None), getattr(thing, "__text_signature__", None), repr(doc.split("\n")[0]) if doc else doc)
for t in [int, list, dict, property, type(len), type(attempt), type(None), super, zip, BaseException, type(int | str)]:
    print(t.__name__, t.__text_signature__, repr(t.__doc__)[:60] if isinstance(t.__doc__, str) else type(t.__doc__))


class A:
    def f(self): "text"


print(A.__doc__, A.f.__doc__, A().f.__doc__, A.__text_signature__)
print([].append.__qualname__, list.append.__qualname__, list.__add__.__objclass__, (5).__add__.__objclass__, len.__module__)
