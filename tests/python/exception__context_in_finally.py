# An exception in finally has what was on its way as its context.
def work():
    try:
        raise ValueError("lost")
    finally:
        raise KeyError("found")


work()
