# sys.tracebacklimit keeps the last entries.
import sys


def a():
    b()


def b():
    c()


def c():
    raise ValueError("deep")


for limit in (2, 1, 0, -1):
    sys.tracebacklimit = limit
    try:
        a()
    except ValueError as e:
        sys.excepthook(type(e), e, e.__traceback__)
sys.tracebacklimit = 2
a()
