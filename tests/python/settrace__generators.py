# Each resumption of a generator is a call, each yield a return.
import sys


def tracer(frame, event, arg):
    if event == "exception":
        arg = arg[0].__name__
    print(event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, arg)
    return tracer


def gen(n):
    for i in range(n):
        yield i


def main():
    a = gen(2)
    next(a)
    a.close()
    b = gen(1)
    try:
        b.throw(ValueError("v"))
    except ValueError:
        pass
    c = gen(1)
    next(c)
    try:
        c.throw(ValueError("v"))
    except ValueError:
        pass


sys.settrace(tracer)
main()
sys.settrace(None)
