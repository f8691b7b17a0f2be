# Annotations are made when first asked for, and kept.
def f(a: print("a is evaluated") or int, *args: str, b: list = None, **kw: dict) -> float:
    local: print("never") = 1


print("defined")
print(f.__annotations__)
print(f.__annotations__ is f.__annotations__)
print(f.__annotate__.__name__, f.__annotate__.__qualname__ in ("f.__annotate__", "__annotate__"), f.__annotate__(1) is f.__annotations__)


def g():
    pass


print(g.__annotations__, g.__annotate__, g.__annotations__ is g.__annotations__)
g.__annotations__["x"] = 1
print(g.__annotations__)
g.__annotate__ = lambda format: {"format": format}
print(g.__annotations__)
for bad in (5, lambda: 0):
    try:
        g.__annotate__ = bad
        g.__annotations__
    except TypeError as e:
        print(e)
try:
    del g.__annotate__
except TypeError as e:
    print(e)
try:
    g.__annotations__ = 5
except TypeError as e:
    print(e)
g.__annotate__ = lambda format: [format]
try:
    g.__annotations__
except TypeError as e:
    print(e)
g.__annotations__ = {"a": 1}
print(g.__annotations__, g.__annotate__)
g.__annotations__ = None
print(g.__annotations__)


class C:
    x: print("x") or int
    y: "later" = 1

    class D:
        z: undefined


class E(C):
    pass


print(C.__annotations__, C.__annotations__ is C.__annotations__, E.__annotations__, E.__annotate__)
print(sorted(k for k in vars(C) if "annot" in k), sorted(k for k in vars(E) if "annot" in k))
try:
    C.D.__annotations__
except NameError as e:
    print(e)
undefined = 3
print(C.D.__annotations__)
C.__annotations__ = {"set": 1}
print(C.__annotations__, sorted(k for k in vars(C) if "annot" in k))
del C.__annotations__
try:
    del C.__annotations__
except AttributeError as e:
    print(e)
print(C.__annotations__)
for t in (int, type):
    try:
        t.__annotations__
    except AttributeError as e:
        print(e)
    try:
        t.__annotate__
    except AttributeError as e:
        print(e)
try:
    int.__annotations__ = {}
except TypeError as e:
    print(e)
