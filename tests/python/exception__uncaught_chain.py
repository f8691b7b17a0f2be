def a():
    try:
        return {}["missing"]
    except KeyError as e:
        raise ValueError("first") from e

def b():
    try:
        a()
    except ValueError:
        undefined_name

def c(n):
    if n:
        c(n - 1)
    b()

c(2)
