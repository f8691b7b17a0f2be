import sys

try:
    sys.exit(2)
except SystemExit as e:
    print(e.code, repr(e))
try:
    print("body")
    sys.exit("message for stderr")
finally:
    print("finally runs")
