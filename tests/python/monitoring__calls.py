# Calls, and how those of C functions end.
import sys

m = sys.monitoring
E = m.events
m.use_tool_id(2, "watch")


def show(x):
    if x is m.MISSING:
        return "MISSING"
    return getattr(x, "__name__", repr(x))


def callback(name):
    def call(code, offset, callable, arg):
        print(name, code.co_name, offset, show(callable), show(arg))

    return call


for name in ("CALL", "C_RETURN", "C_RAISE"):
    m.register_callback(2, getattr(E, name), callback(name))


class C:
    def method(self):
        return 1


def f(x=0):
    return x


def main():
    len([])
    f()
    f(x=1)
    C().method()
    "".join(["a"])
    max(*[1, 2])
    try:
        int("x")
    except ValueError:
        pass
    dict(a=1)


m.set_events(2, E.CALL | E.C_RETURN | E.C_RAISE)
main()
m.set_events(2, 0)
