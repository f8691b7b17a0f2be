# types.FunctionType makes functions out of code.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


Function = type(attempt)


def f(a, b=2, *, c=3):
    "doc"
    return a, b, c


g = Function(f.__code__, {"__name__": "elsewhere"})
print(g.__name__, g.__qualname__, g.__module__, g.__doc__, g.__defaults__, g.__kwdefaults__, g.__closure__, g(1, 2, c=3))
g = Function(f.__code__, globals(), "named", (7,), None, {"c": 9})
print(g.__name__, g.__qualname__, g(1))


def outer():
    x = 1
    def inner(): return x
    return inner


inner = outer()
cell = inner.__closure__[0]
print(Function(inner.__code__, {}, closure=(cell,))())
code = f.__code__
for args in [(), (1, {}), (code, 2), (code, {}, 3), (code, {}, None, 3), (code, {}, None, None, 3), (inner.__code__, {}),
             (inner.__code__, {}, None, None, ()), (inner.__code__, {}, None, None, (1,)), (code, {}, None, None, None, 3)]:
    attempt(lambda: Function(*args))
