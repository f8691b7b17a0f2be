# call_tracing calls with a tuple of arguments.
import sys

print(sys.call_tracing(max, (1, 5, 3)))
for bad in ([[1]], 5):
    try:
        sys.call_tracing(max, bad)
    except TypeError as e:
        print(e)
sys.call_tracing(int, ("x",))
