# RAISE, RERAISE and EXCEPTION_HANDLED.
import sys

m = sys.monitoring
E = m.events
m.use_tool_id(2, "watch")


def callback(name):
    def call(code, offset, e):
        print(name, code.co_name, offset, repr(e))

    return call


for name in ("RAISE", "RERAISE", "EXCEPTION_HANDLED"):
    m.register_callback(2, getattr(E, name), callback(name))


def raises():
    try:
        raise KeyError("k")
    finally:
        y = 1


def again():
    try:
        1 / 0
    except ZeroDivisionError:
        raise


def main():
    try:
        raises()
    except KeyError:
        pass
    try:
        again()
    except ArithmeticError:
        pass


m.set_events(2, E.RAISE | E.RERAISE | E.EXCEPTION_HANDLED)
main()
m.set_events(2, 0)
