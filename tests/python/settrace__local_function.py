# A trace function answers who traces the frame from then on; None: nobody.
import sys


def only_calls(frame, event, arg):
    print("global", event, frame.f_code.co_name)
    return None


def local(frame, event, arg):
    print("local", event)
    return None


def chooses(frame, event, arg):
    print("chooses", event)
    return local if frame.f_code.co_name == "f" else None


def f():
    x = 1
    return x


def g():
    return f()


for t in (only_calls, chooses):
    sys.settrace(t)
    g()
    sys.settrace(None)


def outer():
    sys._getframe().f_trace = local
    x = 1
    return x


sys.settrace(only_calls)
outer()
sys.settrace(None)
