# f_trace, f_trace_lines and f_trace_opcodes.
import sys


def tracer(frame, event, arg):
    if event == "call":
        frame.f_trace_lines = False
    print(event, frame.f_trace_lines, frame.f_trace_opcodes)
    return tracer


def f():
    x = 1
    return x


sys.settrace(tracer)
f()
sys.settrace(None)
frame = sys._getframe()
print(frame.f_trace, frame.f_trace_lines, frame.f_trace_opcodes)
for name, value in [("f_trace_lines", 1), ("f_trace_opcodes", None), ("f_lineno", 5), ("f_lineno", "x")]:
    try:
        setattr(frame, name, value)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
frame.f_trace = print
print(frame.f_trace is print)
del frame.f_trace
print(frame.f_trace)
