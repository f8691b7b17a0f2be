def raise_group():
    raise ExceptionGroup("g", [ValueError(1), TypeError(2), ExceptionGroup("inner", [KeyError(3), ValueError(4)])])

try:
    raise_group()
except* ValueError as eg:
    print("values", eg.exceptions)
except* KeyError as eg:
    print("keys", eg.exceptions)
except* TypeError as eg:
    print("types", eg.exceptions)
try:
    try:
        raise_group()
    except* ValueError:
        print("part")
except ExceptionGroup as rest:
    print("rest", repr(rest))
try:
    raise ValueError("single")
except* ValueError as eg:
    print(repr(eg))
g = ExceptionGroup("m", [OSError(1), ValueError(2)])
print(g.split(OSError), g.subgroup(lambda e: isinstance(e, ValueError)), g.derive([OSError()]))
try:
    try:
        raise ExceptionGroup("x", [ValueError(1)])
    except* ValueError:
        raise KeyError("new")
except KeyError as e:
    print(repr(e), repr(e.__context__))
for bad in (lambda: ExceptionGroup("x", []), lambda: ExceptionGroup("x", [1]), lambda: ExceptionGroup("x", [KeyboardInterrupt()])):
    try:
        print(bad())
    except (TypeError, ValueError) as e:
        print(e)
