# A trace function that raises is let go of, and the program gets its exception.
import sys


def tracer(frame, event, arg):
    if event == "line" and frame.f_lineno - frame.f_code.co_firstlineno == 3:
        raise RuntimeError("from the tracer")
    return tracer


def work():
    x = 1
    try:
        y = 2
        z = 3
    except RuntimeError as e:
        print("caught", e, sys.gettrace())
        raise


sys.settrace(tracer)
work()
