# Jumps of a trace function in a generator: at a line, when it is resumed, and at the yield itself.
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



def numbers(out):
    out.append(1)
    yield 10
    out.append(3)
    yield 20
    for x in 1, 2:
        yield x
    out.append(7)


for start, target in (1, 3), (3, 1), (6, 7), (6, 3), (3, 6), (7, 5):
    jump(numbers, start, target)
for start, target in (2, 3), (4, 7), (6, 7):
    jump(numbers, start, target, "call")
    jump(numbers, start, target, "return")
