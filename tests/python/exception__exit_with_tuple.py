# What is no number is printed, and the exit code is 1.
import sys

try:
    sys.exit("caught")
except SystemExit as e:
    print("caught", e.code)
finally:
    print("finally")
sys.exit((1, "two"))
