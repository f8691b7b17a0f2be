# What except* cannot catch.
def attempt(cls):
    try:
        try:
            raise ValueError("v")
        except* cls:
            print("caught")
    except TypeError as e:
        print(e, "| context", repr(e.__context__))


attempt(ValueError)
attempt(ExceptionGroup)
attempt((ValueError, BaseExceptionGroup))
attempt(5)
attempt((ValueError, 5))
