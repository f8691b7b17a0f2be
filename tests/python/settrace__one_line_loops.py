# Each round of a loop on one line is a line of its own.
import sys


def tracer(frame, event, arg):
    print(event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno)
    return tracer


def main():
    squares = [y * y for y in (1, 2)]
    while len(squares) < 4: squares.append(1)
    for x in (1, 2): pass
    return squares


sys.settrace(tracer)
main()
sys.settrace(None)
