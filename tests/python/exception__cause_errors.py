# What may be raised, and what may be a cause.
def attempt(f):
    try:
        f()
    except BaseException as e:
        print(type(e).__name__, "-", e, "| cause", repr(e.__cause__))


def a():
    raise 5


def b():
    raise ValueError from 5


def c():
    raise ValueError from KeyError


def d():
    raise int


def e():
    raise


class Odd(Exception):
    def __new__(cls):
        return 7


def f():
    raise Odd


for g in (a, b, c, d, e, f):
    attempt(g)
