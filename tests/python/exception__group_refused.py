# What a group refuses to be made of.
def attempt(cls, *args):
    try:
        print(repr(cls(*args)))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


attempt(ExceptionGroup)
attempt(ExceptionGroup, "a")
attempt(ExceptionGroup, "a", [])
attempt(ExceptionGroup, 1, [ValueError()])
attempt(ExceptionGroup, "a", 5)
attempt(ExceptionGroup, "a", [1])
attempt(ExceptionGroup, "a", {1: 2})
attempt(ExceptionGroup, "a", [KeyboardInterrupt()])
attempt(BaseExceptionGroup, "a", [KeyboardInterrupt()])
attempt(BaseExceptionGroup, "a", (ValueError(),))
print(type(BaseExceptionGroup("a", [ValueError()])).__name__)
