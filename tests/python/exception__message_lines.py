# Messages of several lines, empty ones, and classes of other modules.
import sys


class Many(Exception):
    def __str__(self):
        return "one\ntwo\n"


class Far(Exception):
    __module__ = "far.away"


class Outer:
    class Inner(Exception):
        pass


for e in [Many(), Far(1, 2), Outer.Inner("deep"), ValueError(""), ValueError(), KeyError("it's"), KeyError(), OSError(99, "odd")]:
    sys.excepthook(type(e), e, None)
raise Outer.Inner
