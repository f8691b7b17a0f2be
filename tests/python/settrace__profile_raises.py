# A profile function that raises is let go of.
import sys


def profile(frame, event, arg):
    if event == "c_call":
        raise RuntimeError("from the profiler")


def work():
    return len([])


sys.setprofile(profile)
try:
    work()
except RuntimeError as e:
    print("caught", e, sys.getprofile())
sys.setprofile(profile)
work()
