# throw: into a fresh generator, a waiting one, one that has ended.
import sys


def show(e):
    sys.excepthook(type(e), e, e.__traceback__)


def g():
    try:
        yield 1
    except KeyError:
        yield "caught"


for start in (0, 1):
    it = g()
    if start:
        next(it)
    try:
        print(it.throw(KeyError("thrown")))
    except KeyError as e:
        show(e)
it = g()
it.close()
it.throw(ValueError("too late"))
