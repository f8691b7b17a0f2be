# A hook of one's own gets class, exception and traceback.
import sys


def hook(cls, exc, tb):
    print("hook:", cls.__name__, exc, tb.tb_lineno, sys.last_exc is exc)


sys.excepthook = hook
print(sys.excepthook is sys.__excepthook__)


def f():
    raise ValueError("nobody catches this")


f()
