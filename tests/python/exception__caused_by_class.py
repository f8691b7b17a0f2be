# raise with a class and a class as cause: both are called.
class Reason(Exception):
    def __init__(self):
        super().__init__("made without arguments")


try:
    raise ValueError from Reason
except ValueError as e:
    print(repr(e), repr(e.__cause__))
raise Reason
