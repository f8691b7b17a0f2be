# A hook that exits decides the exit code.
import sys


def hook(cls, exc, tb):
    print("leaving because of", exc)
    sys.exit(5)


sys.excepthook = hook
[][0]
