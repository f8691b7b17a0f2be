# An exception kept in a variable of its own frame holds the frame, and the frame the exception.
import gc
from _weakref import ref

class Resource:
    def __del__(self):
        print("resource freed")

def work():
    res = Resource()
    try:
        raise ValueError("x")
    except ValueError as e:
        kept = e

work()
print("returned")
print("found", gc.collect() > 0)
