# An error that a warning is made of ends the program.
import _warnings


class Broken(UserWarning):
    def __init__(self, text):
        raise ValueError("no warning: " + text)


def start():
    _warnings.warn("first")
    _warnings.warn("second", Broken)


start()
