# The locals of a frame can be written from outside.
import sys


def change():
    frame = sys._getframe(1)
    frame.f_locals["x"] = 10
    frame.f_locals["new"] = 5


def f():
    x = 1
    y = 2
    change()
    frame = sys._getframe()
    print(x, y, frame.f_locals["new"], "new" in frame.f_locals, sorted(frame.f_locals))
    snapshot = locals()
    snapshot["x"] = 99
    return x


print(f())
