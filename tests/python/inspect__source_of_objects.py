# inspect finds the text of what a program has defined.
import inspect


def foo(a,
        b=2):
    """doc"""
    if a:
        return b

    # a comment in the middle
    return a


# About K.
class K:
    """A class."""

    def m(self):
        return 1

    x = 2

    @staticmethod
    def s(): return [i for i in (1, 2)]


def outer():
    def inner():
        return 1
    return inner


for thing in [foo, K, K.m, K.s, outer, outer()]:
    print(inspect.getsource(thing), end="")
    print(inspect.getsourcelines(thing)[1], inspect.getcomments(thing))
print(inspect.getsource(lambda: 1))
for wrong in [len, 5, int]:
    try:
        inspect.getsource(wrong)
    except (TypeError, OSError) as e:
        print(type(e).__name__, e)
