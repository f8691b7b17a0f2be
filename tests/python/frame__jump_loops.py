# Jumps of a trace function within plain lines and loops: out of a loop, never into its body.
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



def plain(out):
    out.append(1)
    out.append(2)
    out.append(3)


def loops(out):
    for i in 1, 2:
        out.append(i)
        for j in 3, 4:
            out.append(j)
        else:
            out.append("else")
    out.append("end")


def whiles(out):
    n = 2
    while n > 0:
        n -= 1
        out.append(n)
    out.append("end")


for start, target in (1, 3), (3, 1), (2, 2), (2, 0), (2, 4), (2, -1):
    jump(plain, start, target)
for start, target in (1, 2), (2, 7), (4, 7), (4, 2), (2, 4), (6, 4), (4, 6), (7, 1), (1, 7), (4, 5):
    jump(loops, start, target)
for start, target in (1, 4), (4, 1), (5, 3), (3, 5):
    jump(whiles, start, target)
