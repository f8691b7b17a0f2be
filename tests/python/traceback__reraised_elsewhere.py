# An exception that is raised twice has both ways in its traceback.
saved = []


def first():
    try:
        raise ValueError("once")
    except ValueError as e:
        saved.append(e)


def second():
    raise saved[0]


first()
second()
