# __notes__ that are no list of str are shown all the same.
import sys


class Shy:
    def __repr__(self):
        raise ZeroDivisionError

    def __str__(self):
        raise ZeroDivisionError


class Told:
    def __str__(self):
        return "told by str"

    def __repr__(self):
        return "told by repr"


for notes in [[1, "x"], 5, "abc", (), ("a", 2), None, Shy(), [Shy(), Told()], Told(), {"k": 1}]:
    e = ValueError("with notes")
    e.__notes__ = notes
    sys.excepthook(type(e), e, None)
try:
    e.add_note("more")
except TypeError as t:
    print(t)
