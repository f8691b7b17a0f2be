# Without a hook the exception is told all the same.
import sys

del sys.excepthook
{}["k"]
