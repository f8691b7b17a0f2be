# Every way in which setting f_lineno is refused.
import sys


def first(value):
    def trace(frame, event, arg):
        if event == "line":
            sys.settrace(None)
            try:
                frame.f_lineno = value
            except (ValueError, AttributeError) as e:
                print(type(e).__name__, e)
            else:
                print("fine", frame.f_lineno - target.__code__.co_firstlineno)
        return trace
    return trace


def target():
    x = 1
    return x


for value in 1.5, True, 10**30, -5, 2**31 - 1, "3", None, target.__code__.co_firstlineno + 2:
    sys.settrace(first(value))
    target()

def at(wanted):
    def trace(frame, event, arg):
        frame.f_trace_opcodes = True
        if event == wanted:
            try:
                frame.f_lineno += 1
            except ValueError as e:
                print(event, e)
            sys.settrace(None)
            sys.setprofile(None)
        return trace
    return trace


def raises():
    try:
        len(1)
    except TypeError:
        pass
    return len("x")


for event in "call", "opcode", "exception", "return":
    sys.settrace(at(event))
    raises()
for event in "call", "c_call", "c_exception", "c_return", "return":
    sys.setprofile(at(event))
    raises()
