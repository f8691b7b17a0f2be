# Statements of several kinds, pointed at.
import sys


def attempt(f):
    try:
        f()
    except Exception as e:
        sys.excepthook(type(e), e, e.__traceback__)


def unpack():
    a, b = 1, 2, 3


def star():
    a, *b, c = [1]


def loop():
    for i in 5:
        pass


def item():
    x = [1, 2]
    x[5] = 3


def delete():
    d = {}
    del d["k"]


def manager():
    with 5 as f:
        pass


def augmented():
    s = "a"
    s += 1


def call():
    None()


for f in (unpack, star, loop, item, delete, manager, augmented, call):
    attempt(f)
