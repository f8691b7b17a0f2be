# The traceback module asks for the tree of the line to place its carets.
import sys
import traceback


def a(n):
    return a(n - 1) if n else {"k": 1}["missing"] + 1


def b():
    try:
        a(4)
    except KeyError as e:
        raise ValueError("bad " "value") from e


for function in [b, lambda: (1).foo, lambda: [1, 2][5] + 3, lambda: "a" + 1, lambda: undefined_name, lambda: int("x")]:
    try:
        function()
    except Exception:
        traceback.print_exc(file=sys.stdout)
try:
    raise ExceptionGroup("group", [ValueError(1), ExceptionGroup("inner", [TypeError("t")])])
except ExceptionGroup as e:
    e.add_note("a note")
    print("".join(traceback.format_exception(e)), end="")
print(traceback.format_exc())
print(traceback.extract_stack()[-1].line)
b()
