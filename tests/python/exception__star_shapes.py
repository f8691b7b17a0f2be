# except* catches parts of a group, and single exceptions in a group of their own.
def attempt(exc):
    try:
        raise exc
    except* ValueError as e:
        print("values", repr(e), e.__context__)
    except* (TypeError, KeyError) as e:
        print("types and keys", repr(e))
    else:
        print("nothing")
    finally:
        print("finally")


attempt(ValueError(1))
attempt(ExceptionGroup("g", [ValueError(1), ExceptionGroup("h", [TypeError(2), KeyError(3)])]))
try:
    attempt(ExceptionGroup("g", [ValueError(1), OSError(2)]))
except ExceptionGroup as e:
    print("left", repr(e))
try:
    attempt(IndexError(3))
except IndexError as e:
    print("left", repr(e))
