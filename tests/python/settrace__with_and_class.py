# with blocks, class bodies and methods.
import sys


def tracer(frame, event, arg):
    print(event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno)
    return tracer


class Manager:
    def __enter__(self):
        return 1

    def __exit__(self, *exc):
        return False


def main():
    class Local:
        x = 1

        def method(self):
            return 3

    Local().method()
    with Manager() as m:
        pass
    return m


sys.settrace(tracer)
main()
sys.settrace(None)
