# The hook for what has nowhere to go.
import sys


def hook(args):
    print(args.exc_type.__name__, args.exc_value, args.err_msg.split(" <")[0], args.object, args.exc_traceback.tb_lineno)


class Dying:
    def __del__(self):
        raise ValueError("too late")


def generator():
    try:
        yield
    finally:
        raise KeyError("closing")


sys.unraisablehook = hook
Dying()
g = generator()
next(g)
del g


def bad(args):
    raise OSError("in the hook")


sys.unraisablehook = bad
Dying()
sys.unraisablehook = None
Dying()
sys.unraisablehook = sys.__unraisablehook__
g = generator()
next(g)
del g
try:
    sys.unraisablehook(5)
except TypeError as e:
    print(e)
