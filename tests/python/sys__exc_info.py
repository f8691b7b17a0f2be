# What is being handled, seen from inside.
import sys


def handled():
    return repr(sys.exception()), sys.exc_info()[0]


def g():
    try:
        raise KeyError("in generator")
    except KeyError:
        yield handled()
        yield handled()


print(handled())
try:
    1 / 0
except ZeroDivisionError:
    print(handled())
    it = g()
    print(next(it))
    print(handled())
    try:
        [][0]
    except IndexError:
        print(next(it), handled())
    print(handled())
print(handled(), sys.exc_info())
