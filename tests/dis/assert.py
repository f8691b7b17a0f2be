assert a
assert a, "message"
def f(x):
    assert x > 0 and x < 5, f"bad {x}"
