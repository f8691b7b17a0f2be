# An IndentationError raised by hand, without a place.
try:
    raise TabError("tabs", ("t.py", 1, 1, "\tx"))
except SyntaxError as e:
    print(type(e).__mro__[1].__name__, e)
raise IndentationError("unexpected")
