# breakpoint() calls sys.breakpointhook with its arguments.
import sys


def hook(*args, **kwargs):
    print("break", args, kwargs)
    return "back"


sys.breakpointhook = hook
print(breakpoint())
print(breakpoint(1, two=2))
del sys.breakpointhook
breakpoint()
