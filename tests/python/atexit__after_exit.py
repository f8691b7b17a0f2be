# And after sys.exit, whose code stays.
import atexit, sys

def late():
    print("late")

atexit.register(late)
try:
    sys.exit(3)
finally:
    print("finally")
