# Frames by their depth.
import sys


def inner():
    names = []
    for depth in range(3):
        frame = sys._getframe(depth)
        names.append((frame.f_code.co_name, frame.f_lineno))
    print(names, sys._getframemodulename())
    return sys._getframe()


def outer():
    return inner()


frame = outer()
print(frame.f_code.co_name, frame.f_back.f_code.co_name, frame.f_back.f_back.f_code.co_name)
print(sorted(frame.f_locals), frame.f_globals is globals())
try:
    sys._getframe(50)
except ValueError as e:
    print(e)
