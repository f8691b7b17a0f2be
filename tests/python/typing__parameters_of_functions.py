# A generic function: its parameters are objects, seen by its annotations and its body.
def first[T, *Ts, U = int, **P = None](x: T, *rest: *Ts) -> U:
    return T, Ts, U, P

print(first.__type_params__)
print(first(1) == first.__type_params__)
for param in first.__type_params__:
    print(repr(param), type(param), param.__name__, param.has_default(), param.__default__)
print(first.__annotations__["x"], first.__annotations__["return"])
print(first.__qualname__, first.__name__)


def maker[T]():
    def inner[V](v: V, t: T): ...
    return inner


inner = maker()
print(inner.__qualname__, inner.__type_params__, inner.__annotations__)
try:
    inner.__type_params__ = [1]
except TypeError as e:
    print(e)
inner.__type_params__ = ()
print(inner.__type_params__)


def plain(): ...
print(plain.__type_params__)
