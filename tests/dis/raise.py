raise
raise ValueError
raise ValueError("x")
raise ValueError from None
def f(e):
    raise RuntimeError("no") from e
