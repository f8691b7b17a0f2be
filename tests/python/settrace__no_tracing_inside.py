# Nothing is traced while the tracer runs.
import sys

depth = 0


def helper(x):
    return x + 1


def tracer(frame, event, arg):
    global depth
    depth = helper(depth)
    return tracer


def f():
    return helper(1)


sys.settrace(tracer)
f()
sys.settrace(None)
print(depth)
