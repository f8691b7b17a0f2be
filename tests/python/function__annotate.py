# Annotations of a function are computed when first asked for.
def f(a: Missing, *b: int, c: "text" = 1, **d: str) -> None: ...

print(f.__annotate__.__name__, f.__annotate__.__qualname__)
try:
    f.__annotations__
except NameError as e:
    print(e)
Missing = 3
print(f.__annotations__)
f.__annotations__["a"] = 4
print(f.__annotations__["a"], f.__annotate__(1)["a"], f.__annotate__(2)["a"])
f.__annotations__ = {"b": 1}
print(f.__annotations__, f.__annotate__)
f.__annotate__ = lambda format: {"format": format}
print(f.__annotations__)
f.__annotate__ = lambda format: [format]
try:
    f.__annotations__
except TypeError as e:
    print(e)
for name, value in [("__annotate__", 1), ("__annotations__", [])]:
    try:
        setattr(f, name, value)
    except TypeError as e:
        print(e)
del f.__annotations__
print(f.__annotations__, f.__annotate__)
try:
    del f.__annotate__
except TypeError as e:
    print(e)
print((lambda: 0).__annotations__, (lambda: 0).__annotate__)
