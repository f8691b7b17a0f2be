# sys.excepthook called by hand.
import sys

sys.excepthook(3, 4, 5)
sys.excepthook(ValueError, ValueError("no traceback"), None)
try:
    1 / 0
except ZeroDivisionError as e:
    sys.excepthook(ValueError, ValueError("borrowed"), e.__traceback__)
    sys.excepthook(None, e, None)
try:
    sys.excepthook(1)
except TypeError as e:
    print(e)
