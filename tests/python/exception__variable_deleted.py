# The name behind `as` is gone after the handler.
def f():
    e = "before"
    try:
        raise ValueError("x")
    except ValueError as e:
        print(repr(e))
    try:
        print(e)
    except UnboundLocalError as u:
        print(u)


f()
try:
    1 / 0
except ZeroDivisionError as problem:
    kept = problem
print(kept)
print(problem)
