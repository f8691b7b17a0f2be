# What an except clause takes, and in which order it asks.
class Meta(type):
    def __instancecheck__(cls, other):
        print("never asked")
        return True


class Odd(Exception, metaclass=Meta):
    pass


def attempt(exc, *classes):
    try:
        try:
            raise exc
        except classes:
            print("caught", repr(exc))
    except BaseException as e:
        print("left", repr(e))


attempt(ValueError(1), ValueError)
attempt(ValueError(1), TypeError, KeyError, Exception)
attempt(ValueError(1))
attempt(ValueError(1), Odd)
attempt(KeyboardInterrupt(), Exception)
attempt(ValueError(1), 5)
attempt(ValueError(1), ValueError, 5)
attempt(ValueError(1), (KeyError,))
try:
    raise ValueError
except "text":
    pass
