# An exception in a handler, in a handler: the whole chain is told.
def first():
    try:
        {}["a"]
    except KeyError:
        second()


def second():
    try:
        [][1]
    except IndexError:
        third()


def third():
    int("x")


first()
