# A hook that fails: both exceptions are told.
import sys


def hook(cls, exc, tb):
    raise OSError("the hook is broken")


sys.excepthook = hook
1 / 0
