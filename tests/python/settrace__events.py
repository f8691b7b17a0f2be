# call, line, return and exception, in their order.
import sys


def tracer(frame, event, arg):
    if event == "exception":
        arg = arg[0].__name__, str(arg[1])
    print(event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, arg)
    return tracer


def add(a, b):
    c = a + b
    return c


def fails(x):
    try:
        1 / x
    except ZeroDivisionError:
        x = 5
    finally:
        x = 6
    return x


def raises():
    raise KeyError("k")


def main():
    add(1, 2)
    fails(0)
    try:
        raises()
    except KeyError:
        pass
    while add(1, 1) > 2:
        pass


sys.settrace(tracer)
main()
sys.settrace(None)
print("off", sys.gettrace())
main()
