# A profile function hears of calls and returns, of C functions too.
import sys


def profile(frame, event, arg):
    print(event, frame.f_code.co_name, getattr(arg, "__name__", arg))


def add(a, b):
    return a + b


class Thing:
    def __init__(self):
        self.x = len([1])


sys.setprofile(profile)
add(1, 2)
len([])
[].append(1)
"".join(["a"])
try:
    [].index(5)
except ValueError:
    pass
sorted([2, 1], key=lambda v: -v)
Thing()
sys.setprofile(None)
print(sys.getprofile())
