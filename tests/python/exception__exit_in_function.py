# An exit code travels through every frame, and finally blocks run.
import sys


def inner():
    try:
        sys.exit(3)
    finally:
        print("inner finally")


def outer():
    try:
        inner()
    except Exception:
        print("not reached")
    else:
        print("not reached")


outer()
