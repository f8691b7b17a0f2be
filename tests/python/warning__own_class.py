# A warning may be an instance of a class of one's own.
import _warnings


class Careful(UserWarning):
    def __init__(self, what, level):
        super().__init__(what, level)
        self.level = level

    def __str__(self):
        return f"{self.args[0]} (level {self.level})"


_warnings.warn(Careful("thin ice", 3))
_warnings.warn(Careful("thin ice", 3), DeprecationWarning)


def outer():
    inner()


def inner():
    _warnings.warn("who called", Careful2, stacklevel=3)


class Careful2(Warning):
    pass


outer()
_warnings.warn("from nowhere", stacklevel=99)
_warnings.filters.insert(0, ("error", None, Careful, None, 0))
_warnings.warn(Careful("broken ice", 9))
