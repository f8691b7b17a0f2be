# Reports go to whatever sys.stderr is.
import sys


class Collect:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)

    def flush(self):
        pass


collect = sys.stderr = Collect()
try:
    int("x")
except ValueError as e:
    sys.excepthook(type(e), e, e.__traceback__)
sys.stderr = None
sys.excepthook(ValueError, ValueError("to nobody"), None)
sys.stderr = sys.__stderr__
for part in collect.parts:
    print(repr(part))
