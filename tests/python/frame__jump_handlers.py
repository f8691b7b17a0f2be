# Jumps of a trace function in and out of try, except, finally and with.
import sys


def jump(function, start, target, event="line"):
    """Runs the function; at line `start` of it the trace function goes to line `target`."""
    code = function.__code__
    told = []

    def trace(frame, what, arg):
        if frame.f_code is not code:
            return None
        line = frame.f_lineno - code.co_firstlineno
        told.append(f"{what} {line}")
        if what == event and line == start and told.count(told[-1]) == 1:
            frame.f_trace = trace
            frame.f_lineno = code.co_firstlineno + target
        return trace

    out = []
    sys.settrace(trace)
    try:
        result = function(out)
        if result is not None:
            out.append(list(result))
    except Exception as error:
        out.append(f"{type(error).__name__}: {error}")
    finally:
        sys.settrace(None)
    print(function.__name__, start, "->", target, out)
    print("   ", ", ".join(told))



class Manager:
    def __init__(self, out):
        self.out = out

    def __enter__(self):
        self.out.append("in")

    def __exit__(self, *exc):
        self.out.append(("out", exc[0]))


def tries(out):
    try:
        out.append(2)
        1 / 0
    except ZeroDivisionError as e:
        out.append(5)
        out.append(6)
    else:
        out.append(8)
    finally:
        out.append(10)
    out.append(sys.exception())


def withs(out):
    with Manager(out):
        out.append(2)
        with Manager(out):
            out.append(4)
    out.append(5)


def matches(out):
    match out:
        case []:
            out.append(3)
        case [a]:
            out.append(5)
    out.append(6)


for start, target in (2, 11), (2, 5), (5, 11), (6, 2), (6, 10), (10, 2), (11, 6), (2, 8), (8, 2), (3, 8), (5, 6):
    jump(tries, start, target)
for start, target in (2, 5), (1, 2), (4, 2), (2, 4), (4, 5), (5, 2), (5, 1):
    jump(withs, start, target)
for start, target in (1, 5), (3, 5), (6, 1), (2, 6):
    jump(matches, start, target)
