# Assigning to the parts of a function.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


def f(a, b=2, *, c=3): return a, b, c


def outer():
    x = 1
    def inner(): return x
    return inner


for name in ["__code__", "__name__", "__qualname__", "__defaults__", "__kwdefaults__", "__dict__", "__closure__", "__globals__", "__type_params__"]:
    attempt(lambda: setattr(f, name, 1))
    attempt(lambda: delattr(f, name))
attempt(lambda: setattr(f, "__code__", outer().__code__))
attempt(lambda: f(1))
f.__defaults__ = (5,)
f.__kwdefaults__ = {"c": 6}
print(f(1), f.__defaults__, f.__kwdefaults__)
f.__code__ = (lambda a, b, *, c: [a, b, c]).__code__
print(f(1))
f.__dict__ = {"q": 1}
print(f.q, vars(f))
