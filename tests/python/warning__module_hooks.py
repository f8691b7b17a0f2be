# What stands in sys.modules["warnings"] is asked how to show a warning.
import _warnings
import sys


class Message:
    def __init__(self, message, category, filename, lineno, file, line, source="none"):
        print("message made of", repr(message), category.__name__, filename, lineno, file, line, source)
        self.text = str(message)


def show(message):
    print("shown:", message.text)


fake = type(sys)("warnings")
fake._showwarnmsg = show
fake.WarningMessage = Message
sys.modules["warnings"] = fake
_warnings.warn("hello", source=3)
fake.filters = [("error", None, Warning, None, 0)]
try:
    _warnings.warn("stopped")
except UserWarning as e:
    print("raised", e)
fake.filters = []
fake.defaultaction = "once"
fake.onceregistry = {}
for i in range(2):
    _warnings.warn_explicit("only once", UserWarning, "f.py", i)
print(fake.onceregistry)
fake.defaultaction = 3
try:
    _warnings.warn("no action")
except TypeError as e:
    print(e)
fake.filters = ()
try:
    _warnings.warn("no list")
except ValueError as e:
    print(e)
fake.filters = []
fake.defaultaction = "default"
fake._showwarnmsg = 5
try:
    _warnings.warn("cannot show")
except TypeError as e:
    print(e)
fake._showwarnmsg = show
del fake.WarningMessage
_warnings.warn("no message class")
